"""Months, and dates as whole numbers."""

from datetime import date

import pytest

from minzheng.rules.months import NEVER_ENDS, NEVER_STARTED, Month, MonthError, date_of, number_of


def test_month_parses_and_knows_its_days() -> None:
    month = Month.parse("2025-02")
    assert (str(month), month.first_day, month.last_day) == ("2025-02", 20250201, 20250231)
    assert number_of(date(2025, 2, 28), missing=0) <= month.last_day < number_of(date(2025, 3, 1), missing=0)


@pytest.mark.parametrize("text", ["2025-13", "2025-00", "2025-3", "202503", "2025-03-01", "", "２０２５-03"])
def test_month_refuses_other_texts(text: str) -> None:
    with pytest.raises(MonthError, match="月份"):
        Month.parse(text)


def test_date_numbers_go_and_come_back() -> None:
    assert date_of(number_of(date(2024, 2, 29), missing=0)) == date(2024, 2, 29)
    assert date_of(number_of(None, missing=NEVER_ENDS)) is None
    assert date_of(NEVER_STARTED) is None
