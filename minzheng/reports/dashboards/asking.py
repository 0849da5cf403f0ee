"""What a page was asked for: period, cut-off and area from the address, within what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

from minzheng.indicators.engine import Asked, half_before, parse_period
from minzheng.indicators.engine.periods import Period
from minzheng.kernel.access.actors import KERNEL, Actor
from minzheng.kernel.places.models import Area, Level
from minzheng.kernel.problems import NotThere, Unreadable

_YEARS = 3
_BELOW = {Level.DISTRICT: Level.SUBDISTRICT, Level.SUBDISTRICT: Level.COMMUNITY}


@dataclass(frozen=True)
class Question:
    """The asked-for period code, the area, and the areas and periods to choose from."""

    asked: Asked
    code: str
    area: Area
    areas: tuple[Area, ...]
    codes: tuple[str, ...]

    @property
    def query(self) -> str:
        """The same question as a query string."""
        return self.query_for(self.area.pk)

    def query_for(self, area_id: int) -> str:
        """The same question of another area."""
        values = {"period": self.code, "cut_off": self.asked.cut_off.isoformat(), "area": area_id}
        return urlencode(values)

    @property
    def level_below(self) -> str:
        """The level that a table by area shows, or nothing below a community."""
        return _BELOW.get(Level(self.area.level), "")


def read_question(query: QueryDict, actor: Actor, *, on: date) -> Question:
    """The question of a request; without one, the half-year before `on`, as of its last day, in the actor's own area.

    Raises Unreadable for a period or date that is none, NotThere for an area outside the actor's.
    """
    code = query.get("period") or half_before(on)
    period = parse_period(code)
    cut_off = _day(query.get("cut_off")) or min(period.last_day, on)
    areas = _choices(actor)
    area = _chosen(query.get("area"), areas, actor)
    return Question(Asked(period, cut_off, area.pk), code, area, areas, _codes(on))


def _codes(on: date) -> tuple[str, ...]:
    halves = [f"{year}H{half}" for year in range(on.year, on.year - _YEARS, -1) for half in (2, 1)]
    return tuple(code for code in halves if _begins(code) <= on)


def _begins(code: str) -> date:
    period: Period = parse_period(code)
    return period.starts_on


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable("bad_date", f"“{text}”不是日期。", fix="写成 2025-06-30 这样。") from None


def _choices(actor: Actor) -> tuple[Area, ...]:
    """Districts and subdistricts within the actor's areas; a community worker's own community."""
    within = Area.objects.filter(pk__in=actor.areas_for(KERNEL)).order_by("path")
    wide = tuple(within.filter(level__in=(Level.DISTRICT, Level.SUBDISTRICT)))
    found = wide or tuple(within)
    if not found:
        raise NotThere("页面")
    return found


def _chosen(text: str | None, areas: tuple[Area, ...], actor: Actor) -> Area:
    if not text:
        return areas[0]
    if not text.isascii() or not text.isdigit() or int(text) not in actor.areas_for(KERNEL):
        raise NotThere("区域")
    return next((area for area in areas if area.pk == int(text)), None) or Area.objects.get(pk=int(text))
