"""The household means file of the demo district."""

from __future__ import annotations

from pathlib import Path

from minzheng.demo.files import Window, write_csv
from minzheng.demo.people import Population
from minzheng.lines.assistance.household_means.feeds import TEMPLATE

ORDER = 30


def write_demo_files(population: Population, folder: Path, window: Window) -> Path | None:
    """What households registered in the window own."""
    rows = (
        {
            "household": household.number,
            "starts_on": household.registered_on,
            "money_fen": household.means.money,
            "dwellings": household.means.dwellings,
            "vehicles": household.means.vehicles,
            "companies": household.means.companies,
        }
        for household in population.households
        if window.holds(household.registered_on)
    )
    return write_csv(TEMPLATE, rows, folder / "household_means.csv", "utf-8")
