"""Reading a report file into text: UTF-8, UTF-8 with BOM, UTF-16, GB18030 and .docx."""

from __future__ import annotations

import codecs
import io
import zipfile
from pathlib import Path

from minzheng.kernel.problems import Unreadable

DOCX_MAGIC = b"PK\x03\x04"
PDF_MAGIC = b"%PDF"
LARGEST_BYTES = 20 * 1024 * 1024


class UnreadableDocument(Unreadable):
    """The file is no readable text; carries `code`, `message` and `fix` for the user."""

    def __init__(self, code: str, message: str, fix: str) -> None:
        super().__init__(code, message, fix=fix)


def read_document(path: Path) -> str:
    """The text of `path`; offsets of the checker count its characters (a byte-order mark is none).

    Raises UnreadableDocument when the file is missing, empty, too large, a PDF or of no known encoding.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UnreadableDocument("too_large", "文件过大，无法核对", "请只提交报告正文，不超过20兆字节")
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument("not_found", f"无法打开文件：{path.name}", "请检查文件路径和权限") from error
    return read_bytes(content)


def read_bytes(content: bytes) -> str:
    """The text of a file's bytes. Raises UnreadableDocument."""
    if not content.strip():
        raise UnreadableDocument("empty", "文件是空的", "请提交含有正文的文件")
    if content.startswith(DOCX_MAGIC):
        return _read_docx(content)
    if content.startswith(PDF_MAGIC):
        raise UnreadableDocument(
            "pdf", "不能直接核对PDF文件", "请另存为文本文件（.txt）或Word文档（.docx）后再核对"
        )
    text = _decode(content)
    if "\x00" in text:
        raise UnreadableDocument("binary", "文件不是文本文件", "请提交.txt或.docx文件")
    return text


def _decode(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_as(content, "utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_as(content, "gb18030")


def _decode_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            "encoding", "无法识别文件的文字编码", "请另存为UTF-8或GB18030编码的文本文件"
        ) from error


def _read_docx(content: bytes) -> str:
    import docx  # late: a quarter of a second that text files need not wait for
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        document = docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise UnreadableDocument("docx", "无法打开Word文档", "请确认文件未损坏，且为.docx格式") from error
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines.extend("| " + " | ".join(cell.text for cell in row.cells) + " |" for row in block.rows)
        else:
            lines.append(block.text)
    return "\n".join(lines)
