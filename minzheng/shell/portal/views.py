"""What the bureau publishes: an allow-list of pages and fields, never "all minus some"."""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from minzheng.kernel.access.routes import PUBLIC, route
from minzheng.kernel.places.models import Area, AreaCode, CodeSystem, Level

_PUBLISHED = ("name", "level", "code")
_LEVELS = (Level.SUBDISTRICT, Level.COMMUNITY, Level.PARK)


@route(PUBLIC)
@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """What this is and what can be read without signing in."""
    return render(request, "portal/about.html")


@route(PUBLIC)
@require_GET
def areas(request: HttpRequest) -> HttpResponse:
    """The district's subdistricts with their communities."""
    rows = Area.objects.filter(level__in=_LEVELS, valid_to__isnull=True).order_by("path")
    groups: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for pk, parent, name, level in rows.values_list("pk", "parent_id", "name", "level"):
        if level == Level.SUBDISTRICT:
            names[pk] = name
            groups.setdefault(pk, [])
        elif parent is not None:
            groups.setdefault(parent, []).append(name)
    shown = [(name, groups[pk]) for pk, name in names.items()]
    return render(request, "portal/areas.html", {"groups": shown})


@route(PUBLIC)
@require_GET
def areas_file(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The same as open data: name, level, statistical code."""
    codes = AreaCode.objects.filter(system=CodeSystem.STATISTICS, area__valid_to__isnull=True)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(_PUBLISHED)
    writer.writerows(codes.order_by("code").values_list("area__name", "area__level", "code"))
    response = HttpResponse("﻿" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="areas.csv"'
    return response
