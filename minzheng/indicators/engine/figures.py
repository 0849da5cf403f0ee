"""Asking an indicator: total, by area, by month, by another column, trend, same period last year.

A register that is not in use answers None (unknown); one in use with nothing in the filter answers 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from minzheng.indicators.engine.database import LIVE
from minzheng.indicators.engine.declaration import Indicator
from minzheng.indicators.engine.folds import Mean, Plus, Ratio
from minzheng.indicators.engine.periods import Period, a_year_before
from minzheng.indicators.engine.plans import Asked, Buckets, Execution, Key, areas_above, plan_for
from minzheng.indicators.engine.values import Value, measured
from minzheng.kernel.facts import UNITS, Fact

_PERCENT = 100


@dataclass(frozen=True)
class Figure:
    """An answer: the exact value or None for unknown, and what was asked."""

    indicator: Indicator
    asked: Asked
    value: Value | None

    @property
    def text(self) -> str | None:
        """The decimal text in the indicator's unit, or None for unknown."""
        return None if self.value is None else self.value.text


def total(indicator: Indicator, asked: Asked, execution: Execution = LIVE) -> Figure:
    """The figure itself."""
    return Figure(indicator, asked, _value(indicator, asked, execution))


def by_area(
    indicator: Indicator, asked: Asked, *, level: str, execution: Execution = LIVE
) -> dict[int, Value]:
    """Area id of `level` → value; within an area asked for, places with nothing stand there with 0.

    Empty for unknown and for figures made of others.

    A person counted in two areas stands in both: the parts of a distinct count may add up to more.
    """
    fact = _fact_in_use(indicator)
    if fact is None or not fact.area:
        return {}
    holders = areas_above(level, asked.area_id)
    found = execution.measure_by(plan_for(indicator, asked, execution), Buckets(fact.area, mapping=holders))
    places = {int(str(area)) for area in found} if asked.area_id is None else set(holders.values())
    return {area: _scaled(indicator, asked, found.get(area, 0)) for area in sorted(places)}


def by_column(
    indicator: Indicator, asked: Asked, column: str, execution: Execution = LIVE
) -> dict[Key, Value]:
    """Value of a column named in `splits` → value of the figure. KeyError for any other column."""
    if column not in indicator.splits:
        raise KeyError(f"指标 {indicator.id} 不能按 {column} 分列")
    if _fact_in_use(indicator) is None:
        return {}
    found = execution.measure_by(plan_for(indicator, asked, execution), Buckets(column))
    return {key: _scaled(indicator, asked, found[key]) for key in sorted(found, key=str)}


def by_month(indicator: Indicator, asked: Asked, execution: Execution = LIVE) -> dict[date, Value | None]:
    """First day of the month → value, for the months of the period up to the cut-off.

    A flow is dealt out by its period field under the one cut-off asked for; a stock, and a figure made of
    others, is asked anew at the end of each month.
    """
    months = [month for month in asked.period.months() if month.starts_on <= asked.cut_off]
    if indicator.nature == "stock" or not indicator.reads_rows:
        return {
            each.period.starts_on: _value(indicator, each, execution) for each in _month_ends(asked, months)
        }
    if _fact_in_use(indicator) is None:
        return {month.starts_on: None for month in months}
    plan = plan_for(indicator, asked, execution)
    found = execution.measure_by(plan, Buckets(indicator.period_field, by_month=True))
    return {
        month.starts_on: measured(
            found.get(month.starts_on, 0), indicator.unit
        )  # a month's own mean is its total
        for month in months
    }


def trend(
    indicator: Indicator, asked: Asked, periods: Iterable[Period], execution: Execution = LIVE
) -> dict[Period, Value | None]:
    """The figure for each of several periods, each cut off at its own end or at the cut-off asked for."""
    return {
        period: _value(
            indicator, replace(asked, period=period, cut_off=min(period.last_day, asked.cut_off)), execution
        )
        for period in periods
    }


def same_period_last_year(indicator: Indicator, asked: Asked, execution: Execution = LIVE) -> Figure:
    """The figure one year earlier, cut off one year earlier (上年同期)."""
    before = replace(asked, period=asked.period.year_before(), cut_off=a_year_before(asked.cut_off))
    return total(indicator, before, execution)


def divisor_of(indicator: Indicator, asked: Asked) -> int | None:
    """What a mean is divided by; None for any other fold."""
    if not isinstance(indicator.fold, Mean):
        return None
    divisor = indicator.fold.divisor
    return len(asked.period.months()) if divisor == "months" else divisor


def _value(indicator: Indicator, asked: Asked, execution: Execution) -> Value | None:
    if isinstance(indicator.fold, Ratio):
        return _share(indicator.fold, asked, execution)
    if isinstance(indicator.fold, Plus):
        return _added(indicator.fold, asked, execution)
    if _fact_in_use(indicator) is None:
        return None
    return _scaled(indicator, asked, execution.measure(plan_for(indicator, asked, execution)))


def _share(fold: Ratio, asked: Asked, execution: Execution) -> Value | None:
    part, whole = _value(fold.of, asked, execution), _value(fold.to, asked, execution)
    if part is None or whole is None or whole.numerator <= 0:
        return None
    return Value(
        _PERCENT * part.numerator * whole.denominator,
        part.denominator * whole.numerator,
        UNITS["percent"],
    )


def _added(fold: Plus, asked: Asked, execution: Execution) -> Value | None:
    values = [_value(part, asked, execution) for part in fold.of]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None  # a sum with an unknown part is unknown
    answer = known[0]
    for value in known[1:]:
        answer += value
    return answer


def _scaled(indicator: Indicator, asked: Asked, amount: int) -> Value:
    value = measured(amount, indicator.unit)
    divisor = divisor_of(indicator, asked)
    return value if divisor is None else replace(value, denominator=value.denominator * divisor)


def _fact_in_use(indicator: Indicator) -> Fact | None:
    fact = indicator.fact
    return fact if fact is not None and fact.in_use() else None


def _month_ends(asked: Asked, months: Iterable[Period]) -> list[Asked]:
    return [replace(asked, period=month, cut_off=min(month.last_day, asked.cut_off)) for month in months]
