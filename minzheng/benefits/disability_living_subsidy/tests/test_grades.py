"""A severer grade never pays less, and a person who passes every test is paid."""

from minzheng.benefits.disability_living_subsidy import formulas
from minzheng.benefits.statute import shipped_book
from minzheng.rules.months import Month

QUANTITIES = shipped_book().at(Month(2025, 3)).quantities("disability_living_subsidy")


def test_reason_is_eligible_when_no_test_fails() -> None:
    assert formulas.reason.formula(QUANTITIES, True, True, True, True, False, False, 0, True) == 0


def test_amount_falls_with_the_grade() -> None:
    paid = [formulas.amount.formula(QUANTITIES, True, grade) for grade in (1, 2, 3, 4)]
    assert paid == sorted(paid, reverse=True)
    assert paid[-1] > 0
