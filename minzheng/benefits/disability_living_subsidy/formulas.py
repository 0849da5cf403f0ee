"""困难残疾人生活补贴: disabled members of low-income families."""

from __future__ import annotations

from minzheng.rules.book import Quantities
from minzheng.rules.columns import Words, person
from minzheng.rules.units import CODE, FEN, FLAG
from minzheng.rules.vocabulary import first, no, pick

_LAW = "国发〔2015〕52号（条款未核对）"


class Reason(Words):
    """Why the person is or is not paid."""

    ELIGIBLE = 0, "符合条件，发放困难残疾人生活补贴"
    NOT_A_MEMBER = 1, "当月末不属于本户"
    DIED = 2, "已于此前月份去世"
    HUKOU_ELSEWHERE = 3, "不是本区户籍"
    NO_VALID_CARD = 4, "没有有效的残疾人证"
    ON_EXTREME_POVERTY_SUPPORT = 5, "已享受特困人员救助供养"
    ON_CHILDRENS_ALLOWANCE = 6, "已享受儿童基本生活保障"
    WORK_INJURY_NURSING = 7, "已领取工伤生活护理费"
    NOT_IN_LOW_INCOME_FAMILY = 8, "不是低保家庭成员"


@person(zh="认定结果", unit=CODE, cite=_LAW, words=Reason)
def reason(
    q: Quantities,
    present: bool,
    lives: bool,
    local: bool,
    card_valid: bool,
    on_extreme_poverty_support: bool,
    on_childrens_allowance: bool,
    care_work_injury_nursing: int,
    in_low_income_family: bool,
) -> int:
    """The first test that fails."""
    return first(
        (no(present), Reason.NOT_A_MEMBER),
        (no(lives), Reason.DIED),
        (no(local), Reason.HUKOU_ELSEWHERE),
        (no(card_valid), Reason.NO_VALID_CARD),
        (q.extreme_poverty_excludes & on_extreme_poverty_support, Reason.ON_EXTREME_POVERTY_SUPPORT),
        (q.childrens_allowance_excludes & on_childrens_allowance, Reason.ON_CHILDRENS_ALLOWANCE),
        (q.work_injury_excludes & (care_work_injury_nursing > 0), Reason.WORK_INJURY_NURSING),
        (no(in_low_income_family), Reason.NOT_IN_LOW_INCOME_FAMILY),
        otherwise=Reason.ELIGIBLE,
    )


@person(zh="享受困难残疾人生活补贴", unit=FLAG, cite=_LAW)
def eligible(reason: int) -> bool:
    """Whether the person is paid."""
    return reason == Reason.ELIGIBLE


@person(zh="月生活补贴", unit=FEN, cite=_LAW)
def amount(q: Quantities, eligible: bool, disability_grade: int) -> int:
    """By grade."""
    standard = pick(disability_grade <= q.severe_grade, q.amount_severe, q.amount_other)
    return pick(eligible, standard, 0)
