"""What every page of the workbench needs: who works, and the menu of what that person may open."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from minzheng.kernel.access.plates import list_plates


def workbench(request: HttpRequest) -> dict[str, Any]:
    """`actor`, `menu` (plates the actor may view) and `demo` (whether the badge 演示数据 is shown)."""
    actor = getattr(request, "actor", None)
    menu = [p for p in list_plates() if p.in_menu and actor.has(f"{p.key}.view")] if actor else []
    return {"actor": actor, "menu": menu, "demo": not settings.PRODUCTION}
