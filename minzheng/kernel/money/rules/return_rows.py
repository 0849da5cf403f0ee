"""Reads a return file: bytes in, typed rows or a complete list of what is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from minzheng.kernel.money.rules.standing import ANSWER_CODES, ANSWER_STATUSES
from minzheng.kernel.problems import Problem, Unreadable

COLUMNS: Final = (
    "return_id", "batch", "line", "end_to_end_id", "status", "amount_fen", "code", "reason", "value_date",
    "reverses",
)  # fmt: skip
_MOST_BYTES: Final = 400 * 1024 * 1024


class ReturnRow(NamedTuple):
    """One answer of the bank; `row` is its line in the file (the header is 1), `amount_fen` in fen."""

    row: int
    return_id: str
    batch: str
    line: int
    end_to_end_id: str
    status: str
    amount_fen: int
    code: str
    reason: str
    value_date: date
    reverses: str

    @property
    def content(self) -> tuple[object, ...]:
        """Everything but the place in the file: what must agree when a return_id comes again."""
        return self[1:]


def read_return_file(content: bytes) -> tuple[list[ReturnRow], list[Problem]]:
    """The rows and the problems of a UTF-8 CSV with exactly the ten columns.

    Raises Unreadable when it is no such file at all. Rows with problems are left out of the first list.
    """
    rows: list[ReturnRow] = []
    problems: list[Problem] = []
    for number, cells in _cells(content):
        found = _problems_of(number, cells)
        if found:
            problems.extend(found)
        else:
            rows.append(_typed(number, cells))
    return rows, problems


def _cells(content: bytes) -> Iterator[tuple[int, list[str]]]:
    if len(content) > _MOST_BYTES:
        raise Unreadable("file_too_large", "回盘文件过大。", fix="请让银行拆分为多个文件。")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("not_utf8", "回盘文件不是 UTF-8 编码。", fix="请让银行按 UTF-8 导出。") from error
    if "\x00" in text:
        raise Unreadable("not_text", "回盘文件中有不可见的空字符。", fix="请让银行重新导出。")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if tuple(cell.strip() for cell in header) != COLUMNS:
            raise Unreadable(
                "wrong_header", "回盘文件的表头不符。", row=1, fix=f"表头应为 {','.join(COLUMNS)}"
            )
        for cells in reader:
            if cells:
                yield reader.line_num, cells
    except csv.Error as error:
        raise Unreadable(
            "not_csv", f"第 {reader.line_num} 行不是合格的 CSV。", row=reader.line_num
        ) from error


def _problems_of(number: int, cells: list[str]) -> list[Problem]:
    if len(cells) != len(COLUMNS):
        return [Problem("wrong_cell_count", f"应有 {len(COLUMNS)} 列，实有 {len(cells)} 列。", row=number)]
    values = dict(zip(COLUMNS, cells, strict=True))
    checks = (
        ("return_id", 0 < len(values["return_id"]) <= 64, "return_id_missing", "回盘流水号不能为空，也不能超过 64 个字符。"),
        ("batch", bool(values["batch"]), "batch_missing", "批次号不能为空。"),
        ("line", _is_count(values["line"]), "line_not_number", "明细序号应为正整数。"),
        ("status", values["status"] in ANSWER_STATUSES, "unknown_status", f"不认识的结果“{values['status'][:20]}”。"),
        ("amount_fen", _is_count(values["amount_fen"]), "amount_not_fen", "金额应为以分为单位的正整数。"),
        ("code", _code_fits(values), "unknown_code", f"原因代码“{values['code'][:20]}”与结果不符。"),
        ("reason", len(values["reason"]) <= 200, "reason_too_long", "原因不能超过 200 个字符。"),
        ("value_date", _date(values["value_date"]) is not None, "bad_date", "记账日应写作 2025-07-01。"),
        ("reverses", _reverses_fits(values), "reverses_wrong", "只有冲正行、并且必须，写明被冲正的另一流水号。"),
    )  # fmt: skip
    return [
        Problem(code, message, row=number, column=column)
        for column, good, code, message in checks
        if not good
    ]


def _code_fits(values: dict[str, str]) -> bool:
    """A payment that came back says why; the others need not."""
    if values["status"] in ("rejected", "returned"):
        return values["code"] in ANSWER_CODES
    return not values["code"] or values["code"] in ANSWER_CODES


def _reverses_fits(values: dict[str, str]) -> bool:
    named = values["reverses"]
    if values["status"] == "reversed":
        return 0 < len(named) <= 64 and named != values["return_id"]
    return not named


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15 and int(text) > 0


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _typed(number: int, cells: list[str]) -> ReturnRow:
    day = _date(cells[8])
    assert day is not None
    return ReturnRow(
        number, cells[0], cells[1], int(cells[2]), cells[3], cells[4], int(cells[5]), cells[6], cells[7], day,
        cells[9],
    )  # fmt: skip
