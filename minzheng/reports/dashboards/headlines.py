"""The few figures a bureau looks at first, for the first page of the workbench."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import QueryDict
from django.urls import reverse

from minzheng.indicators.engine import total
from minzheng.indicators.engine.values import decimal_text
from minzheng.kernel.access.actors import Actor
from minzheng.kernel.problems import NotThere
from minzheng.reports.dashboards.asking import read_question
from minzheng.reports.dashboards.seeing import list_visible

FIRST: Final = ("SA-03", "SA-04", "EA-people", "POP-60")
_TEN_THOUSAND: Final = 10_000


@dataclass(frozen=True)
class Headline:
    """A figure as a card: name, value, unit, the day its data end, the way to its records."""

    title: str
    text: str
    unit: str
    cut_off: date
    url: str


def list_headlines(actor: Actor, *, on: date) -> list[Headline]:
    """The first figures of the half-year that ended last, as far as this reader may see them and they are known."""
    visible = {one.id: one for one in list_visible(actor)}
    wanted = [visible[id_] for id_ in FIRST if id_ in visible]
    if not wanted:
        return []
    try:
        asked = read_question(QueryDict(), actor, on=on).asked
    except NotThere:
        return []
    found: list[Headline] = []
    for indicator in wanted:
        value = total(indicator, asked).value
        if value is not None:
            text, unit = _printed(value.numerator, value.denominator, indicator.counted_in.zh)
            url = reverse("figures.detail", args=[indicator.id])
            found.append(Headline(indicator.zh, text, unit, asked.cut_off, url))
    return found


def _printed(numerator: int, denominator: int, unit: str) -> tuple[str, str]:
    """Money in 万元 with one decimal, everything else as it is counted."""
    if unit != "元":
        return f"{numerator // denominator:,}", unit
    whole, _, rest = decimal_text(numerator, denominator * _TEN_THOUSAND, 1).partition(".")
    return f"{int(whole):,}.{rest}", "万元"
