"""A line of the member roll on its way in, and the stored rows it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from minzheng.kernel.feeds.declaration import SourceRow
from minzheng.kernel.people.actions.rolls import (
    HOUSEHOLD_COLUMNS,
    MEMBERSHIP_COLUMNS,
    PERSON_COLUMNS,
    RESIDENCE_COLUMNS,
)

Stored = list[Any]


def _places(columns: tuple[str, ...]) -> dict[str, int]:
    return {name: place for place, name in enumerate(columns)}


HOUSEHOLD_AT, PERSON_AT = _places(HOUSEHOLD_COLUMNS), _places(PERSON_COLUMNS)
MEMBERSHIP_AT, RESIDENCE_AT = _places(MEMBERSHIP_COLUMNS), _places(RESIDENCE_COLUMNS)


@dataclass(slots=True)
class Line:
    """What a line says, with the household it names and, once looked up, the person it means.

    `membership` is the held row that the line speaks of, `ends` a held row of another household that the
    line's beginning brings to its end. `is_new`: nobody knew the person.
    """

    row: SourceRow
    home: Stored
    area_id: int
    name: str
    kind: str
    number: str
    reason: str
    token: str
    sex: str
    birth_date: date | None
    death_date: date | None
    relation: str
    starts_on: date | None
    ends_on: date | None
    hukou: str
    person: Stored | None = None
    membership: Stored | None = None
    ends: Stored | None = None
    is_new: bool = False

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes two lines speak of one person."""
        if self.token:
            return (self.token,)
        return (self.home[0], self.name, self.birth_date)
