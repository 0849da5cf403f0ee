"""The records behind a figure, one page at a time, for screens."""

from __future__ import annotations

from minzheng.indicators.engine.database import LIVE, filtered, pairs
from minzheng.indicators.engine.declaration import Indicator
from minzheng.indicators.engine.folds import Distinct, Latest
from minzheng.indicators.engine.plans import Asked, Plan, plan_for
from minzheng.indicators.engine.tracing import Traced, ordered, records_of, trace_plan
from minzheng.kernel.facts import isin


def page_traced(indicator: Indicator, asked: Asked, *, start: int, size: int) -> tuple[list[Traced], int]:
    """`size` records from `start` on, and how many there are in all; a handful of queries for any size.

    TypeError for a figure that is made of others: its parts have records, it has none.
    """
    if indicator.parts:
        raise TypeError(f"{indicator.id} 由其他指标组成，没有自己的明细")
    if indicator.fact is None or not indicator.fact.in_use():
        return [], 0
    plan = plan_for(indicator, asked, LIVE)
    if isinstance(plan.fold, Latest):
        found = list(trace_plan(plan))
        return found[start : start + size], len(found)
    if isinstance(plan.fold, Distinct):
        return _page_of_things(plan, plan.fold, start, size), LIVE.measure(plan)
    rows = ordered(plan)
    return list(records_of(plan, rows[start : start + size])), rows.count()


def _page_of_things(plan: Plan, fold: Distinct, start: int, size: int) -> list[Traced]:
    """The things of the page first, then only their rows."""
    paths = [plan.fact.path_of(name) for name in fold.columns]
    things = list(pairs(filtered(plan), plan, fold).order_by(*paths)[start : start + size])
    named = {" ".join(str(part) for part in thing) for thing in things}
    theirs = plan.limited(isin(fold.columns[0], dict.fromkeys(thing[0] for thing in things)))
    return [one for one in trace_plan(theirs) if one.counted_as in named]
