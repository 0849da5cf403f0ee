"""Log-in, log-out, preferences, interface keys, the demo's day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from minzheng.kernel.access.routes import PUBLIC, SIGNED_IN, needs, route
from minzheng.kernel.ids import parse_id
from minzheng.kernel.problems import Problem, Unreadable
from minzheng.kernel.screens.submitting import sentence_of
from minzheng.shell.api.actions import issue_key, revoke_key
from minzheng.shell.api.models import ApiKey
from minzheng.shell.web.actions import move_demo_clock
from minzheng.shell.web.context import THEMES

_YEAR = 365 * 24 * 3600


@route(PUBLIC)
class LogIn(LoginView):
    """An unknown user and a wrong password get the same words after the same hashing work."""

    template_name = "web/login.html"
    redirect_authenticated_user = True


@route(PUBLIC)
class LogOut(LogoutView):
    """POST only, so that no foreign page can sign a person out."""


@route(PUBLIC)
@require_POST
def prefer(request: HttpRequest) -> HttpResponse:
    """Language, light or dark, elder mode: remembered in the browser alone."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    for name, cookie, allowed in (
        ("language", settings.LANGUAGE_COOKIE_NAME, tuple(dict(settings.LANGUAGES))),
        ("theme", "theme", (*THEMES, "system")),
        ("elder", "elder", ("0", "1")),
    ):
        if request.POST.get(name) in allowed:
            response.set_cookie(
                cookie,
                request.POST[name],
                max_age=_YEAR,
                httponly=True,
                samesite="Lax",
                secure=settings.PRODUCTION,
            )
    return response


@route(needs("kernel.web.move_clock"))
@require_http_methods(["GET", "POST"])
def demo_day(request: HttpRequest) -> HttpResponse:
    """Move the demo's day on. The page does not exist in production (the action refuses)."""
    if request.method == "POST":
        try:
            moved = move_demo_clock(to=_day(request.POST.get("to", "")), by=request.actor, on=request.on)  # type: ignore[attr-defined]
        except Problem as problem:
            messages.error(request, sentence_of(problem))
        else:
            messages.success(request, gettext("演示日期已调整为 %(day)s。") % {"day": moved.isoformat()})
            return redirect("/")
    return render(request, "web/demo_day.html")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable("date", "日期应写成 2025-07-01 的形式。", column="to") from None


@route(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """One's own interface keys: the secret is shown once."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    secret = ""
    if request.method == "POST":
        secret = _change_keys(request, actor)
    rows = ApiKey.objects.filter(user_id=actor.user_id).order_by("-created_on", "-pk")
    return render(request, "web/keys.html", {"keys": rows, "secret": secret})


def _change_keys(request: HttpRequest, actor: Any) -> str:
    on: date = request.on  # type: ignore[attr-defined]
    revoked = parse_id(request.POST.get("revoke", ""))
    if revoked is not None:
        revoke_key(key_id=revoked, by=actor, on=on)
        return ""
    return issue_key(name=request.POST.get("name", "").strip()[:60] or gettext("未命名"), by=actor, on=on)
