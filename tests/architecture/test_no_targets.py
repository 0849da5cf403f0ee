"""Nothing after the files knows what the figures should be: no printed number of the report stands in code."""

from __future__ import annotations

import csv
import re

from tests.architecture.source import PACKAGE, list_files, name_of

DATA = PACKAGE / "reports/half_year/data/figures.csv"


def printed_numbers() -> set[str]:
    """Values of figures.csv with at least four digits that are no round number (a round one means other things too)."""
    with DATA.open(encoding="utf-8", newline="") as file:
        values = {row["value"] for row in csv.DictReader(file)}
    return {value for value in values if re.fullmatch(r"\d{4,}", value) and not value.endswith("00")}


def test_no_printed_figure_stands_in_code():
    numbers = printed_numbers()
    assert "10516" in numbers
    pattern = re.compile(r"(?<!\d)(" + "|".join(sorted(numbers)) + r")(?!\d)")
    found = [
        f"{name_of(path)}: {match.group()}"
        for path in list_files()
        for match in pattern.finditer(path.read_text(encoding="utf-8").replace("_", ""))
    ]
    assert not found
