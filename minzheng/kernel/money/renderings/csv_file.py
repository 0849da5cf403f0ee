"""The payment file: UTF-8, LF, RFC 4180, with header; the bytes of one batch are always the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from minzheng.kernel.money.renderings.lines import BankLine

_FLUSH_AT = 1 << 20


def render_csv(lines: Iterable[BankLine]) -> Iterator[bytes]:
    """Chunks of the file; names exactly as sealed."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(BankLine._fields)
    for line in lines:
        writer.writerow(line)
        if buffer.tell() > _FLUSH_AT:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
