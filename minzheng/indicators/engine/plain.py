"""The slow obvious execution: loops over rows as dictionaries. It judges the fast ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from minzheng.indicators.engine.database import read_rows
from minzheng.indicators.engine.folds import Count, Distinct, Latest, Primitive
from minzheng.indicators.engine.plans import Buckets, Key, Plan, filled
from minzheng.kernel.facts import Fact

Row = Mapping[str, Any]


class Plain:
    """Computes over rows given as dictionaries of the fact's columns."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows

    def measure(self, plan: Plan) -> int:
        return _fold(plan.fold, plan.fact.record, self._passing(plan))

    def measure_by(self, plan: Plan, buckets: Buckets) -> dict[Key, int]:
        dealt: dict[Key, list[Row]] = {}
        for row in self._passing(plan):
            key = _key(row, buckets)
            if key is not None:
                dealt.setdefault(key, []).append(row)
        return filled((key, _fold(plan.fold, plan.fact.record, rows)) for key, rows in dealt.items())

    def newest(self, plan: Plan, column: str) -> Any:
        return max((row[column] for row in self._passing(plan) if row[column] is not None), default=None)

    def _passing(self, plan: Plan) -> list[Row]:
        return [row for row in self.rows if all(c.holds(row) for c in plan.conditions)]


def read_plain(fact: Fact) -> Plain:
    """All rows of the fact in the scope in force."""
    names = list(fact.columns)
    return Plain([dict(zip(names, row, strict=True)) for row in read_rows(fact, names)])


def _fold(fold: Primitive, record: str, rows: Sequence[Row]) -> int:
    if isinstance(fold, Count):
        return len(rows)
    if isinstance(fold, Distinct):
        things = {tuple(row[name] for name in fold.columns) for row in rows}
        return len([thing for thing in things if None not in thing])
    if isinstance(fold, Latest):
        dated = [row for row in rows if row[fold.by] is not None and row[fold.column] is not None]
        return max(dated, key=lambda row: (row[fold.by], row[record]))[fold.column] if dated else 0
    total = 0
    for row in rows:
        total += row[fold.column] or 0
    return total


def _key(row: Row, buckets: Buckets) -> Key | None:
    found = row[buckets.column]
    if found is None:
        return None
    if buckets.by_month:
        return found.replace(day=1)  # type: ignore[no-any-return]
    if buckets.mapping is not None:
        return buckets.mapping.get(found)
    return found  # type: ignore[no-any-return]
