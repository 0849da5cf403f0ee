"""The federation's file of disability cards of the demo district, in the encoding it really comes in."""

from __future__ import annotations

from pathlib import Path

from minzheng.demo.files import Window, write_csv
from minzheng.demo.people import Population
from minzheng.lines.assistance.disability_cards.feeds import TEMPLATE

ORDER = 50


def write_demo_files(population: Population, folder: Path, window: Window) -> Path | None:
    """Cards that became valid, or whose holders came, in the window."""
    rows = (
        {
            "name": member.name,
            "id_number": member.id_number,
            "category": member.card.category,
            "grade": member.card.grade,
            "long_term_care": member.card.long_term_care,
            "valid_from": member.card.valid_from,
            "valid_to": member.card.valid_to,
        }
        for household in population.households
        for member in household.members
        if member.card is not None and window.holds(max(member.card.valid_from, member.joined_on))
    )
    return write_csv(TEMPLATE, rows, folder / "disability_cards.csv", "gb18030")
