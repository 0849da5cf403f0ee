"""Questions about projects, each in one query for any number of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from minzheng.kernel.projects.models import (
    BudgetLine,
    Milestone,
    ProgressReading,
    Project,
    ProjectState,
    SelfCheck,
)


@dataclass(frozen=True)
class Deviation:
    """A budget line that was overspent by more than the tolerance, in fen."""

    project_id: Any
    item: str
    planned_fen: int
    spent_fen: int


def get_progress(project_ids: Iterable[Any], *, on: date) -> dict[Any, int]:
    """Project id → thousandths done by the latest reading on or before the day; none read, not listed."""
    latest = ProgressReading.objects.filter(project=OuterRef("project"), read_on__lte=on).order_by("-read_on")
    rows = ProgressReading.objects.filter(
        project__in=list(project_ids), read_on=Subquery(latest.values("read_on")[:1])
    )
    return dict(rows.values_list("project_id", "done_permille"))


def get_states(project_ids: Iterable[Any], *, on: date) -> dict[Any, str]:
    """Project id → its state on that day."""
    rows = ProjectState.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=on), project__in=list(project_ids), starts_on__lte=on
    )
    return dict(rows.values_list("project_id", "state"))


def list_late_milestones(*, on: date) -> Any:
    """Milestones of the actor's projects that should have been reached before that day and were not."""
    late = Milestone.objects.filter(Q(reached_on__isnull=True) | Q(reached_on__gt=on), planned_on__lt=on)
    return late.exclude(project__state="withdrawn").select_related("project").order_by("planned_on")


def list_deviations(*, tolerance_permille: int) -> list[Deviation]:
    """Budget lines spent beyond plan by more than the tolerance (a parameter of the caller's programme)."""
    over = BudgetLine.objects.filter(spent_fen__gt=F("planned_fen")).order_by("project_id", "item")
    rows = over.values_list("project_id", "item", "planned_fen", "spent_fen")
    return [
        Deviation(*row) for row in rows.iterator() if row[3] * 1000 > row[2] * (1000 + tolerance_permille)
    ]


def list_without_self_check(*, month: date) -> Sequence[Project]:
    """Projects under way whose self-check of the month (its first day) is missing."""
    checked = SelfCheck.objects.filter(month=month).values("project_id")
    return list(Project.objects.filter(state="under_way").exclude(pk__in=checked).order_by("code"))
