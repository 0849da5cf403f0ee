"""Each house reading is a parameter: turning it changes the result, and only as it says."""

from typing import Any

import numpy as np
import pytest

from minzheng.benefits.household import LARGEST_FEN
from minzheng.benefits.household_file import explain, read
from minzheng.benefits.roll import Roll, RollError, calculate
from minzheng.benefits.sample import sample_roll
from minzheng.benefits.statute import shipped_book, statute_graph
from minzheng.rules.book import Book
from minzheng.rules.months import Month

SOURCE = {"title": "试验值", "status": "unofficial"}
PERSON = {"hukou_district": "320213", "source_of_living": True, "has_capable_supporter": True}
CARD = {"category": "limb", "grade": 1, "long_term_care": True}


def book(**values: Any) -> Book:
    rows = [
        {"key": key.replace("__", "."), "from": "2025-01-01", "value": value, "source": SOURCE}
        for key, value in values.items()
    ]
    return shipped_book().overlay(rows)


def family(*members: dict[str, Any]) -> dict[str, Any]:
    numbered = [
        {"person": f"P{n}", "relation": "other", "birth_date": "1980-01-01"} | PERSON | member
        for n, member in enumerate(members, 1)
    ]
    return {"schema": "minzheng.household/1", "household": "H1", "area": "320213021001", "members": numbered}


def amount(file: dict[str, Any], key: str, with_book: Book | None = None) -> int:
    for entry in explain(file, "2025-03", with_book)["benefits"]:
        if key in (entry["code"], f"{entry['code']}/{entry['person']}"):
            return int(entry["amount_fen"])
    raise KeyError(key)


ORPHAN = {"birth_date": "2014-01-01", "father": "dead", "mother": "dead"}
DESTITUTE = {"birth_date": "1950-01-01", "source_of_living": False, "has_capable_supporter": False}
L, X, V, N = (
    "low_income_allowance",
    "extreme_poverty_support",
    "disability_living_subsidy",
    "disability_nursing_subsidy",
)


@pytest.mark.parametrize(
    ("setting", "value", "members", "key", "before", "after"),
    [
        ("shared__paid_in_month_of_death", False, [{"death_date": "2025-03-15"}, {}], L, 229_000, 114_500),
        ("shared__facts_on_last_day", False, [{"joined_on": "2025-03-02"}, {}], L, 229_000, 114_500),
        (
            "shared__rounding_to",
            100,
            [{"income": [{"kind": "wages", "monthly_fen": 149}]}],
            L,
            114_351,
            114_400,
        ),
        (
            "shared__rounding_up",
            True,
            [ORPHAN, {}, {"income": [{"kind": "wages", "monthly_fen": 1}]}],
            L,
            228_999,
            229_000,
        ),
        (f"{L}__custody_leaves_family", False, [{"in_custody": True}, {}], L, 114_500, 229_000),
        (f"{L}__extreme_poverty_excludes", False, [DESTITUTE, {}], L, 114_500, 229_000 + 11_450),
        (f"{L}__child_difference_only", False, [ORPHAN, {}], L, 114_500, 229_000 + 11_450),
        (
            f"{L}__one_top_up_per_person",
            False,
            [{"severe_illness": True, "disability": CARD}],
            L,
            137_400,
            160_300,
        ),
        (f"{X}__custody_excludes", False, [DESTITUTE | {"in_custody": True}], f"{X}/P1", 0, 185_200),
        (
            f"{X}__childrens_allowance_excludes",
            False,
            [ORPHAN | DESTITUTE | {"birth_date": "2014-01-01"}],
            f"{X}/P1",
            0,
            185_200,
        ),
        (f"{X}__living_floor", 20_000, [DESTITUTE], f"{X}/P1", 185_200, 229_000 + 24_900),
        (f"{V}__extreme_poverty_excludes", False, [DESTITUTE | {"disability": CARD}], f"{V}/P1", 0, 0),
        (f"{V}__childrens_allowance_excludes", False, [ORPHAN | {"disability": CARD}], f"{V}/P1", 0, 40_000),
        (
            f"{V}__work_injury_excludes",
            False,
            [{"disability": CARD, "other_care_fen": {"work_injury_nursing": 5}}],
            f"{V}/P1",
            0,
            40_000,
        ),
        (f"{N}__extreme_poverty_excludes", False, [DESTITUTE | {"disability": CARD}], f"{N}/P1", 0, 20_000),
        (
            f"{N}__work_injury_excludes",
            False,
            [{"disability": CARD, "other_care_fen": {"work_injury_nursing": 5}}],
            f"{N}/P1",
            0,
            20_000,
        ),
        (
            f"{N}__higher_only",
            False,
            [{"disability": CARD, "other_care_fen": {"elder_care_subsidy": 99_999}}],
            f"{N}/P1",
            0,
            20_000,
        ),
        (
            f"{N}__mental_grade",
            4,
            [{"disability": CARD | {"category": "mental", "grade": 4}}],
            f"{N}/P1",
            0,
            8_000,
        ),
    ],
)
def test_house_reading_is_a_parameter(
    setting: str, value: Any, members: list[dict[str, Any]], key: str, before: int, after: int
) -> None:
    turned = book(**{setting: value})
    file = family(*members)
    assert (amount(file, key), amount(file, key, turned)) == (before, after)
    roll = Roll.of([read(file)])
    for each in (shipped_book(), turned):
        assert calculate(roll, "2025-03", each).total_fen == explain(file, "2025-03", each)["total_fen"]


def test_child_gets_the_difference_when_its_allowance_is_below_the_standard() -> None:
    own = book(childrens_basic_living_allowance__orphan_dispersed=100_000)
    assert amount(family(ORPHAN, {}), L, own) == 114_500 + (114_500 - 100_000)
    rich = family(ORPHAN, {"income": [{"kind": "wages", "monthly_fen": 220_000}]})
    assert amount(rich, L, own) == 2 * (114_500 - 110_000)


def test_amounts_beyond_thirty_two_bits_stay_exact() -> None:
    own = book(low_income_allowance__standard=3_000_000_001)
    file = family({}, {"severe_illness": True}, {"income": [{"kind": "wages", "monthly_fen": 2_147_483_648}]})
    expected = 3 * 3_000_000_001 - 2_147_483_648 + 600_000_000
    assert amount(file, L, own) == expected
    result = calculate(Roll.of([read(file)]), "2025-03", own).benefits[L]
    assert result.amount_fen.tolist() == [expected]
    assert result.amount_fen.dtype == np.int64


def test_largest_family_with_the_largest_standard_stays_exact() -> None:
    own = book(low_income_allowance__standard=10**10)
    file = family(*[{"severe_illness": True}] * 99, ORPHAN)
    plain = amount(file, L, own)
    assert plain == 99 * 10**10 + 99 * 2 * 10**9 + 10**10 - 260_000
    assert calculate(Roll.of([read(file)]), "2025-03", own).benefits[L].amount_fen.tolist() == [plain]


def test_roll_refuses_what_it_cannot_hold() -> None:
    roll = sample_roll(50, seed=1)
    wrong_type = dict(roll.persons, age=1) | {"birth_date": roll.persons["birth_date"].astype(np.int64)}
    too_much = dict(roll.persons) | {"income_wages": roll.persons["income_wages"] + LARGEST_FEN}
    missing = {name: column for name, column in roll.persons.items() if name != "father"}
    for persons in (wrong_type, too_much, missing):
        with pytest.raises(RollError):
            Roll(persons, roll.households, roll.offsets)
    with pytest.raises(RollError, match="成员"):
        Roll(roll.persons, roll.households, np.concatenate([[0, 0], roll.offsets[1:]]))


def test_every_formula_finds_its_parameters_and_every_parameter_has_a_reader() -> None:
    standards = shipped_book().at(Month(2025, 3))
    used = {"shared.protection_set"}
    for step in statute_graph().steps:
        for name in step.column.parameters:
            if not name.startswith("month_"):
                used.add(standards.find(step.group, name).parameter.key)
    assert used == set(shipped_book().parameters)


def test_extreme_poverty_living_standard_keeps_its_multiple() -> None:
    values = shipped_book().at(Month(2025, 3)).in_force
    floor = values[f"{X}.living_floor"].value * values[f"{L}.standard"].value  # type: ignore[operator]
    for form in ("dispersed", "collective"):
        assert values[f"{X}.living_{form}"].value * 10_000 >= floor  # type: ignore[operator]
