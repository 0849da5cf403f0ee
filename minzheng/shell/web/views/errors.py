"""The pages shown when something is missing, refused or broken."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext

from minzheng.kernel.access.routes import PUBLIC, route
from minzheng.shell.web.middleware import wants_json


def _json(code: str, message: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)


@route(PUBLIC)
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    if wants_json(request):
        return _json("not_there", gettext("没有找到该页面，或您无权查看。"), 404)
    return render(request, "web/not_found.html", status=404)


@route(PUBLIC)
def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    if wants_json(request):
        return _json("refused", gettext("这项请求被拒绝。"), 403)
    return render(request, "web/problem.html", {"title": gettext("这项请求被拒绝")}, status=403)


@route(PUBLIC)
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    if wants_json(request):
        return _json("bad_request", gettext("请求无法识别。"), 400)
    return render(request, "web/problem.html", {"title": gettext("请求无法识别")}, status=400)


@route(PUBLIC)
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    if wants_json(request):
        return _json("csrf", gettext("页面已过期，请刷新后重试。"), 403)
    return render(request, "web/problem.html", {"title": gettext("页面已过期，请刷新后重试。")}, status=403)


@route(PUBLIC)
def broken(request: HttpRequest) -> HttpResponse:
    """No database and no menu: this page must show even when everything else is down."""
    if wants_json(request):
        return _json("broken", "系统出现错误，操作没有完成。", 500)
    return HttpResponse(loader.render_to_string("web/broken.html"), status=500)
