"""Reading a file by its template: typed rows, or errors with their places, as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Literal, NamedTuple

from minzheng.kernel.feeds.reading.cells import Converter
from minzheng.kernel.feeds.reading.header import (
    LOOK_ROWS,
    Header,
    find_header,
    known_headings,
)
from minzheng.kernel.feeds.reading.limits import Limits
from minzheng.kernel.feeds.reading.problems import CellProblem, FileRefused, RowError, refuse
from minzheng.kernel.feeds.reading.sources import SourceSheet, open_sheets, peek
from minzheng.kernel.feeds.reading.template import Template, Value

# Sheets our own writers add beside the data; they are never read back.
OWN_SHEETS = frozenset(("填写说明", "选项", "错误清单"))
_BLOCK = 2000
DEFAULT_LIMITS = Limits()


class Row(NamedTuple):
    """One data row: its values by column name, or None and every error found in it."""

    sheet: str
    number: int
    values: dict[str, Value] | None
    errors: tuple[RowError, ...]


@dataclass
class _Opened:
    """A sheet whose heading row was found; the rows after it are still to be read."""

    sheet: SourceSheet
    header: Header
    rest: Iterator[list[str]]
    converters: list[Converter]


def read_rows(
    path: Path,
    template: Template,
    *,
    on: date,
    limits: Limits = DEFAULT_LIMITS,
    extra: Literal["refuse", "ignore"] = "refuse",
) -> Iterator[Row]:
    """Every data row of a CSV file or workbook in order, one block of 2,000 in memory at a time.

    Blank rows are left out. FileRefused when the file or a heading is wrong: before the first row where it
    can be known, so a caller keeps nothing until the stream has ended. `on` bounds birth dates.
    """
    headings = known_headings(template)
    with open_sheets(path, headings.keys(), limits) as sheets:
        opened = [
            found
            for sheet in sheets
            if (found := _find_data(sheet, template, on, limits, ignore_extra=extra == "ignore"))
        ]
        if not opened:
            raise refuse(
                "no_header",
                f"没有找到“{template.title_zh}”的表头。",
                "请使用本系统下载的模板；若表头乱码，请另存为 xlsx 文件。",
            )
        count = 0
        for data in opened:
            for row in _data_rows(data, template):
                count += 1
                if count > limits.rows:
                    raise refuse("too_many_rows", f"数据超过{limits.rows}行。", "请分成几个文件导入。")
                yield row


def _find_data(
    sheet: SourceSheet, template: Template, on: date, limits: Limits, *, ignore_extra: bool
) -> _Opened | None:
    """The sheet ready to be read; None when it is empty or one of ours. A stray sheet refuses the file:
    data that was silently left out is worse than a question."""
    if sheet.name in OWN_SHEETS:
        return None
    head = peek(sheet.rows, LOOK_ROWS)
    header = find_header(sheet.name, head, template, ignore_extra=ignore_extra)
    if header is None:
        if not sheet.is_workbook or sheet.hidden or not any(any(row) for row in head):
            return None
        raise refuse(
            "sheet_without_header",
            f"工作表“{sheet.name}”中没有找到“{template.title_zh}”的表头。",
            "请使用本系统下载的模板；与本次导入无关的工作表请删除。",
            sheet=sheet.name,
        )
    if sheet.hidden:
        raise refuse(
            "hidden_sheet",
            f"工作表“{sheet.name}”是隐藏的，但含有数据。",
            "请取消隐藏核对，或删除它。",
            sheet=sheet.name,
        )
    converters = [
        Converter(column, on, limits.cell_characters, from_workbook=sheet.is_workbook)
        for column in header.columns
    ]
    return _Opened(sheet, header, chain(head[header.row :], sheet.rows), converters)


def _data_rows(data: _Opened, template: Template) -> Iterator[Row]:
    numbered = enumerate(data.rest, data.header.row + 1)
    while block := list(islice(numbered, _BLOCK)):
        kept = [(number, cells) for number, cells in block if any(map(str.strip, cells))]
        if kept:
            yield from _typed(data, template, kept)


def _typed(data: _Opened, template: Template, block: list[tuple[int, list[str]]]) -> Iterator[Row]:
    """One block, column by column: that is where most of the time goes."""
    width, errors = data.header.width, _marked(data, block)
    level = [
        cells if len(cells) == width else _leveled(data, errors, number, cells) for number, cells in block
    ]
    table = list(zip(*level, strict=True))
    by_name: dict[str, list[Value | CellProblem]] = {}
    for at, (column, place) in enumerate(zip(data.header.columns, data.header.places, strict=True)):
        converter = data.converters[at]
        by_name[column.name] = values = converter.convert(table[place])
        if converter.failed:
            for (number, _), value in zip(block, values, strict=True):
                if value.__class__ is CellProblem:
                    _add(errors, data, number, data.header.labels[at], value)
    names = [column.name for column in template.columns]
    ordered = [by_name.get(name) or repeat(None) for name in names]
    sheet = data.sheet.name
    for (number, _), values_of_row in zip(block, zip(*ordered, strict=False), strict=False):
        if number in errors:
            yield Row(sheet, number, None, tuple(errors[number]))
        else:
            yield Row(sheet, number, dict(zip(names, values_of_row, strict=True)), ())


def _marked(data: _Opened, block: list[tuple[int, list[str]]]) -> dict[int, list[RowError]]:
    """Errors known before reading (error cells, merged cells) that fall into this block's columns."""
    errors: dict[int, list[RowError]] = {}
    if data.sheet.marks:
        for number, _ in block:
            for place, problem in data.sheet.marks.get(number, ()):
                label = next(
                    (
                        name
                        for name, at in zip(data.header.labels, data.header.places, strict=True)
                        if at == place
                    ),
                    None,
                )
                if label is not None:
                    _add(errors, data, number, label, problem)
    return errors


def _leveled(data: _Opened, errors: dict[int, list[RowError]], number: int, cells: list[str]) -> list[str]:
    """A row cut or filled to the width of the heading; content beyond it is an error."""
    width = data.header.width
    if any(map(str.strip, cells[width:])):
        problem = CellProblem(
            "too_many_cells",
            f"该行有{len(cells)}格，表头只有{width}列。",
            "请检查是否多了分隔符，或补上列名。",
        )
        _add(errors, data, number, "", problem)
    return cells[:width] + [""] * (width - len(cells))


def _add(
    errors: dict[int, list[RowError]], data: _Opened, number: int, label: str, problem: CellProblem
) -> None:
    errors.setdefault(number, []).append(RowError(data.sheet.name, number, label, *problem))


def read_all(
    path: Path, template: Template, *, on: date, limits: Limits = DEFAULT_LIMITS
) -> tuple[list[Row], tuple[RowError, ...]]:
    """All rows and all errors of a small file; a refusal of the whole file is its errors with no row."""
    try:
        rows = list(read_rows(path, template, on=on, limits=limits))
    except FileRefused as refusal:
        return [], refusal.errors
    return rows, tuple(error for row in rows for error in row.errors)
