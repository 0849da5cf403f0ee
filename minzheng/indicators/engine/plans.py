"""An indicator with every placeholder filled in: what the executions are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from minzheng.benefits.statute import shipped_book
from minzheng.indicators.engine.declaration import Indicator
from minzheng.indicators.engine.folds import Primitive, columns_of
from minzheng.indicators.engine.periods import Period, year_to
from minzheng.kernel.facts import (
    CUT_OFF,
    CUT_OFF_YEAR,
    PERIOD,
    YEAR_TO_CUT_OFF,
    Condition,
    Fact,
    Placeholder,
    equals,
    isin,
)
from minzheng.kernel.places.models import Area
from minzheng.rules.book import Book
from minzheng.rules.months import Month

Key = int | str | date


@dataclass(frozen=True)
class Asked:
    """What is asked of an indicator: the period, the data cut-off (last day counted), and an area's id.

    Without an area everything the actor in force may see is counted. `book` is the book of parameters with
    a bureau's own values laid over; the shipped one when absent.
    """

    period: Period
    cut_off: date
    area_id: int | None = None
    book: Book | None = None

    def bindings(self, conditions: Iterable[Condition]) -> dict[Placeholder, Any]:
        """Values of the placeholders. MissingParameter when a dated set has none for the period's end."""
        bound: dict[Placeholder, Any] = {
            PERIOD: self.period.until(self.cut_off),
            CUT_OFF: self.cut_off,
            CUT_OFF_YEAR: self.cut_off.year,
            YEAR_TO_CUT_OFF: year_to(self.cut_off),
        }
        wanted = {c.value for c in conditions if isinstance(c.value, Placeholder) and c.value.statute}
        return bound | {name: self._parameter(name.name) for name in wanted}

    def _parameter(self, key: str) -> Any:
        day = min(self.period.last_day, self.cut_off)
        group, _, name = key.partition(".")
        return (self.book or shipped_book()).at(Month(day.year, day.month)).find(group, name).value


@dataclass(frozen=True)
class Plan:
    """A fact, the bound conditions on it, and the fold."""

    fact: Fact
    conditions: tuple[Condition, ...]
    fold: Primitive

    @property
    def columns(self) -> frozenset[str]:
        """Every column the plan reads."""
        return frozenset(c.column for c in self.conditions) | frozenset(columns_of(self.fold))

    def limited(self, *conditions: Condition) -> Plan:
        return replace(self, conditions=(*self.conditions, *conditions))


@dataclass(frozen=True)
class Buckets:
    """How rows are dealt out: by a column's value, by its month, or by the area above it.

    `mapping` leads from an area's id to that of the area whose bucket it falls into.
    """

    column: str
    by_month: bool = False
    mapping: Mapping[int, int] | None = None


def filled(answers: Iterable[tuple[Key, int | None]]) -> dict[Key, int]:
    """Bucket → answer without the zeros, as every execution gives it."""
    return {key: int(amount) for key, amount in answers if amount}


class Execution(Protocol):
    """One way of computing; all give the same whole numbers."""

    def measure(self, plan: Plan) -> int:
        """The fold over all rows that pass; 0 when none does."""

    def measure_by(self, plan: Plan, buckets: Buckets) -> dict[Key, int]:
        """The fold bucket by bucket; a bucket whose answer is 0 is left out. Months are named by their first day."""

    def newest(self, plan: Plan, column: str) -> Any:
        """The greatest value of the column among the rows that pass, or None."""


def plan_for(indicator: Indicator, asked: Asked, execution: Execution) -> Plan:
    """The indicator's plan for what is asked. TypeError for a figure that is made of others."""
    fact = indicator.fact
    assert fact is not None
    bindings = asked.bindings(indicator.where)
    conditions = tuple(condition.bound(bindings) for condition in indicator.where)
    if asked.area_id is not None and fact.area:
        conditions += (isin(fact.area, areas_within(asked.area_id)),)
    plan = Plan(fact, conditions, indicator.primitive)
    if indicator.newest:
        plan = plan.limited(equals(indicator.newest, execution.newest(plan, indicator.newest)))
    return plan


def areas_within(area_id: int) -> tuple[int, ...]:
    """Ids of the area and everything below it, in order."""
    return tuple(Area.objects.within(area_id).order_by("id").values_list("id", flat=True))


def areas_above(level: str, area_id: int | None) -> dict[int, int]:
    """Area id → id of the area of `level` that holds it, within `area_id`; areas above that level left out."""
    areas = Area.objects.all() if area_id is None else Area.objects.within(area_id)
    rows = list(areas.values_list("id", "path", "level"))
    of_level = {pk for pk, _, found in rows if found == level}
    above = (
        (pk, next((int(p) for p in path.split("/") if p and int(p) in of_level), None))
        for pk, path, _ in rows
    )
    return {pk: holder for pk, holder in above if holder is not None}
