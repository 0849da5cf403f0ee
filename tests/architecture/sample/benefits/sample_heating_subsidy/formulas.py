"""示例取暖补贴: one amount from one age on."""

from __future__ import annotations

from minzheng.rules.book import Quantities
from minzheng.rules.columns import Words, person
from minzheng.rules.units import CODE, FEN, FLAG
from minzheng.rules.vocabulary import first, pick

_LAW = "示例，仅供测试"


class Reason(Words):
    ELIGIBLE = 0, "符合条件"
    TOO_YOUNG = 1, "未到年龄"


@person(zh="认定结果", unit=CODE, cite=_LAW, words=Reason)
def reason(q: Quantities, age: int) -> int:
    return first((age < q.first_age, Reason.TOO_YOUNG), otherwise=Reason.ELIGIBLE)


@person(zh="享受取暖补贴", unit=FLAG, cite=_LAW)
def eligible(reason: int) -> bool:
    return reason == Reason.ELIGIBLE


@person(zh="月补贴", unit=FEN, cite=_LAW)
def amount(q: Quantities, eligible: bool) -> int:
    return pick(eligible, q.amount, 0)
