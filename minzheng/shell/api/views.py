"""The interface described for people: every operation with the permission it needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from minzheng.kernel.access.routes import SIGNED_IN, route


@route(SIGNED_IN)
def describe(request: HttpRequest) -> HttpResponse:
    """A table of operations, read from the OpenAPI document itself."""
    from minzheng.shell.api.urls import api

    schema: dict[str, Any] = api.get_openapi_schema()
    rows = [
        (method.upper(), path, operation.get("summary", ""), operation.get("x-permission", ""))
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "web/api.html", {"rows": rows})
