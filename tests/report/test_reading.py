"""Reading files: encodings, Word documents, and what is refused with a reason."""

from __future__ import annotations

import io

import docx
import pytest

from minzheng.reports.half_year.checker import UnreadableDocument, read_document
from minzheng.reports.half_year.checker.reading import read_bytes
from tests.report.records import source_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_read_encodings(encoding):
    assert read_bytes(source_text().encode(encoding)) == source_text()


def test_read_document_from_disk(tmp_path):
    path = tmp_path / "report.txt"
    path.write_bytes("一、共为10516名\r\n".encode())
    assert read_document(path) == "一、共为10516名\r\n"


def test_read_docx_paragraphs_and_tables():
    document = docx.Document()
    document.add_paragraph("上半年共为10516名困难群众")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "索引号", "04618780/2025-01219"
    stream = io.BytesIO()
    document.save(stream)
    assert read_bytes(stream.getvalue()) == "上半年共为10516名困难群众\n| 索引号 | 04618780/2025-01219 |"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"%PDF-1.7 x", "pdf"),
        (b"PK\x03\x04 broken", "docx"),
        (b"abc\x00def", "binary"),
        (b"\xff\xfe\x00", "encoding"),
        (b"\x81\xff\xff\x80", "encoding"),
    ],
)
def test_read_refuses_with_reason(content, code):
    with pytest.raises(UnreadableDocument) as refused:
        read_bytes(content)
    assert refused.value.code == code
    assert refused.value.fix


def test_read_missing_file(tmp_path):
    with pytest.raises(UnreadableDocument, match="无法打开文件"):
        read_document(tmp_path / "nothing.txt")
