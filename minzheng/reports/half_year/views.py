"""The report on the screen: read it, take it along, check a text against the records, fix it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from minzheng.indicators.engine import half_before, parse_period
from minzheng.kernel.access.routes import needs, route
from minzheng.kernel.places.models import Area, Level
from minzheng.kernel.problems import NotThere
from minzheng.reports.half_year.actions import freeze_report
from minzheng.reports.half_year.building import build_document, check_against_records, links_of
from minzheng.reports.half_year.forms import CheckForm
from minzheng.reports.half_year.papers.web import render_html
from minzheng.reports.half_year.papers.word import write_docx
from minzheng.reports.half_year.queries import find_report

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@route(needs("kernel.half_year.view"))
@require_GET
def latest(request: HttpRequest) -> HttpResponse:
    """The half-year that ended last."""
    return redirect("report.show", period=half_before(request.on))  # type: ignore[attr-defined]


@route(needs("kernel.half_year.view"))
@require_GET
def show(request: HttpRequest, period: str) -> HttpResponse:
    """The report's text; every number leads to its records."""
    area = _district(request)
    document = build_document(area, _known(period), demo=not settings.PRODUCTION)
    context = _context(request, area, period)
    return render(request, "half_year/report.html", {**context, **_body(document, area, period)})


@route(needs("kernel.half_year.view"))
@require_GET
def download(request: HttpRequest, period: str) -> HttpResponse:
    """The same as .docx in the layout of GB/T 9704."""
    area = _district(request)
    document = build_document(area, _known(period), demo=not settings.PRODUCTION)
    response = HttpResponse(write_docx(document), content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="report-{period}.docx"'
    return response


@route(needs("kernel.half_year.view"))
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, period: str) -> HttpResponse:
    """A text handed in, every number of it judged."""
    area = _district(request)
    form = CheckForm(request.POST or None, request.FILES or None)
    context = {**_context(request, area, _known(period)), "form": form}
    if request.method == "POST" and form.is_valid():
        found = check_against_records(form.cleaned_data["content"], area, period)
        context["result"] = found.as_json()["summary"]
        context["findings"] = [f.as_json() for f in found.findings if f.verdict != "not_a_figure"]
    return render(request, "half_year/check.html", context)


@route(needs("kernel.half_year.freeze"))
@require_POST
def freeze(request: HttpRequest, period: str) -> HttpResponse:
    """Fix every figure with the records behind it."""
    actor, on = request.actor, request.on  # type: ignore[attr-defined]
    freeze_report(area=_district(request), code=_known(period), by=actor, on=on)
    messages.success(request, _("报告已固定：之后的更正只在下一期说明。"))
    return redirect("report.show", period=period)


def _body(document: Any, area: Area, period: str) -> dict[str, Any]:
    html = render_html(document, link=links_of(area, period))
    return {"article": mark_safe(html), "warnings": document.warnings}  # noqa: S308 - the writer escapes every text


def _context(request: HttpRequest, area: Area, period: str) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    return {
        "area": area,
        "period": period,
        "report": find_report(area_id=area.pk, code=period),
        "may_freeze": actor.may("kernel.half_year.freeze", area.pk),
    }


def _known(period: str) -> str:
    parse_period(period)
    return period


def _district(request: HttpRequest) -> Area:
    """The district the reader works in; reports concern whole districts."""
    areas = request.actor.areas_for("kernel")  # type: ignore[attr-defined]
    found = Area.objects.filter(pk__in=areas, level=Level.DISTRICT).order_by("pk").first()
    if found is None:
        raise NotThere("报告")
    return found
