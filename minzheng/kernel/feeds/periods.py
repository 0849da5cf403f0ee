"""Laying newly arrived dated rows over those already held, so that periods of one owner never overlap.

Pure: a row that starts later ends the one before it; a row with the same first day and other content corrects
it; the same row again changes nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Period:
    """One owner's content from `starts_on` until before `ends_on` (None: open).

    `id` and `version` belong to a held row; `place` to an arrived one (its position in the file).
    """

    starts_on: date
    ends_on: date | None
    content: tuple[Any, ...]
    id: UUID | None = None
    version: int = 0
    place: int | None = None


@dataclass
class Laid:
    """What has to be written: rows to add, held rows whose end or content changes, and what stays."""

    added: list[tuple[Hashable, Period]] = field(default_factory=list)
    changed: list[tuple[Hashable, Period]] = field(default_factory=list)
    unchanged: list[tuple[Hashable, Period]] = field(default_factory=list)


def lay_periods(
    held: Mapping[Hashable, Sequence[Period]], arrived: Iterable[tuple[Hashable, Period]]
) -> Laid:
    """Merge by owner. `changed` also holds rows that were only ended by a later arrival (place None)."""
    by_owner: dict[Hashable, list[Period]] = {}
    for owner, period in arrived:
        by_owner.setdefault(owner, []).append(period)
    laid = Laid()
    for owner, periods in by_owner.items():
        _lay_one(owner, held.get(owner, ()), periods, laid)
    return laid


def _lay_one(owner: Hashable, held: Sequence[Period], arrived: Sequence[Period], laid: Laid) -> None:
    before = {period.starts_on: period for period in held}
    line = dict(before)
    for period in arrived:
        known = before.get(period.starts_on)
        line[period.starts_on] = (
            replace(period, id=known.id, version=known.version) if known is not None else period
        )
    starts = sorted(line)
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        period = line[start]
        if following is not None and (period.ends_on is None or period.ends_on > following):
            period = replace(period, ends_on=following)
        _sort(owner, period, before.get(start), laid)


def _sort(owner: Hashable, period: Period, known: Period | None, laid: Laid) -> None:
    if known is None:
        laid.added.append((owner, period))
    elif (period.ends_on, period.content) != (known.ends_on, known.content):
        laid.changed.append((owner, period))
    elif period.place is not None:
        laid.unchanged.append((owner, period))
