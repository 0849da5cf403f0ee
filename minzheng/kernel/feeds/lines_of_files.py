"""Reading a file whole for import, and keeping its lines sealed so that they can be read back and proved."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from pathlib import Path
from typing import Any

from minzheng.kernel.access.bulk import insert_rows
from minzheng.kernel.crypto import DataKey, Place, seal_many
from minzheng.kernel.crypto.keys_in_use import keyring
from minzheng.kernel.feeds.declaration import Importer, Progress, SourceRow
from minzheng.kernel.feeds.digests import Entry, algorithm, leaf_of, write_entries
from minzheng.kernel.feeds.models import Import, ImportRow
from minzheng.kernel.feeds.reading import ContentDigest, RowError, Template, file_digest, read_rows
from minzheng.kernel.problems import BrokenInvariant

_COLUMNS = ("batch_id", "position", "sheet", "row", "sealed", "records", "leaf")
_TELL_EVERY = 5_000
_SEALED_AT_ONCE = 5_000


@dataclass(frozen=True)
class FileRead:
    """A file as read: its good lines with their canonical text, its errors, and the digests of it.

    The texts rest as UTF-8, in half the memory of Chinese strings.
    """

    name: str
    rows: list[SourceRow]
    texts: list[bytes]
    errors: list[RowError]
    count: int
    file_digest: str
    content_digest: str


def read_file(importer: Importer, path: Path, *, on: date, progress: Progress) -> FileRead:
    """Every line of the file. FileRefused when it cannot be read at all."""
    content = ContentDigest(importer.template)
    rows: list[SourceRow] = []
    texts: list[bytes] = []
    errors: list[RowError] = []
    count = 0
    for sheet, number, values, wrong in read_rows(path, importer.template, on=on):
        count += 1
        if values is None:
            errors.extend(wrong)
        else:
            texts.append(content.add(values)[:-1])
            rows.append(SourceRow(sheet, number, values))
        if count % _TELL_EVERY == 0:
            progress(count)
    progress(count)
    return FileRead(path.name, rows, texts, errors, count, file_digest(path), content.hexdigest())


def write_lines(
    batch: Import, key: DataKey, read: FileRead, records: Iterable[Sequence[Entry] | str] | None
) -> list[str]:
    """Write one ImportRow a line; answers the leaves in order. `records` is None while only staged."""
    leaves: list[str] = []
    entries: Iterator[Sequence[Entry] | str] = iter(records) if records is not None else repeat(())
    insert_rows(ImportRow, _COLUMNS, _sealed_lines(batch, key, read, entries, leaves))
    if len(leaves) != len(read.rows) or (records is not None and next(entries, None) is not None):
        raise BrokenInvariant("lines_and_records", "导入的行数与所成记录数不符，已撤销。")
    return leaves


def _sealed_lines(
    batch: Import, key: DataKey, read: FileRead, records: Iterator[Sequence[Entry] | str], leaves: list[str]
) -> Iterator[tuple[Any, ...]]:
    name = algorithm()
    table, identifier = ImportRow._meta.db_table, str(batch.id)
    for start in range(0, len(read.rows), _SEALED_AT_ONCE):
        texts = read.texts[start : start + _SEALED_AT_ONCE]
        places = [Place(table, "sealed", f"{identifier}:{start + at}") for at in range(len(texts))]
        sealed = seal_many((key, place, text.decode()) for place, text in zip(places, texts, strict=True))
        for at, (secret, made) in enumerate(zip(sealed, records, strict=False), start):
            row, entries = read.rows[at], made if isinstance(made, str) else write_entries(made)
            leaf = leaf_of(row.sheet, row.number, secret, entries, name)
            leaves.append(leaf)
            yield batch.id, at, row.sheet, row.number, secret, entries, leaf


def read_lines(batch: Import, template: Template) -> FileRead:
    """The lines of a staged import as they were read from its file."""
    key = keyring().unwrap(str(batch.id), batch.data_key)
    rows: list[SourceRow] = []
    texts: list[bytes] = []
    found = ImportRow.objects.filter(batch=batch).order_by("position")
    for position, sheet, number, secret in found.values_list("position", "sheet", "row", "sealed"):
        text = key.open(secret, Place(ImportRow._meta.db_table, "sealed", f"{batch.id}:{position}"))
        texts.append(text.encode())
        rows.append(SourceRow(sheet, number, _typed(json.loads(text), template)))
    return FileRead(batch.file_name, rows, texts, [], len(rows), batch.file_token, batch.content_token)


def _typed(values: list[Any], template: Template) -> dict[str, Any]:
    return {
        column.name: date.fromisoformat(value) if column.kind == "date" and value is not None else value
        for column, value in zip(template.columns, values, strict=True)
    }
