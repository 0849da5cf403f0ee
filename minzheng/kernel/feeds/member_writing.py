"""Writing the lines of a member roll: persons, memberships, hukou and heads, each in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db import models

from minzheng.kernel.access.bulk import update_rows
from minzheng.kernel.feeds.declaration import Context, Outcome, SourceRow
from minzheng.kernel.feeds.digests import Digester, write_entries
from minzheng.kernel.feeds.member_lines import (
    HOUSEHOLD_AT,
    MEMBERSHIP_AT,
    PERSON_AT,
    RESIDENCE_AT,
    Line,
    Stored,
)
from minzheng.kernel.people.actions.rolls import (
    HOUSEHOLD_COLUMNS,
    MEMBERSHIP_COLUMNS,
    PERSON_COLUMNS,
    RESIDENCE_COLUMNS,
    NewMembership,
    NewPerson,
    NewResidence,
    join_initials,
    write_memberships,
    write_people,
    write_residences,
)
from minzheng.kernel.people.identity import get_search_keys
from minzheng.kernel.people.models import Household, Membership, Person, Residence, ResidenceKind
from minzheng.kernel.people.queries import chunked

VERSION = 1
_WRITTEN_AT_ONCE = 2_000


class Changes:
    """The rows of one table that a file touches, by line: held rows it speaks of, and the row it added.

    A held row may still change, and is digested at the end; of an added one only the text of its entry is
    kept, since that is all that anybody asks of it later.
    """

    def __init__(self, model: type[models.Model], columns: Sequence[str], lines: int) -> None:
        self._model, self._columns = model, columns
        self._before: dict[Any, tuple[Any, ...]] = {}
        self._rows: dict[Any, Stored] = {}
        self._digester = Digester(model, columns)
        self._held: dict[int, list[Stored]] = {}
        self._added = [""] * lines
        self._updated: set[Any] = set()

    def hold(self, at: int, row: Stored) -> Stored:
        """The one copy of a stored row that may be changed, noted as a record of line `at`."""
        held = self._rows.get(row[0])
        if held is None:
            self._before[row[0]] = tuple(row)
            held = self._rows[row[0]] = row
        self._held.setdefault(at, []).append(held)
        return held

    def add(self, at: Sequence[int], rows: Iterable[tuple[Any, ...]]) -> None:
        """Rows written a moment ago, each the record of one line."""
        for place, row in zip(at, rows, strict=True):
            self._added[place] = write_entries((self._digester.entry(row),))

    def share(self, at: int, first: int) -> None:
        """Line `at` speaks of the row that line `first` added."""
        self._added[at] = self._added[first]

    def write(self, order: Callable[[Stored], Any] | None = None) -> None:
        """Update the rows that differ, in the given order."""
        changed = [row for row in self._rows.values() if tuple(row) != self._before[row[0]]]
        if order is not None:
            changed.sort(key=order)
        columns = [c for c in self._columns if c not in ("id", "version", "data_key")]
        places = [self._columns.index(c) for c in columns]
        update_rows(self._model, columns, ([*(r[p] for p in places), r[0], r[VERSION]] for r in changed))
        for row in changed:
            row[VERSION] += 1
        self._updated.update(row[0] for row in changed)

    def is_altered(self, at: int) -> bool:
        """Whether a row was added or updated for the line."""
        return bool(self._added[at]) or any(row[0] in self._updated for row in self._held.get(at, ()))

    def entries(self, at: int) -> Iterator[str]:
        """What is proved of the line's rows as they stand now, as text."""
        for row in self._held.get(at, ()):
            yield write_entries((self._digester.entry(row),))
        if self._added[at]:
            yield self._added[at]


def commit(rows: Sequence[SourceRow], context: Context) -> Outcome:
    """Write what `prepare` laid out. The lines hold all that the cells said: those are emptied first."""
    lines: list[Line] = context.found.pop("lines")
    for row in rows:
        row.values.clear()
    tables = (
        Changes(Person, PERSON_COLUMNS, len(lines)),
        Changes(Membership, MEMBERSHIP_COLUMNS, len(lines)),
        Changes(Residence, RESIDENCE_COLUMNS, len(lines)),
        Changes(Household, HOUSEHOLD_COLUMNS, len(lines)),
    )
    people, members, residences, homes = tables
    _write_people(lines, people, context)
    _write_memberships(lines, members, context)
    _write_hukou(lines, residences, context)
    _write_heads(lines, homes)
    new = sum(line.is_new for line in lines)
    changed = sum(
        not line.is_new and any(table.is_altered(at) for table in tables) for at, line in enumerate(lines)
    )
    records = ("\n".join([text for table in tables for text in table.entries(at)]) for at in range(len(rows)))
    return Outcome(new, changed, len(rows) - new - changed, records)


def _pieces(at: Sequence[int]) -> Iterator[Sequence[int]]:
    """Lines written together: few enough that what is only on its way takes little memory."""
    return (at[start : start + _WRITTEN_AT_ONCE] for start in range(0, len(at), _WRITTEN_AT_ONCE))


def _person(line: Line) -> Stored:
    assert line.person is not None, "every line has its person before anything else is written"
    return line.person


def _write_people(lines: Sequence[Line], people: Changes, context: Context) -> None:
    """Insert the persons nobody knew and correct the others; marks the lines of the new ones."""
    firsts: dict[tuple[Any, ...], int] = {}
    for at, line in enumerate(lines):
        if line.person is None:
            line.is_new = True
            firsts.setdefault(line.key, at)
        else:
            line.person = people.hold(at, line.person)
            _correct(line, line.person)
    for piece in _pieces(list(firsts.values())):
        some = [lines[at] for at in piece]
        written = write_people(
            people=[_new_person(line, context) for line in some],
            tokens=[line.token or None for line in some],
            by=context.by,
            on=context.on,
        )
        people.add(piece, written)
        for line, row in zip(some, written, strict=True):
            line.person = [row[0]]
    for at, line in enumerate(lines):
        if line.person is None:
            first = firsts[line.key]
            line.person = lines[first].person
            people.share(at, first)
    people.write()


def _new_person(line: Line, context: Context) -> NewPerson:
    return NewPerson(
        line.area_id, context.district.pk, line.name, line.kind, line.number, line.sex,
        line.birth_date, line.death_date, line.reason,
    )  # fmt: skip


def _correct(line: Line, person: Stored) -> None:
    """What the line says of a known person; an empty cell says nothing."""
    if line.name != person[PERSON_AT["name"]]:
        folded, initials = get_search_keys(line.name)
        person[PERSON_AT["name"]], person[PERSON_AT["folded_name"]] = line.name, folded
        person[PERSON_AT["initials"]] = join_initials(initials)
    person[PERSON_AT["sex"]] = line.sex
    person[PERSON_AT["birth_date"]] = line.birth_date or person[PERSON_AT["birth_date"]]
    person[PERSON_AT["death_date"]] = line.death_date or person[PERSON_AT["death_date"]]
    if line.ends_on is None:
        person[PERSON_AT["area_id"]] = line.area_id


def _write_memberships(lines: Sequence[Line], members: Changes, context: Context) -> None:
    """End what ends, correct what differs (heads last: one head a household at any moment), add the rest."""
    start, end, relation = (MEMBERSHIP_AT[name] for name in ("starts_on", "ends_on", "relation"))
    for at, line in enumerate(lines):
        if line.ends is not None:
            ended = members.hold(at, line.ends)
            ended[end] = line.starts_on
        if line.membership is not None:
            row = members.hold(at, line.membership)
            row[relation] = line.relation
            row[start], row[end] = line.starts_on or row[start], line.ends_on or row[end]
    members.write(order=lambda row: (row[relation] == "self", row[end] is None))
    for piece in _pieces([at for at, line in enumerate(lines) if line.membership is None]):
        new = [
            NewMembership(line.home[0], _person(line)[0], line.relation, line.starts_on, line.ends_on)
            for line in map(lines.__getitem__, piece)
        ]
        members.add(piece, write_memberships(memberships=new, by=context.by, on=context.on))


def _write_hukou(lines: Sequence[Line], residences: Changes, context: Context) -> None:
    """The hukou of each line: a first one is open from before the records, another one begins on the day."""
    stated = {line.key: at for at, line in enumerate(lines) if line.hukou}
    known = _open_hukou(_person(lines[at])[0] for at in stated.values() if not lines[at].is_new)
    place = RESIDENCE_AT["district_code"]
    new: dict[int, date | None] = {}
    for at in stated.values():
        line = lines[at]
        held = known.get(_person(line)[0])
        if held is None:
            new[at] = None
            continue
        row = residences.hold(at, held)
        if row[place] != line.hukou:
            begins = row[RESIDENCE_AT["starts_on"]]
            if begins is not None and begins >= context.on:
                row[place], row[RESIDENCE_AT["area_id"]] = line.hukou, context.area_ids.get(line.hukou)
            else:
                row[RESIDENCE_AT["ends_on"]] = new[at] = context.on
    residences.write()
    for piece in _pieces(list(new)):
        rows = [_new_hukou(lines[at], new[at], context) for at in piece]
        residences.add(piece, write_residences(residences=rows, by=context.by, on=context.on))


def _new_hukou(line: Line, starts_on: date | None, context: Context) -> NewResidence:
    area_id = context.area_ids.get(line.hukou)
    return NewResidence(_person(line)[0], ResidenceKind.HUKOU, line.hukou, area_id, starts_on)


def _open_hukou(person_ids: Iterable[Any]) -> dict[Any, Stored]:
    found: dict[Any, Stored] = {}
    for chunk in chunked(sorted(set(person_ids))):
        rows = Residence.objects.filter(
            person_id__in=chunk, kind=ResidenceKind.HUKOU, ends_on__isnull=True
        ).values_list(*RESIDENCE_COLUMNS)
        found.update((row[RESIDENCE_AT["person_id"]], list(row)) for row in rows)
    return found


def _write_heads(lines: Sequence[Line], homes: Changes) -> None:
    """A household's head is its open member `self`."""
    head = HOUSEHOLD_AT["head_id"]
    for at, line in enumerate(lines):
        if line.relation == "self" and line.ends_on is None and line.home[head] != _person(line)[0]:
            homes.hold(at, line.home)[head] = _person(line)[0]
    homes.write()
