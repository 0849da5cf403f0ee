"""The sample template, its one good line, and writers of files in every form."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from minzheng.kernel.feeds.reading import Column, FileRefused, Row, Template, Value, read_all, read_rows

ON = date(2025, 6, 30)
NUMBER = "11010519491231002X"
ROLL = Template(
    "sample_roll",
    "样例名册",
    (
        Column("name", "姓名", ("名字", "申请人姓名"), required=True),
        Column("number", "身份证号码", ("身份证号",), "citizen_number", required=True),
        Column("sex", "性别", (), "choice", choices={"male": ("男", "男性"), "female": ("女",)}),
        Column("area", "社区代码", (), "area"),
        Column("joined_on", "纳入日期", (), "date"),
        Column("income", "月收入", (), "money_yuan"),
        Column("members", "人数", (), "int"),
        Column("able", "有劳动能力", (), "bool"),
    ),
)
HEADER = [column.header_zh for column in ROLL.columns]
LINE = ["王明", NUMBER, "男", "320213021001", "2025-01-02", "1200.50", "3", "是"]
VALUES: dict[str, Value] = {
    "name": "王明",
    "number": NUMBER,
    "sex": "male",
    "area": "320213021001",
    "joined_on": date(2025, 1, 2),
    "income": 120050,
    "members": 3,
    "able": True,
}


def write_csv(
    path: Path, lines: Iterable[Sequence[str]], encoding: str = "utf-8", separator: str = ","
) -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(lines)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, lines: Iterable[Sequence[object]], sheet: str = "名册") -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        add_sheet(book, sheet, lines)
    return path


def add_sheet(
    book: xlsxwriter.Workbook, name: str, lines: Iterable[Sequence[object]]
) -> xlsxwriter.worksheet.Worksheet:
    sheet, day = book.add_worksheet(name), book.add_format({"num_format": "yyyy-mm-dd"})
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            if isinstance(cell, date):
                sheet.write_datetime(row, column, cell, day)
            elif isinstance(cell, str):
                sheet.write_string(row, column, cell)
            else:
                sheet.write(row, column, cell)
    return sheet


def read(path: Path, **options: object) -> list[Row]:
    return list(read_rows(path, ROLL, on=ON, **options))  # type: ignore[arg-type]


def refusal(path: Path, **options: object) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read(path, **options)
    assert all(error.message and error.fix for error in caught.value.errors)
    return caught.value


def one_error(path: Path) -> tuple[int, str, str]:
    _, errors = read_all(path, ROLL, on=ON)
    assert len(errors) == 1, errors
    assert errors[0].message
    assert errors[0].fix
    return errors[0].row, errors[0].column, errors[0].code
