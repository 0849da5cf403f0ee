"""The typed interface: every register's operations and those that registers add, in one OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.security import APIKeyCookie, HttpBearer

from minzheng import discovery
from minzheng.kernel.access.plates import list_plates
from minzheng.kernel.access.routes import PUBLIC, SIGNED_IN, Rule
from minzheng.kernel.problems import Problem
from minzheng.kernel.screens.addresses import load_rooms
from minzheng.kernel.screens.sheets import list_sheets
from minzheng.shell.api.registers import router_of

_CODES = {400: "bad_request", 401: "not_signed_in", 403: "refused", 404: "not_there", 405: "method"}


class SessionCookie(APIKeyCookie):
    """The workbench's own session; unsafe calls carry X-CSRFToken. The middleware has read who it is."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:  # noqa: ARG002
        return getattr(request, "actor", None)


class BearerKey(HttpBearer):
    """Authorization: Bearer mz_…; the middleware has checked the key."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ARG002
        return request.actor if getattr(request, "bearer", False) else None  # type: ignore[attr-defined]


def build_api() -> NinjaAPI:
    """The interface with every register found."""
    load_rooms()
    api = NinjaAPI(
        title="民政 minzheng",
        version="1.0.0",
        description="区民政局业务接口。金额一律为整数分；错误一律为 {code, message, row?, column?, fix?}。",
        docs_url=None,
        auth=[BearerKey(), SessionCookie()],
        urls_namespace="api",
    )
    _say_errors_in_one_shape(api)
    for prefix, router in _list_routers():
        _publish_permissions(prefix, router)
        api.add_router(prefix, router)
    return api


def _list_routers() -> Iterable[tuple[str, Router]]:
    """Registers' own routers first, so that their paths win over the general `/{pk}`."""
    slugs = {plate.name: f"/{plate.slug}" for plate in list_plates()}
    for name in discovery.find_everywhere("api"):
        module = import_module(name)
        room = name.rpartition(".")[0]
        yield getattr(module, "prefix", slugs.get(room, f"/{room.rpartition('.')[2]}")), module.router
    for sheet in sorted(list_sheets(), key=lambda sheet: sheet.main):
        yield f"/{sheet.slug}", router_of(sheet)


def _publish_permissions(prefix: str, router: Router) -> None:
    for path, operation in _operations(router):
        rule = getattr(operation.view_func, "route_rule", None)
        if rule is None:
            raise LookupError(f"接口没有声明访问规则：{prefix}{path}")
        told = rule.permission if rule.kind == "permission" else rule.kind
        operation.openapi_extra = {**(operation.openapi_extra or {}), "x-permission": told}


def _operations(router: Router) -> Iterable[tuple[str, Any]]:
    for path, view in router.path_operations.items():
        for operation in view.operations:
            yield path, operation


def list_urls(api: NinjaAPI) -> tuple[list[Any], str, str]:
    """The interface's addresses, each with the rule of every method, for the middleware to check first."""
    patterns, app, namespace = api.urls
    rules = _rules_by_view(api)
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            _mark(pattern, rules)
    return patterns, app, namespace


def _mark(pattern: URLPattern, rules: dict[str, dict[str, Rule]]) -> None:
    view: Any = pattern.callback
    found = rules.get(str(pattern.pattern).replace("<", "{").replace(">", "}"))
    view.route_rules = found or {}
    view.route_rule = SIGNED_IN if found else PUBLIC


def _rules_by_view(api: NinjaAPI) -> dict[str, dict[str, Rule]]:
    """address → method → rule; the first declared wins, as Django's resolver does."""
    found: dict[str, dict[str, Rule]] = {}
    for prefix, router in api._routers:
        for path, operation in _operations(router):
            address = "/".join(part for part in (prefix.strip("/"), path.lstrip("/")) if part is not None)
            methods = found.setdefault(address.replace("//", "/"), {})
            for method in operation.methods:
                methods.setdefault(method, operation.view_func.route_rule)
    return found


def _say_errors_in_one_shape(api: NinjaAPI) -> None:
    def answer(request: HttpRequest, status: int, body: dict[str, Any]) -> HttpResponse:
        return api.create_response(request, body, status=status)

    @api.exception_handler(Problem)
    def on_problem(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(request, error.http_status, error.as_dict())

    @api.exception_handler(ValidationError)
    def on_invalid(request: HttpRequest, error: Any) -> HttpResponse:
        found = [_invalid(one) for one in error.errors]
        return answer(request, 422, {**found[0], "errors": found})

    @api.exception_handler(HttpError)
    def on_http(request: HttpRequest, error: Any) -> HttpResponse:
        code = _CODES.get(error.status_code, "refused")
        return answer(request, error.status_code, {"code": code, "message": _WORDS.get(code, "请求被拒绝。")})

    @api.exception_handler(Http404)
    def on_missing(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
        return answer(request, 404, {"code": "not_there", "message": _WORDS["not_there"]})


_WORDS = {
    "bad_request": "请求内容无法识别，应为 JSON。",
    "not_signed_in": "请先登录。",
    "refused": "页面已过期或缺少校验，请刷新后重试。",
    "not_there": "没有找到该记录，或您无权查看。",
    "method": "该地址不支持这种操作。",
}


def _invalid(error: dict[str, Any]) -> dict[str, Any]:
    place = [
        str(part)
        for part in error.get("loc", ())
        if part not in ("body", "query", "path", "payload", "asked")
    ]
    kind = str(error.get("type", ""))
    words = _BY_TYPE.get(kind, "取值不符合要求。")
    return {"code": kind or "invalid", "message": words, "column": ".".join(place) or None}


_BY_TYPE = {
    "missing": "缺少必填项。",
    "extra_forbidden": "没有这个字段。",
    "literal_error": "不在允许的取值之内。",
    "int_parsing": "应为整数。",
    "int_type": "应为整数。",
    "int_from_float": "应为整数。",
    "date_from_datetime_parsing": "日期应写成 2025-07-01 的形式。",
    "date_parsing": "日期应写成 2025-07-01 的形式。",
    "string_type": "应为文字。",
    "bool_parsing": "应为 true 或 false。",
    "json_invalid": "请求内容不是有效的 JSON。",
}
