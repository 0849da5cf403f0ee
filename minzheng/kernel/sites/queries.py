"""Questions about sites."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q

from minzheng.kernel.places.queries import subdistrict_id
from minzheng.kernel.sites.models import Site, SiteLabel


def count_open_by_subdistrict(kind: str, *, on: date) -> dict[int | None, int]:
    """Subdistrict id → number of open sites of the kind; one query."""
    rows = Site.objects.open_on(on).of_kind(kind).annotate(in_subdistrict=subdistrict_id())
    counts = rows.values_list("in_subdistrict").annotate(number=Count("id")).order_by()
    return dict(counts)


def list_labels(site_ids: Iterable[Any], *, on: date) -> dict[Any, list[str]]:
    """Site id → the labels it carries on that day, alphabetically; one query."""
    found: dict[Any, list[str]] = {}
    rows = SiteLabel.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=on), site__in=list(site_ids), starts_on__lte=on
    ).order_by("label")
    for site_id, label in rows.values_list("site_id", "label"):
        found.setdefault(site_id, []).append(label)
    return found
