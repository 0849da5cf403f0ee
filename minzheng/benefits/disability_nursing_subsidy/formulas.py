"""重度残疾人护理补贴: severely disabled people who need long-term care."""

from __future__ import annotations

from minzheng.benefits.codes import INTELLECTUAL, MENTAL
from minzheng.rules.book import Quantities
from minzheng.rules.columns import Words, person
from minzheng.rules.units import CODE, FEN, FLAG
from minzheng.rules.vocabulary import among, first, most, no, pick

_LAW = "国发〔2015〕52号（条款未核对）"
_HIGHER = "国发〔2015〕52号（条款未核对）：护理类补贴择高享受"


class Reason(Words):
    """Why the person is or is not paid."""

    ELIGIBLE = 0, "符合条件，发放重度残疾人护理补贴"
    NOT_A_MEMBER = 1, "当月末不属于本户"
    DIED = 2, "已于此前月份去世"
    HUKOU_ELSEWHERE = 3, "不是本区户籍"
    NO_VALID_CARD = 4, "没有有效的残疾人证"
    GRADE_NOT_SEVERE = 5, "残疾等级不在护理补贴范围"
    NO_LONG_TERM_CARE = 6, "不需要长期照护"
    ON_EXTREME_POVERTY_SUPPORT = 7, "已享受特困人员救助供养"
    WORK_INJURY_NURSING = 8, "已领取工伤生活护理费"
    HIGHER_CARE_PAYMENT = 9, "已领取不低于本项的其他护理类补贴，择高享受"


@person(zh="等级在护理补贴范围", unit=FLAG, cite=_LAW)
def severe(q: Quantities, disability: int, disability_grade: int) -> bool:
    """Severe grades of any kind, and the further grades of intellectual and mental disability where widened."""
    mental = among(disability, INTELLECTUAL, MENTAL)
    return disability_grade <= pick(mental, most(q.severe_grade, q.mental_grade), q.severe_grade)


@person(zh="护理补贴标准", unit=FEN, cite=_LAW)
def nursing_standard(q: Quantities, disability_grade: int) -> int:
    """By grade."""
    return pick(
        disability_grade == 1,
        q.amount_grade_1,
        pick(disability_grade == 2, q.amount_grade_2, q.amount_widened),
    )


@person(zh="其他护理类补贴", unit=FEN, cite=_HIGHER)
def other_care(care_elder_care_subsidy: int, care_retired_cadre_nursing: int) -> int:
    """The highest of the other care payments."""
    return most(care_elder_care_subsidy, care_retired_cadre_nursing)


@person(zh="认定结果", unit=CODE, cite=_LAW, words=Reason)
def reason(
    q: Quantities,
    present: bool,
    lives: bool,
    local: bool,
    card_valid: bool,
    severe: bool,
    long_term_care: bool,
    on_extreme_poverty_support: bool,
    care_work_injury_nursing: int,
    other_care: int,
    nursing_standard: int,
) -> int:
    """The first test that fails. An equal other payment stays, because it is already paid."""
    return first(
        (no(present), Reason.NOT_A_MEMBER),
        (no(lives), Reason.DIED),
        (no(local), Reason.HUKOU_ELSEWHERE),
        (no(card_valid), Reason.NO_VALID_CARD),
        (no(severe), Reason.GRADE_NOT_SEVERE),
        (no(long_term_care), Reason.NO_LONG_TERM_CARE),
        (q.extreme_poverty_excludes & on_extreme_poverty_support, Reason.ON_EXTREME_POVERTY_SUPPORT),
        (q.work_injury_excludes & (care_work_injury_nursing > 0), Reason.WORK_INJURY_NURSING),
        (q.higher_only & (other_care >= nursing_standard), Reason.HIGHER_CARE_PAYMENT),
        otherwise=Reason.ELIGIBLE,
    )


@person(zh="享受重度残疾人护理补贴", unit=FLAG, cite=_LAW)
def eligible(reason: int) -> bool:
    """Whether the person is paid."""
    return reason == Reason.ELIGIBLE


@person(zh="月护理补贴", unit=FEN, cite=_LAW)
def amount(eligible: bool, nursing_standard: int) -> int:
    """The standard of the grade."""
    return pick(eligible, nursing_standard, 0)
