"""Registered residents aged 60 and over: what shares of older people are taken of."""

from __future__ import annotations

from datetime import date

from minzheng.indicators.engine import Indicator, sum_of
from minzheng.kernel.facts import CUT_OFF_YEAR, allof, at_least, at_most
from minzheng.kernel.places.facts import POPULATION

OLDER_RESIDENTS = Indicator(
    id="POP-60",
    zh="60周岁及以上户籍老年人口",
    en="Registered residents aged 60 and over",
    definition="截止日所在年度及以前最近一个年度的人口统计中，年龄段起点不小于60岁的户籍人口之和。",
    unit="person",
    nature="stock",
    fact=POPULATION,
    where=allof(at_least("age_from", 60), at_most("year", CUT_OFF_YEAR)),
    newest="year",
    fold=sum_of("residents"),
    splits=("age_from",),
    words=("余", "近", "约"),
    valid_from=date(2025, 1, 1),
    source="老年人权益保障法（2018年修正）第二条：老年人是指六十周岁以上的公民；户籍人口统计年度冻结数",
)
