"""Questions about activities."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Sum

from minzheng.kernel.activities.models import Activity, Attendance, State


def list_held(kind: str, *, starts_on: date, ends_on: date) -> Any:
    """Activities of the kind held in the half-open period."""
    return Activity.objects.filter(
        kind=kind, state=State.HELD, held_on__gte=starts_on, held_on__lt=ends_on
    ).order_by("held_on")


def sum_heads(activity_ids: Iterable[Any]) -> dict[Any, int]:
    """Activity id → 人次 attending; one query, activities without attendance are not listed."""
    rows = Attendance.objects.filter(activity__in=list(activity_ids)).values_list("activity_id")
    return dict(rows.annotate(total=Sum("heads")).order_by())
