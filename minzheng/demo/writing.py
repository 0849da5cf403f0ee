"""The files of one delivery: what became known about a district's families in a window of time.

Kernel nouns' files are written here, registers write their own (`demo.py`); both only write files.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from minzheng.demo.files import Window, write_csv, write_xlsx
from minzheng.demo.people import Household, Person, Population
from minzheng.kernel.feeds.importers import (
    household_roll,
    life_events,
    member_roll,
    payout_accounts,
    population_statistics,
)


def write_kernel_files(population: Population, folder: Path, window: Window, *, first: bool) -> list[Path]:
    """Households, members, accounts and deaths of the window; residents once, in the first delivery."""
    written = [
        write_csv(household_roll.TEMPLATE, _households(population, window), folder / "household_roll.csv"),
        write_xlsx(member_roll.TEMPLATE, _members(population, window), folder / "member_roll.xlsx"),
        write_csv(
            payout_accounts.TEMPLATE, _accounts(population, window), folder / "payout_accounts.csv", "gb18030"
        ),
        write_csv(life_events.TEMPLATE, _deaths(population, window), folder / "life_events.csv", "utf-8"),
    ]
    if first:
        path = folder / "population_statistics.xlsx"
        written.append(write_xlsx(population_statistics.TEMPLATE, _residents(population), path))
    return [path for path in written if path is not None]


def _households(population: Population, window: Window) -> Iterator[dict[str, Any]]:
    for household in population.households:
        if window.holds(household.registered_on):
            yield {
                "number": household.number,
                "head_number": household.head.id_number,
                "area": household.community,
                "address": household.address,
                "phone": household.head.phone,
                "registered_on": household.registered_on,
            }


def _members(population: Population, window: Window) -> Iterator[dict[str, Any]]:
    for household in population.households:
        for member in household.members:
            if window.holds(member.joined_on):
                yield _member(household, member)


def _member(household: Household, member: Person) -> dict[str, Any]:
    return {
        "household": household.number,
        "name": member.name,
        "id_number": member.id_number,
        "sex": member.sex,
        "birth_date": member.birth_date,
        "relation": member.relation,
        "starts_on": member.joined_on,
        "hukou": member.hukou_district,
    }


def _accounts(population: Population, window: Window) -> Iterator[dict[str, Any]]:
    for household in population.households:
        if window.holds(household.registered_on):
            yield {
                "id_number": household.head.id_number,
                "holder_name": household.account.holder,
                "bank_code": household.account.bank_code,
                "number": household.account.number,
            }


def _deaths(population: Population, window: Window) -> Iterator[dict[str, Any]]:
    for household in population.households:
        for member in household.members:
            if member.death_date is not None and window.holds(member.death_date):
                yield {
                    "id_number": member.id_number,
                    "kind": "death",
                    "happened_on": member.death_date,
                    "source": "殡葬火化信息（演示）",
                }


def _residents(population: Population) -> Iterator[dict[str, Any]]:
    for band in population.bands:
        yield {
            "area": band.community,
            "year": band.year,
            "age_from": band.age_from,
            "age_to": band.age_to,
            "residents": band.residents,
        }
