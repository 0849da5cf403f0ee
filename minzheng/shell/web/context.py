"""What every page of the workbench needs: who works, and the menu of what that person may open."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from minzheng import discovery
from minzheng.kernel.screens.addresses import list_entries
from minzheng.kernel.screens.menu import Entry, list_groups

THEMES = ("light", "dark")


def workbench(request: HttpRequest) -> dict[str, Any]:
    """`actor`, `menu`, `theme`, `today`, and `demo` (whether the badge 演示数据 is shown)."""
    actor = getattr(request, "actor", None)
    theme = request.COOKIES.get("theme", "")
    return {
        "actor": actor,
        "menu": list_groups(actor, list_menu_entries(), request.path) if actor else [],
        "theme": theme if theme in THEMES else "",
        "elder": request.COOKIES.get("elder", "") == "1",
        "today": getattr(request, "on", None),
        "languages": settings.LANGUAGES,
        "demo": not settings.PRODUCTION,
    }


@cache
def list_menu_entries() -> tuple[Entry, ...]:
    """Menu entries of registers and of reports, which stand above the kernel and are asked from here."""
    rooms = discovery.find_packages("minzheng.reports", holding="urls.py")
    modules = discovery.load([f"{room}.urls" for room in rooms])
    return (*list_entries(), *(entry for module in modules for entry in getattr(module, "menu", ())))
