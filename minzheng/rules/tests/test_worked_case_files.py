"""Arithmetic in worked cases, and what a wrong case says."""

import pytest

from minzheng.rules.worked_cases import Case, CaseError, differences, whole


@pytest.mark.parametrize(
    ("written", "value"),
    [(7, 7), ("7", 7), ("1100 * 3 - 1200", 2100), ("(5 + 1) // 4", 1), ("2 * (3 - 1)", 4)],
)
def test_whole_reckons(written: int | str, value: int) -> None:
    assert whole(written) == value


@pytest.mark.parametrize("written", ["1.5", "10 / 2", "2 ** 9", "x", "__import__('os')", "", "1 // 0", "-1"])
def test_whole_refuses_everything_else(written: str) -> None:
    with pytest.raises(CaseError):
        whole(written)


def test_differences_name_case_benefit_and_value() -> None:
    case = Case("某例", "2025-03", {}, {"a/P1": {"amount_fen": "2 + 2", "reason": "eligible"}})
    entry = {"code": "a", "person": "P1", "amount_fen": 5, "reason": "eligible"}
    assert differences(case, [entry]) == ["某例：a/P1 的 amount_fen 应为 4，算得 5"]
    assert differences(case, [entry | {"amount_fen": 4}]) == []
    assert len(differences(case, [])) == 2
