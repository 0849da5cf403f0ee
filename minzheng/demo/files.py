"""Writing rows as the files that offices send: CSV in one of their encodings, or a workbook."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from minzheng.kernel.feeds.reading import Column, Template, open_workbook

Encoding = Literal["utf-8", "utf-8-sig", "gb18030"]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Window:
    """What became known from a day until before another."""

    since: date
    until: date

    def holds(self, day: date) -> bool:
        return self.since <= day < self.until


def write_csv(
    template: Template, rows: Iterable[Row], path: Path, encoding: Encoding = "utf-8-sig"
) -> Path | None:
    """The rows under the template's headings; no file when there are none."""
    listed = list(rows)
    if not listed:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.header_zh for column in template.columns])
        writer.writerows([[_written(column, row) for column in template.columns] for row in listed])
    return path


def write_xlsx(template: Template, rows: Iterable[Row], path: Path) -> Path | None:
    """The same as a workbook with one sheet of text cells."""
    listed = list(rows)
    if not listed:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    with open_workbook(path) as workbook:
        sheet = workbook.add_worksheet(template.title_zh[:31])
        sheet.write_row(0, 0, [column.header_zh for column in template.columns])
        for number, row in enumerate(listed, start=1):
            for place, column in enumerate(template.columns):
                if text := _written(column, row):
                    sheet.write_string(number, place, text)
    return path


def _written(column: Column, row: Row) -> str:
    """A value as an office writes it: 是/否, yuan with two decimals, the official word of a choice."""
    value = row.get(column.name)
    if value is None or value == "":
        return ""
    if column.kind == "bool":
        return "是" if value else "否"
    if column.kind == "money_yuan":
        return f"{value // 100}.{value % 100:02d}"
    if column.kind == "choice":
        return column.choices[str(value)][0]
    return value.isoformat() if isinstance(value, date) else str(value)
