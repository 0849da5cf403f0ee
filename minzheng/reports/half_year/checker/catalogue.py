"""The figures and commitments a half-year report may state: ids, Chinese labels, units. Never their values."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

DATA = "minzheng.reports.half_year.data"
STATED_TARGETS = ("C-01", "C-03", "C-04", "C-05")


@dataclass(frozen=True)
class Entry:
    """One figure or commitment: `kind` number | claim | list | date | no_value | target."""

    id: str
    kind: str
    label: str
    unit: str
    section: str


@cache
def catalogue() -> dict[str, Entry]:
    """All entries by id, in the order of the report. The columns that hold stated values are left unread."""
    entries = [
        Entry(row["id"], row["kind"], row["label_zh"], row["unit"], row["section"])
        for row in _rows("figures.csv")
    ]
    entries += [
        Entry(row["id"], "target", row["label_zh"], row["unit"], row["section"])
        for row in _rows("commitments.csv")
    ]
    return {entry.id: entry for entry in entries}


def checked_ids() -> list[str]:
    """The ids that a complete report states: every figure, and the targets that the plan half gives in numbers."""
    return [id_ for id_, entry in catalogue().items() if entry.kind != "target" or id_ in STATED_TARGETS]


def _rows(name: str) -> list[dict[str, str]]:
    text = files(DATA).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
