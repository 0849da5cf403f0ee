"""Counting days for legal terms. Pure; knows nothing of databases or today.

The State Council publishes each year's holidays and make-up working days (调休) only in the autumn before. Until
a year is published its days are taken by weekday, and every answer that used one of them says it is provisional.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
_FRIDAY = 4


@dataclass(frozen=True)
class Due:
    """A day and whether it may still move because a year it depends on is not published."""

    on: date
    provisional: bool


@dataclass(frozen=True)
class WorkCalendar:
    """Published years and the days that differ from their weekday: day → whether it is worked."""

    published: frozenset[int]
    exceptions: Mapping[date, bool]

    def works(self, day: date) -> bool:
        """Whether the day is a working day (工作日)."""
        return self.exceptions.get(day, day.weekday() <= _FRIDAY)

    def knows(self, day: date) -> bool:
        """Whether the year of the day is published."""
        return day.year in self.published


def add_working_days(start: date, days: int, calendar: WorkCalendar) -> Due:
    """The last day of a term of `days` working days; the day after `start` is the first (民法典 第二百零一条).

    A term of 0 ends on `start` itself. ValueError below 0.
    """
    if days < 0:
        raise ValueError("期限不能为负")
    day, left, provisional = start, days, False
    while left:
        day += _DAY
        provisional = provisional or not calendar.knows(day)
        left -= calendar.works(day)
    return Due(day, provisional)


def add_calendar_days(start: date, days: int, calendar: WorkCalendar) -> Due:
    """The last day of a term of calendar days; ending on a day off it runs on to the next working day.

    民法典 第二百零三条. ValueError below 0.
    """
    if days < 0:
        raise ValueError("期限不能为负")
    return roll_forward(start + days * _DAY, calendar)


def roll_forward(day: date, calendar: WorkCalendar) -> Due:
    """The day itself when it is worked, else the next one that is."""
    provisional = not calendar.knows(day)
    while not calendar.works(day):
        day += _DAY
        provisional = provisional or not calendar.knows(day)
    return Due(day, provisional)


def count_working_days(after: date, until: date, calendar: WorkCalendar) -> int:
    """Working days after `after` up to and including `until`; 0 when `until` is not later."""
    return sum(calendar.works(after + n * _DAY) for n in range(1, (until - after).days + 1))
