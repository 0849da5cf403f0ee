"""Opening a CSV file or a workbook as sheets of text rows. Formulas are never evaluated."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree  # nosec B405: parts with a DOCTYPE were refused before

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from minzheng.kernel.feeds.reading.decoding import find_encoding, find_separator
from minzheng.kernel.feeds.reading.header import fold_heading
from minzheng.kernel.feeds.reading.limits import Limits, Sheet, broken_workbook, check_size, inspect_workbook
from minzheng.kernel.feeds.reading.problems import CellProblem, refuse

FORMULA_ERROR = CellProblem(
    "formula_error",
    "单元格是公式错误值（如 #N/A、#REF!）。",
    "请改正公式，或用“选择性粘贴—数值”填入正确的值。",
)
MERGED = CellProblem(
    "merged_cells", "数据区有合并单元格，无法判断各行的值。", "请取消合并，并在每一行填写内容。"
)
# Digits a spreadsheet keeps; further ones of a stored number are rounding noise, and a whole number this
# long has lost its end.
_EXACT_DIGITS = 15
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class SourceSheet:
    """One sheet as rows of text, numbered from 1 in order. `marks` are faults seen before reading:
    row → [(cell index, problem)]. The name is empty for CSV."""

    name: str
    rows: Iterator[list[str]]
    hidden: bool = False
    is_workbook: bool = False
    marks: dict[int, list[tuple[int, CellProblem]]] = field(default_factory=dict)


@contextmanager
def open_sheets(path: Path, headings: Collection[str], limits: Limits) -> Iterator[list[SourceSheet]]:
    """The sheets of a file; `headings` (folded) tell the separators of a CSV apart. FileRefused if unreadable."""
    check_size(path, limits)
    with path.open("rb") as stream:
        start = stream.read(8)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise refuse(
            "old_or_locked_workbook", "文件是旧版 xls 格式，或有密码保护。", "请取消密码并另存为 xlsx 文件。"
        )
    if not start.startswith(b"PK"):
        encoding = find_encoding(path)
        separator = find_separator(path, encoding, lambda row: sum(fold_heading(c) in headings for c in row))
        with path.open(encoding=encoding, newline="") as text:
            yield [SourceSheet("", _csv_rows(csv.reader(text, delimiter=separator, strict=True)))]
        return
    parts = inspect_workbook(path, limits)
    with path.open("rb") as stream, _readable():
        workbook = CalamineWorkbook.from_filelike(stream)
        names = _part_names(path)
        sheets = [
            _open_sheet(workbook, meta, parts.get(names.get(meta.name, ""), Sheet()), limits)
            for meta in workbook.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet
        ]
    yield sheets


def _csv_rows(reader: Any) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise refuse(
            "csv_broken",
            f"第{reader.line_num}行附近的引号或分隔符不完整，无法分列。",
            "请用表格软件打开核对后另存为 xlsx 文件。",
            row=reader.line_num,
        ) from error


@contextmanager
def _readable() -> Iterator[None]:
    """Whatever the workbook reader throws, its panics too, becomes one refusal."""
    try:
        yield
    except (CalamineError, OSError, ValueError) as error:
        raise broken_workbook() from error
    except BaseException as error:
        # The reader's panics derive from BaseException and have no importable class.
        if type(error).__name__ == "PanicException":
            raise broken_workbook() from error
        raise


def _open_sheet(workbook: CalamineWorkbook, meta: Any, part: Sheet, limits: Limits) -> SourceSheet:
    sheet = workbook.get_sheet_by_name(meta.name)
    if sheet.total_height > limits.rows or sheet.total_width > limits.columns:
        raise refuse(
            "sheet_too_big",
            f"工作表超过{limits.rows}行或{limits.columns}列。",
            "请删除数据区以外的行和列，或分成几个文件导入。",
            sheet=meta.name,
        )
    hidden = meta.visible != SheetVisibleEnum.Visible
    return SourceSheet(meta.name, _workbook_rows(sheet), hidden, True, _marks(sheet, part))


def _workbook_rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    if sheet.start is None:
        return
    with _readable():
        for row in sheet.iter_rows():
            yield [cell if cell.__class__ is str else plain_text(cell) for cell in row]


def _marks(sheet: CalamineSheet, part: Sheet) -> dict[int, list[tuple[int, CellProblem]]]:
    """Error cells and merged cells by row, in the column numbering of the rows (from the first used column)."""
    marks: dict[int, list[tuple[int, CellProblem]]] = {}
    if sheet.start is None or sheet.end is None:
        return marks
    first, last_row = sheet.start[1], sheet.end[0]
    for row, column in part.error_cells:
        marks.setdefault(row, []).append((column - 1 - first, FORMULA_ERROR))
    for (top, left), (bottom, _right) in (sheet.merged_cell_ranges or [])[:10_000]:
        for row in range(top, min(bottom, last_row) + 1):
            marks.setdefault(row + 1, []).append((max(left - first, 0), MERGED))
    return marks


def _part_names(path: Path) -> dict[str, str]:
    """Sheet name → part name inside the archive, as the workbook's own relations say."""
    try:
        with zipfile.ZipFile(path) as archive:
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 # nosec B314
            relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 # nosec B314
    except (ElementTree.ParseError, LookupError, ValueError, zipfile.BadZipFile) as error:
        # LookupError: a part is missing, or names an encoding that does not exist.
        raise broken_workbook() from error
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    return {
        item.get("name", ""): _absolute(targets.get(item.get(_OFFICE), ""))
        for item in book.iter()
        if item.tag.endswith("}sheet")
    }


def _absolute(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def plain_text(cell: object) -> str:
    """A typed cell as the text its user meant; a number too long to be exact shows its exponent."""
    if isinstance(cell, float):
        return exact_number(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def exact_number(number: float) -> str:
    """The decimal text of a stored number, to the 15 digits a spreadsheet shows: 1200.5, 0.3, 45658."""
    if number.is_integer() and abs(number) < 10**_EXACT_DIGITS:
        return str(int(number))
    text = f"{number:.{_EXACT_DIGITS}g}"
    if "e-" in text:
        return f"{Decimal(text):f}"
    return text.replace("e+", "E+")


def peek(rows: Iterator[list[str]], count: int) -> list[list[str]]:
    """The first `count` rows, taken off the iterator."""
    return list(islice(rows, count))


SAFE_STARTS = re.compile(r"'*[=+\-@\t\r]")


def safe_csv_cell(text: str) -> str:
    """A text cell of an exported CSV that no spreadsheet takes for a formula; reading takes the mark off again.

    For text only: numbers are written as they are.
    """
    return "'" + text if SAFE_STARTS.match(text) else text
