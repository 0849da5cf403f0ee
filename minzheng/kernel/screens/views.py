"""The pages of a plain register: list, record, create, edit, the register's verbs, looking up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from minzheng.kernel.access.routes import SIGNED_IN, needs, route
from minzheng.kernel.problems import NotThere, Problem
from minzheng.kernel.screens.cells import cell, row_of, title_of
from minzheng.kernel.screens.history import list_happenings
from minzheng.kernel.screens.importing import list_import_kinds
from minzheng.kernel.screens.listing import list_page
from minzheng.kernel.screens.related import list_related
from minzheng.kernel.screens.sheets import Sheet, find_sheet, list_sheets
from minzheng.kernel.screens.submitting import Submission, is_offered, sentence_of, submission
from minzheng.kernel.screens.verbs import Verb, list_verbs

View = Any


def templates_for(sheet: Sheet, name: str) -> list[str]:
    """A register's own template wins over the general one."""
    return [f"{sheet.slug}/{name}", f"screens/{name}"]


def can(sheet: Sheet, verb: str, actor: Any) -> bool:
    """Whether create or edit is offered: plainly or by the register's own action, and allowed."""
    return is_offered(sheet, verb) and sheet.allows(actor, verb)


def listing(sheet: Sheet) -> View:
    """The list, or only its results when a filter or page link swaps them."""

    @route(needs(sheet.permission("view")))
    @require_GET
    def view(request: HttpRequest) -> HttpResponse:
        actor: Any = request.actor  # type: ignore[attr-defined]
        page = list_page(sheet, request.GET, actor)
        context = {
            "sheet": sheet,
            "page": page,
            "rows": [row_of(sheet, record, actor) for record in page.rows],
            "tabs": _tabs(sheet),
            "verbs": [
                (verb, sheet.url(verb.name))
                for verb in list_verbs(sheet, on_record=False)
                if actor.has(verb.permission)
            ],
            "may_create": can(sheet, "create", actor),
            "may_export": sheet.allows(actor, "export"),
            "may_import": sheet.allows(actor, "import") and bool(list_import_kinds(sheet, actor)),
        }
        swap = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined]
        return render(
            request, "screens/_results.html" if swap else templates_for(sheet, "list.html"), context
        )

    return view


def _tabs(sheet: Sheet) -> list[tuple[Sheet, str]]:
    """The tables of one register beside each other, when there are several."""
    beside = [one for one in list_sheets() if one.plate is sheet.plate]
    named = [(one, gettext(str(one.model._meta.verbose_name))) for one in beside]
    return named if len(named) > 1 else []


def detail(sheet: Sheet) -> View:
    """One record: fields, related rows, history."""

    @route(needs(sheet.permission("view")))
    @require_GET
    def view(request: HttpRequest, pk: str) -> HttpResponse:
        actor: Any = request.actor  # type: ignore[attr-defined]
        record = sheet.get(pk)
        context = {
            "sheet": sheet,
            "record": record,
            "title": title_of(record),
            "fields": [(column, cell(column, record, actor)) for column in sheet.detail_columns],
            "related": list_related(record, actor),
            "happenings": list_happenings(sheet, record.pk),
            "verbs": _allowed_verbs(sheet, record, actor),
            "edit_url": sheet.record_url(pk, "edit") if can(sheet, "edit", actor) else "",
        }
        return render(request, templates_for(sheet, "detail.html"), context)

    return view


def _allowed_verbs(sheet: Sheet, record: Any, actor: Any) -> list[tuple[Verb, str]]:
    area = getattr(record, "area_id", None)
    return [
        (verb, sheet.record_url(record.pk, verb.name))
        for verb in list_verbs(sheet, on_record=True)
        if (actor.may(verb.permission, area) if area is not None else actor.has(verb.permission))
    ]


def creating(sheet: Sheet) -> View:
    """A new record, plainly or through the register's own action."""

    @route(needs(sheet.permission("create")))
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest) -> HttpResponse:
        return _submit(request, submission(sheet, "create", record=None, **_who(request)))

    return view


def editing(sheet: Sheet) -> View:
    """A change to a record; the version that was read travels in the form."""

    @route(needs(sheet.permission("edit")))
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: str) -> HttpResponse:
        return _submit(request, submission(sheet, "edit", record=sheet.get(pk), **_who(request)))

    return view


def doing(sheet: Sheet, verb: Verb) -> View:
    """One of the register's own verbs, on a record or on none."""

    @route(needs(verb.permission))
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: str = "") -> HttpResponse:
        record = sheet.get(pk) if verb.info.subject else None
        return _submit(request, Submission(sheet, verb.name, verb, record, **_who(request)))

    return view


def _who(request: Any) -> dict[str, Any]:
    return {"by": request.actor, "on": request.on}


def _submit(request: HttpRequest, doing: Submission) -> HttpResponse:
    form = doing.form(_posted(request))
    if request.method == "POST" and form.is_valid():
        version = request.POST.get("version", "")
        number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
        try:
            answer = doing.run(form.cleaned_data, version=number)
        except Problem as problem:
            add_problem(form, problem)
        else:
            return _done(request, doing, answer)
    return _form_page(request, doing, form)


def _done(request: HttpRequest, doing: Submission, answer: Any) -> HttpResponse:
    sheet = doing.sheet
    if isinstance(answer, str):  # shown once and kept nowhere, for instance an unmasked value
        back = sheet.record_url(doing.record.pk) if doing.record is not None else sheet.url()
        shown = {"sheet": sheet, "title": _title(doing), "answer": answer, "back_url": back}
        return render(request, "screens/answer.html", shown)
    messages.success(request, gettext("已办理：%(verb)s。") % {"verb": _title(doing)})
    found = doing.record if doing.record is not None else answer
    return redirect(sheet.record_url(found.pk) if isinstance(found, sheet.model) else sheet.url())


def _title(doing: Submission) -> str:
    if doing.own is not None:
        return doing.own.title
    return gettext("新建") if doing.verb == "create" else gettext("修改")


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _form_page(request: HttpRequest, doing: Submission, form: Any) -> HttpResponse:
    sheet, record = doing.sheet, doing.record
    context = {
        "sheet": sheet,
        "form": form,
        "title": _title(doing),
        "names_sheet": doing.verb == "create",
        "submit": gettext("保存") if doing.verb in ("create", "edit") else _title(doing),
        "record": record,
        "record_title": title_of(record) if record is not None else "",
        "back_url": sheet.record_url(record.pk) if record is not None else sheet.url(),
        "version": request.POST.get("version") or getattr(record, "version", None),
        "has_version_field": "version" in form.fields,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, templates_for(sheet, "form.html"), context, status=status)


def add_problem(form: Any, problem: Problem) -> None:
    """Put a problem where the person can see it: at its field, else above the form."""
    form.add_error(problem.column if problem.column in form.fields else None, sentence_of(problem))


@route(SIGNED_IN)
@require_GET
def lookup(request: HttpRequest, key: str) -> HttpResponse:
    """Options for a record picker: the first matches of what was typed, in the actor's scope."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    try:
        sheet = find_sheet(key)
    except KeyError:
        raise NotThere("页面") from None
    if not sheet.allows(actor, "view"):
        raise NotThere("页面")
    query = QueryDict(mutable=True)
    query["q"] = next((str(value) for name, value in request.GET.items() if name.endswith("_search")), "")
    page = list_page(sheet, query, actor, size=20)
    options = [(record.pk, title_of(record), _hint(sheet, record)) for record in page.rows]
    return render(request, "screens/_options.html", {"options": options, "empty": _("没有符合的记录")})


def _hint(sheet: Sheet, record: Any) -> str:
    """What tells two records of one name apart: the next column of the list."""
    shown = [cell(column, record).text for column in sheet.list_columns[1:3]]
    return " · ".join(shown)
