"""A household's payments, and the explanation of a household in a month."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from minzheng.kernel.access.routes import needs, route
from minzheng.kernel.problems import NotThere
from minzheng.lines.assistance.payments.models import MonthRun
from minzheng.lines.assistance.payments.queries import households
from minzheng.lines.assistance.payments.queries.explanations import (
    explain_household,
    list_hidden,
    member_ids,
)
from minzheng.lines.assistance.payments.queries.months import list_left_out
from minzheng.lines.assistance.payments.queries.sealed_months import NOT_ON_ROLL, open_month
from minzheng.lines.assistance.payments.views.lines import line_rows


@route(needs("assistance.payments.view"))
@require_GET
def household(request: Any, pk: UUID) -> HttpResponse:
    """The household's way through the months: computed, paid, returned, paid again."""
    found = households.get_household(pk)
    context = {
        "household": found,
        "members": households.list_members(found, request.on),
        "payments": line_rows(households.list_payments(found)),
        "runs": households.list_runs_for(found),
        "sees_people": request.actor.has("kernel.people.view"),
    }
    return render(request, "assistance/payments/household.html", context)


@route(needs("assistance.payments.view"))
@require_GET
def person(request: Any, pk: UUID) -> HttpResponse:  # noqa: ARG001
    """From a person to the household it belongs to."""
    found = households.find_household_of(pk)
    if found is None:
        raise NotThere("家庭")
    return redirect(reverse("payments.household", args=[found.pk]))


@route(needs("assistance.payments.view"))
@require_GET
def explanation(request: Any, pk: UUID, household: UUID) -> HttpResponse:
    """Step by step from the facts that the month's run sealed, with every parameter and its source."""
    run, found = households.get_run(pk), households.get_household(household)
    if found.district_id != run.area_id:
        raise NotThere("核算说明")
    month = open_month(run)
    names = households.call_people(member_ids(month, found.number), found)
    lines = households.list_month_lines(found, run)
    hidden = list_hidden(request.actor, found.area_id)
    context = {
        "run": run,
        "household": found,
        "explanation": explain_household(month, found.number, names=names, lines=lines, hidden=hidden),
        "not_explained": _why_not(run, found.number),
        "standards_digest": month.standards.digest(),
    }
    return render(request, "assistance/payments/explanation.html", context)


def _why_not(run: MonthRun, number: str) -> str:
    return dict(list_left_out(run)).get(number, NOT_ON_ROLL)
