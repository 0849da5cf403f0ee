"""The operations that every register gets: list, record, create, edit, and its named verbs."""

# no `from __future__ import annotations`: the types of each register are made here, at run time

from typing import Any, Literal

from django.forms.models import model_to_dict
from django.http import HttpRequest, QueryDict
from ninja import Field, Path, Query, Router, Schema, Status
from pydantic import ConfigDict, create_model

from minzheng.kernel.access.routes import needs, route
from minzheng.kernel.screens.listing import COUNT_LIMIT, PAGE_SIZE, list_page
from minzheng.kernel.screens.sheets import Sheet
from minzheng.kernel.screens.submitting import Submission, is_offered, problems_of, submission
from minzheng.kernel.screens.verbs import Verb, find_own, list_verbs
from minzheng.shell.api import schemas

REFUSALS = frozenset({400, 401, 403, 404, 409, 422})
_QUERY: Any = Query(...)  # type: ignore[type-arg]
_KEY: Any = Path(  # type: ignore[type-arg]
    ..., max_length=64, pattern=r"^[-0-9A-Za-z_]+$", description="记录编号"
)


def router_of(sheet: Sheet) -> Router:
    """All operations of one sheet."""
    router = Router(tags=[sheet.plate.en])
    item = schemas.record_out(sheet)
    _add_list(router, sheet, item)
    if sheet.main and is_offered(sheet, "create"):
        _add_create(router, sheet, item)
    for verb in list_verbs(sheet, on_record=False):
        _add_verb(router, sheet, verb)
    _add_detail(router, sheet, item)
    if sheet.main and is_offered(sheet, "edit"):
        _add_edit(router, sheet, item)
    for verb in list_verbs(sheet, on_record=True):
        _add_verb(router, sheet, verb)
    return router


def _answers(item: Any, status: int = 200) -> dict[Any, Any]:
    return {status: item, REFUSALS: schemas.ProblemOut}


def _id(sheet: Sheet, verb: str) -> str:
    return f"{sheet.key}.{verb}".replace(".", "_")


def _query_type(sheet: Sheet) -> Any:
    sorts = [column.name for column in sheet.list_columns if column.sortable]
    fields: dict[str, Any] = {
        "q": (str | None, Field(None, max_length=200, description="检索词")),
        "page": (int, Field(1, ge=1, le=COUNT_LIMIT // PAGE_SIZE)),
    }
    if sorts:
        fields["sort"] = (Literal[(*sorts, *(f"-{name}" for name in sorts))] | None, None)
    if sheet.area_path:
        fields["area"] = (int | None, Field(None, ge=0, le=2**31 - 1, description="区域编号，含下级"))
    base = type("Base", (Schema,), {"model_config": ConfigDict(extra="allow")})
    return create_model(schemas.type_name(sheet, "Query"), __base__=base, **fields)


def _add_list(router: Router, sheet: Sheet, item: Any) -> None:
    query_type = _query_type(sheet)

    @router.get(
        "/",
        response=_answers(schemas.page_out(sheet, item)),
        operation_id=_id(sheet, "list"),
        summary=f"{sheet.plate.zh}：列表",
        exclude_none=False,
    )
    @route(needs(sheet.permission("view")))
    def list_records(request: HttpRequest, asked: query_type = _QUERY) -> Any:  # type: ignore[valid-type]  # noqa: ARG001
        query = QueryDict(mutable=True)
        query.update({name: value[0] for name, value in request.GET.lists() if value})
        page = list_page(sheet, query, request.actor)  # type: ignore[attr-defined]
        if not page.filters.is_valid():
            raise problems_of(page.filters.form)
        return {
            "items": [schemas.record_dict(sheet, record) for record in page.rows],
            "page": page.number,
            "has_next": page.has_next,
            "count": page.count,
            "more_than_counted": page.more_than_counted,
        }


def _add_detail(router: Router, sheet: Sheet, item: Any) -> None:
    @router.get(
        "/{pk}",
        response=_answers(item),
        operation_id=_id(sheet, "detail"),
        summary=f"{sheet.plate.zh}：单条",
    )
    @route(needs(sheet.permission("view")))
    def get_record(request: HttpRequest, pk: str = _KEY) -> Any:  # noqa: ARG001
        return schemas.record_dict(sheet, sheet.get(pk))


def _add_create(router: Router, sheet: Sheet, item: Any) -> None:
    own = find_own(sheet, "create")
    body = (
        schemas.verb_in(sheet, "create", own.shape, on_record=False)
        if own
        else schemas.record_in(sheet, partial=False)
    )

    @router.post(
        "/",
        response=_answers(item, 201),
        operation_id=_id(sheet, "create"),
        summary=f"{sheet.plate.zh}：新建",
    )
    @route(needs(sheet.permission("create")))
    def create(request: HttpRequest, payload: body) -> Any:  # type: ignore[valid-type]
        doing = submission(sheet, "create", record=None, **_who(request))
        return Status(201, _submit(doing, payload, {}))


def _add_edit(router: Router, sheet: Sheet, item: Any) -> None:
    own = find_own(sheet, "edit")
    body = (
        schemas.verb_in(sheet, "edit", own.shape, on_record=True)
        if own
        else schemas.record_in(sheet, partial=True)
    )

    @router.patch(
        "/{pk}",
        response=_answers(item),
        operation_id=_id(sheet, "edit"),
        summary=f"{sheet.plate.zh}：修改",
    )
    @route(needs(sheet.permission("edit")))
    def edit(request: HttpRequest, payload: body, pk: str = _KEY) -> Any:  # type: ignore[valid-type]
        record = sheet.get(pk)
        start = model_to_dict(record, sheet.edit_names)
        return _submit(submission(sheet, "edit", record=record, **_who(request)), payload, start)


def _add_verb(router: Router, sheet: Sheet, verb: Verb) -> None:
    on_record = bool(verb.info.subject)
    body = schemas.verb_in(sheet, verb.name, verb.shape, on_record=on_record)

    @router.post(
        f"/{{pk}}/{verb.name}" if on_record else f"/{verb.name}",
        response=_answers(schemas.AnswerOut),
        operation_id=_id(sheet, verb.name),
        summary=f"{sheet.plate.zh}：{verb.title}",
    )
    @route(needs(verb.permission))
    def run(request: HttpRequest, payload: body, pk: str = _KEY if on_record else "") -> Any:  # type: ignore[valid-type]
        record = sheet.get(pk) if on_record else None
        doing = Submission(sheet, verb.name, verb, record, **_who(request))
        start = model_to_dict(record, sheet.edit_names) if record and verb.shape.changes_name else {}
        return _submit(doing, payload, start)


def _who(request: Any) -> dict[str, Any]:
    return {"by": request.actor, "on": request.on, "money": "fen"}


def _submit(doing: Submission, payload: Any, start: dict[str, Any]) -> Any:
    form = doing.form(schemas.as_form_data(payload, start))
    if not form.is_valid():
        raise problems_of(form)
    answer = doing.run(form.cleaned_data, version=getattr(payload, "version", None))
    if isinstance(answer, doing.sheet.model):
        # read again: the answer must show what the person may see and what the database keeps
        return schemas.record_dict(doing.sheet, doing.sheet.get(str(answer.pk)))
    return {"id": None, "title": doing.sheet.title, "answer": answer if isinstance(answer, str) else None}
