"""Shared columns: who counts in the month computed. Every benefit reads them."""

from __future__ import annotations

from minzheng.rules.book import Quantities
from minzheng.rules.columns import household, over_members, person
from minzheng.rules.units import CODE, FLAG, PERSONS, YEARS
from minzheng.rules.vocabulary import no, pick

_HOUSE = "本系统口径：以当月最后一日的事实为准"
_DISTRICT = 1_000_000
_CENTURY = 10_000


@person(zh="周岁", unit=YEARS, cite="民法典 第二百条、第二百零二条")
def age(q: Quantities, birth_date: int) -> int:
    """Full years on the day whose facts count."""
    return (pick(q.facts_on_last_day, q.month_last, q.month_first) - birth_date) // _CENTURY


@person(zh="当月属于本户", unit=FLAG, cite=_HOUSE)
def present(q: Quantities, birth_date: int, joined_on: int, left_on: int) -> bool:
    """Born, joined and not yet gone on the day whose facts count; the day of leaving no longer counts."""
    judged_on = pick(q.facts_on_last_day, q.month_last, q.month_first)
    return (birth_date <= judged_on) & (joined_on <= judged_on) & (left_on > judged_on)


@person(zh="在世（或当月去世）", unit=FLAG, cite="本系统口径：去世当月照发，次月停发")
def lives(q: Quantities, death_date: int) -> bool:
    """Alive, or dead only since this month."""
    return death_date >= pick(q.paid_in_month_of_death, q.month_first, q.month_last + 1)


@household(zh="本区代码", unit=CODE, cite="GB/T 2260 行政区划代码前六位")
def district(area: int) -> int:
    """The six-digit district of a twelve-digit area."""
    return area // _DISTRICT


@person(zh="本区户籍", unit=FLAG, cite="社会救助暂行办法 第九条")
def local(hukou_district: int, district: int) -> bool:
    """Whether the person's hukou is in the household's district."""
    return hukou_district == district


@person(zh="残疾人证有效", unit=FLAG, cite="本系统口径：以当月最后一日的事实为准")
def card_valid(q: Quantities, disability: int, card_from: int, card_ends_on: int) -> bool:
    """Whether a disability card is in force on the day whose facts count."""
    judged_on = pick(q.facts_on_last_day, q.month_last, q.month_first)
    return (disability > 0) & (card_from <= judged_on) & (card_ends_on > judged_on)


@over_members(zh="共同居住人数", unit=PERSONS, cite="社会救助暂行办法 第九条")
def residents(present: bool, lives: bool, in_custody: bool) -> bool:
    """Members on the spot: the heads by which assets are measured."""
    return present & lives & no(in_custody)
