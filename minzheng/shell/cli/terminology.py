"""TERMS.md: one English word for one official term, gathered from plates, benefits and choices."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from minzheng import discovery
from minzheng.kernel.access.plates import list_plates
from minzheng.kernel.access.roles import ROLES
from minzheng.kernel.facts import UNITS


def list_terms() -> list[tuple[str, str, str]]:
    """(official Chinese term, English term, where it is kept), sorted by the Chinese term."""
    return sorted({*_of_plates(), *_of_benefits(), *_of_roles(), *_of_units()})


def _of_plates() -> Iterator[tuple[str, str, str]]:
    for plate in list_plates():
        yield plate.zh, plate.en, plate.name.removeprefix("minzheng.").replace(".", "/")


def _of_benefits() -> Iterator[tuple[str, str, str]]:
    for name in discovery.find_benefits():
        plate = import_module(name).PLATE
        yield plate.zh, plate.en, name.removeprefix("minzheng.").replace(".", "/")


def _of_roles() -> Iterator[tuple[str, str, str]]:
    return ((role.zh, role.en, "kernel/access") for role in ROLES)


def _of_units() -> Iterator[tuple[str, str, str]]:
    return ((unit.zh, unit.en, "kernel/facts") for unit in UNITS.values())


def terms_table() -> str:
    """The file's text."""
    rows = "\n".join(f"| {zh} | {en} | `{place}` |" for zh, en, place in list_terms())
    return (
        "# Terms 术语\n\nGenerated from the plates by `make terms`; do not edit.\n\n"
        f"| official term | English | kept in |\n| --- | --- | --- |\n{rows}\n"
    )
