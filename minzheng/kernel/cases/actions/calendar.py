"""The calendar of working days, kept by staff. What is closed stays as it was; what runs is computed anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Any

from django.db import transaction
from holidays.countries import china

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.bulk import update_rows
from minzheng.kernel.action import Unchanged, action
from minzheng.kernel.cases.actions.clocks import set_nearest
from minzheng.kernel.cases.models import CalendarDay, CalendarYear, Case, CaseClock
from minzheng.kernel.cases.queries import get_calendar
from minzheng.kernel.evidence import recording
from minzheng.kernel.problems import Problem, Refused

_CHUNK = 500
#: the package is untyped; its notices of the State Council by year, and its calendar of China
_NOTICES: Any = china.ChinaStaticHolidays.special_public_holidays
_CALENDAR: Any = china.China


@dataclass(frozen=True)
class DayChange:
    """Whether a day is worked, and what it is called (春节, 调休上班 …)."""

    works: bool
    label: str


@transaction.atomic
def seed_calendar(*, years: Iterable[int], by: str, on: date) -> list[int]:
    """Enter published years from the `holidays` package where they are missing; answers which were entered.

    Done at installation. Years for which the package knows no notice of the State Council are left unpublished.
    """
    wanted = sorted(set(years) & set(_NOTICES))
    known = set(CalendarYear.objects.values_list("year", flat=True))
    new = [year for year in wanted if year not in known]
    days = {day: change for year in new for day, change in read_package(year).items()}
    if not new:
        return []
    document = f"国务院办公厅节假日安排（holidays {version('holidays')}）"
    CalendarYear.objects.bulk_create(CalendarYear(year=year, document=document) for year in new)
    _write_days(days)
    moved = _recompute()
    recording.record(
        _entry("calendar_seeded", f"装入{'、'.join(map(str, new))}年工作日历", years=new, moved=moved, on=on),
        by=by,
    )
    return new


def read_package(year: int) -> dict[date, DayChange]:
    """Days off and make-up working days of one year by the `holidays` package."""
    notices = _CALENDAR(years=[year, year + 1], language="zh_CN")
    off = {day: DayChange(False, str(label)) for day, label in notices.items() if day.year == year}
    worked = {day: DayChange(True, "调休上班") for day in notices.weekend_workdays if day.year == year}
    return {**off, **worked}


@action("kernel.cases.publish")
def publish_calendar_year(
    *, year: int, days: Mapping[date, DayChange], document: str, published_on: date, by: Actor, on: date
) -> list[Any]:
    """A year's holidays are published: its due days are no longer provisional. Answers the cases whose day moved."""
    if CalendarYear.objects.filter(year=year).exists():
        raise Refused("year_known", f"{year}年的工作日历已公布。", fix="个别日期有误的，请更正日历日。")
    if not document or any(day.year != year for day in days):
        raise Problem("days", f"请填写公布文件；日期都应在{year}年。", column="days")
    if published_on > on:
        raise Problem("published_on", "公布日期不能晚于今天。", column="published_on")
    CalendarYear.objects.create(year=year, document=document, published_on=published_on)
    _write_days(days)
    moved = _recompute()
    recording.record(
        _entry(
            "calendar_published", f"公布{year}年工作日历（{document}）", year=year, moved=moved,
            days={str(day): change.works for day, change in days.items()},
        ),
        by=by.username,
    )  # fmt: skip
    return moved


@action("kernel.cases.correct")
def correct_calendar(*, days: Mapping[date, DayChange], reason: str, by: Actor, on: date) -> Any:
    """Correct single days. Open cases get new due days, closed ones keep theirs. Answers the cases that moved."""
    known = {row.day: row for row in CalendarDay.objects.filter(day__in=days)}
    changes = {
        str(day): [known[day].works if day in known else None, change.works]
        for day, change in days.items()
        if day not in known or (known[day].works, known[day].label) != (change.works, change.label)
    }
    if not changes:
        return Unchanged([])
    if not reason:
        raise Problem("reason", "请填写更正原因。", column="reason")
    _write_days(days)
    moved = _recompute()
    recording.record(
        _entry(
            "calendar_corrected",
            f"更正工作日历 {len(changes)} 天",
            changes=changes,
            reason=reason,
            moved=moved,
            on=on,
        ),
        by=by.username,
    )
    return moved


def _write_days(days: Mapping[date, DayChange]) -> None:
    CalendarDay.objects.bulk_create(
        [CalendarDay(day=day, works=change.works, label=change.label) for day, change in days.items()],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["works", "label"],
    )


def _recompute() -> list[str]:
    """New due days for the running clocks of every open case, of all districts; ids of the cases that moved.

    The calendar is national, so it is not asked who may see the cases. Few statements for any number.
    """
    calendar = get_calendar()
    running = CaseClock._base_manager.filter(
        stopped_on__isnull=True, base_on__isnull=False, case__closed_on__isnull=True
    ).select_related("case")
    by_case: dict[Any, list[CaseClock]] = {}
    moved: list[CaseClock] = []
    for clock in running.iterator(chunk_size=2_000):
        by_case.setdefault(clock.case_id, []).append(clock)
        due = clock.compute(calendar)
        if due is not None and (due.on, due.provisional) != (clock.due_on, clock.provisional):
            clock.due_on, clock.provisional = due.on, due.provisional
            moved.append(clock)
    CaseClock._base_manager.bulk_update(moved, ["due_on", "provisional"], batch_size=_CHUNK)
    return _move_cases(by_case)


def _move_cases(by_case: Mapping[Any, list[CaseClock]]) -> list[str]:
    rows: list[tuple[Any, ...]] = []
    for clocks in by_case.values():
        case: Case = clocks[0].case
        before = (case.due_on, case.due_provisional)
        set_nearest(case, clocks)
        if (case.due_on, case.due_provisional) != before:
            rows.append((case.due_on, case.due_provisional, case.pk, case.version))
    if rows:
        update_rows(Case, ("due_on", "due_provisional"), rows)
    return sorted(str(row[2]) for row in rows)


def _entry(verb: str, sentence: str, **details: Any) -> recording.Entry:
    return recording.Entry(
        kind=f"kernel.cases.{verb}", sentence=sentence, subject_type="kernel.cases", details=details
    )
