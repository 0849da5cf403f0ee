"""Spans of days a figure is asked for. Half-open: `starts_on` counts, `ends_on` does not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from minzheng.kernel.problems import Unreadable

_CODE = re.compile(r"(\d{4})(?:(H[12])|(Q[1-4])|-(0[1-9]|1[0-2]))?", re.ASCII)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """A half-open span of whole months; `code` as in `2025H1`, `2025Q2`, `2025-03`, `2025`."""

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if not self.starts_on < self.ends_on:
            raise ValueError("期间的止日必须晚于起日")

    @property
    def last_day(self) -> date:
        """The last day that counts."""
        return self.ends_on - _ONE_DAY

    def months(self) -> list[Period]:
        """The calendar months of the span, in order."""
        found, start = [], self.starts_on.replace(day=1)
        while start < self.ends_on:
            found.append(month_of(start))
            start = found[-1].ends_on
        return found

    def until(self, cut_off: date) -> tuple[date, date]:
        """The span as far as the data cut-off: never a day after it. Empty when the cut-off lies before."""
        return self.starts_on, max(self.starts_on, min(self.ends_on, cut_off + _ONE_DAY))

    def year_before(self) -> Period:
        """The same span one year earlier (上年同期)."""
        return Period(a_year_before(self.starts_on), a_year_before(self.ends_on))


def month_of(day: date) -> Period:
    """The calendar month in which the day lies."""
    first = day.replace(day=1)
    return Period(first, _add_months(first, 1))


def year_to(cut_off: date) -> tuple[date, date]:
    """From 1 January to the cut-off, half-open."""
    return date(cut_off.year, 1, 1), cut_off + _ONE_DAY


def half_before(on: date) -> str:
    """The code of the half-year that ended last before that day: `2025H1` on 1 July 2025."""
    return f"{on.year}H1" if on.month > 6 else f"{on.year - 1}H2"


def parse_period(code: str) -> Period:
    """`2025H1`, `2025Q2`, `2025-03` or `2025`. Raises Unreadable for anything else."""
    match = _CODE.fullmatch(code.strip().upper())
    if match is None:
        raise Unreadable(
            "bad_period",
            f"“{code}”不是可用的期间。",
            fix="写成 2025H1（半年）、2025Q2（季度）、2025-03（月）或 2025（年）。",
        )
    year, half, quarter, month = match.groups()
    if half:
        return _span(int(year), 1 if half == "H1" else 7, 6)
    if quarter:
        return _span(int(year), int(quarter[1]) * 3 - 2, 3)
    return _span(int(year), int(month), 1) if month else _span(int(year), 1, 12)


def a_year_before(day: date) -> date:
    """The same day of the year before; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _span(year: int, month: int, months: int) -> Period:
    first = date(year, month, 1)
    return Period(first, _add_months(first, months))


def _add_months(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
