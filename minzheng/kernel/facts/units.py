"""Counting units as types: 人 is not 人次, and a stock is not a flow (civil-affairs statistics, form JBZH0001)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Unit:
    """A counting unit. `distinct` says whether one thing may be counted only once; `decimals` are printed."""

    code: str
    zh: str
    en: str
    distinct: bool = False
    decimals: int = 0

    def __add__(self, other: Unit) -> Unit:
        if self != other:
            raise TypeError(f"不能把 {self.zh} 与 {other.zh} 相加")
        return self


_ALL = (
    Unit("person", "人", "people", distinct=True),
    Unit("person_time", "人次", "person-times"),
    Unit("household", "户", "households", distinct=True),
    Unit("household_time", "户次", "household-times"),
    Unit("organization", "家", "organizations", distinct=True),
    Unit("organization_time", "家次", "organization-times"),
    Unit("place", "处", "places", distinct=True),
    Unit("event", "场次", "events"),
    Unit("item", "项", "items"),
    Unit("piece", "个", "units"),
    Unit("document", "件", "documents"),
    Unit("message", "条", "messages"),
    Unit("couple", "对", "couples"),
    Unit("fen", "分", "fen"),
    Unit("yuan", "元", "yuan", decimals=2),
    Unit("percent", "%", "percent", decimals=1),
    Unit("day", "天", "days"),
)
UNITS: Final[dict[str, Unit]] = {unit.code: unit for unit in _ALL}
