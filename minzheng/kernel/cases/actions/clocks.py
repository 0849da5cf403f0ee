"""Starting, stopping, holding and recomputing clocks; called only by the verbs beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F

from minzheng.kernel.cases.models import Case, CaseClock
from minzheng.kernel.cases.procedures import Clock
from minzheng.kernel.cases.working_days import Due, WorkCalendar, count_working_days


def start_clock(case: Case, code: str, clock: Clock | None, *, on: date, calendar: WorkCalendar) -> None:
    """Let the clock run from the day given (day 0), by the term in force on that day."""
    if clock is None:
        return
    term = clock.term_on(on)
    assert isinstance(term.value, int)
    row = CaseClock(
        case=case, code=code, started_on=on, base_on=on, days_left=term.value, working=clock.working,
        parameter=clock.parameter.key, source=str(term.source),
    )  # fmt: skip
    _set_due(row, row.compute(calendar))
    row.save(force_insert=True)


def stop_clocks(case: Case, *, on: date, code: str | None = None) -> None:
    """Stop the running clock of that code, or all of them; their due days stay as they are."""
    running = CaseClock._base_manager.filter(case=case, stopped_on__isnull=True)
    (running.filter(code=code) if code else running).update(stopped_on=on, version=F("version") + 1)


def list_running(case: Case) -> list[CaseClock]:
    return list(CaseClock._base_manager.filter(case=case, stopped_on__isnull=True).order_by("due_on"))


def hold_clocks(case: Case, *, on: date, calendar: WorkCalendar) -> None:
    """Freeze what is left of each running clock after the day given."""
    for clock in list_running(case):
        assert clock.due_on is not None
        clock.days_left = (
            count_working_days(on, clock.due_on, calendar)
            if clock.working
            else max(0, (clock.due_on - on).days)
        )
        clock.base_on = clock.due_on = None
        clock.save(update_fields=["days_left", "base_on", "due_on"])


def release_clocks(case: Case, *, on: date, calendar: WorkCalendar) -> None:
    """Let what was left run on from the day given."""
    for clock in list_running(case):
        clock.base_on = on
        _set_due(clock, clock.compute(calendar))
        clock.save(update_fields=["base_on", "due_on", "provisional"])


def set_nearest(case: Case, clocks: Iterable[CaseClock]) -> None:
    """The case is due when the first of its running clocks is; not saved here."""
    due = [clock for clock in clocks if clock.due_on is not None]
    nearest = min(due, key=lambda clock: clock.due_on or date.max, default=None)
    case.due_on = nearest.due_on if nearest else None
    case.due_provisional = bool(nearest and nearest.provisional)


def _set_due(clock: CaseClock, due: Due | None) -> None:
    clock.due_on = due.on if due else None
    clock.provisional = bool(due and due.provisional)
