"""What a stored row's digest is: over every field that means something, in the order of the model.

The digest is taken of what stands in the database, sealed texts included, so that verification needs no
decryption and a digest tells nothing that the row does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import models

from minzheng.kernel.evidence import chain

SEPARATOR = "\x1f"
NOTHING = "\x00"


class Entry(NamedTuple):
    """A record that a line of a file made, changed or confirmed: `app.model`, id, version, digest."""

    table: str
    id: str
    version: int
    digest: str


def algorithm() -> str:
    """The digest in use: SHA-256, or SM3 when the bureau chose commercial cryptography."""
    return chain.ALGORITHMS[settings.CRYPTO_SUITE]


@cache
def digest_columns(model: type[models.Model]) -> tuple[str, ...]:
    """The attnames that a row's digest covers: all but the technical ones."""
    left_out: frozenset[str] = getattr(model, "technical_fields", frozenset())
    return tuple(field.attname for field in model._meta.concrete_fields if field.name not in left_out)


class Digester:
    """Digests rows of one model given as sequences in the order of `columns` (all concrete attnames)."""

    def __init__(self, model: type[models.Model], columns: Sequence[str]) -> None:
        self._table = model._meta.label_lower
        at = {name: place for place, name in enumerate(columns)}
        self._places = [at[name] for name in digest_columns(model)]
        self._id, self._version = at["id"], at.get("version")
        self._algorithm = algorithm()

    def entry(self, row: Sequence[Any]) -> Entry:
        """The entry of one stored row."""
        text = canonical([row[place] for place in self._places])
        version = row[self._version] if self._version is not None else 1
        identifier = row[self._id]
        name = identifier.hex if identifier.__class__ is UUID else str(identifier)
        return Entry(self._table, name, version, chain.digest(text.encode(), self._algorithm))

    def entries(self, rows: Iterable[Sequence[Any]]) -> list[Entry]:
        return [self.entry(row) for row in rows]


def entries_of(model: type[models.Model], ids: Iterable[Any]) -> dict[Any, Entry]:
    """Entries of rows as they stand in the database, by id; a few statements for any number."""
    from minzheng.kernel.people.queries import chunked

    columns = tuple(field.attname for field in model._meta.concrete_fields)
    digester, place = Digester(model, columns), columns.index("id")
    found: dict[Any, Entry] = {}
    for chunk in chunked(sorted(set(ids))):
        for row in model._base_manager.filter(id__in=chunk).values_list(*columns):
            found[row[place]] = digester.entry(row)
    return found


def canonical(values: Sequence[Any]) -> str:
    """Values joined by a mark that no text of ours contains; their number is fixed, so it is unambiguous."""
    return SEPARATOR.join([v if v.__class__ is str else NOTHING if v is None else _text(v) for v in values])


def _text(value: Any) -> str:
    if value.__class__ is UUID:
        return str(value.hex)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return str(value)


def leaf_of(sheet: str, row: int, sealed: str, records: str, algorithm_name: str) -> str:
    """The digest of one line of a file with what it made."""
    return chain.digest(SEPARATOR.join((sheet, str(row), sealed, records)).encode(), algorithm_name)


def write_entries(entries: Sequence[Entry]) -> str:
    """Entries as the text that is stored: `table id version digest`, one a line."""
    return "\n".join([f"{table} {name} {version} {digest}" for table, name, version, digest in entries])


def read_entries(text: str) -> list[Entry]:
    """The entries in a stored text; ValueError when it is not one."""
    found = []
    for line in text.splitlines():
        table, name, version, digest = line.split(" ")
        found.append(Entry(table, name, int(version), digest))
    return found
