"""The declaration of a fact: one table that a register or kernel noun offers to indicators and pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from minzheng.kernel.facts.units import Unit

Kind = Literal[
    "date",
    "month",
    "int",
    "fen",
    "choice",
    "text",
    "flag",
    "area",
    "person",
    "household",
    "organization",
    "id",
]


@dataclass(frozen=True)
class Column:
    """`path` is the lookup from the fact's rows (`line__batch__month`); `zh` is what a reader sees.

    `unit` (a code of UNITS) says what a whole-number column counts; only such a column may be summed.
    """

    zh: str
    kind: Kind
    path: str = ""
    description: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Fact:
    """A table of `rows()` with typed columns.

    `rows` returns an unsliced QuerySet already scoped by the actor in force. `counts` is the unit of one
    row. `evidence` is the column that names the evidence event, `register` the label whose pages show
    the row, `in_use` tells a register that is not in use from one where nothing happened.
    """

    name: str
    zh: str
    description: str
    rows: Callable[[], Any]
    counts: Unit
    columns: Mapping[str, Column]
    record: str = "id"
    register: str = ""
    area: str = "area"
    evidence: str = ""
    in_use: Callable[[], bool] = field(default=lambda: True)

    def __post_init__(self) -> None:
        for needed in (self.record, self.area):
            if needed and needed not in self.columns:
                raise ValueError(f"事实 {self.name} 缺少列 {needed}")

    def path_of(self, column: str) -> str:
        """The ORM lookup of a column; an unknown name is an error at definition time."""
        if column not in self.columns:
            raise KeyError(f"事实 {self.name} 没有列 {column}")
        return self.columns[column].path or column


_facts: dict[str, Fact] = {}


def register_fact(fact: Fact) -> Fact:
    """Offer a fact; two of one name are a mistake."""
    if _facts.get(fact.name, fact) is not fact:
        raise ValueError(f"事实名称重复：{fact.name}")
    _facts[fact.name] = fact
    return fact


def find_fact(name: str) -> Fact:
    if name not in _facts:
        raise KeyError(f"没有名为 {name} 的事实")
    return _facts[name]


def list_facts() -> list[Fact]:
    return [_facts[name] for name in sorted(_facts)]
