"""Proves imported rows: every line, the root over them, and every record they made, against the evidence.

The roots stand in the evidence chain, which is verified before; from there each line's digest is recomputed,
and from the line each record that still has the version it was given. A record with a later version must be
explained by a later import or a later event about it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from minzheng.kernel.access.actors import everywhere
from minzheng.kernel.crypto import Sealed
from minzheng.kernel.crypto.keys_in_use import keyring
from minzheng.kernel.evidence import chain
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.feeds.digests import Digester, Entry, leaf_of, read_entries
from minzheng.kernel.feeds.models import Import, ImportRow

_CHUNK = 2_000
Bad = tuple[int, str]
Key = tuple[str, str]


def find_bad_rows() -> Iterator[Bad]:
    """(event sequence, why) of every import that no longer holds, latest first."""
    explained: set[Key] = set()
    events = Event.objects.filter(kind="kernel.feeds.imported").order_by("-sequence")
    with everywhere():  # verification sees all areas: damage hides in none
        for event in events.iterator(chunk_size=200):
            for why in _check_import(event, explained):
                yield event.sequence, why


def _check_import(event: Event, explained: set[Key]) -> Iterator[str]:
    body = json.loads(event.body)
    details, identifier = body["details"], body["subject"][1]
    batch = Import.objects.filter(pk=identifier).first()
    if batch is None:
        yield f"第 {event.sequence} 号留痕所述的导入记录不存在。"
        return
    where = f"导入“{details['file']}”"
    if (batch.event, batch.merkle_root, batch.state) != (event.sequence, details["merkle_root"], "committed"):
        yield f"{where}的登记与留痕不符。"
    name = str(details["merkle_root"]).partition(":")[0]
    leaves: list[str] = []
    lines = ImportRow.objects.filter(batch=batch).order_by("position").iterator(chunk_size=_CHUNK)
    while chunk := list(islice(lines, _CHUNK)):
        for line in chunk:
            leaf = leaf_of(line.sheet, line.row, line.sealed, line.records, name)
            if leaf != line.leaf:
                yield f"{where}{_place(line)}的内容与其摘要不符。"
            leaves.append(leaf)
        yield from _check_records(chunk, event.sequence, where, explained)
    if len(leaves) != details["rows"] or chain.merkle_root(leaves, name) != details["merkle_root"]:
        yield f"{where}的各行与留痕中的摘要之根不符。"


def _place(line: ImportRow) -> str:
    return f"第 {line.row} 行" if not line.sheet else f"工作表“{line.sheet}”第 {line.row} 行"


def _check_records(lines: list[ImportRow], sequence: int, where: str, explained: set[Key]) -> Iterator[str]:
    claims: list[tuple[ImportRow, Entry, list[Entry]]] = []
    for line in lines:
        try:
            entries = read_entries(line.records)
        except (ValueError, TypeError):
            yield f"{where}{_place(line)}的所成记录不可读。"
            continue
        claims.extend((line, entry, entries) for entry in entries)
    now = _stored(entry for _, entry, _ in claims)
    later: list[tuple[ImportRow, Entry, list[Entry]]] = []
    for line, entry, entries in claims:
        stored = now.get((entry.table, entry.id))
        if stored is None or stored.version != entry.version:
            later.append((line, entry, entries))
        elif stored.digest != entry.digest:
            yield f"{where}{_place(line)}所成的{_noun(entry)}（{entry.id}）已被直接改动。"
        elif entry.version > 1:
            explained.add((entry.table, entry.id))
    yield from _unexplained(later, sequence, where, explained)


def _unexplained(
    later: list[tuple[ImportRow, Entry, list[Entry]]], sequence: int, where: str, explained: set[Key]
) -> Iterator[str]:
    """Records with another version than the one proved, which no later import and no later event tells of."""
    open_claims = [one for one in later if (one[1].table, one[1].id) not in explained]
    subjects = {entry.id for _, _, entries in open_claims for entry in entries}
    told: set[str] = set()
    wanted = sorted(_as_subject(one) for one in subjects)
    for at in range(0, len(wanted), _CHUNK):
        rows = Event.objects.filter(subject_id__in=wanted[at : at + _CHUNK], sequence__gt=sequence)
        told.update(one.replace("-", "") for one in rows.values_list("subject_id", flat=True))
    for line, entry, entries in open_claims:
        if not any(one.id.replace("-", "") in told for one in entries):
            yield f"{where}{_place(line)}所成的{_noun(entry)}（{entry.id}）已变更或消失，却没有相应的留痕。"


def _as_subject(identifier: str) -> str:
    """An entry's id as events write it."""
    return str(UUID(identifier)) if len(identifier) == 32 else identifier


def _stored(entries: Iterable[Entry]) -> dict[Key, Entry]:
    """The entries of the records as they stand now; a record whose own key does not open has no digest."""
    ids: dict[str, set[str]] = {}
    for entry in entries:
        ids.setdefault(entry.table, set()).add(entry.id)
    found: dict[Key, Entry] = {}
    for table, wanted in ids.items():
        model = _model(table)
        if model is None:
            continue
        columns = tuple(field.attname for field in model._meta.concrete_fields)
        digester = Digester(model, columns)
        key_at = columns.index("data_key") if "data_key" in columns else None
        for row in model._base_manager.filter(id__in=wanted).values_list(*columns):
            entry = digester.entry(row)
            if key_at is not None and not _opens(_as_subject(entry.id), row[key_at]):
                entry = entry._replace(digest="")
            found[table, entry.id] = entry
    return found


def _opens(identifier: str, wrapped: Any) -> bool:
    try:
        keyring().unwrap(identifier, str(wrapped))
    except Sealed:
        return False
    return True


def _model(table: str) -> type[Model] | None:
    try:
        return apps.get_model(table)
    except (LookupError, ValueError):
        return None


def _noun(entry: Entry) -> str:
    model = _model(entry.table)
    return str(model._meta.verbose_name) if model is not None else entry.table
