"""Protection money that reached people: whom it covered (SA-03) and how much it was (SA-04).

One filter for all of them: schemes of the dated parameter `protection_set`, settled within the period by the
bank's value date, and not come back by the data cut-off. A line that came back and was reissued counts
once, through its reissue.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from minzheng.indicators.engine import Indicator, count, distinct, sum_of
from minzheng.kernel.facts import allof, by_cut_off, equals, in_dated_set, in_period, not_by_cut_off
from minzheng.kernel.money.facts import PAYMENT_COVERAGE, PAYMENTS

_SINCE: Final = date(2025, 1, 1)
_SOURCE: Final = "2025年上半年民政工作总结“为困难群众发放最低生活保障金、残疾人两项补贴等各类保障金”；社会救助暂行办法（国务院令第649号）"
_SPLITS: Final = ("scheme", "kind")
_PROTECTION = in_dated_set("scheme", "shared.protection_set")
_REACHED = allof(_PROTECTION, in_period("settled_on"), not_by_cut_off("returned_on"))
_CAME_BACK = allof(_PROTECTION, in_period("settled_on"), by_cut_off("returned_on"))

PROTECTED_PEOPLE = Indicator(
    id="SA-03",
    zh="发放各类保障金的困难群众人数",
    en="Distinct people paid any protection benefit",
    definition="期内到账且截至数据截止日未退回的各类保障金发放明细所覆盖的人员，去重；数的是被保障的成员，不是收款人；不含尊老金。",
    unit="person",
    nature="flow",
    fact=PAYMENT_COVERAGE,
    where=_REACHED,
    fold=distinct("person"),
    period_field="settled_on",
    splits=_SPLITS,
    words=("余", "多", "近", "超", "超过", "达", "约"),
    valid_from=_SINCE,
    source=_SOURCE,
)
PROTECTION_MONEY = Indicator(
    id="SA-04",
    zh="发放各类保障金金额",
    en="Protection money paid out",
    definition="与SA-03同一批发放明细的金额合计：期内到账，减去截至数据截止日已退回的同一笔；追回另列。",
    unit="yuan",
    nature="flow",
    fact=PAYMENTS,
    where=_REACHED,
    fold=sum_of("amount"),
    period_field="settled_on",
    splits=_SPLITS,
    words=("余", "多", "近", "超", "超过", "达", "约"),
    valid_from=_SINCE,
    source=_SOURCE,
)
PAYEES = Indicator(
    id="SA-03-payees",
    zh="各类保障金收款人数",
    en="Distinct payees of protection benefits",
    definition="与SA-04同一批发放明细的收款人，去重；一户一个收款人时少于被保障人数，只作对照。",
    unit="person",
    nature="flow",
    fact=PAYMENTS,
    where=_REACHED,
    fold=distinct("payee"),
    period_field="settled_on",
    splits=_SPLITS,
    valid_from=_SINCE,
    source=_SOURCE,
)
PERSON_TIMES = Indicator(
    id="SA-03-times",
    zh="发放各类保障金人次",
    en="Person-times of protection benefits",
    definition="与SA-03同一批发放明细所覆盖的人次：一人一笔算一人次，不去重。",
    unit="person_time",
    nature="flow",
    fact=PAYMENT_COVERAGE,
    where=_REACHED,
    fold=count(),
    period_field="settled_on",
    splits=_SPLITS,
    valid_from=_SINCE,
    source=_SOURCE,
)
RETURNED_MONEY = Indicator(
    id="SA-04-returned",
    zh="已到账后退回的保障金金额",
    en="Protection money that came back",
    definition="期内到账、截至数据截止日又退回的各类保障金金额合计；不在SA-04之内，单列对照。",
    unit="yuan",
    nature="flow",
    fact=PAYMENTS,
    where=_CAME_BACK,
    fold=sum_of("amount"),
    period_field="settled_on",
    splits=(*_SPLITS, "bank_reason"),
    valid_from=_SINCE,
    source="资金管理：银行退回单列，不冲减其他月份",
)

_ELDER = allof(equals("scheme", "elder_allowance"), in_period("settled_on"), not_by_cut_off("returned_on"))
ELDER_ALLOWANCE_PEOPLE = Indicator(
    id="EA-people",
    zh="发放尊老金人数",
    en="Distinct people paid the elder allowance",
    definition="期内到账且截至数据截止日未退回的尊老金发放明细所覆盖的人员，去重；不计入SA-03。",
    unit="person",
    nature="flow",
    fact=PAYMENT_COVERAGE,
    where=_ELDER,
    fold=distinct("person"),
    period_field="settled_on",
    valid_from=_SINCE,
    source="江苏省尊老金制度；本系统口径，待民政部门确认",
)
ELDER_ALLOWANCE_MONEY = Indicator(
    id="EA-money",
    zh="发放尊老金金额",
    en="Elder allowance paid out",
    definition="与发放尊老金人数同一批发放明细的金额合计；不计入SA-04。",
    unit="yuan",
    nature="flow",
    fact=PAYMENTS,
    where=_ELDER,
    fold=sum_of("amount"),
    period_field="settled_on",
    valid_from=_SINCE,
    source="江苏省尊老金制度；本系统口径，待民政部门确认",
)
