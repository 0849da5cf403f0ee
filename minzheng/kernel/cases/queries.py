"""Questions about cases and the calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count

from minzheng.kernel.cases.models import CalendarDay, CalendarYear, Case
from minzheng.kernel.cases.working_days import WorkCalendar


def get_calendar() -> WorkCalendar:
    """The calendar as it stands now; two queries."""
    published = frozenset(CalendarYear.objects.values_list("year", flat=True))
    return WorkCalendar(published, dict(CalendarDay.objects.values_list("day", "works")))


def list_overdue(*, on: date) -> Any:
    """Overdue cases with handler and area, the longest overdue first."""
    return Case.objects.overdue_on(on).select_related("handler", "area").order_by("due_on", "id")


def count_open_by_state(procedure: str) -> dict[str, int]:
    """State → number of open cases of the procedure; one query."""
    rows = Case.objects.open().filter(procedure=procedure).values_list("state")
    return dict(rows.annotate(number=Count("id")).order_by())


def list_for(subject_type: str, subject_id: str) -> Any:
    """Every case about one record, newest first."""
    return Case.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("-opened_on", "-id")
