"""Files that are damaged or meant to do damage: always an answer, never a crash, never much memory."""

import random
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minzheng.kernel.feeds.reading import Column, FileRefused, Limits, Row, read_rows
from minzheng.kernel.feeds.reading.cells import Converter
from minzheng.kernel.feeds.tests.reading_samples import HEADER, LINE, ON, ROLL, refusal, write_csv, write_xlsx

FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
SHEET = "xl/worksheets/sheet1.xml"


def answer(path: Path) -> list[Row] | FileRefused:
    """Rows, or the one declared refusal; anything else fails the test."""
    try:
        rows = list(read_rows(path, ROLL, on=ON))
    except FileRefused as found:
        return found
    for row in rows:
        assert (row.values is None) == bool(row.errors)
        assert all(error.message and error.fix and error.row == row.number for error in row.errors)
    return rows


def changed(tmp_path: Path, part: str, old: str, new: str) -> Path:
    """A good workbook with one part edited, as an attacker would."""
    source = write_xlsx(tmp_path / "good.xlsx", [HEADER, LINE])
    target = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(source) as reading, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as writing:
        for entry in reading.infolist():
            text = reading.read(entry).decode()
            if entry.filename == part:
                assert re.search(old, text), text
                text = re.sub(old, new, text, count=1)
            writing.writestr(entry.filename, text)
    return target


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('r="A2"', 'r="XFD1048576"'),
        ('r="A2"', 'r="XFD2"'),
        ('r="A2"', 'r="A1048576"'),
        ('r="A2"', "r = 'ZZ199999'"),
        ('r="A2"', 'r="zz199999"'),
        ('<row r="2"', '<row r="999999999"'),
        ('r="A2"', 'r="AAAAAAAA2"'),
        ('r="A2"', 'r="A99999999999999"'),
    ],
)
def test_sheet_with_far_cells_is_refused(tmp_path: Path, old: str, new: str) -> None:
    assert refusal(changed(tmp_path, SHEET, old, new)).code in ("sheet_too_big", "workbook_broken")


@pytest.mark.parametrize("name", ["worksheets/sheet1.bin", "sharedStrings9.xml"])
def test_sheet_with_far_cells_under_another_name_is_refused(tmp_path: Path, name: str) -> None:
    source, target = changed(tmp_path, SHEET, 'r="A2"', 'r="XFD199999"'), tmp_path / "renamed.xlsx"
    with zipfile.ZipFile(source) as reading, zipfile.ZipFile(target, "w") as writing:
        for entry in reading.infolist():
            text = reading.read(entry).decode().replace("worksheets/sheet1.xml", name)
            writing.writestr(entry.filename.replace("worksheets/sheet1.xml", name), text)
    assert refusal(target).code == "sheet_too_big"


def test_workbook_with_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    assert refusal(changed(tmp_path, "xl/workbook.xml", 'encoding="UTF-8"', 'encoding="UT_-8"')).code == (
        "workbook_broken"
    )


def test_sheet_with_a_lying_dimension_is_read(tmp_path: Path) -> None:
    path = changed(tmp_path, SHEET, '<dimension ref="[A-Z0-9:]+"', '<dimension ref="A1:XFD1048576"')
    assert isinstance(answer(path), FileRefused) or len(list(read_rows(path, ROLL, on=ON))) == 1


def test_sheet_wide_but_bounded_is_read(tmp_path: Path) -> None:
    extra = [f"列{number}" for number in range(40)]
    path = write_xlsx(tmp_path / "a.xlsx", [[*HEADER, *extra], [*LINE, *extra]])
    assert len(list(read_rows(path, ROLL, on=ON, extra="ignore"))) == 1


def test_bomb_by_ratio_and_by_size(tmp_path: Path) -> None:
    path = changed(tmp_path, SHEET, "</worksheet>", "</worksheet>" + " " * (30 << 20))
    assert refusal(path).code == "workbook_bomb"
    assert refusal(path, limits=Limits(ratio=10**9, unpacked_bytes=20 << 20)).code == "workbook_bomb"


def test_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    path = changed(tmp_path, SHEET, "</worksheet>", "</worksheet>" + " " * (30 << 20))
    with zipfile.ZipFile(path) as archive:
        true = archive.getinfo(SHEET).file_size
    data = path.read_bytes()
    assert data.count(true.to_bytes(4, "little")) >= 1
    path.write_bytes(data.replace(true.to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    assert refusal(path).code == "workbook_broken"


@pytest.mark.parametrize("entity", ['<!DOCTYPE a [<!ENTITY b "c">]>', "<!DOCTYPE a>"])
def test_workbook_with_entities_is_refused(tmp_path: Path, entity: str) -> None:
    path = changed(tmp_path, "xl/workbook.xml", "<workbook", f"{entity}<workbook")
    assert refusal(path).code == "workbook_broken"


def test_workbook_foreign_forms(tmp_path: Path) -> None:
    old, other, macros = tmp_path / "a.xls", tmp_path / "b.xlsx", tmp_path / "c.xlsx"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    good = write_xlsx(macros, [HEADER])
    with zipfile.ZipFile(good, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert refusal(old).code == "old_or_locked_workbook"
    assert refusal(other).code == "not_a_workbook"
    assert refusal(macros).code == "workbook_macros"


@FUZZ
@given(content=st.binary(max_size=400))
def test_fuzz_any_bytes(tmp_path: Path, content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", ",".join(HEADER).encode() + b"\n"):
        path = tmp_path / "a"
        path.write_bytes(start + content)
        answer(path)


CELLS = st.one_of(
    st.sampled_from(
        [*LINE, "", " ", "=1", "'=1", "3.2E+17", "１２", "\ue000", "\x00", '"', "\n", "，", "9" * 400]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)


@FUZZ
@given(
    lines=st.lists(st.lists(CELLS, max_size=10), max_size=6),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"]),
)
def test_fuzz_csv_cells(tmp_path: Path, lines: list[list[str]], encoding: str) -> None:
    path = write_csv(tmp_path / "a.csv", [HEADER, *lines], encoding)
    found = answer(path)
    if not any("\x00" in cell for line in lines for cell in line):
        assert isinstance(found, list), found.errors
        kept = [line for line in lines if any(cell.strip() for cell in line)]
        assert len(found) == len(kept)


@given(cells=st.lists(CELLS, min_size=1, max_size=8), required=st.booleans())
def test_fuzz_a_block_of_text_reads_as_its_cells_do(cells: list[str], required: bool) -> None:
    """The short cut for ordinary blocks gives what the cell-by-cell way gives."""
    column = Column("note", "备注", required=required, max_length=10)
    block, single = Converter(column, ON, 300), Converter(column, ON, 300)
    assert block.convert(cells) == [single[cell] for cell in cells]
    assert block.failed == single.failed


@FUZZ
@given(lines=st.lists(st.lists(CELLS.filter(lambda cell: cell != "\x00"), max_size=10), max_size=6))
def test_fuzz_workbook_cells(tmp_path: Path, lines: list[list[str]]) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, *lines])
    answer(path)


@FUZZ
@given(seed=st.integers(0, 10**9))
def test_fuzz_damaged_workbook(tmp_path: Path, seed: int) -> None:
    """Random bytes of a good workbook changed, in the archive and inside its unpacked parts."""
    source, dice = tmp_path / "good.xlsx", random.Random(seed)
    if not source.exists():
        write_xlsx(source, [HEADER, *(LINE for _ in range(5))])
    path = tmp_path / "bad.xlsx"
    data = bytearray(source.read_bytes())
    for _ in range(dice.randint(1, 4)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    path.write_bytes(data)
    answer(path)
    with zipfile.ZipFile(source) as reading, zipfile.ZipFile(path, "w") as writing:
        for entry in reading.infolist():
            part = bytearray(reading.read(entry))
            if entry.filename in (SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"):
                for _ in range(dice.randint(0, 3)):
                    part[dice.randrange(len(part))] = dice.randrange(256)
            writing.writestr(entry.filename, bytes(part))
    answer(path)
