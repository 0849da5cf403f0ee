"""Files out of a list: CSV and XLSX, masked as on screen, limited in rows, without live formulas."""

from __future__ import annotations

import csv
import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from django.db import models
from django.utils.translation import gettext

from minzheng.kernel.feeds.reading import safe_csv_cell
from minzheng.kernel.feeds.reading.writing import open_workbook
from minzheng.kernel.problems import Refused
from minzheng.kernel.screens.cells import EMPTY, cell
from minzheng.kernel.screens.sheets import Sheet

Format = Literal["csv", "xlsx"]
ROW_LIMIT = 10_000
_FULL_WIDTH: Final = ("＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """A text that no spreadsheet program runs as a formula, in half or full width."""
    return f"'{text}" if text.startswith(_FULL_WIDTH) else safe_csv_cell(text)


def write_file(sheet: Sheet, rows: models.QuerySet[Any], form: Format, path: Path) -> tuple[int, str]:
    """Write at most ROW_LIMIT rows; answers their number and the file's sha256. More rows are refused."""
    count = rows.order_by()[: ROW_LIMIT + 1].count()
    if count > ROW_LIMIT:
        raise Refused("too_many_rows", f"一次最多导出 {ROW_LIMIT:,} 行。", fix="请先用搜索或筛选缩小范围。")
    heads = [column.label for column in sheet.list_columns]
    lines = _lines(sheet, rows)
    written = (
        _write_csv(path, heads, lines) if form == "csv" else _write_xlsx(path, sheet.title, heads, lines)
    )
    return written, hashlib.sha256(path.read_bytes()).hexdigest()


def write_table(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], form: Format, path: Path
) -> tuple[int, str]:
    """The same for a table that is no register's list: its cells come as the page prints them."""
    if len(rows) > ROW_LIMIT:
        raise Refused("too_many_rows", f"一次最多导出 {ROW_LIMIT:,} 行。", fix="请先用搜索或筛选缩小范围。")
    lines = (list(row) for row in rows)
    written = (
        _write_csv(path, [*heads], lines) if form == "csv" else _write_xlsx(path, title, [*heads], lines)
    )
    return written, hashlib.sha256(path.read_bytes()).hexdigest()


def temporary(form: Format) -> Path:
    """A file of our own that the caller takes away again."""
    with tempfile.NamedTemporaryFile(suffix=f".{form}", prefix="minzheng-export-", delete=False) as file:
        return Path(file.name)


def _lines(sheet: Sheet, rows: models.QuerySet[Any]) -> Iterator[list[str]]:
    for record in rows.iterator(chunk_size=2_000):
        cells = [cell(column, record) for column in sheet.list_columns]
        yield [
            "" if one.text == EMPTY else one.text.replace(",", "") if one.numeric else one.text
            for one in cells
        ]


def _write_csv(path: Path, heads: list[str], lines: Iterator[list[str]]) -> int:
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([harmless(head) for head in heads])
        for line in lines:
            writer.writerow([value if _is_number(value) else harmless(value) for value in line])
            written += 1
    return written


def _write_xlsx(path: Path, title: str, heads: list[str], lines: Iterator[list[str]]) -> int:
    written = 0
    with open_workbook(path) as book:
        page = book.add_worksheet(_sheet_name(title))
        head, plain = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
        page.freeze_panes(1, 0)
        for position, name in enumerate(heads):
            page.set_column(position, position, 18)
            page.write_string(0, position, name, head)
        for line in lines:
            written += 1
            for position, value in enumerate(line):
                page.write_string(written, position, value, plain)
    return written


def _sheet_name(title: str) -> str:
    return "".join(" " if letter in "[]:*?/\\" else letter for letter in title)[:31] or gettext("名册")


def _is_number(text: str) -> bool:
    return (
        text.removeprefix("-").replace(".", "", 1).isascii()
        and text.removeprefix("-").replace(".", "", 1).isdigit()
    )
