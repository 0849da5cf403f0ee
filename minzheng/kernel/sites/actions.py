"""What may happen to a site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import Unchanged, action, require_in, save_versioned
from minzheng.kernel.evidence import recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.problems import Problem, Refused
from minzheng.kernel.sites.models import SITE_KINDS, Site, SiteLabel


@dataclass(frozen=True)
class NewSite:
    """One site to register; without `opened_on` it is planned."""

    kind: str
    name: str
    area_id: int
    brand: str = ""
    organization_id: UUID | None = None
    address: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    planned_on: date | None = None
    opened_on: date | None = None
    id: UUID = field(default_factory=new_id)


@action("kernel.sites.create")
def register_sites(*, sites: Sequence[NewSite], by: Actor, on: date) -> list[Site]:
    """Register up to 500 sites in one transaction, one event each. Raises the first Problem with its row."""
    require_in("kernel.sites.create", by=by, area_ids=[new.area_id for new in sites])
    for row, new in enumerate(sites, start=1):
        if new.kind not in SITE_KINDS:
            raise Problem("unknown_kind", f"没有“{new.kind}”这种场所类型。", row=row, column="kind")
        if new.opened_on is not None and new.opened_on > on:
            raise Problem(
                "opened_later",
                "启用日期不能晚于今天。",
                row=row,
                column="opened_on",
                fix="尚未启用的请填计划启用日期。",
            )
    entries = [
        _entry(
            "registered",
            f"登记{SITE_KINDS.label(new.kind)} {new.name}",
            new.id,
            new.area_id,
            opened_on=new.opened_on,
        )
        for new in sites
    ]
    events = recording.record_many(entries, by=by.username)
    return Site.objects.bulk_create(  # type: ignore[no-any-return]
        Site(**vars(new), event=event) for new, event in zip(sites, events, strict=True)
    )


@action("kernel.sites.open", subject="site")
def open_site(
    *,
    site: Site,
    opened_on: date,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Any:
    """A planned site opens. Repeating the same day changes nothing."""
    if site.opened_on == opened_on and site.closed_on is None:
        return Unchanged(site)
    if site.opened_on is not None:
        raise Refused("already_open", "该场所已启用。", fix="停用后重新启用的，请登记为新的场所。")
    if opened_on > on:
        raise Problem("opened_later", "启用日期不能晚于今天。", column="opened_on")
    site.opened_on = opened_on
    site.event = recording.record(
        _entry("opened", f"{site.name}启用", site.pk, site.area_id, opened_on=opened_on), by=by.username
    )
    save_versioned(site, "opened_on", "event")
    return site


@action("kernel.sites.close", subject="site")
def close_site(
    *,
    site: Site,
    closed_on: date,
    reason: str,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Any:
    """An open site closes: `closed_on` is the first day it is no longer open. Its open labels end that day."""
    if site.closed_on == closed_on:
        return Unchanged(site)
    if site.opened_on is None or site.closed_on is not None:
        raise Refused("not_open", "该场所不在启用状态。")
    if not site.opened_on < closed_on <= on:
        raise Problem("closed_on", "停用日期应晚于启用日期且不晚于今天。", column="closed_on")
    site.closed_on = closed_on
    site.event = recording.record(
        _entry("closed", f"{site.name}停用", site.pk, site.area_id, closed_on=closed_on, reason=reason),
        by=by.username,
    )
    save_versioned(site, "closed_on", "event")
    open_labels = SiteLabel._base_manager.filter(site=site, ends_on__isnull=True, starts_on__lt=closed_on)
    open_labels.update(ends_on=closed_on, event=site.event, version=F("version") + 1)
    return site


@action("kernel.sites.label", subject="site")
def give_label(
    *, site: Site, label: str, starts_on: date, by: Actor, on: date, given_by: str = ""
) -> SiteLabel:
    """The site carries a label from a day on; refused while it carries the same one."""
    still = SiteLabel._base_manager.filter(site=site, label=label).exclude(ends_on__lte=starts_on)
    if still.exists():
        raise Refused("label_overlaps", f"该场所在此期间已有“{label}”标识。")
    event = recording.record(
        _entry(
            "labelled",
            f"{site.name}获得“{label}”",
            site.pk,
            site.area_id,
            label=label,
            starts_on=starts_on,
            on=on,
        ),
        by=by.username,
    )
    created: SiteLabel = SiteLabel.objects.create(
        site=site, label=label, given_by=given_by, starts_on=starts_on, event=event
    )
    return created


@action("kernel.sites.unlabel", subject="site")
def end_label(*, site: Site, label: str, ends_on: date, by: Actor, on: date) -> SiteLabel:
    """The label ends on `ends_on`, the first day it no longer holds."""
    found = SiteLabel._base_manager.filter(site=site, label=label, ends_on__isnull=True).first()
    if found is None or ends_on <= found.starts_on:
        raise Refused("no_such_label", f"该场所没有可在该日结束的“{label}”标识。")
    found.ends_on = ends_on
    found.event = recording.record(
        _entry(
            "unlabelled",
            f"{site.name}不再有“{label}”",
            site.pk,
            site.area_id,
            label=label,
            ends_on=ends_on,
            on=on,
        ),
        by=by.username,
    )
    save_versioned(found, "ends_on", "event")
    return found


def _entry(verb: str, sentence: str, site_id: Any, area_id: int, **details: Any) -> recording.Entry:
    return recording.Entry(
        kind=f"kernel.sites.{verb}",
        sentence=sentence,
        subject_type="kernel.sites",
        subject_id=str(site_id),
        area_id=area_id,
        details=details,
    )
