"""Months computed: the overview, a month's page, its differences as a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from minzheng.kernel.access.routes import needs, route
from minzheng.kernel.money.queries import list_scheme_sums
from minzheng.kernel.places.models import Area
from minzheng.kernel.problems import NotThere, Problem
from minzheng.kernel.screens.exporting import ROW_LIMIT
from minzheng.lines.assistance.payments.actions import run_month
from minzheng.lines.assistance.payments.forms import DifferenceFilter, RunForm, add_problem, list_districts
from minzheng.lines.assistance.payments.models import MonthRun
from minzheng.lines.assistance.payments.queries import households, months
from minzheng.lines.assistance.payments.queries.explanations import list_hidden
from minzheng.lines.assistance.payments.queries.words import scheme_zh
from minzheng.lines.assistance.payments.views.downloads import send_table
from minzheng.lines.assistance.payments.views.requests import Request, attempt, is_swap, page_number


@route(needs("assistance.payments.view"))
@require_GET
def overview(request: Request) -> HttpResponse:
    """Every month computed, and the form that computes the next."""
    return _overview(request, _run_form(request))


def _overview(request: Request, form: RunForm | None) -> HttpResponse:
    runs = months.list_runs()
    context = {
        "runs": [_row(run) for run in runs],
        "unofficial": any(run.unofficial for run in runs),
        "form": form,
    }
    return render(request, "assistance/payments/months.html", context)


def _row(run: MonthRun) -> dict[str, Any]:
    group = gettext("困难群众保障金") if run.group == "protection" else scheme_zh(run.group)
    return {"run": run, "batch": run.batch, "group": group, "left_out": len(run.left_out)}


def _run_form(request: Request, data: Any = None) -> RunForm | None:
    """The form, for those who may compute a month somewhere."""
    if not request.actor.has("assistance.payments.run") or not list_districts(request.actor):
        return None
    first = {"month": f"{request.on:%Y-%m}"}
    return RunForm(data, actor=request.actor, on=request.on, initial=first)


@route(needs("assistance.payments.run"))
@require_POST
def run(request: Request) -> HttpResponse:
    """Compute a month; a refusal stays on the page with what to do about it."""
    form = _run_form(request, request.POST)
    if form is None:
        raise NotThere("页面")
    if not form.is_valid():
        response = _overview(request, form)
        response.status_code = 422
        return response

    def refused(problem: Problem) -> HttpResponse:
        add_problem(form, problem)
        return _overview(request, form)

    return attempt(
        request,
        lambda: run_month(**form.cleaned_data, by=request.actor, on=request.on),
        done=lambda made: (
            gettext("已核算 %(month)s：%(households)s 户，%(lines)s 笔。")
            % {"month": made.month, "households": f"{made.households:,}", "lines": f"{made.lines:,}"}
        ),
        then=lambda made: reverse("payments.month", args=[made.pk]),
        refused=refused,
    )


@route(needs("assistance.payments.view"))
@require_GET
def month(request: Request, pk: UUID) -> HttpResponse:
    """One month: totals, differences to the month before, who was left out, the standards used."""
    found = households.get_run(pk)
    earlier = months.find_earlier(found)
    differences = months.list_differences(found, earlier)
    context = {"run": found, "earlier": earlier, **_differences(request, found, earlier, differences)}
    if is_swap(request):
        return render(request, "assistance/payments/_differences.html", context)
    context |= {
        "group": _row(found)["group"],
        "sums": months.sum_differences(differences),
        "schemes": [{**row, "zh": scheme_zh(row["scheme"])} for row in list_scheme_sums(found.batch)],
        "left_out": months.list_left_out(found),
        "standards": months.list_standards(found),
        "changed_standards": months.list_changed_standards(found, earlier),
        "may_export": request.actor.may("assistance.payments.export", found.area_id),
    }
    return render(request, "assistance/payments/month.html", context)


def _differences(
    request: Request, run: MonthRun, earlier: MonthRun | None, differences: list[months.Difference]
) -> dict[str, Any]:
    """One page of the differences that the filters leave, in words."""
    chosen, form = _chosen(request, run, differences)
    number = page_number(request.GET.get("page", ""))
    start = (number - 1) * months.PAGE_SIZE
    some = chosen[start : start + months.PAGE_SIZE]
    return {
        "filters": form,
        "rows": months.describe_differences(
            some, run, earlier, hidden=list_hidden(request.actor, run.area_id)
        ),
        "count": len(chosen),
        "number": number,
        "has_next": len(chosen) > start + len(some),
    }


def _chosen(
    request: Request, run: MonthRun, differences: list[months.Difference]
) -> tuple[list[months.Difference], DifferenceFilter]:
    form = DifferenceFilter(
        request.GET, schemes=run.batch.schemes, areas=request.actor.areas_for("assistance")
    )
    if not form.is_valid():
        return [], form
    wish = form.cleaned_data
    areas = None
    if wish["area"]:
        areas = frozenset(Area.objects.within(int(wish["area"])).values_list("pk", flat=True))
    return months.choose(differences, kind=wish["kind"], scheme=wish["scheme"], areas=areas), form


@route(needs("assistance.payments.export"))
@require_POST
def export(request: Request, pk: UUID, form: str) -> HttpResponse:
    """The differences that the filters leave, as a CSV or XLSX file; told in evidence."""
    found = households.get_run(pk)
    earlier = months.find_earlier(found)
    chosen, _ = _chosen(request, found, months.list_differences(found, earlier))
    hidden = list_hidden(request.actor, found.area_id)
    rows = months.describe_differences(chosen[: ROW_LIMIT + 1], found, earlier, hidden=hidden)
    return send_table(
        request,
        name=f"{found.month}-differences",
        form=form,
        heads=months.EXPORT_HEADS,
        rows=[months.export_row(row) for row in rows],
        told={"month": found.month, **{key: str(value) for key, value in request.GET.items() if value}},
    )
