"""Writing workbooks people fill in or correct: templates, and the user's own file with its errors marked.

Every cell is written as a string, so that a name beginning with = + - @ is never a formula and an identity
number keeps all its digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from minzheng.kernel.feeds.reading.header import LOOK_ROWS, fold_heading
from minzheng.kernel.feeds.reading.problems import RowError
from minzheng.kernel.feeds.reading.rows import DEFAULT_LIMITS, OWN_SHEETS
from minzheng.kernel.feeds.reading.sources import SourceSheet, open_sheets
from minzheng.kernel.feeds.reading.template import KINDS, YES_NO, Column, Template

_SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}
# A fixed day: the same template gives the same bytes.
_CREATED = datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_LAST_ROW = 1_048_575
_LONGEST_CELL = 32_767
_MOST_COMMENTS = 5_000
_MOST_LISTED = 100_000
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")


def open_workbook(path: Path) -> xlsxwriter.Workbook:
    """A workbook for writing in constant memory in which no string ever becomes a formula, link or number."""
    book = xlsxwriter.Workbook(str(path), dict(_SAFE))
    book.set_properties({"created": _CREATED})
    return book


def write_template(template: Template, path: Path) -> None:
    """An empty file to fill in: headings, text format, drop-down lists and a sheet of explanations."""
    with open_workbook(path) as book:
        sheet = book.add_worksheet(_NOT_IN_TITLES.sub("", template.title_zh)[:31])
        text = book.add_format({"num_format": "@"})
        plain = book.add_format({"bold": True, "bg_color": "#E7EDF5", "border": 1, "num_format": "@"})
        required = book.add_format({"bold": True, "bg_color": "#FBE3E1", "border": 1, "num_format": "@"})
        for place, column in enumerate(template.columns):
            sheet.set_column(place, place, max(12, 2 * len(column.header_zh) + 4), text)
        for place, column in enumerate(template.columns):
            sheet.write_string(0, place, column.header_zh, required if column.required else plain)
        sheet.freeze_panes(1, 0)
        _write_explanations(book, template, plain)
        _write_choices(book, sheet, template)


def _allowed(column: Column) -> list[str]:
    """The words a drop-down offers."""
    if column.kind == "bool":
        return list(YES_NO)
    return [spellings[0] if spellings else word for word, spellings in column.choices.items()]


def _write_explanations(book: xlsxwriter.Workbook, template: Template, bold: Format) -> None:
    sheet = book.add_worksheet("填写说明")
    sheet.set_column(0, 4, 28)
    for place, title in enumerate(("列名", "是否必填", "格式", "可选值", "说明")):
        sheet.write_string(0, place, title, bold)
    for row, column in enumerate(template.columns, 1):
        need = "必填" if column.required else "选填"
        cells = (column.header_zh, need, KINDS[column.kind], "、".join(_allowed(column)), column.explanation)
        for place, cell in enumerate(cells):
            sheet.write_string(row, place, cell[:_LONGEST_CELL])


def _write_choices(book: xlsxwriter.Workbook, sheet: Worksheet, template: Template) -> None:
    """Drop-downs refer to a hidden sheet: a list inside the rule is cut at 255 characters."""
    lists = [(place, _allowed(column)) for place, column in enumerate(template.columns) if _allowed(column)]
    if not lists:
        return
    hidden = book.add_worksheet("选项")
    hidden.hide()
    for row in range(max(len(words) for _, words in lists)):
        for at, (_, words) in enumerate(lists):
            if row < len(words):
                hidden.write_string(row, at, words[row])
    for at, (place, words) in enumerate(lists):
        letters = xlsxwriter.utility.xl_col_to_name(at, col_abs=True)
        source = f"=选项!{letters}$1:{letters}${len(words)}"
        title = template.columns[place].header_zh
        rule = {
            "validate": "list",
            "source": source,
            "error_title": title[:32],
            "error_message": "请从下拉列表中选择。",
        }
        sheet.data_validation(1, place, _LAST_ROW, place, rule)


def write_annotated(source: Path, errors: Iterable[RowError], path: Path) -> None:
    """The user's file as a workbook, wrong cells marked with reason and remedy, and a list of all errors.

    Corrected, the workbook can be imported as it is: the list is not read back. The first 5,000 errors get a
    comment at the cell, the first 100,000 stand in the list. FileRefused when the source cannot be read.
    """
    wanted = list(errors)
    headings = {fold_heading(error.column) for error in wanted}
    with open_sheets(source, headings, DEFAULT_LIMITS) as sheets, open_workbook(path) as book:
        mark = book.add_format({"bg_color": "#F8CBC6", "num_format": "@"})
        for sheet in sheets:
            if sheet.name not in OWN_SHEETS:
                _copy_sheet(book, sheet, [error for error in wanted if error.sheet == sheet.name], mark)
        _write_error_list(book, wanted)


def _copy_sheet(book: xlsxwriter.Workbook, sheet: SourceSheet, errors: list[RowError], mark: Format) -> None:
    """One sheet copied row by row as text; the headings are found again from the errors' column names."""
    copy = book.add_worksheet(sheet.name or "数据")
    copy.set_column(0, 255, 16, book.add_format({"num_format": "@"}))
    if sheet.hidden:
        copy.hide()
    by_row: dict[int, list[RowError]] = {}
    for error in errors:
        by_row.setdefault(error.row, []).append(error)
    wanted = {fold_heading(error.column) for error in errors if error.column}
    places: dict[str, int] = {}
    comments = 0
    for number, cells in enumerate(sheet.rows, 1):
        found = (
            {key: place for place, cell in enumerate(cells) if (key := fold_heading(cell)) in wanted}
            if (number <= LOOK_ROWS and wanted)
            else {}
        )
        places = found if len(found) > len(places) else places
        marked = _group(by_row.get(number, []), places)
        for place in range(max([len(cells), *(at + 1 for at in marked)])):
            text = cells[place][:_LONGEST_CELL] if place < len(cells) else ""
            if place in marked:
                copy.write_string(number - 1, place, text, mark)
                if comments < _MOST_COMMENTS:
                    copy.write_comment(number - 1, place, "\n".join(marked[place])[:2000])
                    comments += 1
            elif text:
                copy.write_string(number - 1, place, text)


def _group(errors: list[RowError], places: dict[str, int]) -> dict[int, list[str]]:
    """Texts of one row's errors by cell index; an error of the whole row goes to its first cell."""
    marked: dict[int, list[str]] = {}
    for error in errors:
        place = places.get(fold_heading(error.column), 0)
        marked.setdefault(place, []).append(f"{error.message}{error.fix}")
    return marked


def _write_error_list(book: xlsxwriter.Workbook, errors: list[RowError]) -> None:
    sheet = book.add_worksheet("错误清单")
    sheet.set_column(0, 5, 20)
    bold = book.add_format({"bold": True, "bg_color": "#E7EDF5", "border": 1})
    for place, title in enumerate(("工作表", "行", "列", "问题", "处理办法", "代码")):
        sheet.write_string(0, place, title, bold)
    for row, error in enumerate(errors[:_MOST_LISTED], 1):
        cells = (error.sheet, str(error.row), error.column, error.message, error.fix, error.code)
        for place, cell in enumerate(cells):
            sheet.write_string(row, place, cell)
