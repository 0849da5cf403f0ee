"""The pages of a plain register: list, record, create, edit, the register's verbs, looking up."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from minzheng.kernel.access.routes import SIGNED_IN, needs, route
from minzheng.kernel.problems import NotThere, Problem
from minzheng.kernel.screens.actions import create_record, edit_record, is_generic
from minzheng.kernel.screens.cells import cell, row_of, title_of
from minzheng.kernel.screens.forms import form_for
from minzheng.kernel.screens.history import list_happenings
from minzheng.kernel.screens.importing import list_import_kinds
from minzheng.kernel.screens.listing import list_page
from minzheng.kernel.screens.related import list_related
from minzheng.kernel.screens.sheets import Sheet, find_sheet
from minzheng.kernel.screens.verbs import Verb, find_own, list_verbs, verb_form

View = Any


def templates_for(sheet: Sheet, name: str) -> list[str]:
    """A register's own template wins over the general one."""
    return [f"{sheet.slug}/{name}", f"screens/{name}"]


def can(sheet: Sheet, verb: str, actor: Any) -> bool:
    """Whether create or edit is offered: plainly or by the register's own action, and allowed."""
    offered = is_generic(sheet, verb) or find_own(sheet, verb) is not None
    return offered and sheet.allows(actor, verb)


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
            "may_create": can(sheet, "create", actor),
            "may_export": sheet.allows(actor, "export"),
            "may_import": sheet.main and sheet.allows(actor, "import") and bool(list_import_kinds(sheet)),
        }
        swap = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined]
        return render(
            request, "screens/_results.html" if swap else templates_for(sheet, "list.html"), context
        )

    return view


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
    if not sheet.main:
        return []
    area = getattr(record, "area_id", None)
    return [
        (verb, sheet.record_url(record.pk, verb.name))
        for verb in list_verbs(sheet)
        if (actor.may(verb.permission, area) if area is not None else actor.has(verb.permission))
    ]


def creating(sheet: Sheet) -> View:
    """A new record, plainly or through the register's own action."""

    @route(needs(sheet.permission("create")))
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest) -> HttpResponse:
        own = find_own(sheet, "create")
        if own is not None:
            return _run_verb(request, sheet, own, None)
        if not is_generic(sheet, "create"):
            raise NotThere("页面")
        return _plain_form(request, sheet, "create", None)

    return view


def editing(sheet: Sheet) -> View:
    """A change to a record; the version that was read travels in the form."""

    @route(needs(sheet.permission("edit")))
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: str) -> HttpResponse:
        record = sheet.get(pk)
        own = find_own(sheet, "edit")
        if own is not None:
            return _run_verb(request, sheet, own, record)
        if not is_generic(sheet, "edit"):
            raise NotThere("页面")
        return _plain_form(request, sheet, "edit", record)

    return view


def doing(sheet: Sheet, verb: Verb) -> View:
    """One of the register's own verbs on a record."""

    @route(needs(verb.permission))
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: str) -> HttpResponse:
        return _run_verb(request, sheet, verb, sheet.get(pk))

    return view


def _plain_form(request: HttpRequest, sheet: Sheet, verb: str, record: Any) -> HttpResponse:
    actor: Any = request.actor  # type: ignore[attr-defined]
    form = form_for(sheet, actor, verb, data=_posted(request), record=copy(record) if record else None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save_plainly(request, sheet, verb, record, form.cleaned_data)
        except Problem as problem:
            add_problem(form, problem)
        else:
            messages.success(request, gettext("已保存。"))
            return redirect(sheet.record_url(saved.pk))
    title = gettext("新建") if verb == "create" else gettext("修改")
    return _form_page(request, sheet, form, title, record)


def _save_plainly(request: Any, sheet: Sheet, verb: str, record: Any, values: dict[str, Any]) -> Any:
    if verb == "create":
        return create_record(sheet=sheet, values=values, by=request.actor, on=request.on)
    version = request.POST.get("version", "")
    return edit_record(
        sheet=sheet,
        record=record,
        values=values,
        expect_version=int(version) if version.isascii() and version.isdigit() else 0,
        by=request.actor,
        on=request.on,
    )


def _run_verb(request: HttpRequest, sheet: Sheet, verb: Verb, record: Any) -> HttpResponse:
    actor: Any = request.actor  # type: ignore[attr-defined]
    form = verb_form(verb, actor, data=_posted(request), record=record)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        version = values.pop("version", None)
        try:
            answer = verb.run(record=record, values=values, by=actor, on=request.on, version=version)  # type: ignore[attr-defined]
        except Problem as problem:
            add_problem(form, problem)
        else:
            if isinstance(answer, str):  # shown once and kept nowhere, for instance an unmasked value
                shown = {
                    "sheet": sheet,
                    "title": verb.title,
                    "answer": answer,
                    "back_url": sheet.record_url(record.pk),
                }
                return render(request, "screens/answer.html", shown)
            messages.success(request, gettext("已办理：%(verb)s。") % {"verb": verb.title})
            found = record if record is not None else answer
            return redirect(sheet.record_url(found.pk) if isinstance(found, sheet.model) else sheet.url())
    return _form_page(request, sheet, form, verb.title, record)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _form_page(request: HttpRequest, sheet: Sheet, form: Any, title: str, record: Any) -> HttpResponse:
    context = {
        "sheet": sheet,
        "form": form,
        "title": title,
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
    words = gettext(problem.message) + (gettext(problem.fix) if problem.fix else "")
    form.add_error(problem.column if problem.column in form.fields else None, words)


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
    query["q"] = next((value for name, value in request.GET.items() if name.endswith("_search")), "")
    page = list_page(sheet, query, actor, size=20)
    options = [(record.pk, title_of(record), _hint(sheet, record)) for record in page.rows]
    return render(request, "screens/_options.html", {"options": options, "empty": _("没有符合的记录")})


def _hint(sheet: Sheet, record: Any) -> str:
    """What tells two records of one name apart: the next column of the list."""
    shown = [cell(column, record).text for column in sheet.list_columns[1:3]]
    return " · ".join(shown)
