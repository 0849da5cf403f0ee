"""Drill-down: the same filter without the fold. Σ quantity (÷ divisor) is the value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from minzheng.indicators.engine.database import LIVE, filtered, readings
from minzheng.indicators.engine.declaration import Indicator
from minzheng.indicators.engine.figures import Figure, divisor_of, total
from minzheng.indicators.engine.folds import Distinct, Latest, Ratio, Sum, columns_of, name_of
from minzheng.indicators.engine.plans import Asked, Plan, plan_for
from minzheng.indicators.engine.values import SCALE, decimal_text
from minzheng.kernel.facts import Fact


@dataclass(frozen=True)
class Traced:
    """One record behind a figure: where it is kept, its evidence, as what it was counted and how much.

    `quantity` is whole: 1 for a thing counted, fen for money, the reading itself for a latest value.
    """

    register: str
    record: str
    evidence: str
    counted_as: str
    quantity: int


def list_traced(indicator: Indicator, asked: Asked) -> list[Traced]:
    """Every record behind the figure; one a distinct thing; those of a sum's parts one after another.

    Of a ratio the records of its numerator. Empty when the register is not in use.
    """
    if isinstance(indicator.fold, Ratio):
        return list_traced(indicator.fold.of, asked)
    if indicator.parts:
        return [one for part in indicator.parts for one in list_traced(part, asked)]
    fact = indicator.fact
    if fact is None or not fact.in_use():
        return []
    return list(trace_plan(plan_for(indicator, asked, LIVE)))


def trace_plan(plan: Plan) -> Iterator[Traced]:
    """The records of a plan in a stable order."""
    if isinstance(plan.fold, Latest):
        newest = ordered(plan).last()
        return iter([] if newest is None else [_traced(plan, newest, str(newest[0]), newest[2])])
    return records_of(plan, ordered(plan).iterator(chunk_size=20_000))


def ordered(plan: Plan) -> QuerySet[Any]:
    """Rows that the fold reads as tuples of record, evidence and what the fold needs, in a stable order."""
    fold, fact = plan.fold, plan.fact
    columns = (fact.record, fact.evidence or fact.record, *columns_of(fold))
    paths = [fact.path_of(name) for name in columns]
    if isinstance(fold, Latest):
        return readings(filtered(plan), fact, fold).values_list(*paths)
    rows = filtered(plan)
    if isinstance(fold, Sum):
        rows = rows.filter(**{f"{fact.path_of(fold.column)}__isnull": False})
    first = fold.columns if isinstance(fold, Distinct) else ()
    return rows.order_by(*(fact.path_of(name) for name in (*first, fact.record))).values_list(*paths)


def records_of(plan: Plan, rows: Iterable[Any]) -> Iterator[Traced]:
    """Records of ordered rows; of a distinct count the first row of each thing."""
    if isinstance(plan.fold, Distinct):
        return _first_of_each(plan, rows)
    summed = isinstance(plan.fold, Sum)
    return (_traced(plan, row, str(row[0]), row[2] if summed else 1) for row in rows)


def _first_of_each(plan: Plan, rows: Iterable[Any]) -> Iterator[Traced]:
    last: Any = None
    for row in rows:
        thing = row[2:]
        if thing != last and None not in thing:
            yield _traced(plan, row, " ".join(str(part) for part in thing), 1)
        last = thing


def _traced(plan: Plan, row: Any, counted_as: str, quantity: int) -> Traced:
    evidence = "" if not plan.fact.evidence or row[1] is None else str(row[1])
    return Traced(register_of(plan.fact), str(row[0]), evidence, counted_as, quantity)


def register_of(fact: Fact) -> str:
    """The label of the register whose pages show the fact's rows."""
    return fact.register or fact.name


def as_dicts(traced: list[Traced], unit: str) -> list[dict[str, Any]]:
    """Records as they stand in a trace: quantities in the unit of the figure, yuan as decimal text."""
    scale = SCALE.get(unit, 1)
    return [
        {
            "register": one.register,
            "record": one.record,
            "evidence": one.evidence,
            "counted_as": one.counted_as,
            "quantity": one.quantity if scale == 1 else decimal_text(one.quantity, scale, 2),
        }
        for one in traced
    ]


def trace(indicator: Indicator, asked: Asked, *, frozen_on: date | None = None) -> dict[str, Any]:
    """The figure with every record behind it, in the shape that outside programs rely on.

    `frozen_on` is the day on which the denominator of a ratio was fixed; the cut-off when it was not.
    """
    figure = total(indicator, asked)
    return shape(figure, list_traced(indicator, asked), _denominator(indicator, asked, frozen_on))


def shape(figure: Figure, traced: list[Traced], denominator: dict[str, Any] | None) -> dict[str, Any]:
    """The JSON of a trace from its parts, live or frozen."""
    indicator, asked = figure.indicator, figure.asked
    unit = indicator.fold.of.unit if isinstance(indicator.fold, Ratio) else indicator.unit
    fold = name_of(indicator.fold)
    return {
        "id": indicator.id,
        "value": figure.text,
        "unit": indicator.counted_in.zh,
        "fold": name_of(indicator.parts[0].fold) if fold == "plus" else fold,
        "period": {
            "from": asked.period.starts_on.isoformat(),
            "to": asked.period.last_day.isoformat(),
            "cut_off": asked.cut_off.isoformat(),
        },
        "divisor": divisor_of(indicator, asked),
        "records": as_dicts(traced, unit),
        "denominator": denominator,
    }


def _denominator(indicator: Indicator, asked: Asked, frozen_on: date | None) -> dict[str, Any] | None:
    if not isinstance(indicator.fold, Ratio):
        return None
    whole = indicator.fold.to
    return {
        "frozen_on": (frozen_on or asked.cut_off).isoformat(),
        "records": as_dicts(list_traced(whole, asked), whole.unit),
    }
