"""What a declaration must satisfy. 人 is not 人次, a stock is not a flow, a fold must fit its unit.

Statistical ground: in the official quarterly form (民政统计季报 JBZH0001) starred indicators are cumulative
for the year to date and the others are end-of-period; the two are never added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from minzheng.indicators.engine.folds import (
    Count,
    Distinct,
    Latest,
    Mean,
    Plus,
    Primitive,
    Ratio,
    Sum,
    columns_of,
)
from minzheng.kernel.facts import ORDERED, PERIOD, UNITS, Column, Fact

if TYPE_CHECKING:
    from minzheng.indicators.engine.declaration import Indicator

_ORDERED_KINDS: Final = frozenset({"date", "month", "int", "fen"})
#: a distinct thing of this kind is counted in that unit; with a day beside it, in the other one
_ONCE: Final = {"person": "person", "household": "household", "organization": "organization"}
_TIMES: Final = {
    "person": "person_time",
    "household": "household_time",
    "organization": "organization_time",
}
_MONEY: Final = frozenset({"yuan", "fen"})
_WORDS: Final = frozenset({"余", "多", "近", "超", "超过", "达", "约"})


class DefinitionError(TypeError):
    """A declaration that cannot mean anything: which indicator and why, in Chinese."""

    def __init__(self, indicator_id: str, why: str) -> None:
        super().__init__(f"指标 {indicator_id}：{why}")
        self.indicator_id, self.why = indicator_id, why


def check(one: Indicator) -> None:
    """Raise DefinitionError for the first thing that is wrong."""
    _check_plate(one)
    if isinstance(one.fold, Ratio):
        _check_ratio(one, one.fold)
    elif isinstance(one.fold, Plus):
        _check_plus(one, one.fold)
    else:
        fact = _fact_of(one)
        _check_columns(one, fact)
        _check_time(one)
        fold: Primitive = one.fold.of if isinstance(one.fold, Mean) else one.fold
        _check_fold(one, fact, fold)


def _check_plate(one: Indicator) -> None:
    for name in ("id", "zh", "en", "definition", "source"):
        if not getattr(one, name):
            raise DefinitionError(one.id or "?", f"缺少 {name}")
    if one.unit not in UNITS:
        raise DefinitionError(one.id, f"没有“{one.unit}”这个单位")
    if unknown := set(one.words) - _WORDS:
        raise DefinitionError(one.id, f"不认识的约数词 {sorted(unknown)}")


def _fact_of(one: Indicator) -> Fact:
    if one.fact is None:
        raise DefinitionError(one.id, "没有写明所依据的事实（fact）")
    return one.fact


def _check_columns(one: Indicator, fact: Fact) -> None:
    fold = one.fold.of if isinstance(one.fold, Mean) else one.fold
    assert isinstance(fold, Primitive)
    named = [c.column for c in one.where] + [*columns_of(fold), *one.splits, one.period_field, one.newest]
    for column in filter(None, named):
        if column not in fact.columns:
            raise DefinitionError(one.id, f"事实 {fact.name} 没有列 {column}")
    for condition in one.where:
        kind = fact.columns[condition.column].kind
        if condition.operator in ORDERED and kind not in _ORDERED_KINDS:
            raise DefinitionError(one.id, f"列 {condition.column}（{kind}）不能比较先后大小")


def _check_time(one: Indicator) -> None:
    in_period = [c.column for c in one.where if c.value == PERIOD]
    if one.nature == "stock" and in_period:
        raise DefinitionError(one.id, "时点数（stock）不能按期间筛选，应按截止日筛选")
    if one.nature == "flow" and (not one.period_field or one.period_field not in in_period):
        raise DefinitionError(one.id, "时期数（flow）必须写明 period_field，并按它筛选期间")


def _check_fold(one: Indicator, fact: Fact, fold: Primitive) -> None:
    if isinstance(fold, Count):
        if one.counted_in != fact.counts:
            raise DefinitionError(
                one.id, f"一行是一{fact.counts.zh}，不能按{one.counted_in.zh}计数；请用 distinct 或改单位"
            )
    elif isinstance(fold, Distinct):
        _check_distinct(one, [fact.columns[name] for name in fold.columns])
    else:
        _check_summed(one, fold, fact.columns[fold.column])
        if isinstance(fold, Latest) and fact.columns[fold.by].kind not in _ORDERED_KINDS:
            raise DefinitionError(one.id, f"“最近一次”要按日期或数字排，列 {fold.by} 不行")


def _check_distinct(one: Indicator, columns: list[Column]) -> None:
    subjects = [c.kind for c in columns if c.kind in _ONCE]
    dated = any(c.kind in ("date", "month") for c in columns)
    if subjects:
        fitting = _TIMES[subjects[0]] if dated else _ONCE[subjects[0]]
        if one.unit != fitting:
            raise DefinitionError(
                one.id,
                f"去重后数的是{UNITS[fitting].zh}，不是{one.counted_in.zh}（人与人次、户与户次不能混用）",
            )
    elif one.unit in {*_ONCE.values(), *_TIMES.values(), *_MONEY, "percent"}:
        raise DefinitionError(one.id, f"去重的列里没有{one.counted_in.zh}所数的对象")


def _check_summed(one: Indicator, fold: Sum | Latest, column: Column) -> None:
    if column.kind == "fen":
        fits = one.unit in _MONEY
    elif column.kind == "int":
        fits = column.unit == one.unit
    else:
        raise DefinitionError(one.id, f"列 {fold.column}（{column.kind}）不能相加或取数")
    if not fits:
        said = "分" if column.kind == "fen" else UNITS[column.unit].zh if column.unit else "（未写明单位）"
        raise DefinitionError(one.id, f"列 {fold.column} 的单位是{said}，不能得出{one.counted_in.zh}")


def _check_ratio(one: Indicator, fold: Ratio) -> None:
    if one.unit != "percent":
        raise DefinitionError(one.id, "占比的单位必须是 %")
    if fold.of.unit != fold.to.unit:
        raise DefinitionError(
            one.id, f"占比的分子（{fold.of.counted_in.zh}）与分母（{fold.to.counted_in.zh}）单位不同"
        )


def _check_plus(one: Indicator, fold: Plus) -> None:
    if not fold.of:
        raise DefinitionError(one.id, "没有可相加的指标")
    for part in fold.of:
        if part.unit != one.unit:
            raise DefinitionError(one.id, f"不能把{part.counted_in.zh}加进{one.counted_in.zh}")
        if part.nature != one.nature:
            raise DefinitionError(one.id, "时点数（stock）与时期数（flow）不能相加")
        inner = part.fold.of if isinstance(part.fold, Mean) else part.fold
        if isinstance(inner, Distinct | Ratio):
            raise DefinitionError(one.id, f"{part.id} 是去重数或占比，相加会把同一对象数两次；请写成一个筛选")
