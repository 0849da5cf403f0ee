"""The bank's answers and the finance desk's lists."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from minzheng.kernel.access.routes import needs, route
from minzheng.kernel.money.actions import ReturnResult, pick_up_returns, take_return_body
from minzheng.kernel.money.bank_folder import folder
from minzheng.kernel.money.models import ReturnFile
from minzheng.lines.assistance.payments.forms import ReturnFileForm
from minzheng.lines.assistance.payments.queries.batches import list_waiting
from minzheng.lines.assistance.payments.views.requests import Request

_FILES_SHOWN = 20
_ERRORS_SHOWN = 200
_TITLES = {
    "to_send": _("已审批，待送银行"),
    "unanswered": _("已送银行，未全部答复"),
    "came_back": _("退回待处理"),
    "to_close": _("已全部答复，待关账"),
}


@route(needs("kernel.money.answer"))
@require_GET
def waiting(request: Request) -> HttpResponse:
    """What finance has to do: send, wait, handle what came back, close; and the bank's files."""
    return _show(request, ReturnFileForm())


def _show(request: Request, form: ReturnFileForm, results: list[ReturnResult] | None = None) -> HttpResponse:
    context = {
        "lists": list_waiting(),
        "titles": _TITLES,
        "form": form,
        "results": [_result(each) for each in results or ()],
        "picked_up_nothing": results == [],
        "lying": _lying(),
        "files": ReturnFile.objects.select_related("area").order_by("-taken_on", "-event_sequence")[
            :_FILES_SHOWN
        ],
    }
    return render(request, "assistance/payments/waiting.html", context)


def _lying() -> list[str]:
    return sorted(path.name for path in folder("in").glob("*.csv") if not path.name.startswith("."))


def _result(each: ReturnResult) -> dict[str, Any]:
    words = {
        "taken": (gettext("已接收"), "success"),
        "unchanged": (gettext("以前已接收，没有变化"), ""),
        "refused": (gettext("整个文件未接收"), "error"),
    }
    zh, tone = words[each.state]
    return {"result": each, "zh": zh, "tone": tone, "errors": each.errors[:_ERRORS_SHOWN]}


@route(needs("kernel.money.answer"))
@require_POST
def upload(request: Request) -> HttpResponse:
    """Take a return file whole, or show every error of it."""
    form = ReturnFileForm(request.POST, request.FILES)
    if not form.is_valid():
        response = _show(request, form)
        response.status_code = 422
        return response
    file = form.cleaned_data["file"]
    result = take_return_body(content=file.read(), name=file.name, by=request.actor, on=request.on)
    response = _show(request, ReturnFileForm(), [result])
    response.status_code = 422 if result.state == "refused" else 200
    return response


@route(needs("kernel.money.answer"))
@require_POST
def pick_up(request: Request) -> HttpResponse:
    """Take every file that the bank put into the folder."""
    return _show(request, ReturnFileForm(), pick_up_returns(by=request.actor, on=request.on))
