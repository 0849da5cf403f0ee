"""The menu: registers grouped by line from their plates, and further pages that a room's urls.py names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import import_module
from types import ModuleType
from typing import Final

from django.urls import reverse
from django.utils.translation import get_language, gettext

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.routes import SIGNED_IN, Rule
from minzheng.kernel.problems import NotThere
from minzheng.kernel.screens.sheets import Sheet, list_sheets


@dataclass(frozen=True)
class Entry:
    """A page that is no register: `menu = [Entry("指标", "chart-line", "figures.list")]` in a urls.py."""

    zh: str
    icon: str
    address: str
    rule: Rule = SIGNED_IN
    order: int = 50


@dataclass(frozen=True)
class Item:
    title: str
    icon: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Group:
    title: str
    items: tuple[Item, ...]


def list_groups(actor: Actor, entries: Iterable[Entry], path: str = "") -> list[Group]:
    """What the actor may open: pages first, then one group a line, shared records last. `path` is the page
    being shown, so that its entry is marked."""
    pages = tuple(
        _marked(Item(gettext(entry.zh), entry.icon, reverse(entry.address)), path)
        for entry in sorted(entries, key=lambda entry: entry.order)
        if _allowed(entry.rule, actor)
    )
    groups: dict[str, list[Sheet]] = {}
    for sheet in list_sheets():
        if sheet.main and sheet.plate.in_menu and sheet.allows(actor, "view"):
            groups.setdefault(_group_of(sheet), []).append(sheet)
    ordered = sorted(groups, key=lambda line: (_line(line).order, line))
    lines = [
        Group(line_title(line), tuple(_marked(_item(sheet), path) for sheet in groups[line]))
        for line in ordered
    ]
    return [*([Group("", pages)] if pages else []), *lines]


def _allowed(rule: Rule, actor: Actor) -> bool:
    try:
        rule.check(actor)
    except NotThere:
        return False
    return True


def _group_of(sheet: Sheet) -> str:
    """A business line, `reports`, or the shared records."""
    floor = sheet.plate.name.split(".")[1]
    return floor if floor == "reports" else sheet.plate.line


def _marked(item: Item, path: str) -> Item:
    return replace(item, current=item.url != "/" and path.startswith(item.url))


def _item(sheet: Sheet) -> Item:
    return Item(sheet.title, sheet.plate.icon, sheet.url())


@dataclass(frozen=True)
class LinePlate:
    """The names a line's package gives itself: `zh`, `en`, `order` in its `__init__.py`."""

    zh: str
    en: str
    order: int


SHARED: Final = {
    "reports": LinePlate("工作报告", "Reports", 50),
    "kernel": LinePlate("基础信息", "Shared records", 900),
}


def _line(line: str) -> LinePlate:
    if line in SHARED:
        return SHARED[line]
    module: ModuleType = import_module(f"minzheng.lines.{line}")
    words = line.replace("_", " ").capitalize()
    return LinePlate(
        getattr(module, "zh", words), getattr(module, "en", words), getattr(module, "order", 500)
    )


def line_title(line: str) -> str:
    """The line's name in the language of the page."""
    plate = _line(line)
    return plate.en if get_language() == "en" else gettext(plate.zh)


def list_line_plates(lines: Iterable[str]) -> list[LinePlate]:
    """The names of several lines, for translations and TERMS."""
    return [_line(line) for line in lines]
