"""Questions about slots and bookings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Sum

from minzheng.kernel.bookings.models import Booking, Slot


def sum_taken(slot_ids: Iterable[Any], *, at: datetime) -> dict[Any, int]:
    """Slot id → heads that use its quota at that instant; one query, empty slots are not listed."""
    rows = Booking.objects.taking_at(at).filter(slot__in=list(slot_ids)).order_by()
    return dict(rows.values_list("slot_id").annotate(total=Sum("heads")))


def list_free(service: str, *, after: datetime, at: datetime, limit: int = 50) -> list[tuple[Slot, int]]:
    """The next open slots of the service with the heads still free in each; two queries."""
    slots = list(
        Slot.objects.filter(service=service, starts_at__gt=after, closed_at__isnull=True)
        .select_related("site")
        .order_by("starts_at", "id")[:limit]
    )
    taken = sum_taken([slot.pk for slot in slots], at=at)
    return [(slot, max(0, slot.bookable - taken.get(slot.pk, 0))) for slot in slots]
