"""Units of columns and parameters: what one value counts, with its Chinese sign."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """`code` is stable and appears in files and answers; `zh` is the sign printed beside a value."""

    code: str
    zh: str


FEN = Unit("fen", "分")
FEN_PARTS = Unit("fen_parts", "未约分的分")
PERSONS = Unit("persons", "人")
YEARS = Unit("years", "周岁")
MONTHS = Unit("months", "个月")
DAYS = Unit("days", "天")
TIMES = Unit("count", "项")
GRADE = Unit("grade", "级")
BASIS_POINTS = Unit("basis_points", "万分之一")
FLAG = Unit("flag", "是否")
CODE = Unit("code", "代码")
DATE = Unit("date", "日期")
CODES = Unit("codes", "代码表")
MATRIX = Unit("matrix", "对照表")

UNITS = {
    unit.code: unit
    for unit in (
        FEN,
        FEN_PARTS,
        PERSONS,
        YEARS,
        MONTHS,
        DAYS,
        TIMES,
        GRADE,
        BASIS_POINTS,
        FLAG,
        CODE,
        DATE,
        CODES,
        MATRIX,
    )
}
