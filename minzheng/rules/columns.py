"""Columns: named functions with a level, a unit and a citation.

The arguments of the function are its dependencies: `q` is the parameters of the month computed, every other
name is another column or an input. What cannot be resolved fails when the graph is built, not when it runs.
"""

from __future__ import annotations

import dis
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any, Literal, Self

from minzheng.rules.units import Unit

Level = Literal["person", "household", "sum"]
QUANTITIES = "q"
Formula = Callable[..., Any]


class Words(IntEnum):
    """Whole numbers with a stable English word (the member's name in lower case) and a Chinese sentence."""

    zh: str

    def __new__(cls, number: int, zh: str) -> Words:
        """Called for each line `NAME = number, "中文"` of a subclass."""
        member = int.__new__(cls, number)
        member._value_ = number
        member.zh = zh
        return member

    @classmethod
    def of(cls, number: int) -> Self:
        """The member with the number. Raises ValueError."""
        return cls(number)  # type: ignore[call-arg]  # looked up, not made

    @property
    def word(self) -> str:
        """The stable code word: `NOT_LOCAL` is `not_local`."""
        return self.name.lower()


@dataclass(frozen=True)
class Input:
    """A column that is handed in. `dtype` is the NumPy type it has in a roll."""

    name: str
    zh: str
    unit: Unit
    level: Literal["person", "household"]
    dtype: str


@dataclass(frozen=True)
class Column:
    """A column that is computed. `level` "sum" is computed for each member and added up for the household."""

    name: str
    zh: str
    unit: Unit
    level: Level
    cite: str
    formula: Formula
    words: type[Words] | None = None

    @cached_property
    def arguments(self) -> tuple[str, ...]:
        """Names the formula depends on, in the order it takes them; `q` included when it is used."""
        code = self.formula.__code__
        return code.co_varnames[: code.co_argcount]

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Names the formula reads from `q`, in the order of its text."""
        found: list[str] = []
        on_q = False
        for step in dis.get_instructions(self.formula):
            if on_q and step.opname == "LOAD_ATTR" and step.argval not in found:
                found.append(step.argval)
            on_q = step.opname == "LOAD_FAST" and step.argval == QUANTITIES
        return tuple(found)

    @cached_property
    def on_household(self) -> bool:
        """Whether the value is one per household."""
        return self.level != "person"


def _declare(
    level: Level, zh: str, unit: Unit, cite: str, words: type[Words] | None
) -> Callable[[Formula], Column]:
    def wrap(formula: Formula) -> Column:
        return Column(formula.__name__, zh, unit, level, cite, formula, words)

    return wrap


def person(
    *, zh: str, unit: Unit, cite: str, words: type[Words] | None = None
) -> Callable[[Formula], Column]:
    """One value per person. Household columns among the arguments are given to every member."""
    return _declare("person", zh, unit, cite, words)


def household(
    *, zh: str, unit: Unit, cite: str, words: type[Words] | None = None
) -> Callable[[Formula], Column]:
    """One value per household. Its arguments must be household columns."""
    return _declare("household", zh, unit, cite, words)


def over_members(*, zh: str, unit: Unit, cite: str) -> Callable[[Formula], Column]:
    """One value per household: the function is computed for each member and the results are added."""
    return _declare("sum", zh, unit, cite, None)
