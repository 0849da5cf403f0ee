"""What an importer declares: a kind of file, how its lines are checked together, and how they are written.

A register's `feeds.py` offers `IMPORTERS`, a tuple of these; the kernel's own stand in `importers/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.feeds.digests import Entry
from minzheng.kernel.feeds.reading import RowError, Template, Value
from minzheng.kernel.places.models import Area
from minzheng.kernel.places.queries import get_area_ids_by_code

Progress = Callable[[int], None]


class SourceRow(NamedTuple):
    """One line of a file: where it stands and its typed values by column name."""

    sheet: str
    number: int
    values: dict[str, Value]

    def error(self, template: Template, column: str, code: str, message: str, fix: str = "") -> RowError:
        """An error at a column of this line, `column` being its name; empty means the whole line."""
        heading = next((one.header_zh for one in template.columns if one.name == column), "")
        return RowError(self.sheet, self.number, heading, code, message, fix)


@dataclass
class Context:
    """Who imports, for which day and district, and what `prepare` found for `commit` to use."""

    importer: Importer
    by: Actor
    on: date
    district: Area
    found: dict[str, Any] = field(default_factory=dict)
    progress: Progress = field(default=lambda _: None)
    _allowed: dict[int, bool] = field(default_factory=dict, repr=False)
    _codes: dict[str, int] = field(default_factory=dict, repr=False)

    def may(self, area_id: int) -> bool:
        """Whether the actor may import lines of that area."""
        if area_id not in self._allowed:
            self._allowed[area_id] = self.by.may(self.importer.permission, area_id)
        return self._allowed[area_id]

    @property
    def area_ids(self) -> dict[str, int]:
        """Area id by statistical code (six, nine, twelve digits)."""
        if not self._codes:
            self._codes = get_area_ids_by_code()
        return self._codes


@dataclass(frozen=True)
class Outcome:
    """What a commit did: how many lines were new, changed, unchanged, and per line, in order, its records.

    `records` is read once, after the commit, and may be a generator: a big roll's entries need not all be
    in memory. A line's records are entries, or their text as `write_entries` makes it.
    """

    new: int
    changed: int
    unchanged: int
    records: Iterable[Sequence[Entry] | str]


@dataclass(frozen=True)
class Importer:
    """One kind of file.

    `register` is the plate (`line.register`) whose `import` verb permits it. `prepare` checks the lines
    against each other and the database in bulk and answers errors; `commit` writes them, inside a
    transaction in which `prepare` has just answered none, and may empty the values of rows it is done with.
    """

    kind: str
    title: str
    template: Template
    register: str
    prepare: Callable[[Sequence[SourceRow], Context], list[RowError]]
    commit: Callable[[Sequence[SourceRow], Context], Outcome]

    @property
    def permission(self) -> str:
        return f"{self.register}.import"
