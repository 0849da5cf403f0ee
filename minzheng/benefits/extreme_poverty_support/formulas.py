"""特困人员救助供养: no ability to work, no source of living, nobody able who has the duty to support."""

from __future__ import annotations

from minzheng.benefits.codes import (
    COLLECTIVE,
    INTELLECTUAL,
    LIMB,
    MENTAL,
    SELF_CARE_NONE,
    SELF_CARE_PARTIAL,
    SIGHT,
    UNABLE_TO_WORK,
)
from minzheng.rules.book import Quantities
from minzheng.rules.columns import Words, person
from minzheng.rules.units import CODE, FEN, FEN_PARTS, FLAG
from minzheng.rules.vocabulary import PER_TEN_THOUSAND, among, first, most, no, pick, rounded

_ARTICLE_14 = "社会救助暂行办法 第十四条"
_ABILITY = "民发〔2021〕43号（条款未核对）"
_MONEY = "国发〔2016〕14号（条款未核对）"


class Reason(Words):
    """Why the person is or is not supported."""

    ELIGIBLE = 0, "符合条件，给予特困人员救助供养"
    NOT_A_MEMBER = 1, "当月末不属于本户"
    DIED = 2, "已于此前月份去世"
    HUKOU_ELSEWHERE = 3, "不是本区户籍"
    IN_CUSTODY = 4, "在押或强制隔离戒毒期间不享受"
    ON_CHILDRENS_ALLOWANCE = 5, "已享受儿童基本生活保障"
    NOT_IN_GROUP = 6, "不是老年人、残疾人或未成年人"
    ABLE_TO_WORK = 7, "有劳动能力"
    HAS_SOURCE_OF_LIVING = 8, "有生活来源"
    HAS_CAPABLE_SUPPORTER = 9, "法定义务人有履行义务能力"


@person(zh="属于老年人或未成年人", unit=FLAG, cite=_ARTICLE_14)
def old_or_minor(q: Quantities, age: int) -> bool:
    """Old enough or young enough to have no ability to work by age alone."""
    return (age >= q.elder_age) | (age < q.child_age)


@person(zh="残疾等级视为无劳动能力", unit=FLAG, cite=_ABILITY)
def disabled_from_work(q: Quantities, card_valid: bool, disability: int, disability_grade: int) -> bool:
    """A valid card of a kind and grade that counts as no ability to work."""
    limit = pick(
        among(disability, INTELLECTUAL, MENTAL),
        q.mental_grade,
        pick(disability == LIMB, q.limb_grade, pick(disability == SIGHT, q.sight_grade, 0)),
    )
    return card_valid & (disability_grade <= limit)


@person(zh="无劳动能力", unit=FLAG, cite=_ABILITY)
def unable_to_work(old_or_minor: bool, disabled_from_work: bool, card_valid: bool, work_ability: int) -> bool:
    """By age, by grade, or a disabled person found unable."""
    return old_or_minor | disabled_from_work | (card_valid & (work_ability == UNABLE_TO_WORK))


@person(zh="无生活来源", unit=FLAG, cite=_ABILITY)
def no_source(
    source_of_living: bool, own_income: int, low_income_standard: int, assets_within_limits: bool
) -> bool:
    """No source is recorded, own income is below the low-income standard, assets are within the limits."""
    return no(source_of_living) & (own_income < low_income_standard) & assets_within_limits


@person(zh="认定结果", unit=CODE, cite=_ARTICLE_14, words=Reason)
def reason(
    q: Quantities,
    present: bool,
    lives: bool,
    local: bool,
    in_custody: bool,
    on_childrens_allowance: bool,
    old_or_minor: bool,
    card_valid: bool,
    unable_to_work: bool,
    no_source: bool,
    has_capable_supporter: bool,
) -> int:
    """The first test that fails."""
    return first(
        (no(present), Reason.NOT_A_MEMBER),
        (no(lives), Reason.DIED),
        (no(local), Reason.HUKOU_ELSEWHERE),
        (q.custody_excludes & in_custody, Reason.IN_CUSTODY),
        (q.childrens_allowance_excludes & on_childrens_allowance, Reason.ON_CHILDRENS_ALLOWANCE),
        (no(old_or_minor | card_valid), Reason.NOT_IN_GROUP),
        (no(unable_to_work), Reason.ABLE_TO_WORK),
        (no(no_source), Reason.HAS_SOURCE_OF_LIVING),
        (has_capable_supporter, Reason.HAS_CAPABLE_SUPPORTER),
        otherwise=Reason.ELIGIBLE,
    )


@person(zh="享受特困供养", unit=FLAG, cite=_ARTICLE_14)
def on_extreme_poverty_support(reason: int) -> bool:
    """What other benefits read."""
    return reason == Reason.ELIGIBLE


@person(zh="基本生活标准", unit=FEN_PARTS, cite=_MONEY)
def living_parts(q: Quantities, care_form: int, low_income_standard: int) -> int:
    """By form of support, never below its multiple of the low-income standard; in 1/10000 fen."""
    standard = pick(care_form == COLLECTIVE, q.living_collective, q.living_dispersed)
    return most(standard * PER_TEN_THOUSAND, low_income_standard * q.living_floor)


@person(zh="照料护理标准", unit=FEN, cite=_MONEY)
def care_fee(q: Quantities, self_care: int) -> int:
    """By self-care level; not assessed counts as full self-care."""
    return pick(
        self_care == SELF_CARE_NONE,
        q.care_none,
        pick(self_care == SELF_CARE_PARTIAL, q.care_partial, q.care_full),
    )


@person(zh="享受特困人员救助供养", unit=FLAG, cite=_ARTICLE_14)
def eligible(reason: int) -> bool:
    """Whether the person is supported."""
    return reason == Reason.ELIGIBLE


@person(zh="月供养金额", unit=FEN, cite=_MONEY)
def amount(q: Quantities, eligible: bool, living_parts: int, care_fee: int) -> int:
    """Living and care, rounded once."""
    parts = living_parts + care_fee * PER_TEN_THOUSAND
    return pick(eligible, rounded(parts, PER_TEN_THOUSAND, to=q.rounding_to, up=q.rounding_up), 0)
