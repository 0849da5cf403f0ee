"""Workbooks: typed cells, formulas, merged cells, several sheets."""

from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from minzheng.kernel.feeds.reading import (
    Row,
)
from minzheng.kernel.feeds.tests.reading_samples import (
    HEADER,
    LINE,
    NUMBER,
    VALUES,
    add_sheet,
    one_error,
    read,
    refusal,
    write_xlsx,
)


def test_workbook_typed_cells(tmp_path: Path) -> None:
    typed = ["王明", NUMBER, "男", 320213021001, date(2025, 1, 2), 1200.5, 3, True]
    day_number = ["王明", NUMBER, "男", 320213021001, 45659, 0.1 + 0.2, 3, True]
    path = write_xlsx(tmp_path / "a.xlsx", [["名册标题"], HEADER, typed, [], day_number])
    first, second = read(path)
    assert first == Row("名册", 3, VALUES, ())
    assert (second.number, second.values) == (5, {**VALUES, "income": 30})


def test_workbook_starting_away_from_the_corner(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("表")
        for place, (title, cell) in enumerate(zip(HEADER, LINE, strict=True)):
            sheet.write_string(4, 2 + place, title)
            sheet.write_string(6, 2 + place, cell)
    assert read(path) == [Row("表", 7, VALUES, ())]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("身份证号码", 320213195001011234, "scientific_notation"),
        ("姓名", 6.222021103012346e18, "scientific_notation"),
        ("纳入日期", datetime(2025, 1, 2, 10, 30), "date"),
        ("纳入日期", 1958, "date"),
        ("纳入日期", 202501, "date"),
        ("月收入", 1.005, "money_decimals"),
    ],
)
def test_workbook_cell_errors(tmp_path: Path, column: str, cell: object, code: str) -> None:
    line: list[object] = list(LINE)
    line[HEADER.index(column)] = cell
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = add_sheet(book, "表", [HEADER, line])
        if isinstance(cell, datetime):
            sheet.write_datetime(
                1, HEADER.index(column), cell, book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            )
    assert one_error(path) == (2, column, code)


def test_workbook_formulas_give_their_value_and_errors_are_found(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = add_sheet(book, "表", [HEADER, LINE, LINE])
        sheet.write_formula(1, 6, "=1+1", None, 2)
        sheet.write_formula(2, 5, "=1/0", None, "#DIV/0!")
    rows = read(path)
    assert rows[0].values is not None
    assert rows[0].values["members"] == 2
    assert [(error.column, error.code) for error in rows[1].errors] == [("月收入", "formula_error")]


def test_workbook_merged_data_cells_are_errors(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = add_sheet(book, "表", [["标题"], HEADER, LINE, LINE, LINE])
        sheet.merge_range(0, 0, 0, 7, "标题")
        sheet.merge_range(2, 3, 3, 3, "320213021001")
    rows = read(path)
    assert [(row.number, [error.code for error in row.errors]) for row in rows] == [
        (3, ["merged_cells"]),
        (4, ["merged_cells"]),
        (5, []),
    ]


def test_workbook_several_sheets(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        add_sheet(book, "甲", [HEADER, LINE])
        add_sheet(book, "乙", [["表"], HEADER, LINE])
        add_sheet(book, "空", [])
        add_sheet(book, "填写说明", [["说明"]])
    assert [(row.sheet, row.number) for row in read(path)] == [("甲", 2), ("乙", 3)]


def test_workbook_stray_and_hidden_sheets_are_questions(tmp_path: Path) -> None:
    stray, hidden = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(str(stray)) as book:
        add_sheet(book, "甲", [HEADER, LINE])
        add_sheet(book, "汇总", [["合计", "3"]])
    with xlsxwriter.Workbook(str(hidden)) as book:
        add_sheet(book, "甲", [HEADER, LINE])
        add_sheet(book, "乙", [HEADER, LINE]).hide()
    assert (refusal(stray).code, refusal(stray).sheet) == ("sheet_without_header", "汇总")
    assert (refusal(hidden).code, refusal(hidden).sheet) == ("hidden_sheet", "乙")
