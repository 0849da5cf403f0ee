"""The live execution: the database counts, so that a figure is as fresh as the last commit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, F, IntegerField, Max, Q, QuerySet, Sum, Value, When
from django.db.models import Count as SqlCount
from django.db.models.functions import TruncMonth

from minzheng.indicators.engine.folds import Count, Distinct, Latest
from minzheng.indicators.engine.folds import Sum as SumFold
from minzheng.indicators.engine.plans import Buckets, Key, Plan, filled
from minzheng.kernel.facts import Condition, Fact

_LOOKUP = {
    "equals": "exact",
    "isin": "in",
    "isnull": "isnull",
    "on_or_before": "lte",
    "at_least": "gte",
    "at_most": "lte",
}


class Database:
    """Reads through `fact.rows()`, so the scope of the actor in force holds."""

    def measure(self, plan: Plan) -> int:
        rows, fold, path = filtered(plan), plan.fold, plan.fact.path_of
        if isinstance(fold, Count):
            return int(rows.count())
        if isinstance(fold, SumFold):
            return int(rows.aggregate(answer=Sum(path(fold.column)))["answer"] or 0)
        if isinstance(fold, Latest):
            newest = readings(rows, plan.fact, fold).values_list(path(fold.column), flat=True).last()
            return int(newest or 0)
        if len(fold.columns) == 1:
            return int(rows.aggregate(answer=SqlCount(path(fold.columns[0]), distinct=True))["answer"])
        return int(pairs(rows, plan, fold).count())

    def measure_by(self, plan: Plan, buckets: Buckets) -> dict[Key, int]:
        rows, fold, path = filtered(plan), plan.fold, plan.fact.path_of
        rows = rows.annotate(bucket=_bucket(plan.fact, buckets)).filter(bucket__isnull=False).order_by()
        if isinstance(fold, Distinct) and len(fold.columns) > 1:
            return dict(Counter(row[0] for row in pairs(rows, plan, fold, "bucket")))
        if isinstance(fold, Latest):
            ordered = readings(rows, plan.fact, fold)
            return filled(dict(ordered.values_list("bucket", path(fold.column))).items())
        answer: Any = SqlCount("pk")
        if isinstance(fold, SumFold):
            answer = Sum(path(fold.column))
        elif isinstance(fold, Distinct):
            answer = SqlCount(path(fold.columns[0]), distinct=True)
        found = rows.values("bucket").annotate(answer=answer).values_list("bucket", "answer")
        return filled(found)

    def newest(self, plan: Plan, column: str) -> Any:
        return filtered(plan).aggregate(answer=Max(plan.fact.path_of(column)))["answer"]


LIVE = Database()


def filtered(plan: Plan) -> QuerySet[Any]:
    """The fact's rows that pass every condition, in no order."""
    rows: QuerySet[Any] = plan.fact.rows()
    return rows.filter(*(as_q(plan.fact, condition) for condition in plan.conditions)).order_by()


def as_q(fact: Fact, condition: Condition) -> Q:
    """A condition in the database's words."""
    path, value = fact.path_of(condition.column), condition.value
    if condition.operator == "between":
        return Q(**{f"{path}__gte": value[0], f"{path}__lt": value[1]})
    if condition.operator == "null_or_after":
        return Q(**{f"{path}__isnull": True}) | Q(**{f"{path}__gt": value})
    if condition.operator == "equals" and value is None:
        return Q(pk__in=())  # nothing equals "unknown", in any execution
    return Q(**{f"{path}__{_LOOKUP[condition.operator]}": value})


def readings(rows: QuerySet[Any], fact: Fact, fold: Latest) -> QuerySet[Any]:
    """Dated rows that hold a value, the newest last."""
    by, column = fact.path_of(fold.by), fact.path_of(fold.column)
    known = rows.filter(**{f"{by}__isnull": False, f"{column}__isnull": False})
    return known.order_by(by, fact.path_of(fact.record))


def read_rows(fact: Fact, columns: Iterable[str], conditions: Iterable[Condition] = ()) -> QuerySet[Any]:
    """Rows as tuples of the named columns, for snapshots and drill-down."""
    rows: QuerySet[Any] = fact.rows()
    passing = rows.filter(*(as_q(fact, condition) for condition in conditions)).order_by()
    return passing.values_list(*(fact.path_of(name) for name in columns))


def pairs(rows: QuerySet[Any], plan: Plan, fold: Distinct, *more: str) -> QuerySet[Any]:
    """The different things of a distinct count as tuples, without those not known whole."""
    paths = [plan.fact.path_of(name) for name in fold.columns]
    known = rows.filter(**{f"{path}__isnull": False for path in paths})
    return known.values_list(*more, *paths).distinct()


def _bucket(fact: Fact, buckets: Buckets) -> Any:
    path = fact.path_of(buckets.column)
    if buckets.by_month:
        return TruncMonth(path)
    if buckets.mapping is None:
        return F(path)
    below: dict[int, list[int]] = {}
    for area, holder in buckets.mapping.items():
        below.setdefault(holder, []).append(area)
    whens = [When(**{f"{path}__in": areas}, then=Value(holder)) for holder, areas in below.items()]
    return Case(*whens, output_field=IntegerField())
