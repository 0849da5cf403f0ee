"""Reading entitlements in bulk."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from minzheng.kernel.entitlements.models import Entitlement
from minzheng.kernel.entitlements.rules import Key, Running
from minzheng.kernel.places.models import Area


@dataclass(frozen=True, slots=True)
class RunningSince:
    """A running entitlement, since when, and until when if that is decided."""

    running: Running
    starts_on: date
    ends_on: date | None


def read_running(*, district: Area, schemes: Collection[str], day: date) -> dict[Key, RunningSince]:
    """Entitlements of the district that run on `day` or begin later, by key, in one query: of two, the later."""
    rows = Entitlement.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=day), area__path__startswith=district.path, scheme__in=schemes
    )
    columns = (
        "id",
        "version",
        "scheme",
        "beneficiary",
        "monthly_fen",
        "area_id",
        "household_id",
        "starts_on",
        "ends_on",
    )
    found: dict[Key, RunningSince] = {}
    for row_id, version, scheme, beneficiary, fen, area, household, starts, ends in rows.values_list(
        *columns
    ).iterator(chunk_size=20_000):
        key = Key(scheme, beneficiary)
        if key not in found or found[key].starts_on < starts:
            found[key] = RunningSince(Running(row_id, version, key, fen, area, household), starts, ends)
    return found
