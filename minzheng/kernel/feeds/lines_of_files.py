"""Reading a file whole for import, and keeping its lines sealed so that they can be read back and proved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from minzheng.kernel.access.bulk import insert_rows
from minzheng.kernel.crypto import DataKey, Place, seal_many
from minzheng.kernel.crypto.keys_in_use import keyring
from minzheng.kernel.feeds.declaration import Importer, Progress, SourceRow
from minzheng.kernel.feeds.digests import Entry, algorithm, leaf_of, write_entries
from minzheng.kernel.feeds.models import Import, ImportRow
from minzheng.kernel.feeds.reading import ContentDigest, RowError, Template, file_digest, read_rows

_COLUMNS = ("batch_id", "position", "sheet", "row", "sealed", "records", "leaf")
_TELL_EVERY = 5_000


@dataclass(frozen=True)
class FileRead:
    """A file as read: its good lines with their canonical text, its errors, and the digests of it."""

    name: str
    rows: list[SourceRow]
    texts: list[str]
    errors: list[RowError]
    count: int
    file_digest: str
    content_digest: str


def read_file(importer: Importer, path: Path, *, on: date, progress: Progress) -> FileRead:
    """Every line of the file. FileRefused when it cannot be read at all."""
    content = ContentDigest(importer.template)
    rows: list[SourceRow] = []
    texts: list[str] = []
    errors: list[RowError] = []
    count = 0
    for sheet, number, values, wrong in read_rows(path, importer.template, on=on):
        count += 1
        if values is None:
            errors.extend(wrong)
        else:
            texts.append(content.add(values).decode().rstrip("\n"))
            rows.append(SourceRow(sheet, number, values))
        if count % _TELL_EVERY == 0:
            progress(count)
    progress(count)
    return FileRead(path.name, rows, texts, errors, count, file_digest(path), content.hexdigest())


def write_lines(
    batch: Import, key: DataKey, read: FileRead, records: Sequence[Sequence[Entry]] | None
) -> list[str]:
    """Write one ImportRow a line; answers the leaves in order. `records` is None while only staged."""
    places = (Place(ImportRow._meta.db_table, "sealed", f"{batch.id}:{at}") for at in range(len(read.texts)))
    sealed = seal_many((key, place, text) for place, text in zip(places, read.texts, strict=True))
    name, leaves = algorithm(), []
    rows: list[tuple[Any, ...]] = []
    for at, (row, secret) in enumerate(zip(read.rows, sealed, strict=True)):
        entries = write_entries(records[at]) if records is not None else ""
        leaf = leaf_of(row.sheet, row.number, secret, entries, name)
        leaves.append(leaf)
        rows.append((batch.id, at, row.sheet, row.number, secret, entries, leaf))
    insert_rows(ImportRow, _COLUMNS, rows)
    return leaves


def read_lines(batch: Import, template: Template) -> FileRead:
    """The lines of a staged import as they were read from its file."""
    key = keyring().unwrap(str(batch.id), batch.data_key)
    rows: list[SourceRow] = []
    texts: list[str] = []
    found = ImportRow.objects.filter(batch=batch).order_by("position")
    for position, sheet, number, secret in found.values_list("position", "sheet", "row", "sealed"):
        text = key.open(secret, Place(ImportRow._meta.db_table, "sealed", f"{batch.id}:{position}"))
        texts.append(text)
        rows.append(SourceRow(sheet, number, _typed(json.loads(text), template)))
    return FileRead(batch.file_name, rows, texts, [], len(rows), batch.file_token, batch.content_token)


def _typed(values: list[Any], template: Template) -> dict[str, Any]:
    return {
        column.name: date.fromisoformat(value) if column.kind == "date" and value is not None else value
        for column, value in zip(template.columns, values, strict=True)
    }
