"""The list of figures, one figure, and the catalogue as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from minzheng.indicators.engine import (
    Figure,
    Indicator,
    by_area,
    by_column,
    by_month,
    catalogue,
    page_traced,
    same_period_last_year,
    total,
)
from minzheng.indicators.engine.values import SCALE, Value, decimal_text
from minzheng.kernel.access.routes import SIGNED_IN, route
from minzheng.kernel.places.models import Area
from minzheng.reports.dashboards.asking import Question, read_question
from minzheng.reports.dashboards.labels import label_of
from minzheng.reports.dashboards.seeing import (
    DrillRow,
    get_visible,
    list_visible,
    name_rows,
    register_title,
)

_PAGE = 50


@dataclass(frozen=True)
class Line:
    """A labelled value of a table; `query` leads to the same figure of that part."""

    label: str
    text: str
    query: str = ""


@dataclass(frozen=True)
class Records:
    """One page of the records behind a figure."""

    rows: list[tuple[DrillRow, str]]
    count: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // _PAGE))

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1 if self.number < self.pages else 0


@route(SIGNED_IN)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every figure the reader may see, with its value."""
    question = _question(request)
    figures = [total(one, question.asked) for one in list_visible(_actor(request))]
    rows = [(figure.indicator, shown(figure.value)) for figure in figures]
    return render(request, "dashboards/list.html", {"question": question, "rows": rows})


@route(SIGNED_IN)
@require_GET
def detail(request: HttpRequest, figure: str) -> HttpResponse:
    """One figure: value, how it is counted, its parts and the records behind it."""
    question, indicator = _question(request), get_visible(figure, _actor(request))
    answer = total(indicator, question.asked)
    context = {
        "question": question,
        "indicator": indicator,
        "register": register_title(indicator),
        "value": shown(answer.value),
        "known": answer.value is not None,
        "before": shown(same_period_last_year(indicator, question.asked).value),
        "months": _months(indicator, question),
        "areas": _areas(indicator, question),
        "splits": _splits(indicator, question),
        "parts": [(part, shown(total(part, question.asked).value)) for part in indicator.parts],
        "records": _records(answer, request),
    }
    return render(request, "dashboards/detail.html", context)


@route(SIGNED_IN)
@require_GET
def catalogue_json(_request: HttpRequest) -> HttpResponse:
    """The definitions of all figures, without values."""
    return JsonResponse({"indicators": catalogue()}, json_dumps_params={"ensure_ascii": False})


def shown(value: Value | None) -> str:
    """A value for reading: thousands apart, at most the unit's decimals; a dash for unknown."""
    if value is None:
        return "—"
    decimals = value.unit.decimals or (2 if value.numerator % value.denominator else 0)
    whole, _, rest = decimal_text(value.numerator, value.denominator, decimals).partition(".")
    return f"{int(whole):,}.{rest}" if rest else f"{int(whole):,}"


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _question(request: HttpRequest) -> Question:
    on: date = request.on  # type: ignore[attr-defined]
    return read_question(request.GET, _actor(request), on=on)


def _months(indicator: Indicator, question: Question) -> list[Line]:
    months = by_month(indicator, question.asked)
    return [Line(f"{day.year}-{day.month:02d}", shown(value)) for day, value in months.items()]


def _areas(indicator: Indicator, question: Question) -> list[Line]:
    if not question.level_below or not indicator.reads_rows:
        return []
    values = by_area(indicator, question.asked, level=question.level_below)
    names = dict(Area.objects.filter(pk__in=values).values_list("pk", "short_name"))
    return [Line(names[pk], shown(value), question.query_for(pk)) for pk, value in values.items()]


def _splits(indicator: Indicator, question: Question) -> list[tuple[str, list[Line]]]:
    fact = indicator.fact
    if fact is None:
        return []
    tables = []
    for column in indicator.splits:
        values = by_column(indicator, question.asked, column)
        lines = [Line(label_of(fact, column, key), shown(value)) for key, value in values.items()]
        tables.append((fact.columns[column].zh, lines))
    return tables


def _records(answer: Figure, request: HttpRequest) -> Records | None:
    indicator = answer.indicator
    if indicator.parts:
        return None
    number = _page_number(request.GET)
    traced, count = page_traced(indicator, answer.asked, start=(number - 1) * _PAGE, size=_PAGE)
    rows = name_rows(indicator, traced, _actor(request))
    return Records([(row, _quantity(indicator, row.quantity)) for row in rows], count, number)


def _quantity(indicator: Indicator, quantity: int) -> str:
    scale = SCALE.get(indicator.unit, 1)
    return f"{quantity:,}" if scale == 1 else shown(Value(quantity, scale, indicator.counted_in))


def _page_number(query: QueryDict) -> int:
    text = query.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 1_000_000 else 1
