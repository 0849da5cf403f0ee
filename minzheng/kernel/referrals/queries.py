"""Questions about referrals."""

from __future__ import annotations

from datetime import date
from typing import Any

from minzheng.kernel.access.plates import list_plates
from minzheng.kernel.referrals.models import Referral


def list_accepted_requests() -> dict[str, dict[str, str]]:
    """Register key → request word → permission of the action that answers it, from the plates."""
    return {plate.key: dict(plate.accepts) for plate in list_plates() if plate.accepts}


def list_incoming(to_register: str) -> Any:
    """Open requests to a register, the most urgent first, with area and people; one query."""
    rows = Referral.objects.open().filter(to_register=to_register)
    return rows.select_related("area", "person", "household").order_by("due_on", "asked_on", "id")


def list_overdue(*, on: date) -> Any:
    """Open requests that were due before that day."""
    return Referral.objects.open().filter(due_on__lt=on).select_related("area").order_by("due_on", "id")
