"""A payment line: whom it pays, what the bank said, and how its amount came about."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from minzheng.kernel.access.plates import find_plate
from minzheng.kernel.access.routes import needs, route
from minzheng.kernel.money.actions import AccountRequest
from minzheng.kernel.money.models import LineCoverage, PaymentLine
from minzheng.kernel.money.rules.standing import ANSWER_CODES
from minzheng.kernel.problems import NotThere, Problem
from minzheng.kernel.screens.masks import mask
from minzheng.lines.assistance.payments.actions.reissuing import correct_and_reissue
from minzheng.lines.assistance.payments.forms import AccountForm, add_problem
from minzheng.lines.assistance.payments.models import MonthRun
from minzheng.lines.assistance.payments.queries import batches, households
from minzheng.lines.assistance.payments.queries.explanations import anchor_of, is_explained
from minzheng.lines.assistance.payments.queries.sealed_months import open_month
from minzheng.lines.assistance.payments.queries.words import reason_zh, scheme_zh
from minzheng.lines.assistance.payments.views.requests import Request, attempt

_TONES = {
    "paid": "ok", "recovered": "ok", "pending": "warn", "in_flight": "warn", "carried": "warn",
    "rejected": "stop", "returned": "stop", "disputed": "stop", "overpaid": "stop",
}  # fmt: skip


def line_rows(lines: list[PaymentLine]) -> list[dict[str, Any]]:
    """Lines in words, masked as the plate of the money room says."""
    return [_row(line) for line in lines]


def _row(line: PaymentLine) -> dict[str, Any]:
    sensitive = find_plate("kernel.money").sensitive
    return {
        "line": line,
        "scheme": scheme_zh(line.scheme),
        "holder": mask(sensitive["holder_name"], line.holder_name),
        "account": f"**** {line.account.last_four}",
        "tone": _TONES.get(line.state, "info"),
        "bank_reason": ANSWER_CODES.get(line.bank_reason, line.bank_reason),
        "reason": reason_zh(line.scheme, line.reason),
        "reissuable": line.state in batches.REISSUABLE,
    }


@route(needs("kernel.money.view"))
@require_GET
def line(request: Request, pk: UUID) -> HttpResponse:
    """One payment, with the chain of its reissues."""
    found = batches.get_line(pk)
    return _show_line(request, found, _account_form(request, found))


def _show_line(request: Request, found: PaymentLine, form: AccountForm | None) -> HttpResponse:
    chain = batches.list_chain(found)
    run = run_of(chain)
    covered = LineCoverage.objects.filter(line=found).select_related("person").order_by("id")
    context = {
        **_row(found),
        "covered": [(row.person, households.mask_name(row.person.name)) for row in covered],
        "payee_name": households.mask_name(found.payee.name),
        "chain": line_rows(chain),
        "answers": batches.list_answers(found),
        "run": run,
        "explained": _explained(run, found),
        "explanation_url": _explanation_url(run, found)
        if request.actor.has("assistance.payments.view")
        else "",
        "form": form,
        "sees_people": request.actor.has("kernel.people.view"),
    }
    return render(request, "assistance/payments/line.html", context)


def run_of(chain: list[PaymentLine]) -> MonthRun | None:
    """The month's run that computed a payment, whichever reissue one looks at."""
    found: MonthRun | None = (
        MonthRun.objects.filter(batch_id__in={line.batch_id for line in chain})
        .defer("facts_sealed", "data_key")
        .first()
    )
    return found


def _explanation_url(run: MonthRun | None, found: PaymentLine) -> str:
    if run is None or found.household_id is None:
        return ""
    return reverse("payments.explanation", args=[run.pk, found.household_id]) + f"#{anchor_of(found)}"


def _explained(run: MonthRun | None, found: PaymentLine) -> bool | None:
    if run is None or found.household is None:
        return None
    return is_explained(open_month(run), found, found.household.number)


def _account_form(request: Request, found: PaymentLine, data: Any = None) -> AccountForm | None:
    """The correction form, for a line whose money is here and a person who may register and reissue."""
    may = all(request.actor.may(f"kernel.money.{verb}", found.area_id) for verb in ("register", "reissue"))
    if not may or found.state not in batches.REISSUABLE:
        return None
    members = households.list_members(found.household, request.on) if found.household else []
    first = {"payee": str(found.payee_id), "bank_code": found.bank_code, "holder_name": found.holder_name}
    return AccountForm(data, members=members, initial=first)


@route(needs("kernel.money.reissue"))
@require_POST
def correct(request: Request, pk: UUID) -> HttpResponse:
    """Register a corrected account and pay the line again to it."""
    found = batches.get_line(pk)
    form = _account_form(request, found, request.POST)
    if form is None:
        raise NotThere("页面")
    if not form.is_valid():
        response = _show_line(request, found, form)
        response.status_code = 422
        return response
    values = form.cleaned_data
    account = AccountRequest(
        UUID(values["payee"]), values["holder_name"], values["bank_code"], values["number"]
    )

    def refused(problem: Problem) -> HttpResponse:
        add_problem(form, problem)
        return _show_line(request, batches.get_line(pk), form)

    return attempt(
        request,
        lambda: correct_and_reissue(line=found, account=account, by=request.actor, on=request.on),
        done=lambda made: (
            gettext("账户已更正，已编制重发批次 %(number)s，待审核。") % {"number": made.number}
        ),
        then=lambda made: reverse("payments.batch", args=[made.pk]),
        refused=refused,
    )


@route(needs("assistance.payments.view"))
@require_GET
def explanation(request: Request, pk: UUID) -> HttpResponse:  # noqa: ARG001 - the rule and the scope are the request's
    """How a line's amount came about: the explanation of its household in the month that computed it."""
    found = batches.get_line(pk)
    run = run_of(batches.list_chain(found))
    if run is None or found.household_id is None:
        raise NotThere("核算说明")
    return redirect(_explanation_url(run, found))
