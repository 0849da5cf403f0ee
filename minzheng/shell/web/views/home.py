"""The first page: what waits for this person today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.routes import SIGNED_IN, route
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.screens.cells import Cell, row_of
from minzheng.kernel.screens.listing import list_page
from minzheng.kernel.screens.sheets import Sheet, list_sheets
from minzheng.reports.dashboards.headlines import list_headlines

_AT_MOST = 99_999
_ROWS = 6
_SEARCHED = 8


@dataclass(frozen=True)
class Card:
    """Open items of one register: a number, what it counts, the way there."""

    title: str
    icon: str
    count: int
    note: str
    url: str


@dataclass(frozen=True)
class Waiting:
    """The first open items of one register."""

    sheet: Sheet
    rows: list[list[Cell]]


@route(SIGNED_IN)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Greeting, one card a register, the first open items, what this person did last."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    sheets = [sheet for sheet in list_sheets() if sheet.main and sheet.allows(actor, "view")]
    with_work = [sheet for sheet in sheets if has_workload(sheet)]
    context = {
        "headlines": list_headlines(actor, on=request.on),  # type: ignore[attr-defined]
        "cards": [card_of(sheet, request) for sheet in with_work],
        "waiting": [one for sheet in with_work[:3] if (one := _waiting(sheet, request, actor)).rows],
        "sheets": [sheet for sheet in sheets if sheet.plate.in_menu],
        "recent": Event.objects.filter(actor=actor.username).order_by("-sequence")[:8],
    }
    return render(request, "web/home.html", context)


def has_workload(sheet: Sheet) -> bool:
    """Whether the register says what is open: a `workload(by, on)` of its QuerySet."""
    return callable(getattr(sheet.model._default_manager, "workload", None))


def open_rows(sheet: Sheet, request: HttpRequest) -> Any:
    """The rows that wait for this person on this day."""
    return sheet.rows().workload(by=request.actor, on=request.on)  # type: ignore[attr-defined]


def card_of(sheet: Sheet, request: HttpRequest) -> Card:
    """How many rows are open; one query."""
    count = open_rows(sheet, request).order_by()[:_AT_MOST].count()
    return Card(sheet.title, sheet.plate.icon, count, gettext("待办理"), sheet.url())


def _waiting(sheet: Sheet, request: HttpRequest, actor: Actor) -> Waiting:
    return Waiting(sheet, [row_of(sheet, row, actor) for row in open_rows(sheet, request)[:_ROWS]])


@route(SIGNED_IN)
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The box at the top: people and households first, then every register with a search of its own."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    text = request.GET.get("q", "").strip()
    found = []
    for sheet in _searched(actor) if text else ():
        page = list_page(sheet, request.GET.copy(), actor, size=_SEARCHED)
        if page.rows:
            found.append(
                {"sheet": sheet, "rows": [row_of(sheet, row, actor) for row in page.rows], "page": page}
            )
    return render(request, "web/search.html", {"text": text, "found": found})


def _searched(actor: Actor) -> list[Sheet]:
    """Shared nouns that can be searched; business registers have their own box."""
    sheets = [s for s in list_sheets() if s.plate.line == "kernel" and s.allows(actor, "view")]
    able = [
        s for s in sheets if s.search_hook() is not None or (s.main and s.plate.search_fields) or not s.main
    ]
    return sorted(able, key=lambda s: (s.plate.register != "people", s.plate.order))
