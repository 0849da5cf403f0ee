"""Before a view runs: who asks, what may be seen, and whether this route is allowed at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

from minzheng.kernel import clock
from minzheng.kernel.access.actors import Actor, actor_for
from minzheng.kernel.access.models import User
from minzheng.kernel.access.routes import PUBLIC, Rule
from minzheng.kernel.problems import NotThere, Problem, Refused
from minzheng.shell.api.keys import user_of_key

Respond = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """The language a person chose (a cookie), else simplified Chinese whatever the browser prefers."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class ScopeMiddleware:
    """Sets `request.actor` and `request.on`, opens the actor's scope for the whole request; fails closed."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.on = clock.today()  # type: ignore[attr-defined]
        try:
            actor = self._actor(request)
        except Problem as problem:
            return self._answer(request, problem)
        request.actor = actor  # type: ignore[attr-defined]
        if actor is None:
            return self.get_response(request)
        with actor.in_scope():
            return self._private(self.get_response(request))

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        rule = rule_of(view, request.method or "")
        if rule is None:
            raise LookupError(f"路由没有声明访问规则：{request.path}")
        if rule == PUBLIC:
            return None
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        if actor is None:
            return self._ask_to_sign_in(request)
        try:
            rule.check(actor)
        except Problem as problem:
            return self._answer(request, problem)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return self._answer(request, error) if isinstance(error, Problem) else None

    def _answer(self, request: HttpRequest, problem: Problem) -> HttpResponse:
        if wants_json(request):
            return JsonResponse(problem.as_dict(), status=problem.http_status)
        template = "web/not_found.html" if isinstance(problem, NotThere) else "web/problem.html"
        return render(request, template, {"problem": problem}, status=problem.http_status)

    def _actor(self, request: HttpRequest) -> Actor | None:
        key = request.headers.get("Authorization", "")
        user: Any = request.user
        if key and wants_json(request):
            user = user_of_key(key, on=request.on)  # type: ignore[attr-defined]
            if user is None:
                raise NotSignedIn
            request.bearer = True  # type: ignore[attr-defined]
        if not isinstance(user, User) or not user.is_active:
            return None
        return actor_for(user, on=request.on)  # type: ignore[attr-defined]

    def _ask_to_sign_in(self, request: HttpRequest) -> HttpResponse:
        if wants_json(request):
            return self._answer(request, NotSignedIn())
        return redirect_to_login(request.get_full_path())

    @staticmethod
    def _private(response: HttpResponse) -> HttpResponse:
        """Nothing a signed-in person saw stays in a shared computer's cache."""
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class NotSignedIn(Refused):
    """Nobody is signed in, or the key is unknown, expired or revoked: all answer alike."""

    http_status = 401

    def __init__(self) -> None:
        super().__init__("not_signed_in", "请先登录。", fix="登录后重试，或使用有效的接口密钥。")


def rule_of(view: Callable[..., Any], method: str = "") -> Rule | None:
    """The declared rule of a view (of its class, of what it wraps); an interface has one a method."""
    by_method: dict[str, Rule] = getattr(view, "route_rules", {})
    if method in by_method:
        return by_method[method]
    for candidate in (view, getattr(view, "view_class", None), getattr(view, "__wrapped__", None)):
        rule = getattr(candidate, "route_rule", None)
        if rule is not None:
            return rule  # type: ignore[no-any-return]
    return None


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
