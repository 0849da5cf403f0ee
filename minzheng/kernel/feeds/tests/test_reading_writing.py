"""Templates and marked workbooks, read back with another library."""

from pathlib import Path

import openpyxl
import pytest

from minzheng.kernel.feeds.reading import open_workbook, read_all, write_annotated, write_template
from minzheng.kernel.feeds.tests.reading_samples import (
    HEADER,
    LINE,
    NUMBER,
    ON,
    ROLL,
    VALUES,
    write_csv,
    write_xlsx,
)


def test_write_template_can_be_filled_in_and_read(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template(ROLL, path)
    assert read_all(path, ROLL, on=ON) == ([], ())
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["样例名册", "填写说明", "选项"]
    assert book["选项"].sheet_state == "hidden"
    sheet = book["样例名册"]
    assert [cell.value for cell in sheet[1]] == HEADER
    assert sheet.column_dimensions["B"].number_format == "@"
    rules = {str(rule.sqref).split("2")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules == {"C": "选项!$A$1:$A$2", "H": "选项!$B$1:$B$2"}
    for place, cell in enumerate(LINE, 1):
        sheet.cell(2, place, cell)
    book.save(path)
    rows, errors = read_all(path, ROLL, on=ON)
    assert errors == ()
    assert rows[0].values == VALUES


def test_write_template_is_deterministic(tmp_path: Path) -> None:
    write_template(ROLL, tmp_path / "a.xlsx")
    write_template(ROLL, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_write_annotated_marks_corrected_and_imported(tmp_path: Path, form: str) -> None:
    wrong = ["王明", "3.20213E+17", "？", *LINE[3:]]
    header = ["名字", *HEADER[1:]]
    source = tmp_path / f"a.{form}"
    if form == "csv":
        write_csv(source, [["标题"], header, LINE, wrong], "gb18030", ";")
    else:
        write_xlsx(source, [["标题"], header, LINE, wrong], "数据")
    rows, errors = read_all(source, ROLL, on=ON)
    assert len(errors) == 2
    marked = tmp_path / "marked.xlsx"
    write_annotated(source, errors, marked)
    book = openpyxl.load_workbook(marked)
    assert book.sheetnames == ["数据", "错误清单"]
    sheet = book["数据"]
    commented = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    assert commented == {"B4", "C4"}
    assert "科学计数法" in sheet["B4"].comment.text
    assert sheet["B4"].value == "3.20213E+17"
    assert sheet["B4"].fill.fgColor.rgb == "FFF8CBC6"
    assert [cell.value for cell in book["错误清单"][2]][1:3] == ["4", "身份证号码"]
    sheet["B4"], sheet["C4"] = NUMBER, "男"
    book.save(marked)
    again, none = read_all(marked, ROLL, on=ON)
    assert none == ()
    assert [row.values for row in again] == [VALUES, VALUES]
    assert rows[1].values is None


def test_write_annotated_shows_a_wrong_heading(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "a.csv", [[*HEADER, "备注"], [*LINE, "x"]])
    _, errors = read_all(source, ROLL, on=ON)
    write_annotated(source, errors, tmp_path / "m.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx")["数据"]
    assert "不认识的列" in sheet["I1"].comment.text


@pytest.mark.parametrize(
    "payload", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x")', "{=1}", "http://x", "007"]
)
def test_open_workbook_never_writes_a_live_formula(tmp_path: Path, payload: str) -> None:
    path = tmp_path / "a.xlsx"
    with open_workbook(path) as book:
        sheet = book.add_worksheet("a")
        sheet.write_string(0, 0, payload)
        sheet.write(1, 0, payload)
    for cell in (row[0] for row in openpyxl.load_workbook(path)["a"].iter_rows()):
        assert (cell.data_type, cell.value, cell.hyperlink) == ("s", payload, None)
