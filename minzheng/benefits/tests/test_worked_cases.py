"""Every worked case of every benefit says what the rules say."""

import pytest

from minzheng.benefits.household_file import explain
from minzheng.benefits.plates import find_benefits
from minzheng.rules.worked_cases import Case, differences, load_cases

CASES = [
    pytest.param(case, id=f"{code}: {case.name}")
    for code, benefit in find_benefits().items()
    for case in load_cases(benefit.folder / "cases")
]


@pytest.mark.parametrize("case", CASES)
def test_worked_case(case: Case) -> None:
    assert differences(case, explain(case.household, case.month)["benefits"]) == []


@pytest.mark.parametrize("code", find_benefits())
def test_worked_cases_are_enough_and_name_their_benefit(code: str) -> None:
    cases = list(load_cases(find_benefits()[code].folder / "cases"))
    assert len(cases) >= 8
    assert all(any(key.partition("/")[0] == code for key in case.output) for case in cases)


@pytest.mark.parametrize("code", find_benefits())
def test_worked_cases_show_every_reason(code: str) -> None:
    benefit = find_benefits()[code]
    shown = {
        entry["reason"]
        for case in load_cases(benefit.folder / "cases")
        for entry in explain(case.household, case.month)["benefits"]
        if entry["code"] == code and any(key.partition("/")[0] == code for key in case.output)
    }
    assert shown == {reason.word for reason in benefit.reasons}
