"""Web addresses of every register: its own urls.py first, then the pages made from its plate."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from types import ModuleType

from django.urls import URLPattern, URLResolver, include, path

from minzheng import discovery
from minzheng.kernel.access.plates import list_plates
from minzheng.kernel.screens import export_views, importing, views
from minzheng.kernel.screens.menu import Entry
from minzheng.kernel.screens.sheets import Sheet, list_sheets
from minzheng.kernel.screens.verbs import list_verbs

Patterns = list[URLPattern | URLResolver]


@lru_cache(maxsize=1)
def load_rooms() -> tuple[tuple[str, ModuleType], ...]:
    """Import every register's actions (so that its verbs are known) and its urls: (address, module)."""
    for name in discovery.find_everywhere("actions"):
        import_module(name)
    slugs = {plate.name: plate.slug for plate in list_plates()}
    rooms = [name.rpartition(".")[0] for name in discovery.find_everywhere("urls")]
    return tuple(
        (slugs.get(room, room.split(".", 1)[1].replace(".", "/")), import_module(f"{room}.urls"))
        for room in rooms
    )


def list_patterns() -> Patterns:
    """All register pages, to be included at the root."""
    own: Patterns = [path(f"{slug}/", include(module)) for slug, module in load_rooms()]
    # a further table's name would otherwise be taken for the id of a record
    ordered = sorted(list_sheets(), key=lambda sheet: sheet.main)
    plain = [pattern for sheet in ordered for pattern in _patterns_of(sheet)]
    return [path("lookup/<str:key>/", views.lookup, name="screens.lookup"), *own, *plain]


def list_entries() -> list[Entry]:
    """Menu entries that rooms declare beside their addresses."""
    return [entry for _, module in load_rooms() for entry in getattr(module, "menu", ())]


def _patterns_of(sheet: Sheet) -> Iterator[URLPattern]:
    slug, key = sheet.slug, sheet.key
    yield path(f"{slug}/", views.listing(sheet), name=f"{key}.list")
    yield path(f"{slug}/export.<str:form>", export_views.exporting(sheet), name=f"{key}.export")
    if sheet.main:
        yield path(f"{slug}/new/", views.creating(sheet), name=f"{key}.new")
        yield path(f"{slug}/import/", importing.importing(sheet), name=f"{key}.import")
        yield path(f"{slug}/import/<str:kind>.xlsx", importing.template(sheet), name=f"{key}.template")
        yield path(f"{slug}/<slug:pk>/edit/", views.editing(sheet), name=f"{key}.edit")
    for verb in list_verbs(sheet, on_record=False):
        yield path(f"{slug}/{verb.name}/", views.doing(sheet, verb), name=f"{key}.{verb.name}")
    for verb in list_verbs(sheet, on_record=True):
        yield path(f"{slug}/<slug:pk>/{verb.name}/", views.doing(sheet, verb), name=f"{key}.{verb.name}")
    yield path(f"{slug}/<slug:pk>/", views.detail(sheet), name=f"{key}.detail")
