"""The columnar execution: many figures over a snapshot of one fact, each column read once.

Serves history, published snapshots and many districts; the live figure comes from the database and both agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any, Final
from uuid import UUID

import polars as pl

from minzheng.indicators.engine.database import read_rows
from minzheng.indicators.engine.folds import Count, Distinct, Latest, Sum
from minzheng.indicators.engine.plans import Buckets, Key, Plan, filled
from minzheng.kernel.facts import Condition, Fact, Kind

_CHUNK: Final = 50_000
_TYPES: Final[dict[Kind, Any]] = {
    "date": pl.Date,
    "int": pl.Int64,
    "fen": pl.Int64,
    "area": pl.Int64,
    "flag": pl.Boolean,
}


class Columns:
    """Computes over a data frame with the fact's columns; ids are texts, money is whole fen in Int64."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame

    def measure(self, plan: Plan) -> int:
        return self.measure_many([plan])[0]

    def measure_many(self, plans: Sequence[Plan]) -> list[int]:
        """Many figures in one pass: filters that plans share are evaluated once, columns are read in parallel."""
        masks: dict[Condition, str] = {}
        for plan in plans:
            for condition in plan.conditions:
                masks.setdefault(condition, f"mask_{len(masks)}")
        lazy = self.frame.lazy().with_columns(_mask(c).alias(name) for c, name in masks.items())
        answers = lazy.select(
            _folded(plan, _all(pl.col(masks[c]) for c in plan.conditions)).alias(f"answer_{number}")
            for number, plan in enumerate(plans)
        ).collect()
        return [int(answer or 0) for answer in answers.row(0)]

    def measure_by(self, plan: Plan, buckets: Buckets) -> dict[Key, int]:
        passing = self.frame.lazy().filter(_all(_mask(c) for c in plan.conditions))
        if isinstance(plan.fold, Latest):
            passing = passing.filter(_reading(plan.fold))
        keyed = passing.with_columns(_bucket(buckets).alias("bucket")).filter(pl.col("bucket").is_not_null())
        found = keyed.group_by("bucket").agg(_folded(plan, pl.lit(True)).alias("answer")).collect()
        return filled(found.select("bucket", "answer").iter_rows())

    def newest(self, plan: Plan, column: str) -> Any:
        passing = self.frame.lazy().filter(_all(_mask(c) for c in plan.conditions))
        return passing.select(pl.col(column).max()).collect().item()


def take_snapshot(
    fact: Fact, columns: Iterable[str] = (), conditions: Iterable[Condition] = ()
) -> pl.DataFrame:
    """The fact's rows in the scope in force as a data frame, read in blocks; all columns unless some are named."""
    names = sorted({*columns, fact.record}) if columns else list(fact.columns)
    schema = {name: _TYPES.get(fact.columns[name].kind, pl.String) for name in names}
    blocks: list[pl.DataFrame] = []
    pending: list[tuple[Any, ...]] = []
    for row in read_rows(fact, names, conditions).iterator(chunk_size=_CHUNK):
        pending.append(tuple(plain_id(cell) for cell in row))
        if len(pending) == _CHUNK:
            blocks.append(pl.DataFrame(pending, schema=schema, orient="row"))
            pending = []
    blocks.append(pl.DataFrame(pending, schema=schema, orient="row"))
    return pl.concat(blocks)


def plain_id(cell: Any) -> Any:
    """An identifier as the text a snapshot keeps; everything else as it is."""
    return str(cell) if isinstance(cell, UUID) else cell


def _mask(condition: Condition) -> pl.Expr:
    column, value = pl.col(condition.column), condition.value
    if condition.operator == "isnull":
        return column.is_null() if value else column.is_not_null()
    if condition.operator == "null_or_after":
        later: pl.Expr = column > value
        return column.is_null() | later
    return _compared(column, condition).fill_null(value=False)


def _compared(column: pl.Expr, condition: Condition) -> pl.Expr:
    value = condition.value
    answer: pl.Expr
    if condition.operator == "equals":
        answer = pl.lit(False) if value is None else column == plain_id(value)
    elif condition.operator == "isin":
        answer = column.is_in([plain_id(each) for each in value]) if value else pl.lit(False)
    elif condition.operator in ("on_or_before", "at_most"):
        answer = column <= value
    elif condition.operator == "at_least":
        answer = column >= value
    else:
        answer = (column >= value[0]) & (column < value[1])
    return answer


def _all(masks: Iterable[pl.Expr]) -> pl.Expr:
    return reduce(lambda left, right: left & right, masks, pl.lit(True))


def _folded(plan: Plan, mask: pl.Expr) -> pl.Expr:
    fold = plan.fold
    if isinstance(fold, Count):
        return pl.len() if mask.meta.is_literal() else mask.sum()
    if isinstance(fold, Sum):
        return pl.col(fold.column).filter(mask).sum()
    if isinstance(fold, Distinct):
        if len(fold.columns) == 1:
            return pl.col(fold.columns[0]).filter(mask).drop_nulls().n_unique()
        known = _all(pl.col(name).is_not_null() for name in fold.columns)
        return pl.struct(fold.columns).filter(mask & known).n_unique()
    rows = (
        pl.col(fold.column)
        .sort_by(fold.by, plan.fact.record)
        .filter((mask & _reading(fold)).sort_by(fold.by, plan.fact.record))
    )
    return rows.last()


def _reading(fold: Latest) -> pl.Expr:
    return pl.col(fold.by).is_not_null() & pl.col(fold.column).is_not_null()


def _bucket(buckets: Buckets) -> pl.Expr:
    column = pl.col(buckets.column)
    if buckets.by_month:
        return column.dt.truncate("1mo")
    if buckets.mapping is not None:
        return column.replace_strict(buckets.mapping, default=None, return_dtype=pl.Int64)
    return column
