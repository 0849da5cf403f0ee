"""Deciding: grants, new amounts and ends, each one event, in one transaction for any number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.bulk import insert_rows, update_rows
from minzheng.kernel.action import Unchanged, action
from minzheng.kernel.entitlements.models import Entitlement
from minzheng.kernel.entitlements.queries import read_running
from minzheng.kernel.entitlements.rules import Decisions, Finding, Running, compare
from minzheng.kernel.evidence.recording import Entry, record_many
from minzheng.kernel.ids import new_id
from minzheng.kernel.places.models import Area
from minzheng.kernel.problems import Refused

COLUMNS = (
    "id", "version", "area_id", "scheme", "beneficiary", "person_id", "household_id", "starts_on", "ends_on",
    "monthly_fen", "reason", "ended_reason", "decided_event", "ended_event",
)  # fmt: skip
SUBJECT = "kernel.entitlements"


@dataclass(frozen=True)
class Decided:
    """How many were granted, changed and stopped."""

    granted: int
    changed: int
    stopped: int


@action("kernel.entitlements.decide", area="district")
def decide_entitlements(
    *,
    district: Area,
    schemes: Collection[str],
    starts_on: date,
    findings: Iterable[Finding],
    reasons: Mapping[tuple[str, str], str],
    why_not: Callable[[Running], str],
    held: Collection[UUID] = (),
    by: Actor,
    on: date,  # noqa: ARG001 - the day of the decision is the event's
) -> Decided:
    """Bring the district's entitlements of `schemes` to what was found for the month starting on `starts_on`.

    reasons: (scheme, reason word) → Chinese. why_not: the reason word for an entitlement that was not found
    any more. held: households about which too little is known; theirs go on. Raises Refused when a later month was already decided.
    """
    running = read_running(district=district, schemes=schemes, day=starts_on)
    if any(each.starts_on > starts_on or each.ends_on is not None for each in running.values()):
        raise Refused("month_passed", "之后的月份已经核定，不能再核定这个月。", fix="请办理补发或更正。")
    decisions = compare(findings, {key: each.running for key, each in running.items()}, held=held)
    if not len(decisions):
        return Unchanged(Decided(0, 0, 0))  # type: ignore[return-value]
    stops = [(each, why_not(each)) for each in decisions.stopped]
    numbers = iter(record_many(_entries(decisions, stops, starts_on, reasons), by=by.username))
    granted = [(next(numbers), finding) for finding in decisions.granted]
    changed = [(next(numbers), old, finding) for old, finding in decisions.changed]
    stopped = [(next(numbers), old, reason) for old, reason in stops]
    _end([(old, number, "amount_changed") for number, old, _ in changed], starts_on)
    _end([(old, number, reason) for number, old, reason in stopped], starts_on)
    _begin([*granted, *((number, finding) for number, _, finding in changed)], starts_on)
    return Decided(len(granted), len(changed), len(stopped))


def _begin(rows: Iterable[tuple[int, Finding]], starts_on: date) -> None:
    insert_rows(
        Entitlement,
        COLUMNS,
        (
            (
                new_id(), 1, f.area_id, f.scheme, f.beneficiary, f.person, f.household, starts_on, None,
                f.monthly_fen, f.reason, "", number, None,
            )
            for number, f in rows
        ),
    )  # fmt: skip


def _end(rows: Iterable[tuple[Running, int, str]], ends_on: date) -> None:
    update_rows(
        Entitlement,
        ("ends_on", "ended_event", "ended_reason"),
        ((ends_on, number, reason, old.id, old.version) for old, number, reason in rows),
    )


def _entries(
    decisions: Decisions,
    stops: list[tuple[Running, str]],
    starts_on: date,
    reasons: Mapping[tuple[str, str], str],
) -> Iterable[Entry]:
    month = f"{starts_on:%Y-%m}"
    for finding in decisions.granted:
        yield _entry("granted", f"自 {month} 起给予", finding.key, finding.area_id, 0, finding.monthly_fen,
                     reasons.get((finding.scheme, finding.reason), ""))  # fmt: skip
    for old, finding in decisions.changed:
        word = "增发" if finding.monthly_fen > old.monthly_fen else "减发"
        yield _entry("changed", f"自 {month} 起{word}", finding.key, finding.area_id, old.monthly_fen,
                     finding.monthly_fen, reasons.get((finding.scheme, finding.reason), ""))  # fmt: skip
    for old, reason in stops:
        yield _entry("stopped", f"自 {month} 起停发", old.key, old.area_id, old.monthly_fen, 0,
                     reasons.get((old.key.scheme, reason), reason))  # fmt: skip


def _entry(verb: str, what: str, key: Any, area_id: int, before: int, after: int, reason: str) -> Entry:
    return Entry(
        kind=f"kernel.entitlements.{verb}",
        sentence=f"{what}（{reason}）" if reason else what,
        subject_type=SUBJECT,
        subject_id=str(key.beneficiary),
        area_id=area_id,
        changes={"monthly_fen": [before, after]},
        details={"scheme": key.scheme},
    )
