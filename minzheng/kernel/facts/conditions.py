"""Filters as data: the same condition runs in the database, on columns and in slow obvious Python.

A value that is only known when somebody asks (the period, the data cut-off, a dated parameter of the law)
stands as a `Placeholder` and is bound before the condition runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

Operator = Literal[
    "equals", "isin", "between", "isnull", "on_or_before", "null_or_after", "at_least", "at_most"
]
#: operators that compare by order and so need a date, a month or a number
ORDERED: frozenset[str] = frozenset({"between", "on_or_before", "null_or_after", "at_least", "at_most"})


@dataclass(frozen=True)
class Placeholder:
    """Stands for a value bound later. `statute` says that `name` is the key of a dated parameter."""

    name: str
    statute: bool = False


#: the half-open span asked for, cut short at the data cut-off
PERIOD = Placeholder("period")
#: the last day whose happenings count
CUT_OFF = Placeholder("cut_off")
#: the calendar year of the cut-off, a number
CUT_OFF_YEAR = Placeholder("cut_off_year")
#: from 1 January of the cut-off's year to the cut-off (今年、目前)
YEAR_TO_CUT_OFF = Placeholder("year_to_cut_off")


@dataclass(frozen=True)
class Condition:
    """`column operator value`, several joined by "and" through `allof`."""

    column: str
    operator: Operator
    value: Any

    def holds(self, row: Mapping[str, Any]) -> bool:
        """The slow obvious reading, on one row."""
        found = row[self.column]
        if self.operator == "isnull":
            return (found is None) is bool(self.value)
        if found is None:
            return self.operator == "null_or_after"
        return self._holds_for(found)

    def _holds_for(self, found: Any) -> bool:
        if self.operator == "equals":
            return bool(found == self.value)
        if self.operator == "isin":
            return found in self.value
        if self.operator in ("on_or_before", "at_most"):
            return bool(found <= self.value)
        if self.operator == "at_least":
            return bool(found >= self.value)
        if self.operator == "null_or_after":
            return bool(found > self.value)
        starts_on, ends_on = self.value
        return bool(starts_on <= found < ends_on)

    def bound(self, values: Mapping[Placeholder, Any]) -> Condition:
        """The same condition with its placeholder, if it has one, filled in. KeyError if nothing fits."""
        if not isinstance(self.value, Placeholder):
            return self
        return replace(self, value=values[self.value])


def equals(column: str, value: Any) -> Condition:
    return Condition(column, "equals", value)


def isin(column: str, values: Iterable[Any]) -> Condition:
    """An empty selection is a condition that holds for nothing, never for everything."""
    return Condition(column, "isin", tuple(values))


def in_dated_set(column: str, key: str) -> Condition:
    """One of the codes of the dated parameter `key` (`shared.protection_set`) in force at the period's end."""
    return Condition(column, "isin", Placeholder(key, statute=True))


def between(column: str, starts_on: date, ends_on: date) -> Condition:
    """Half-open: `starts_on` counts, `ends_on` does not."""
    return Condition(column, "between", (starts_on, ends_on))


def in_period(column: str) -> Condition:
    """Within the period asked for, and not after the data cut-off."""
    return Condition(column, "between", PERIOD)


def this_year(column: str) -> Condition:
    """From 1 January of the cut-off's year to the cut-off (今年、目前)."""
    return Condition(column, "between", YEAR_TO_CUT_OFF)


def on_or_before(column: str, day: date | Placeholder) -> Condition:
    return Condition(column, "on_or_before", day)


def by_cut_off(column: str) -> Condition:
    """Happened by the data cut-off."""
    return on_or_before(column, CUT_OFF)


def not_by_cut_off(column: str) -> Condition:
    """Has not happened by the data cut-off: never, or later."""
    return Condition(column, "null_or_after", CUT_OFF)


def at_least(column: str, value: int) -> Condition:
    return Condition(column, "at_least", value)


def at_most(column: str, value: int | Placeholder) -> Condition:
    return Condition(column, "at_most", value)


def isnull(column: str, value: bool = True) -> Condition:
    return Condition(column, "isnull", value)


def allof(*conditions: Condition) -> tuple[Condition, ...]:
    return conditions
