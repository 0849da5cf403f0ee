"""Filters as data: the same condition runs in the database, on columns and in slow obvious Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Operator = Literal["equals", "isin", "between", "isnull", "on_or_before"]


@dataclass(frozen=True)
class Condition:
    """`column operator value`, several joined by "and" through `allof`."""

    column: str
    operator: Operator
    value: Any

    def holds(self, row: dict[str, Any]) -> bool:
        """The slow obvious reading, on one row."""
        found = row[self.column]
        if self.operator == "isnull":
            return (found is None) is bool(self.value)
        if found is None:
            return False
        if self.operator == "equals":
            return bool(found == self.value)
        if self.operator == "isin":
            return found in self.value
        if self.operator == "on_or_before":
            return bool(found <= self.value)
        starts_on, ends_on = self.value
        return bool(starts_on <= found < ends_on)


def equals(column: str, value: Any) -> Condition:
    return Condition(column, "equals", value)


def isin(column: str, values: Iterable[Any]) -> Condition:
    """An empty selection is a condition that holds for nothing, never for everything."""
    return Condition(column, "isin", tuple(values))


def between(column: str, starts_on: date, ends_on: date) -> Condition:
    """Half-open: `starts_on` counts, `ends_on` does not."""
    return Condition(column, "between", (starts_on, ends_on))


def on_or_before(column: str, day: date) -> Condition:
    return Condition(column, "on_or_before", day)


def isnull(column: str, value: bool = True) -> Condition:
    return Condition(column, "isnull", value)


def allof(*conditions: Condition) -> tuple[Condition, ...]:
    return conditions
