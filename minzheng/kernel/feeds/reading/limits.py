"""How big a file may be, and the checks made before any parser sees it.

A workbook of 40 kB can unpack to gigabytes, and two cells in opposite corners make a reader reserve
seventeen billion: sizes are established by streaming, with nothing kept.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from minzheng.kernel.feeds.reading.problems import FileRefused, refuse

_CHUNK = 1 << 20
_ROW_OR_CELL = rb"""\br\s*=\s*["']\s*"""
_EXACT = re.compile(_ROW_OR_CELL + rb"""([A-Za-z]*)(\d+)""")
_ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*\bt\s*=\s*["']e["'][^>]*>""")
_ENOUGH_ERROR_CELLS = 1000


@dataclass(frozen=True)
class Limits:
    """Technical bounds of one file; a caller with a bigger job hands in bigger ones."""

    file_bytes: int = 64 << 20
    unpacked_bytes: int = 256 << 20
    ratio: int = 200
    entries: int = 500
    rows: int = 200_000
    columns: int = 256
    cells: int = 6_000_000
    cell_characters: int = 32_767


@dataclass
class Sheet:
    """What the streaming look at one worksheet part found: error cells as (row, column number from 1)."""

    error_cells: list[tuple[int, int]] = field(default_factory=list)
    far_cells: bool = False


def check_size(path: Path, limits: Limits) -> None:
    """Refuses an empty or too big file before it is opened."""
    size = path.stat().st_size
    if size == 0:
        raise refuse("file_empty", "文件是空的。", "请选择有内容的文件。")
    if size > limits.file_bytes:
        raise refuse(
            "file_too_big",
            f"文件超过{limits.file_bytes >> 20}MB。",
            "请删去图片和无关工作表，或分成几个文件导入。",
        )


def inspect_workbook(path: Path, limits: Limits) -> dict[str, Sheet]:
    """Unpacks every part once without keeping it; what was found, by part name. Refuses bombs and foreign forms."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(entries, limits)
            found, total = {}, 0
            for entry in entries:
                sheet = Sheet()
                total += _inspect_part(archive, entry, sheet, limits, limits.unpacked_bytes - total)
                if sheet.far_cells:
                    _check_extent(archive, entry, limits)
                found[entry.filename] = sheet
            return found
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        if isinstance(error, FileRefused):
            raise
        raise broken_workbook() from error


def broken_workbook() -> FileRefused:
    """The refusal of a damaged workbook."""
    return refuse("workbook_broken", "工作簿已损坏，无法读取。", "请用表格软件打开并另存为新的 xlsx 文件。")


def _check_entries(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > limits.entries or len(set(names)) != len(names):
        raise broken_workbook()
    if any(entry.flag_bits & 1 for entry in entries):
        raise refuse("workbook_locked", "工作簿有密码保护。", "请取消密码后另存为 xlsx 文件。")
    if "xl/vbaProject.bin" in names:
        raise refuse("workbook_macros", "工作簿含有宏，不予导入。", "请另存为不含宏的 xlsx 文件。")
    if "xl/workbook.xml" not in names:
        raise refuse("not_a_workbook", "文件不是 xlsx 工作簿。", "请另存为 xlsx 或 CSV 文件。")
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise _bomb(limits)
    for entry in entries:
        if entry.file_size > _CHUNK and entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise _bomb(limits)


def _bomb(limits: Limits) -> FileRefused:
    return refuse(
        "workbook_bomb",
        f"工作簿解压后过大（上限{limits.unpacked_bytes >> 20}MB）或压缩比异常，不予打开。",
        "请清除空白区域的格式后另存，或改用 CSV 文件。",
    )


def _parts(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked bytes in pieces that never cut a tag in two; a tag longer than a piece is no workbook's."""
    tail = b""
    with archive.open(entry) as stream:
        while piece := stream.read(_CHUNK):
            piece = tail + piece
            cut = piece.rfind(b"<")
            if len(piece) - cut > _CHUNK:
                raise broken_workbook()
            tail = piece[cut:] if cut > 0 else b""
            yield piece[: len(piece) - len(tail)]
    if tail:
        yield tail


def _inspect_part(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, sheet: Sheet, limits: Limits, left: int
) -> int:
    """The true unpacked size of one part in bytes; fills `sheet` with what it holds.

    Every part is searched, whatever its name: the workbook's relations may call any of them a sheet.
    """
    is_xml = entry.filename.endswith((".xml", ".rels"))
    far, size = _far_references(limits.rows), 0
    for piece in _parts(archive, entry):
        size += len(piece)
        if size > left:
            raise _bomb(limits)
        if is_xml and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece or b"\x00" in piece):
            raise broken_workbook()
        sheet.far_cells = sheet.far_cells or _has_far_reference(piece, *far)
        # An error value is written #N/A, #REF!: looking for its sign first spares the slow search.
        if b"#" in piece and len(sheet.error_cells) < _ENOUGH_ERROR_CELLS:
            sheet.error_cells += _error_cells(piece)
    return size


def _far_references(rows: int) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Find a reference past column Z or about past the row limit: as spreadsheets write it, and as XML allows.

    In an ordinary sheet they find nothing. The first begins with fixed letters and is ten times as fast.
    """
    digits, first = len(str(rows)), str(rows)[0]
    far_row = f"(?:[{first}-9]\\d{{{digits - 1}}}|\\d{{{digits + 1},}})".encode()
    far = rb"(?:[A-Za-z]{2,}\d|[A-Za-z]?" + far_row + rb")"
    return re.compile(rb'r="' + far), re.compile(_ROW_OR_CELL + far)


def _has_far_reference(piece: bytes, usual: re.Pattern[bytes], general: re.Pattern[bytes]) -> bool:
    if any(sign in piece for sign in (b"'", b"\t", b"\n", b"\r", b" =", b"= ")):
        return general.search(piece) is not None
    return usual.search(piece) is not None


def _error_cells(piece: bytes) -> list[tuple[int, int]]:
    found = []
    for tag in _ERROR_CELL.finditer(piece):
        where = _EXACT.search(tag.group())
        found.append((int(where[2]), column_number(where[1])) if where else (0, 0))
    return found


def column_number(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _check_extent(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> None:
    """The exact corner of a sheet with far references: rows × columns is what a reader will reserve."""
    rows = columns = 0
    for piece in _parts(archive, entry):
        for where in _EXACT.finditer(piece):
            if len(where[1]) > 3 or len(where[2]) > 9:
                raise broken_workbook()
            rows, columns = max(rows, int(where[2])), max(columns, column_number(where[1]))
    if rows > limits.rows or columns > limits.columns or rows * columns > limits.cells:
        raise refuse(
            "sheet_too_big",
            f"工作表范围过大：{rows}行×{columns}列（上限{limits.rows}行、{limits.columns}列）。",
            "请删除数据区以外的行和列后另存，或分成几个文件导入。",
        )
