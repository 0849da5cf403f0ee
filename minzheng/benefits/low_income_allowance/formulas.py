"""最低生活保障: the difference between the standard and the family's income per head, and the top-ups."""

from __future__ import annotations

from minzheng.rules.book import Quantities
from minzheng.rules.columns import Words, household, over_members, person
from minzheng.rules.units import BASIS_POINTS, CODE, FEN, FEN_PARTS, FLAG, PERSONS
from minzheng.rules.vocabulary import (
    PER_TEN_THOUSAND,
    among,
    first,
    highest_or_sum,
    least,
    most,
    no,
    pick,
    rounded,
)

_ARTICLE_9 = "社会救助暂行办法 第九条"
_ARTICLE_12 = "社会救助暂行办法 第十二条"
_FAMILY = "社会救助暂行办法 第九条；民发〔2021〕57号（条款未核对）"
_TOP_UP = "分类施保，本系统口径（地方规定未核对）"
_CHILD = "本系统口径：领取儿童基本生活保障的只补差额"


class Reason(Words):
    """Why the family is or is not paid."""

    ELIGIBLE = 0, "符合条件，按差额发放"
    NO_COUNTED_MEMBER = 1, "没有计入本项保障的家庭成员"
    HUKOU_ELSEWHERE = 2, "共同生活的家庭成员都不是本区户籍"
    INCOME_NOT_BELOW_STANDARD = 3, "家庭人均月收入不低于低保标准"
    MONEY_OVER_LIMIT = 4, "货币财产超过限额"
    DWELLINGS_OVER_LIMIT = 5, "住房超过限额"
    VEHICLES_OVER_LIMIT = 6, "机动车辆超过限额"
    COMPANIES_OVER_LIMIT = 7, "名下企业超过限额"
    COVERED_BY_CHILDRENS_ALLOWANCE = 8, "成员已由儿童基本生活保障足额保障，没有差额"


@household(zh="低保标准", unit=FEN, cite="社会救助暂行办法 第十条")
def low_income_standard(q: Quantities) -> int:
    """The monthly standard of one person."""
    return q.standard


@person(zh="本人计入收入", unit=FEN, cite="民发〔2021〕57号（条款未核对）")
def own_income(
    income_wages: int, income_business: int, income_property: int, income_transfers: int, income_other: int
) -> int:
    """Mean monthly counted income of one member; `not_counted` stays out."""
    return income_wages + income_business + income_property + income_transfers + income_other


@person(zh="计入家庭成员", unit=FLAG, cite=_FAMILY)
def counted(
    q: Quantities, present: bool, lives: bool, in_custody: bool, on_extreme_poverty_support: bool
) -> bool:
    """Members of the family living together, without those in custody or in extreme poverty support."""
    outside = (q.custody_leaves_family & in_custody) | (
        q.extreme_poverty_excludes & on_extreme_poverty_support
    )
    return present & lives & no(outside)


@over_members(zh="保障人数", unit=PERSONS, cite=_FAMILY)
def members(counted: bool) -> bool:
    """Heads by which the income is divided."""
    return counted


@over_members(zh="本区户籍人数", unit=PERSONS, cite=_ARTICLE_9)
def local_members(counted: bool, local: bool) -> bool:
    """Counted members with the hukou of this district."""
    return counted & local


@over_members(zh="家庭月收入", unit=FEN, cite=_ARTICLE_9)
def income(counted: bool, own_income: int) -> int:
    """Counted income of all counted members."""
    return pick(counted, own_income, 0)


@household(zh="家庭人均月收入（取整到分，仅供阅读）", unit=FEN, cite=_ARTICLE_9)
def per_capita(income: int, members: int) -> int:
    """For the reader only: the calculation never divides before its last line."""
    return rounded(income, most(members, 1))


@household(zh="货币财产限额", unit=FEN, cite="本系统口径（地方规定未核对）")
def money_limit(q: Quantities, residents: int) -> int:
    """A number of months of the standard for each head."""
    return q.asset_months * q.standard * residents


@household(zh="财产符合规定", unit=FLAG, cite=_ARTICLE_9)
def assets_within_limits(
    q: Quantities,
    asset_money: int,
    asset_dwellings: int,
    asset_vehicles: int,
    asset_companies: int,
    money_limit: int,
) -> bool:
    """All four kinds of asset at or below their limits."""
    return (
        (asset_money <= money_limit)
        & (asset_dwellings <= q.dwellings_limit)
        & (asset_vehicles <= q.vehicles_limit)
        & (asset_companies <= q.companies_limit)
    )


@household(zh="差额总数", unit=FEN, cite=_ARTICLE_12)
def gap(q: Quantities, members: int, income: int) -> int:
    """(standard − income per head) × heads, written without a division."""
    return most(q.standard * members - income, 0)


@person(zh="只补差额的儿童", unit=FLAG, cite=_CHILD)
def on_difference(q: Quantities, counted: bool, on_childrens_allowance: bool) -> bool:
    """A counted child who draws the children's allowance."""
    return counted & (q.child_difference_only & on_childrens_allowance)


@over_members(zh="按差额全额保障人数", unit=PERSONS, cite=_ARTICLE_12)
def ordinary_members(counted: bool, on_difference: bool) -> bool:
    """Counted members who get the whole difference."""
    return counted & no(on_difference)


@over_members(zh="儿童差额", unit=FEN_PARTS, cite=_CHILD)
def child_parts(q: Quantities, on_difference: bool, childrens_standard: int, gap: int, members: int) -> int:
    """The standard less the child's own allowance, at most the ordinary difference; in 1/members fen."""
    return pick(on_difference, least(gap, most(q.standard - childrens_standard, 0) * members), 0)


@household(zh="基本保障金", unit=FEN_PARTS, cite=_ARTICLE_12)
def base_parts(gap: int, ordinary_members: int, child_parts: int) -> int:
    """The difference of every ordinary member and every child; in 1/members fen."""
    return gap * ordinary_members + child_parts


@person(zh="增发比例", unit=BASIS_POINTS, cite=_TOP_UP)
def top_up_rate(
    q: Quantities,
    counted: bool,
    on_difference: bool,
    age: int,
    card_valid: bool,
    disability_grade: int,
    severe_illness: bool,
) -> int:
    """The highest of the person's categories, or their sum where they add up."""
    elder = pick(age >= q.top_up_elder_age, q.top_up_elder_rate, 0)
    minor = pick(age < q.top_up_minor_age, q.top_up_minor_rate, 0)
    severe = card_valid & (disability_grade <= q.top_up_disability_grade)
    disabled = pick(severe, q.top_up_disability_rate, 0)
    ill = pick(severe_illness, q.top_up_illness_rate, 0)
    together = highest_or_sum(q.one_top_up_per_person, elder, minor, disabled, ill)
    return pick(counted & no(on_difference), together, 0)


@over_members(zh="增发比例合计", unit=BASIS_POINTS, cite=_TOP_UP)
def top_up_rates(top_up_rate: int) -> int:
    """Rates of all members."""
    return top_up_rate


@household(zh="认定结果", unit=CODE, cite=_ARTICLE_9, words=Reason)
def reason(
    q: Quantities,
    members: int,
    local_members: int,
    income: int,
    asset_money: int,
    asset_dwellings: int,
    asset_vehicles: int,
    asset_companies: int,
    money_limit: int,
    base_parts: int,
) -> int:
    """The first test that fails, in the order in which an officer looks."""
    return first(
        (members == 0, Reason.NO_COUNTED_MEMBER),
        (local_members == 0, Reason.HUKOU_ELSEWHERE),
        (income >= q.standard * members, Reason.INCOME_NOT_BELOW_STANDARD),
        (asset_money > money_limit, Reason.MONEY_OVER_LIMIT),
        (asset_dwellings > q.dwellings_limit, Reason.DWELLINGS_OVER_LIMIT),
        (asset_vehicles > q.vehicles_limit, Reason.VEHICLES_OVER_LIMIT),
        (asset_companies > q.companies_limit, Reason.COMPANIES_OVER_LIMIT),
        (base_parts == 0, Reason.COVERED_BY_CHILDRENS_ALLOWANCE),
        otherwise=Reason.ELIGIBLE,
    )


@household(zh="低保家庭", unit=FLAG, cite=_ARTICLE_9)
def low_income_family(reason: int) -> bool:
    """The family passes the tests, whether or not anything is left to pay."""
    return among(reason, Reason.ELIGIBLE, Reason.COVERED_BY_CHILDRENS_ALLOWANCE)


@person(zh="低保家庭成员", unit=FLAG, cite=_ARTICLE_9)
def in_low_income_family(low_income_family: bool, counted: bool) -> bool:
    """A counted member of such a family."""
    return low_income_family & counted


@household(zh="享受最低生活保障", unit=FLAG, cite=_ARTICLE_9)
def eligible(reason: int) -> bool:
    """Whether the family is paid."""
    return reason == Reason.ELIGIBLE


@household(zh="月保障金额", unit=FEN, cite=_ARTICLE_12)
def amount(q: Quantities, eligible: bool, base_parts: int, top_up_rates: int, members: int) -> int:
    """Difference and top-ups, rounded once."""
    heads = most(members, 1)
    parts = base_parts * PER_TEN_THOUSAND + q.standard * top_up_rates * heads
    total = rounded(parts, heads * PER_TEN_THOUSAND, to=q.rounding_to, up=q.rounding_up)
    return pick(eligible, total, 0)
