"""What is done with the rows that pass the filter. A fold is a declaration; nothing here computes.

Count, Distinct, Sum and Latest read rows; Mean, Ratio and Plus are made of figures that do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from minzheng.indicators.engine.declaration import Indicator

FoldName = Literal["count", "distinct", "sum", "mean", "latest", "ratio", "plus"]


@dataclass(frozen=True)
class Count:
    """The number of rows."""


@dataclass(frozen=True)
class Distinct:
    """The number of different things; a row without the thing counts for nothing."""

    columns: tuple[str, ...]


@dataclass(frozen=True)
class Sum:
    """The sum of a whole-number column; rows without a value add nothing."""

    column: str


@dataclass(frozen=True)
class Latest:
    """`column` of the row with the greatest `by` (then the greatest record id)."""

    column: str
    by: str


@dataclass(frozen=True)
class Mean:
    """A count or sum over a fixed divisor: a number, or the months of the period (月均)."""

    of: Count | Distinct | Sum
    divisor: int | Literal["months"]


@dataclass(frozen=True)
class Ratio:
    """A share in percent of one figure in another."""

    of: Indicator
    to: Indicator


@dataclass(frozen=True)
class Plus:
    """Figures of one unit and one nature added up."""

    of: tuple[Indicator, ...]


Primitive = Count | Distinct | Sum | Latest
Fold = Primitive | Mean | Ratio | Plus


def count() -> Count:
    return Count()


def distinct(*columns: str) -> Distinct:
    """Different values of one column, or different pairs (household and day) of several."""
    if not columns:
        raise TypeError("distinct 至少要有一列")
    return Distinct(columns)


def sum_of(column: str) -> Sum:
    return Sum(column)


def latest(column: str, *, by: str) -> Latest:
    return Latest(column, by)


def mean(of: Count | Distinct | Sum, *, divisor: int | Literal["months"]) -> Mean:
    return Mean(of, divisor)


def ratio(*, of: Indicator, to: Indicator) -> Ratio:
    return Ratio(of, to)


def plus(*of: Indicator) -> Plus:
    return Plus(of)


def name_of(fold: Fold) -> FoldName:
    """The fold's word in traces and the catalogue."""
    return type(fold).__name__.lower()  # type: ignore[return-value]


def columns_of(fold: Primitive) -> tuple[str, ...]:
    """The columns a primitive fold reads."""
    if isinstance(fold, Distinct):
        return fold.columns
    if isinstance(fold, Sum):
        return (fold.column,)
    return (fold.column, fold.by) if isinstance(fold, Latest) else ()
