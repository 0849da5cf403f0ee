"""What cannot mean anything is refused when it is declared."""

from datetime import date

import pytest

from minzheng.indicators.engine import (
    DefinitionError,
    Indicator,
    count,
    distinct,
    latest,
    mean,
    plus,
    ratio,
    sum_of,
)
from minzheng.indicators.engine.tests.payments_table import FACT
from minzheng.kernel.facts import allof, at_least, by_cut_off, equals, in_period


def declare(**changed):
    fields = {
        "id": "T-01",
        "zh": "发放人次",
        "en": "Payments",
        "definition": "数行。",
        "unit": "person_time",
        "nature": "flow",
        "fold": count(),
        "fact": FACT,
        "where": allof(in_period("settled_on")),
        "period_field": "settled_on",
        "source": "测试",
        "valid_from": date(2025, 1, 1),
    }
    return Indicator(**(fields | changed))


def test_declaration_that_fits_is_taken():
    assert declare().counted_in.zh == "人次"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"unit": "person"}, "一行是一人次"),
        ({"fold": distinct("person")}, "去重后数的是人，不是人次"),
        ({"fold": distinct("person", "settled_on"), "unit": "person"}, "去重后数的是人次，不是人"),
        ({"fold": distinct("household"), "unit": "household_time"}, "去重后数的是户"),
        ({"fold": distinct("area"), "unit": "person"}, "没有人所数的对象"),
        ({"fold": sum_of("amount")}, "单位是分"),
        ({"fold": sum_of("scheme"), "unit": "yuan"}, "不能相加"),
        ({"fold": sum_of("progress"), "unit": "person"}, "单位是%"),
        ({"fold": sum_of("nothing"), "unit": "yuan"}, "没有列 nothing"),
        ({"where": allof(in_period("settled_on"), equals("colour", 1))}, "没有列 colour"),
        ({"where": allof(in_period("settled_on"), at_least("scheme", 1))}, "不能比较"),
        ({"where": allof(by_cut_off("settled_on"))}, "时期数"),
        ({"period_field": ""}, "时期数"),
        ({"nature": "stock"}, "时点数"),
        ({"unit": "heads"}, "没有“heads”这个单位"),
        ({"words": ("几",)}, "约数词"),
        ({"fact": None}, "fact"),
        ({"source": ""}, "source"),
        ({"splits": ("colour",)}, "没有列 colour"),
        ({"fold": latest("progress", by="scheme"), "unit": "percent"}, "最近一次"),
        ({"fold": mean(distinct("household"), divisor="months")}, "去重后数的是户"),
    ],
)
def test_declaration_that_cannot_mean_anything_is_refused(changed, why):
    with pytest.raises(DefinitionError, match=why):
        declare(**changed)


def test_plus_refuses_person_times_beside_persons():
    persons = declare(id="T-02", fold=distinct("person"), unit="person")
    with pytest.raises(DefinitionError, match="不能把人加进人次"):
        declare(fold=plus(declare(), persons), fact=None, where=(), period_field="")


def test_plus_refuses_a_stock_beside_a_flow():
    stock = declare(id="T-02", nature="stock", where=allof(by_cut_off("settled_on")), period_field="")
    with pytest.raises(DefinitionError, match="不能相加"):
        declare(fold=plus(declare(), stock), fact=None, where=(), period_field="")


def test_plus_refuses_distinct_counts_because_one_person_may_be_in_both():
    persons = declare(id="T-02", fold=distinct("person"), unit="person")
    with pytest.raises(DefinitionError, match="数两次"):
        declare(unit="person", fold=plus(persons, persons), fact=None, where=(), period_field="")


def test_ratio_refuses_different_units_and_anything_but_percent():
    persons = declare(id="T-02", fold=distinct("person"), unit="person")
    with pytest.raises(DefinitionError, match="单位不同"):
        declare(unit="percent", fold=ratio(of=persons, to=declare()), fact=None)
    with pytest.raises(DefinitionError, match="必须是 %"):
        declare(unit="person", fold=ratio(of=persons, to=persons), fact=None)
