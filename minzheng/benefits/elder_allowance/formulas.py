"""尊老金: an allowance by age for people with the hukou of the district, without an income test."""

from __future__ import annotations

from minzheng.rules.book import Quantities
from minzheng.rules.columns import Words, person
from minzheng.rules.units import CODE, FEN, FLAG
from minzheng.rules.vocabulary import first, no, pick

_LAW = "江苏省尊老金政策（文号未核对）"


class Reason(Words):
    """Why the person is or is not paid."""

    ELIGIBLE = 0, "符合条件，发放尊老金"
    NOT_A_MEMBER = 1, "当月末不属于本户"
    DIED = 2, "已于此前月份去世"
    HUKOU_ELSEWHERE = 3, "不是本区户籍"
    TOO_YOUNG = 4, "未到领取年龄"


@person(zh="认定结果", unit=CODE, cite=_LAW, words=Reason)
def reason(q: Quantities, present: bool, lives: bool, local: bool, age: int) -> int:
    """The first test that fails."""
    return first(
        (no(present), Reason.NOT_A_MEMBER),
        (no(lives), Reason.DIED),
        (no(local), Reason.HUKOU_ELSEWHERE),
        (age < q.first_age, Reason.TOO_YOUNG),
        otherwise=Reason.ELIGIBLE,
    )


@person(zh="享受尊老金", unit=FLAG, cite=_LAW)
def eligible(reason: int) -> bool:
    """Whether the person is paid."""
    return reason == Reason.ELIGIBLE


@person(zh="月尊老金", unit=FEN, cite=_LAW)
def amount(q: Quantities, eligible: bool, age: int) -> int:
    """By age band."""
    band = pick(
        age >= q.third_age, q.amount_third, pick(age >= q.second_age, q.amount_second, q.amount_first)
    )
    return pick(eligible, band, 0)
