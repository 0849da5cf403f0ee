"""Before a view runs: who asks, what may be seen, and whether this route is allowed at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from minzheng.kernel import clock
from minzheng.kernel.access.actors import Actor, actor_for
from minzheng.kernel.access.models import User
from minzheng.kernel.access.routes import PUBLIC, Rule
from minzheng.kernel.problems import NotThere, Problem


class ScopeMiddleware:
    """Sets `request.actor` and opens its scope for the whole request; fails closed without one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = self._actor(request)
        request.actor = actor  # type: ignore[attr-defined]
        if actor is None:
            return self.get_response(request)
        with actor.in_scope():
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        rule = rule_of(view)
        if rule is None:
            raise LookupError(f"路由没有声明访问规则：{request.path}")
        if rule == PUBLIC:
            return None
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        if actor is None:
            return self._ask_to_sign_in(request)
        rule.check(actor)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Problem):
            return None
        if wants_json(request):
            return JsonResponse(error.as_dict(), status=error.http_status)
        template = "web/not_found.html" if isinstance(error, NotThere) else "web/problem.html"
        return render(request, template, {"problem": error}, status=error.http_status)

    def _actor(self, request: HttpRequest) -> Actor | None:
        user = request.user
        if not isinstance(user, User) or not user.is_active:
            return None
        return actor_for(user, on=clock.today())

    def _ask_to_sign_in(self, request: HttpRequest) -> HttpResponse:
        if wants_json(request):
            problem = {"code": "not_signed_in", "message": "请先登录。"}
            return JsonResponse(problem, status=401)
        return redirect_to_login(request.get_full_path())


def rule_of(view: Callable[..., Any]) -> Rule | None:
    """The declared rule of a view, of its class, or of the module's list of foreign views."""
    for candidate in (view, getattr(view, "view_class", None), getattr(view, "__wrapped__", None)):
        rule = getattr(candidate, "route_rule", None)
        if rule is not None:
            return rule  # type: ignore[no-any-return]
    return None


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
