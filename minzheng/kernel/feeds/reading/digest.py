"""Whether two files say the same: the bytes of a file, and the parsed content whatever form it came in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from minzheng.kernel.feeds.reading.template import Template, Value


def file_digest(path: Path) -> str:
    """SHA-256 of the bytes, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class ContentDigest:
    """SHA-256 over the rows in order: equal for CSV and workbook, any encoding, any column order."""

    def __init__(self, template: Template) -> None:
        self._encode = json.JSONEncoder(
            ensure_ascii=False, separators=(",", ":"), default=date.isoformat, allow_nan=False
        ).encode
        self._hash = hashlib.sha256(
            self._line([template.kind, *(column.name for column in template.columns)])
        )
        self._names = [column.name for column in template.columns]

    def _line(self, values: list[Value] | list[str]) -> bytes:
        return self._encode(values).encode("utf-8") + b"\n"

    def canonical(self, values: Mapping[str, Value]) -> bytes:
        """The canonical bytes of one row: a JSON array in the template's column order, dates in ISO form."""
        return self._line([values[name] for name in self._names])

    def add(self, values: Mapping[str, Value]) -> bytes:
        """Takes one row in; returns its canonical bytes, for the row's own leaf in the evidence."""
        line = self.canonical(values)
        self._hash.update(line)
        return line

    def hexdigest(self) -> str:
        """The digest of what was added so far."""
        return self._hash.hexdigest()
