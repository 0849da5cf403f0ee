"""Every route says who may call it; one that does not, fails the build."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from minzheng.kernel.access.plates import list_permissions
from minzheng.kernel.access.routes import Rule
from minzheng.shell.web.middleware import ScopeMiddleware, rule_of

#: everything that answers without a person: kept here so that an addition is seen
PUBLIC_ROUTES = {
    "accounts/login/",
    "accounts/logout/",
    "preferences/",
    "api/openapi.json",
    "api/",
    "public/",
    "public/areas/",
    "public/areas.csv",
}


def walk(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        place = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, place)
        else:
            yield place, pattern


def list_routes() -> list[tuple[str, URLPattern]]:
    return list(walk(get_resolver()))


def rules_of(view: Any) -> list[Rule | None]:
    return [*getattr(view, "route_rules", {}).values()] or [rule_of(view)]


def test_every_route_declares_a_rule() -> None:
    routes = list_routes()
    assert len(routes) > 100
    undeclared = [place for place, pattern in routes if None in rules_of(pattern.callback)]
    assert undeclared == []


def test_public_routes_are_the_known_ones() -> None:
    public = {
        place
        for place, pattern in list_routes()
        if any(r.kind == "public" for r in rules_of(pattern.callback))
    }  # type: ignore[union-attr]
    assert public == PUBLIC_ROUTES


def test_permissions_asked_for_stand_on_a_plate() -> None:
    known = list_permissions()
    for place, pattern in list_routes():
        for rule in rules_of(pattern.callback):
            assert rule is not None
            assert rule.kind != "permission" or rule.permission in known, place


def test_undeclared_view_is_refused() -> None:
    def forgotten(request: Any) -> HttpResponse:
        return HttpResponse("secret")

    request = RequestFactory().get("/")
    request.actor = None  # type: ignore[attr-defined]
    with pytest.raises(LookupError):
        ScopeMiddleware(forgotten).process_view(request, forgotten, (), {})


def test_handlers_of_errors_are_declared() -> None:
    resolver = get_resolver()
    for code in (400, 403, 404, 500):
        assert rule_of(resolver.resolve_error_handler(code)) is not None
