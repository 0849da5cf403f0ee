"""From the text of one cell to a typed value, or to what is wrong with it.

Money becomes integer fen by cutting digits, never through a fraction. Every parser gets the cleaned text
of a non-empty cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import cast

from minzheng.kernel.feeds.reading.problems import CellProblem
from minzheng.kernel.feeds.reading.template import Column, Value
from minzheng.kernel.people.identity.citizen_number import read_citizen_number
from minzheng.kernel.people.identity.readings import PRIVATE_USE
from minzheng.kernel.problems import Problem

Parser = Callable[[str], Value | CellProblem]

_SCIENTIFIC = re.compile(r"-?[0-9](\.[0-9]+)?[eE]\+?[0-9]+", re.ASCII)
_MONEY = re.compile(r"(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,13})(?:\.([0-9]*))?", re.ASCII)
_MONEY_NOISE = re.compile(r"^[¥￥]\s*|\s*元$")
_INT = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(?:\.0*)?", re.ASCII)
_DATE = re.compile(
    r"([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|/([0-9]{1,2})/([0-9]{1,2})|\.([0-9]{1,2})\.([0-9]{1,2})"
    r"|年([0-9]{1,2})月([0-9]{1,2})日|([0-9]{2})([0-9]{2}))(?:[T ]0?0:00(?::00(?:\.0+)?)?)?",
    re.ASCII,
)
_AREA = re.compile(r"[0-9]{6}(?:[0-9]{3}(?:[0-9]{3})?)?", re.ASCII)
_TEXT_MARK = re.compile(r"""="(.*)"|'('*[=+\-@].*)|['`]([0-9]+[0-9.Xx]*)""", re.DOTALL)
_TRUE = frozenset(("是", "有", "true", "yes", "y", "1", "√", "对"))
_FALSE = frozenset(("否", "无", "false", "no", "n", "0", "×", "错"))
_OLDEST_YEAR = 1800
_SERIAL_ZERO = date(1899, 12, 30)
_MEMO = 5000
_MARKS = "='`"
_CLOSER_LOOK = (*_MARKS, "+")

SCIENTIFIC = CellProblem(
    "scientific_notation",
    "长数字被表格软件改成了科学计数法，末尾数字已丢失。",
    "请把该列设为“文本”格式，从原始资料重新录入该数字。",
)


def clean_cell(raw: str, *, from_workbook: bool = False) -> str | CellProblem:
    """The text without surrounding space, invisible marks and spreadsheet text marks (`'012`, `="012"`).

    In a workbook a formula is not text, so that a text beginning with = is meant as it stands.
    """
    text = raw.strip()
    if not text.isprintable():
        cleaned = _clean_unprintable(text)
        if isinstance(cleaned, CellProblem):
            return cleaned
        text = cleaned
    if text[:1] in _MARKS and text:
        mark = _TEXT_MARK.fullmatch(text)
        if mark:
            return cast("str", mark[mark.lastindex or 1])
        if text[0] == "=" and not from_workbook:
            return CellProblem("formula", "单元格是公式而不是数值。", "请复制后用“选择性粘贴—数值”替换公式。")
    return text


def _clean_unprintable(text: str) -> str | CellProblem:
    letters = []
    for letter in text.translate(PRIVATE_USE):
        category = unicodedata.category(letter)
        if letter.isspace():
            letters.append(" ")
        elif category == "Co":
            return CellProblem(
                "private_use_character",
                "含有旧系统的自造字，其他计算机无法显示。",
                "请改用国家标准 GB 18030 中的汉字重新录入。",
            )
        elif category in ("Cc", "Cs", "Cn"):
            return CellProblem(
                "control_character", "含有不可见的控制字符。", "请删除该单元格内容后重新录入。"
            )
        elif category != "Cf":
            letters.append(letter)
    return "".join(letters).strip()


class Converter(dict[str, "Value | CellProblem"]):
    """One column's parser that remembers: most cells of a roll repeat an earlier one.

    Problems are never remembered, so that `failed` tells whether the column met one since it was reset.
    """

    def __init__(self, column: Column, on: date, longest: int, *, from_workbook: bool = False) -> None:
        super().__init__()
        self.column, self.failed, self._longest, self._from_workbook = column, False, longest, from_workbook
        self._parse = (
            parse_date_or_serial if from_workbook and column.kind == "date" else make_parser(column, on)
        )

    def convert(self, cells: Sequence[str]) -> list[Value | CellProblem]:
        """A block of cells, in order; sets `failed` when one of them has a problem."""
        self.failed = False
        texts = self._ordinary_texts(cells) if self.column.kind == "text" else None
        return texts if texts is not None else list(map(self.__getitem__, cells))

    def _ordinary_texts(self, cells: Sequence[str]) -> list[Value | CellProblem] | None:
        """The texts when nothing in the whole block needs a closer look, else None: seven times as fast."""
        texts = [cell.strip() for cell in cells]
        block = "".join(texts)
        if not block.isprintable() or any(sign in block for sign in _CLOSER_LOOK):
            return None
        if max(map(len, texts)) > min(self.column.max_length, self._longest):
            return None
        if all(texts):
            return cast("list[Value | CellProblem]", texts)
        return None if self.column.required else [text or None for text in texts]

    def __missing__(self, raw: str) -> Value | CellProblem:
        text = raw.strip()
        if text and len(text) <= self._longest and text.isprintable() and text[0] not in _MARKS:
            value = self._parse(text)
        else:
            value = self._unusual(text)
        if value.__class__ is CellProblem:
            self.failed = True
        elif len(self) < _MEMO:
            self[raw] = value
        return value

    def _unusual(self, text: str) -> Value | CellProblem:
        """A cell that is empty, overlong, or holds something a keyboard does not type."""
        if len(text) > self._longest:
            return CellProblem("cell_too_long", f"单元格内容超过{self._longest}个字符。", "请删减内容。")
        cleaned = clean_cell(text, from_workbook=self._from_workbook)
        if isinstance(cleaned, CellProblem):
            return cleaned
        return self._parse(cleaned) if cleaned else self._empty()

    def _empty(self) -> CellProblem | None:
        if not self.column.required:
            return None
        return CellProblem("required", f"必填项“{self.column.header_zh}”为空。", "请补填该单元格。")


def make_parser(column: Column, on: date) -> Parser:
    """The parser of a column's kind; `on` bounds the birth dates in citizen numbers."""
    if column.kind == "citizen_number":
        return lambda text: _parse_citizen_number(text, on)
    if column.kind == "text":
        return _text_parser(column.max_length)
    if column.kind == "choice":
        return _choice_parser(column)
    if column.kind == "money_yuan":
        return lambda text: parse_money(text, negative=column.negative)
    return {"int": _parse_int, "date": parse_date, "area": _parse_area, "bool": _parse_bool}[column.kind]


def _folded(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _text_parser(longest: int) -> Parser:
    too_long = CellProblem("text_too_long", f"文字超过{longest}个字符。", "请删减内容。")

    def parse(text: str) -> str | CellProblem:
        if "+" in text and _SCIENTIFIC.fullmatch(text):
            return SCIENTIFIC
        return text if len(text) <= longest else too_long

    return parse


def _parse_citizen_number(text: str, on: date) -> str | CellProblem:
    found = read_citizen_number(text, on=on)
    if isinstance(found, Problem):
        return CellProblem(found.code, found.message, found.fix)
    return found.number


def parse_money(text: str, *, negative: bool = False) -> int | CellProblem:
    """Yuan as written (`1,200.5`, `１２００元`, `￥1200.50`) in integer fen."""
    found = _MONEY.fullmatch(text)
    if found is None:
        text = _MONEY_NOISE.sub("", _folded(text))
        found = _MONEY.fullmatch(text)
    if found is None:
        if _SCIENTIFIC.fullmatch(text):
            return SCIENTIFIC
        return CellProblem(
            "money", "不是有效的金额（单位：元）。", "请只填数字，如 1200.50，不要写“万元”或文字。"
        )
    sign, whole, decimals = found.groups("")
    if len(decimals) > 2 and decimals[2:].strip("0"):
        return CellProblem("money_decimals", "金额的小数超过两位。", "请核对金额，最小单位为分。")
    fen = int(whole.replace(",", "") + (decimals + "00")[:2])
    if sign and fen and not negative:
        return CellProblem("money_negative", "金额不能为负数。", "请核对金额。")
    return -fen if sign else fen


def _parse_int(text: str) -> int | CellProblem:
    text = _folded(text)
    if _INT.fullmatch(text):
        return int(text.partition(".")[0].replace(",", ""))
    if _SCIENTIFIC.fullmatch(text):
        return SCIENTIFIC
    return CellProblem("int", "不是整数。", "请只填数字，如 3。")


def parse_date(text: str) -> date | CellProblem:
    """2025-01-02, 2025/1/2, 2025.1.2, 2025年1月2日, 20250102, each also with midnight behind it."""
    found = _DATE.fullmatch(_folded(text))
    if found is None:
        return CellProblem("date", "不是有效的日期。", "请按 2025-01-31 的格式填写，年份须为四位。")
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        value = date(year, month, day)
    except ValueError:
        return CellProblem("date_impossible", f"日期 {year}-{month}-{day} 不存在。", "请核对年月日。")
    if year < _OLDEST_YEAR:
        return CellProblem("date_too_early", f"日期的年份 {year} 不合理。", "请核对年份。")
    return value


def parse_date_or_serial(text: str) -> date | CellProblem:
    """A date, or a workbook's day number (days since 1899-12-30) of a cell without a date format.

    Five digits only, 1927 to 2173: four would be a year, six a month.
    """
    if len(text) == 5 and text.isascii() and text.isdigit() and text[0] != "0":
        return _SERIAL_ZERO + timedelta(days=int(text))
    return parse_date(text)


def _choice_parser(column: Column) -> Parser:
    words = {
        _folded(spelling).lower(): word
        for word, spellings in column.choices.items()
        for spelling in (word, *spellings)
    }
    allowed = [spellings[0] if spellings else word for word, spellings in column.choices.items()]
    fix = "可选：" + "、".join(allowed[:20]) + ("等。" if len(allowed) > 20 else "。")

    def parse(text: str) -> str | CellProblem:
        word = words.get(_folded(text).lower())
        return word if word is not None else CellProblem("choice", "不在可选范围内。", fix)

    return parse


def _parse_area(text: str) -> str | CellProblem:
    text = _folded(text)
    if _AREA.fullmatch(text):
        return text
    if _SCIENTIFIC.fullmatch(text):
        return SCIENTIFIC
    if any("0" <= letter <= "9" for letter in text) and text.isascii():
        return CellProblem("area_code", "区划代码应为6、9或12位数字。", "请填写完整的区划代码。")
    if len(text) > 100:
        return CellProblem("area_name", "区划名称过长。", "请填写区划代码或规范名称。")
    return text


def _parse_bool(text: str) -> bool | CellProblem:
    word = _folded(text).lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    return CellProblem("bool", "只能填“是”或“否”。", "请填“是”或“否”。")
