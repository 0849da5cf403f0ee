"""Every bank form says the same of the same lines."""

import io
from datetime import date
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.clock import SHANGHAI
from minzheng.kernel.money.renderings.csv_file import render_csv
from minzheng.kernel.money.renderings.lines import BankLine, yuan
from minzheng.kernel.money.renderings.pain001 import NAMESPACE, Debtor, render_pain001
from minzheng.kernel.money.renderings.plain_text import render_text
from minzheng.kernel.money.renderings.workbook import render_workbook

LINES = [
    BankLine("320213-202506-01", 1, "320213-202506-01-0000001", "6222020000000001", "张𬭚", "308302000001", 114_505, "低保金2025-06"),
    BankLine("320213-202506-01", 2, "320213-202506-01-0000002", "6222020000000002", '=HYPERLINK("x"),|王·五', "308302000001", 7, "低保金2025-06"),
]  # fmt: skip


@given(st.integers(0, 10**15))
def test_yuan_is_exact(fen):
    whole, cents = yuan(fen).split(".")
    assert int(whole) * 100 + int(cents) == fen


def test_csv_quotes_what_needs_quoting():
    text = b"".join(render_csv(LINES)).decode()
    assert text.splitlines()[2].count('""x""') == 1
    assert text.endswith("\n")
    assert "\r" not in text


def test_workbook_holds_no_formula():
    sheet = openpyxl.load_workbook(io.BytesIO(render_workbook(LINES))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert rows[2][4] == LINES[1].name
    assert [row[6] for row in rows[1:]] == ["1145.05", "0.07"]


def test_text_carries_rare_characters():
    rows = [row.decode("gb18030") for row in render_text(LINES)]
    assert rows[0].split("|")[2:5] == ["张𬭚", "308302000001", "1145.05"]
    assert all(row.count("|") == 5 for row in rows)


def test_pain001_adds_up():
    from datetime import datetime

    debtor = Debtor(
        "某区民政局",
        "3200000000000001",
        "308302000001",
        datetime(2025, 7, 1, 9, tzinfo=SHANGHAI),
        date(2025, 7, 2),
    )
    root = ET.fromstring(render_pain001(LINES, batch="320213-202506-01", debtor=debtor))
    names = {"p": NAMESPACE}
    assert root.findtext(".//p:GrpHdr/p:CtrlSum", namespaces=names) == "1145.12"
    assert [e.text for e in root.iterfind(".//p:EndToEndId", names)] == [line.end_to_end_id for line in LINES]
    assert [e.text for e in root.iterfind(".//p:InstdAmt", names)] == ["1145.05", "0.07"]


@pytest.mark.django_db
@pytest.mark.both_databases
def test_file_needs_few_queries(house, django_assert_max_num_queries):
    from minzheng.kernel.money.renderings.lines import read_bank_lines

    batch = house.sent()
    with django_assert_max_num_queries(1):
        assert len(list(read_bank_lines(batch))) == 4
