"""The month computed, and dates as whole numbers.

A date is the number yyyymmdd, so that one comparison works on an int and on an array. The last day of a
month is written with day 31 whatever the month: every real date of the month is at or below it, and a
person born on 29 February reaches an age on the last day of February (民法典 第二百零二条: 没有对应日的，月末日为最后一日).
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

NEVER_STARTED = 0
NEVER_ENDS = 99991231
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


class MonthError(ValueError):
    """The text is not a month."""


class Month(NamedTuple):
    """One calendar month."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """`2025-03` becomes a month. Raises MonthError for anything else."""
        if not _MONTH.fullmatch(text):
            raise MonthError(f"月份“{text}”写法不对，应为“2025-03”这样的年-月")
        return cls(int(text[:4]), int(text[5:]))

    @property
    def first_day(self) -> int:
        """yyyymm01."""
        return self.year * 10_000 + self.month * 100 + 1

    @property
    def last_day(self) -> int:
        """yyyymm31, see the module text."""
        return self.year * 10_000 + self.month * 100 + 31

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def number_of(day: date | None, *, missing: int) -> int:
    """A date as yyyymmdd; `missing` stands for no date (NEVER_STARTED or NEVER_ENDS)."""
    return missing if day is None else day.year * 10_000 + day.month * 100 + day.day


def date_of(number: int) -> date | None:
    """The inverse of `number_of`: None for NEVER_STARTED and NEVER_ENDS."""
    if number in (NEVER_STARTED, NEVER_ENDS):
        return None
    return date(number // 10_000, number // 100 % 100, number % 100)
