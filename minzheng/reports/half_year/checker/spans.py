"""Period words: which stretch of time a sentence speaks of, and whether that is what its figure measures."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from minzheng.reports.half_year.checker.contexts import Context
from minzheng.reports.half_year.checker.quantities import read_chinese_number
from minzheng.reports.half_year.checker.source import Period

MONTH = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
TIME_WORD = re.compile(
    rf"截[至止](?:(?P<as_of_year>\d{{4}})年)?(?P<as_of>{MONTH})月(?:(?P<day>\d{{1,2}})日|底|末)?"
    r"|(?P<quarters>前[二三两]个?)?季度|第?(?P<quarter>[一二三四1-4])季度"
    rf"|(?P<from>{MONTH})(?:月份?)?[-至到](?P<to>{MONTH})月"
    r"|(?P<last>去年|上年)(?P<same>同期)?|(?P<year>\d{4})年|(?P<word>上半年|下半年|全年|今年|本年)"
)
MEAN_WORDS = re.compile(r"月均|每月|日均|人均|年均")
MONTHLY = re.compile(r"月均|每月")
STANDING = re.compile(r"累计|目前|总数|共有|现有")


@dataclass(frozen=True)
class TimeNamed:
    """`text` as printed; a day (截至…) or a period; neither when the word cannot be placed."""

    text: str
    as_of: date | None = None
    period: Period | None = None
    this_year: bool = False


@dataclass(frozen=True)
class Reading:
    """How to compute a figure for its sentence: the other day or period asked for, or why it cannot agree.

    `verdict` is set when the words alone decide.
    """

    cut_off: date | None = None
    period: Period | None = None
    verdict: str | None = None
    why: str = ""


def read_span(context: Context, *, span: str, mean: bool, half_year: Period, cut_off: date) -> Reading:
    """What the period words around a number ask for, given the figure's own `span` (see bindings.yaml)."""
    if mean != bool(MONTHLY.search(context.left)) or (not mean and MEAN_WORDS.search(context.left)):
        return Reading(
            verdict="differs", why="口径是月均数，原文没有写月均" if mean else "原文写平均数，口径不是平均数"
        )
    named = _named(context, span, half_year)
    if named is None or span == "plan":
        return Reading()
    if named.as_of:
        return Reading() if named.as_of == cut_off else Reading(cut_off=named.as_of)
    if named.this_year:
        return _this_year(span, half_year, cut_off)
    if named.period == half_year and (span == "h1" or _last_day(half_year) == cut_off) and span != "stock":
        return Reading()
    return Reading(period=named.period, why=f"原文的期间“{named.text}”与口径不同")


def _this_year(span: str, half_year: Period, cut_off: date) -> Reading:
    if span == "stock":
        year = Period(date(half_year.starts_on.year, 1, 1), cut_off + timedelta(days=1))
        return Reading(period=year, why="原文写今年，口径是累计数")
    if span == "h1" and _last_day(half_year) != cut_off:
        return Reading(verdict="unknown", why="原文写今年，口径是上半年，数据截止日不是6月30日")
    return Reading()


def _named(context: Context, span: str, half_year: Period) -> TimeNamed | None:
    """The period word nearest before the number; a running total or an own span listens to its own clause only."""
    carried = span in ("h1", "year")
    if not carried and STANDING.search(context.left):
        words = [word for word in TIME_WORD.finditer(context.before) if word["as_of"]]
    else:
        words = list(TIME_WORD.finditer(context.before if carried else context.left))
    years = [word for word in TIME_WORD.finditer(context.right) if word["year"]]
    for word in [*years, *reversed(words)]:
        named = _place(word, half_year)
        if named is not None and not (span == "own" and _is_usual(named, half_year)):
            return named
    return None


def _is_usual(named: TimeNamed, half_year: Period) -> bool:
    return named.this_year or named.period == half_year


def _place(word: re.Match[str], half_year: Period) -> TimeNamed | None:
    year, text = half_year.starts_on.year, word.group()
    if word["as_of"]:
        return TimeNamed(text, as_of=_as_of(word, year))
    if word["quarter"]:
        quarter = _number(word["quarter"])
        return TimeNamed(text, period=_months(year, 3 * quarter - 2, 3 * quarter))
    if word["quarters"]:
        return TimeNamed(text, period=_months(year, 1, 9 if "三" in word["quarters"] else 6))
    if word["from"]:
        return TimeNamed(text, period=_months(year, _number(word["from"]), _number(word["to"])))
    if word["last"]:
        months = (1, 6) if word["same"] else (1, 12)
        return TimeNamed(text, period=_months(year - 1, *months))
    if word["year"]:
        named = int(word["year"])
        return None if named == year else TimeNamed(text, period=_months(named, 1, 12))
    return _worded(word["word"], year)


def _worded(word: str | None, year: int) -> TimeNamed | None:
    if word in ("今年", "本年"):
        return TimeNamed(word, this_year=True)
    months = {"上半年": (1, 6), "下半年": (7, 12), "全年": (1, 12)}
    return TimeNamed(word, period=_months(year, *months[word])) if word else None


def _as_of(word: re.Match[str], year: int) -> date | None:
    year, month = int(word["as_of_year"] or year), _number(word["as_of"])
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(int(word["day"] or last), last))


def _months(year: int, first: int, last: int) -> Period | None:
    if not 1 <= first <= last <= 12:
        return None
    return Period(date(year, first, 1), date(year + last // 12, last % 12 + 1, 1))


def _number(text: str) -> int:
    return int(text) if text.isdigit() else read_chinese_number(text)


def _last_day(period: Period) -> date:
    return period.ends_on - timedelta(days=1)


def read_month_end(text: str, year: int) -> tuple[date, date] | None:
    """First and last day meant by a printed date without a year: 9月底 is the last ten days, 9月15日 that day."""
    match = re.fullmatch(
        rf"(?:(\d{{4}})年)?({MONTH})月(?:(\d{{1,2}})日|(底|末|下旬)|(初|上旬)|(中旬)|份)?", text
    )
    if match is None or not 1 <= (month := _number(match[2])) <= 12:
        return None
    year = int(match[1] or year)
    last = calendar.monthrange(year, month)[1]
    days = (1, last)
    if match[3]:
        days = (min(int(match[3]), last), min(int(match[3]), last))
    elif match[4] or match[5] or match[6]:
        days = (21, last) if match[4] else (1, 10) if match[5] else (11, 20)
    return date(year, month, days[0]), date(year, month, days[1])
