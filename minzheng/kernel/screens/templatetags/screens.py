"""Small tags of the general pages."""

from __future__ import annotations

from typing import Any

import lucide as icons
from django import template
from django.utils.safestring import SafeString, mark_safe

from minzheng.kernel.screens.cells import EMPTY
from minzheng.kernel.screens.cells import yuan as print_yuan

register = template.Library()


@register.filter
def yuan(fen: int | None) -> str:
    """Integer fen as 1,080.00."""
    return EMPTY if fen is None else print_yuan(int(fen))


@register.filter
def thousands(number: int | None) -> str:
    """12345 as 12,345."""
    return EMPTY if number is None else f"{int(number):,}"


@register.simple_tag
def icon(name: str, size: int = 18) -> SafeString:
    """A lucide icon that screen readers skip; an unknown name falls back to a folder."""
    attributes: dict[str, Any] = {"aria_hidden": "true", "focusable": "false"}
    try:
        drawn = icons._render_icon(name, size, **attributes)
    except icons.IconDoesNotExist:
        drawn = icons._render_icon("folder", size, **attributes)
    return mark_safe(drawn)  # noqa: S308 - drawn by the icon package from its own file


@register.inclusion_tag("screens/_cell.html")
def print_cell(cell: Any) -> dict[str, Any]:
    """One value with the markup of its kind."""
    return {"cell": cell}
