"""The amount never falls with age, and starts at the first age."""

from minzheng.benefits.elder_allowance.formulas import amount, reason
from minzheng.benefits.statute import shipped_book
from minzheng.rules.months import Month

QUANTITIES = shipped_book().at(Month(2025, 3)).quantities("elder_allowance")


def paid_at(age: int) -> int:
    return int(amount.formula(QUANTITIES, reason.formula(QUANTITIES, True, True, True, age) == 0, age))


def test_amount_by_age() -> None:
    amounts = [paid_at(age) for age in range(-1, 130)]
    assert amounts == sorted(amounts)
    assert [paid_at(age) for age in (79, 80, 89, 90, 99, 100)] == [0, 5_000, 5_000, 10_000, 10_000, 30_000]
