"""Importing dated facts of one owner: circumstances of a person, means of a household.

A register names its model, the owner's column and the content columns; this lays the file's rows over what is
held (`periods`) and writes new rows, ended rows and corrections in bulk.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from minzheng.kernel.access.bulk import insert_rows, update_rows
from minzheng.kernel.feeds.declaration import Outcome, SourceRow
from minzheng.kernel.feeds.digests import entries_of
from minzheng.kernel.feeds.periods import Laid, Period, lay_periods
from minzheng.kernel.ids import new_id
from minzheng.kernel.people.queries import chunked


@dataclass(frozen=True)
class DatedTable:
    """`owner` is the attname of the owner (`person_id`); `content` the columns compared and written.

    Names in `content` are both the model's and the template's; `defaults` stand for cells left empty.
    """

    model: type[models.Model]
    owner: str
    content: tuple[str, ...]
    defaults: Mapping[str, Any]


@dataclass(frozen=True)
class Owned:
    """A line of the file with the owner it belongs to and that owner's area."""

    row: SourceRow
    owner: UUID
    area_id: int


def write_dated(table: DatedTable, owned: Sequence[Owned]) -> Outcome:
    """Write the lines; answers what was new, changed and unchanged, and each line's record."""
    arrived = [(each.owner, _period(table, each.row, place)) for place, each in enumerate(owned)]
    laid = lay_periods(_held(table, {each.owner for each in owned}), arrived)
    areas = {each.owner: each.area_id for each in owned}
    ids = _add(table, laid, areas)
    _change(table, laid)
    ids |= {p.place: p.id for _, p in (*laid.changed, *laid.unchanged) if p.place is not None and p.id}
    ended = [(owner, p.id) for owner, p in laid.changed if p.place is None and p.id is not None]
    entries = entries_of(table.model, [*ids.values(), *(row_id for _, row_id in ended)])
    records = [[entries[ids[place]]] for place in range(len(owned))]
    line_of: dict[Hashable, int] = {each.owner: place for place, each in enumerate(owned)}
    for owner, row_id in ended:  # the line that ends an earlier row vouches for it from now on
        records[line_of[owner]].append(entries[row_id])
    changed = sum(period.place is not None for _, period in laid.changed)
    return Outcome(len(laid.added), changed, len(laid.unchanged), records)


def _period(table: DatedTable, row: SourceRow, place: int) -> Period:
    values: dict[str, Any] = row.values
    content = tuple(
        table.defaults[name] if values.get(name) is None else values[name] for name in table.content
    )
    return Period(values["starts_on"], values.get("ends_on"), content, place=place)


def _held(table: DatedTable, owners: set[UUID]) -> dict[Any, list[Period]]:
    held: dict[Any, list[Period]] = {}
    columns = (table.owner, "starts_on", "ends_on", "id", "version", *table.content)
    manager: Any = table.model._base_manager
    for chunk in chunked(sorted(owners)):
        for owner, starts, ends, row_id, version, *content in manager.filter(
            **{f"{table.owner}__in": chunk}
        ).values_list(*columns):
            held.setdefault(owner, []).append(Period(starts, ends, tuple(content), row_id, version))
    return held


def _add(table: DatedTable, laid: Laid, areas: Mapping[Any, int]) -> dict[int | None, UUID]:
    ids: dict[int | None, UUID] = {}
    rows = []
    for owner, period in laid.added:
        row_id = ids[period.place] = new_id()
        rows.append((row_id, 1, areas[owner], owner, period.starts_on, period.ends_on, *period.content))
    columns = ("id", "version", "area_id", table.owner, "starts_on", "ends_on", *table.content)
    insert_rows(table.model, columns, rows)
    return ids


def _change(table: DatedTable, laid: Laid) -> None:
    rows = [(period.ends_on, *period.content, period.id, period.version) for _, period in laid.changed]
    update_rows(table.model, ("ends_on", *table.content), rows)
