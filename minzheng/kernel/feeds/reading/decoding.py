"""Which encoding and which separator a CSV file has: established from the bytes, never guessed from the name."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable
from pathlib import Path

from minzheng.kernel.feeds.reading.problems import refuse

_CHUNK = 1 << 20
_LOOK = 64 << 10
_BOMS = (
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# So many correct multi-byte characters in front of the first wrong byte never happen in GB18030 text.
_SURELY_UTF8 = 4
SEPARATORS = ",\t;|，"


def find_encoding(path: Path) -> str:
    """The name of the codec under which the whole file is valid; FileRefused when there is none."""
    with path.open("rb") as stream:
        head = stream.read(_LOOK)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return _checked(path, name)
    if b"\x00" in head:
        low, high = head[0::2].count(0), head[1::2].count(0)
        return _checked(path, "utf-16-le" if high > low else "utf-16-be")
    valid, wide = _decodes(path, "utf-8")
    if valid < 0:
        return "utf-8"
    if wide >= _SURELY_UTF8:
        raise refuse(
            "encoding_broken",
            f"文件是 UTF-8 编码，但第{valid}个字节起有损坏的字符。",
            "请从原系统重新导出，或用表格软件打开核对后另存。",
        )
    return _checked(path, "gb18030")


def _checked(path: Path, name: str) -> str:
    if not name or _decodes(path, name)[0] >= 0:
        raise refuse(
            "encoding_unknown",
            "无法识别文件的文字编码。",
            "请另存为“CSV UTF-8（逗号分隔）”或 xlsx 文件。",
        )
    return name


def _decodes(path: Path, name: str) -> tuple[int, int]:
    """(-1, …) when the whole file is valid; else the offset of the first wrong byte and the characters
    above ASCII decoded before it."""
    decoder, offset, wide = codecs.getincrementaldecoder(name)(), 0, 0
    with path.open("rb") as stream:
        while True:
            piece = stream.read(_CHUNK)
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                before = error.object[: error.start].decode(name, "ignore")
                return offset - pending + error.start, wide + sum(letter > "\x7f" for letter in before)
            if "\x00" in text:
                return offset, wide
            offset += len(piece)
            if wide < _SURELY_UTF8 and not text.isascii():
                wide += sum(letter > "\x7f" for letter in text[:_LOOK])
            if not piece:
                return -1, wide


def find_separator(path: Path, encoding: str, score: Callable[[list[str]], int]) -> str:
    """The separator under which some early line gives the most known headings; the comma when none does."""
    with path.open(encoding=encoding, newline="") as stream:
        head = stream.read(_LOOK)
    lines = head.splitlines(keepends=True)[:40]
    best, best_score = ",", 0
    for separator in SEPARATORS:
        found = max((score(row) for row in _lenient_rows(lines, separator)), default=0)
        if found > best_score:
            best, best_score = separator, found
    return best


def _lenient_rows(lines: list[str], separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO("".join(lines), newline=""), delimiter=separator))
    except csv.Error:
        return []
