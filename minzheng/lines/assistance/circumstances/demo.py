"""The member circumstances file of the demo district."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from minzheng.demo.files import Window, write_xlsx
from minzheng.demo.people import Person, Population, State
from minzheng.lines.assistance.circumstances.feeds import TEMPLATE

ORDER = 40
_MONEY = {
    "income_wages_fen": "wages",
    "income_transfers_fen": "transfers",
    "income_not_counted_fen": "not_counted",
    "care_elder_care_subsidy_fen": "elder_care_subsidy",
    "care_work_injury_nursing_fen": "work_injury_nursing",
}
_SAME = (
    "starts_on", "student", "in_custody", "work_ability", "severe_illness", "source_of_living",
    "has_capable_supporter", "self_care", "care_form", "father", "mother",
)  # fmt: skip


def write_demo_files(population: Population, folder: Path, window: Window) -> Path | None:
    """States that began in the window."""
    rows = (
        _row(member, state)
        for household in population.households
        for member in household.members
        for state in member.states
        if window.holds(state.starts_on)
    )
    return write_xlsx(TEMPLATE, rows, folder / "member_circumstances.xlsx")


def _row(member: Person, state: State) -> dict[str, Any]:
    return {
        "id_number": member.id_number,
        **{name: getattr(state, name) for name in _SAME},
        **{column: getattr(state, name) for column, name in _MONEY.items()},
    }
