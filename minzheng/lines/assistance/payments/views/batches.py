"""A batch's page and what is done there: sign, discard, send to the bank, settle what came back, close."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from minzheng.kernel.access.routes import needs, route
from minzheng.kernel.ids import parse_id
from minzheng.kernel.money import actions
from minzheng.kernel.money.models import PaymentBatch, PaymentLine
from minzheng.kernel.money.queries import list_scheme_sums
from minzheng.kernel.problems import NotThere, Problem, Refused
from minzheng.kernel.screens.history import list_happenings
from minzheng.kernel.screens.sheets import find_sheet
from minzheng.lines.assistance.payments.actions.reissuing import reissue_to_present_accounts
from minzheng.lines.assistance.payments.forms import LineFilter
from minzheng.lines.assistance.payments.queries import batches
from minzheng.lines.assistance.payments.views.files import list_forms
from minzheng.lines.assistance.payments.views.lines import line_rows
from minzheng.lines.assistance.payments.views.requests import Request, attempt, is_swap, page_number


@route(needs("kernel.money.view"))
@require_GET
def batch(request: Request, pk: UUID) -> HttpResponse:
    """The batch, or only its lines when a filter or a page link swaps them."""
    return show_batch(request, batches.get_batch(pk))


def show_batch(request: Request, found: PaymentBatch, problem: Problem | None = None) -> HttpResponse:
    """The page of a batch, with a refusal above it when there was one."""
    context = {"batch": found, **_lines(request, found)}
    if is_swap(request):
        return render(request, "assistance/payments/_lines.html", context)
    return render(
        request, "assistance/payments/batch.html", {**context, **_around(request, found), "problem": problem}
    )


def _lines(request: Request, found: PaymentBatch) -> dict[str, Any]:
    form = LineFilter(request.GET, schemes=found.schemes, areas=request.actor.areas_for("kernel"))
    wish = form.cleaned_data if form.is_valid() else {}
    page = batches.page_lines(
        found,
        batches.LineWish(
            wish.get("state", ""),
            wish.get("scheme", ""),
            wish.get("area", ""),
            wish.get("q", ""),
            page_number(request.GET.get("page", "")),
        ),
    )
    return {"filters": form, "page": page, "lines": line_rows(page.lines)}


def _around(request: Request, found: PaymentBatch) -> dict[str, Any]:
    back = batches.list_came_back(found)
    return {
        "run": batches.find_run(found),
        "stages": batches.list_stages(found),
        "powers": batches.powers_of(request.actor, found),
        "schemes": [{**row, "zh": found.schemes.get(row["scheme"], "")} for row in list_scheme_sums(found)],
        "states": batches.count_states(found),
        "came_back": line_rows(back),
        "carriable": [row for row in line_rows(back) if row["line"].state in batches.CARRIABLE],
        "file_forms": list_forms(),
        "bookings": batches.list_bookings(found),
        "accounts": batches.sum_accounts(found),
        "happenings": list_happenings(find_sheet("kernel.money"), found.pk),
    }


def _do(
    request: Request,
    pk: UUID,
    run: Callable[[PaymentBatch], Any],
    done: str,
    then: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Run an action on a batch and come back to its page."""
    found = batches.get_batch(pk)
    return attempt(
        request,
        lambda: run(found),
        done=lambda _: done,
        then=then or (lambda _: reverse("payments.batch", args=[pk])),
        refused=lambda problem: show_batch(request, batches.get_batch(pk), problem),
    )


@route(needs("kernel.money.review"))
@require_POST
def review(request: Request, pk: UUID) -> HttpResponse:
    """The first signature, on the digest that the page showed."""
    return _do(
        request,
        pk,
        lambda found: actions.review_batch(batch=found, **_signature(request)),
        gettext("已审核。"),
    )


@route(needs("kernel.money.approve"))
@require_POST
def approve(request: Request, pk: UUID) -> HttpResponse:
    """The second signature, likewise."""
    return _do(
        request,
        pk,
        lambda found: actions.approve_batch(batch=found, **_signature(request)),
        gettext("已审批。"),
    )


def _signature(request: Request) -> dict[str, Any]:
    version = request.POST.get("version", "")
    return {
        "digest": request.POST.get("digest", ""),
        "by": request.actor,
        "on": request.on,
        "expect_version": int(version) if version.isascii() and version.isdigit() else 0,
    }


@route(needs("kernel.money.discard"))
@require_POST
def discard(request: Request, pk: UUID) -> HttpResponse:
    """Give the batch up before it went to the bank."""
    reason = request.POST.get("reason", "")
    return _do(
        request,
        pk,
        lambda found: actions.discard_batch(batch=found, reason=reason, by=request.actor, on=request.on),
        gettext("批次已作废。"),
    )


@route(needs("kernel.money.pay_out"))
@require_POST
def pay_out(request: Request, pk: UUID) -> HttpResponse:
    """Write the bank file."""
    return _do(
        request,
        pk,
        lambda found: actions.export_batch(batch=found, by=request.actor, on=request.on),
        gettext("银行文件已生成。"),
    )


@route(needs("kernel.money.close"))
@require_POST
def close(request: Request, pk: UUID) -> HttpResponse:
    """Close the batch; a line that stays open on purpose has its reason in `carry-<line id>`."""

    def run(found: PaymentBatch) -> PaymentBatch:
        written = {
            parse_id(name.removeprefix("carry-")): str(reason)
            for name, reason in request.POST.items()
            if name.startswith("carry-") and str(reason).strip()
        }
        carry = {line: reason for line, reason in written.items() if line is not None}
        if len(carry) != len(written):
            raise NotThere("支付明细")
        return actions.close_batch(
            batch=found,
            carry=carry,
            by=request.actor,
            on=request.on,
            expect_version=_signature(request)["expect_version"],
        )

    return _do(request, pk, run, gettext("批次已关账。"))


@route(needs("kernel.money.view"))
@require_POST
def settle(request: Request, pk: UUID) -> HttpResponse:
    """Decide about the ticked lines: pay again, give back to the fund, or note as recovered."""
    verb = request.POST.get("verb", "")
    if verb == "reissue":
        return _do(
            request,
            pk,
            lambda found: _reissue(request, found),
            gettext("已编制重发批次，待审核。"),
            lambda made: reverse("payments.batch", args=[made.pk]),
        )
    decide = {"release": actions.release_lines, "recover": actions.recover_lines}.get(verb)
    done = {"release": gettext("已退回资金来源。"), "recover": gettext("已登记追回。")}.get(verb, "")

    def run(found: PaymentBatch) -> Any:
        if decide is None:
            raise Refused("unknown_verb", "没有这种处理方式。")
        return decide(
            district=found.area,
            line_ids=[line.pk for line in _ticked(request, found)],
            reason=request.POST.get("reason", ""),
            by=request.actor,
            on=request.on,
        )

    return _do(request, pk, run, done)


def _reissue(request: Request, found: PaymentBatch) -> PaymentBatch:
    return reissue_to_present_accounts(
        district=found.area, lines=_ticked(request, found), by=request.actor, on=request.on
    )


def _ticked(request: Request, found: PaymentBatch) -> list[PaymentLine]:
    """The ticked lines of this batch; nothing ticked is nothing done."""
    wanted = request.POST.getlist("line")
    lines = [row for row in batches.list_came_back(found) if str(row.pk) in wanted]
    if not lines or len(lines) != len(wanted):
        raise Refused("empty_selection", "没有选择任何支付，或所选支付已被他人处理。", fix="请重新勾选。")
    return lines
