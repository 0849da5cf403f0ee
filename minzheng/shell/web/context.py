"""What every page of the workbench needs: who works, and the menu of what that person may open."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from minzheng.kernel.screens.addresses import list_entries
from minzheng.kernel.screens.menu import list_groups

THEMES = ("light", "dark")


def workbench(request: HttpRequest) -> dict[str, Any]:
    """`actor`, `menu`, `theme`, `today`, and `demo` (whether the badge 演示数据 is shown)."""
    actor = getattr(request, "actor", None)
    theme = request.COOKIES.get("theme", "")
    return {
        "actor": actor,
        "menu": list_groups(actor, list_entries(), request.path) if actor else [],
        "theme": theme if theme in THEMES else "",
        "elder": request.COOKIES.get("elder", "") == "1",
        "today": getattr(request, "on", None),
        "languages": settings.LANGUAGES,
        "demo": not settings.PRODUCTION,
    }
