"""A household file is taken exactly or refused field by field; an answer has the promised shape."""

import copy
import json
from typing import Any

import pytest

from minzheng.benefits.household_file import HouseholdFileError, explain, explain_with, parameters, read
from minzheng.benefits.plates import find_benefits
from minzheng.benefits.statute import protection_set, shipped_book
from minzheng.rules.book import MissingParameter, unseal
from minzheng.rules.months import Month, MonthError

SOURCE = {"title": "试验值", "status": "unofficial"}
FILE: dict[str, Any] = {
    "schema": "minzheng.household/1",
    "household": "H1",
    "area": "320213021001",
    "members": [
        {
            "person": "P1",
            "relation": "self",
            "birth_date": "1978-05-01",
            "hukou_district": "320213",
            "source_of_living": True,
            "has_capable_supporter": True,
            "income": [{"kind": "wages", "monthly_fen": 50_000}],
        }
    ],
}


def changed(path: str, value: Any) -> dict[str, Any]:
    file = copy.deepcopy(FILE)
    place: Any = file
    *way, last = path.strip("/").split("/")
    for part in way:
        place = place[int(part)] if part.isdigit() else place.setdefault(part, {})
    place[int(last) if last.isdigit() else last] = value
    return file


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("/surprise", 1, "unknown_field"),
        ("/members/0/nickname", "x", "unknown_field"),
        ("/schema", "minzheng.household/2", "bad_code"),
        ("/area", "320213", "bad_code"),
        ("/area", 320213021001, "not_text"),
        ("/household", "", "missing_field"),
        ("/members", [], "missing_field"),
        ("/members", {}, "not_a_list"),
        ("/members/0", 5, "not_an_object"),
        ("/members/0/birth_date", "1978-02-30", "bad_date"),
        ("/members/0/birth_date", "1978/05/01", "bad_date"),
        ("/members/0/birth_date", 19780501, "bad_date"),
        ("/members/0/birth_date", "0078-05-01", "bad_date"),
        ("/members/0/death_date", "1977-05-01", "dates_out_of_order"),
        ("/members/0/hukou_district", "32021", "bad_code"),
        ("/members/0/relation", "uncle", "bad_code"),
        ("/members/0/work_ability", "partly", "bad_code"),
        ("/members/0/student", "yes", "not_true_or_false"),
        ("/members/0/student", 1, "not_true_or_false"),
        ("/members/0/income/0/monthly_fen", 500.5, "not_whole_number"),
        ("/members/0/income/0/monthly_fen", 500.0, "not_whole_number"),
        ("/members/0/income/0/monthly_fen", "500", "not_whole_number"),
        ("/members/0/income/0/monthly_fen", True, "not_whole_number"),
        ("/members/0/income/0/monthly_fen", -1, "too_small"),
        ("/members/0/income/0/monthly_fen", 10**12 + 1, "too_large"),
        ("/members/0/income/0/monthly_fen", 10**400, "too_large"),
        ("/members/0/income/0/kind", "gift", "bad_code"),
        ("/members/0/father", "away", "bad_code"),
        ("/assets/money_fen", 1.5, "not_whole_number"),
        ("/assets/vehicles", -1, "too_small"),
        ("/members/0/disability", {"category": "limb", "grade": 5}, "too_large"),
        ("/members/0/disability", {"category": "limb"}, "missing_field"),
        (
            "/members/0/disability",
            {"category": "limb", "grade": 1, "valid_from": "2025-02-02", "valid_to": "2025-02-01"},
            "dates_out_of_order",
        ),
    ],
)
def test_file_with_one_fault_is_refused_at_its_field(path: str, value: Any, code: str) -> None:
    with pytest.raises(HouseholdFileError) as refused:
        read(changed(path, value))
    (error,) = refused.value.errors
    assert set(error) == {"path", "code", "message", "fix"}
    assert error["code"] == code
    assert error["path"].startswith(path) or path.startswith(error["path"])
    assert error["message"]
    assert error["fix"]
    assert "{" not in error["message"] + error["fix"]


def test_file_with_several_faults_names_them_all() -> None:
    file = changed("/members/0/birth_date", "x") | {"surprise": 1}
    del file["area"]
    with pytest.raises(HouseholdFileError) as refused:
        read(file)
    assert {error["path"] for error in refused.value.errors} == {
        "/area",
        "/members/0/birth_date",
        "/surprise",
    }


@pytest.mark.parametrize("text", ["", "not json", "[]", "{", b"\xff\xfe", "{}", "null"])
def test_file_that_is_no_household_is_refused(text: str | bytes) -> None:
    with pytest.raises(HouseholdFileError):
        read(text)


def test_file_with_one_person_twice_or_two_applicants_is_refused() -> None:
    other = FILE["members"][0] | {"relation": "other"}
    for members, code in (
        ([FILE["members"][0], other], "person_twice"),
        ([FILE["members"][0], FILE["members"][0] | {"person": "P2"}], "two_applicants"),
    ):
        with pytest.raises(HouseholdFileError) as refused:
            read(FILE | {"members": members})
        assert refused.value.errors[0]["code"] == code


def test_answer_has_one_entry_per_code_and_member() -> None:
    second = FILE["members"][0] | {"person": "P2", "relation": "spouse", "income": []}
    answer = explain(json.loads(json.dumps(FILE | {"members": [FILE["members"][0], second]})), "2025-03")
    assert set(answer) == {"household", "month", "total_fen", "benefits"}
    expected = set()
    for code, benefit in find_benefits().items():
        people = [None] if benefit.plate.unit == "household" else ["P1", "P2"]
        expected |= {(code, who) for who in people}
    assert {(entry["code"], entry["person"]) for entry in answer["benefits"]} == expected
    assert len(answer["benefits"]) == len(expected)
    assert (
        answer["total_fen"]
        == sum(entry["amount_fen"] for entry in answer["benefits"])
        == 114_500 * 2 - 50_000
    )
    json.dumps(answer)


def test_answer_names_value_and_source_of_each_parameter() -> None:
    entry = next(e for e in explain(FILE, "2025-03")["benefits"] if e["code"] == "low_income_allowance")
    assert entry["status"] == "unofficial"
    steps = {step["name"]: step for step in entry["steps"]}
    assert all(set(s) == {"name", "zh", "value", "unit", "parameter", "source"} for s in entry["steps"])
    standard = steps["low_income_allowance.standard"]
    assert standard["parameter"] == {"key": standard["name"], "value": 114_500, "from": "2024-07-01"}
    assert "非官方" in standard["source"]
    assert steps["own_income/P1"]["value"] == 50_000
    assert steps["amount"] | {"zh": ""} == {
        "name": "amount",
        "zh": "",
        "value": 64_500,
        "unit": "fen",
        "parameter": None,
        "source": "社会救助暂行办法 第十二条",
    }
    names = [step["name"] for step in entry["steps"]]
    assert names.index("income") < names.index("gap") < names.index("amount")


def test_status_is_official_only_when_every_value_is() -> None:
    official = {"title": "某标准", "number": "某发〔2025〕1号", "issued": "2025-01-01", "status": "official"}
    rows = [
        {"key": key, "from": "2025-01-01", "value": each.value, "source": official}
        for key, each in shipped_book().at(Month(2025, 3)).in_force.items()
        if each.parameter.group in ("shared", "elder_allowance")
    ]
    book = shipped_book().overlay(rows)
    status = {entry["code"]: entry["status"] for entry in explain(FILE, "2025-03", book)["benefits"]}
    assert status["elder_allowance"] == "official"
    assert status["low_income_allowance"] == "unofficial"


def test_explain_refuses_a_month_without_values_and_a_text_that_is_no_month() -> None:
    with pytest.raises(MissingParameter, match="2024-06"):
        explain(FILE, "2024-06")
    with pytest.raises(MonthError):
        explain(FILE, "March")


def test_explain_with_a_sealed_set_repeats_an_old_decision() -> None:
    own = shipped_book().overlay(
        [{"key": "low_income_allowance.standard", "from": "2025-01-01", "value": 120_000, "source": SOURCE}]
    )
    sealed = json.loads(json.dumps(own.at(Month(2025, 3)).sealed()))
    assert explain_with(FILE, unseal(sealed)) == explain(FILE, "2025-03", own)
    assert explain(FILE, "2025-03", own)["total_fen"] == 120_000 - 50_000


def test_parameters_list_every_value_in_force() -> None:
    answer = parameters("2025-03")
    fields = {"key", "benefit", "value", "unit", "from", "status", "source", "checked_on"}
    assert answer["month"] == "2025-03"
    assert all(set(row) == fields for row in answer["parameters"])
    assert len(answer["parameters"]) == len(shipped_book().parameters)
    by_key = {row["key"]: row for row in answer["parameters"]}
    assert by_key["low_income_allowance.standard"]["benefit"] == "low_income_allowance"
    assert by_key["shared.protection_set"]["benefit"] is None
    json.dumps(answer)
    assert "low_income_allowance.standard" not in {row["key"] for row in parameters("2024-06")["parameters"]}


def test_protection_set_leaves_the_elder_allowance_out() -> None:
    assert set(protection_set("2025-03")) == set(find_benefits()) - {"elder_allowance"}
