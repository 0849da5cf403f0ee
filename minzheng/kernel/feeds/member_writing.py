"""Writing the lines of a member roll: persons, memberships, hukou and heads, each in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import models

from minzheng.kernel.access.bulk import update_rows
from minzheng.kernel.feeds.declaration import Context, Outcome, SourceRow
from minzheng.kernel.feeds.digests import Digester, Entry
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


class Changes:
    """The rows of one table that a file touches, by id, with what stood there before.

    `altered` holds the ids of rows that were added or updated.
    """

    def __init__(self, model: type[models.Model], columns: Sequence[str]) -> None:
        self._model, self._columns = model, columns
        self._before: dict[Any, tuple[Any, ...]] = {}
        self._rows: dict[Any, Stored] = {}
        self._digester = Digester(model, columns)
        self._known: dict[Any, Entry] = {}
        self.altered: set[Any] = set()

    def hold(self, row: Stored) -> Stored:
        """The one copy of a stored row that may be changed."""
        held = self._rows.get(row[0])
        if held is None:
            self._before[row[0]] = tuple(row)
            held = self._rows[row[0]] = row
        return held

    def add(self, rows: Iterable[tuple[Any, ...]]) -> list[Stored]:
        """Rows written a moment ago. Only their ids stay in memory, with the digest of what was written."""
        added = []
        for row in rows:
            self._known[row[0]] = self._digester.entry(row)
            added.append([row[0]])
        self.altered.update(row[0] for row in added)
        return added

    def write(self, order: Callable[[Stored], Any] | None = None) -> None:
        """Update the rows that differ, in the given order."""
        changed = [row for row in self._rows.values() if tuple(row) != self._before[row[0]]]
        if order is not None:
            changed.sort(key=order)
        columns = [c for c in self._columns if c not in ("id", "version", "data_key")]
        places = [self._columns.index(c) for c in columns]
        update_rows(self._model, columns, [[*(r[p] for p in places), r[0], r[VERSION]] for r in changed])
        for row in changed:
            row[VERSION] += 1
        self.altered.update(row[0] for row in changed)

    def entry(self, row: Stored) -> Entry:
        """What is proved of a row as it stands now."""
        return self._known.get(row[0]) or self._digester.entry(row)


Touched = list[list[tuple[Changes, Stored]]]


def commit(rows: Sequence[SourceRow], context: Context) -> Outcome:
    """Write what `prepare` laid out."""
    lines: list[Line] = context.found["lines"]
    touched: Touched = [[] for _ in lines]
    people = Changes(Person, PERSON_COLUMNS)
    fresh = _write_people(lines, people, touched, context)
    _write_memberships(lines, Changes(Membership, MEMBERSHIP_COLUMNS), touched, context)
    _write_hukou(lines, fresh, Changes(Residence, RESIDENCE_COLUMNS), touched, context)
    _write_heads(lines, Changes(Household, HOUSEHOLD_COLUMNS), touched)
    records = ([changes.entry(row) for changes, row in one] for one in touched)
    changed = sum(
        line.key not in fresh and any(row[0] in changes.altered for changes, row in one)
        for line, one in zip(lines, touched, strict=True)
    )
    new = sum(line.key in fresh for line in lines)
    return Outcome(new, changed, len(rows) - new - changed, records)


def _person(line: Line) -> Stored:
    assert line.person is not None, "every line has its person before anything else is written"
    return line.person


def _write_people(
    lines: Sequence[Line], people: Changes, touched: Touched, context: Context
) -> set[tuple[Any, ...]]:
    """Insert the persons nobody knew and correct the others; answers the keys of the new ones."""
    firsts: dict[tuple[Any, ...], Line] = {}
    for line in lines:
        if line.person is None:
            firsts.setdefault(line.key, line)
    added: dict[tuple[Any, ...], Stored] = {}
    for some in chunked(list(firsts.items())):
        written = write_people(
            people=[_new_person(line, context) for _, line in some],
            tokens=[line.token or None for _, line in some],
            by=context.by,
            on=context.on,
        )
        added.update(zip((key for key, _ in some), people.add(written), strict=True))
    for line, one in zip(lines, touched, strict=True):
        if line.person is None:
            line.person = added[line.key]
        else:
            line.person = people.hold(line.person)
            _correct(line, line.person)
        one.append((people, line.person))
    people.write()
    return set(firsts)


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


def _write_memberships(lines: Sequence[Line], members: Changes, touched: Touched, context: Context) -> None:
    """End what ends, correct what differs (heads last: one head a household at any moment), add the rest."""
    start, end, relation = (MEMBERSHIP_AT[name] for name in ("starts_on", "ends_on", "relation"))
    for line, one in zip(lines, touched, strict=True):
        if line.ends is not None:
            ended = members.hold(line.ends)
            ended[end] = line.starts_on
            one.append((members, ended))
        if line.membership is not None:
            row = members.hold(line.membership)
            row[relation] = line.relation
            row[start], row[end] = line.starts_on or row[start], line.ends_on or row[end]
            one.append((members, row))
    members.write(order=lambda row: (row[relation] == "self", row[end] is None))
    at_new = [at for at, line in enumerate(lines) if line.membership is None]
    new = [
        NewMembership(line.home[0], _person(line)[0], line.relation, line.starts_on, line.ends_on)
        for line in map(lines.__getitem__, at_new)
    ]
    written = members.add(write_memberships(memberships=new, by=context.by, on=context.on))
    for at, row in zip(at_new, written, strict=True):
        touched[at].append((members, row))


def _write_hukou(
    lines: Sequence[Line],
    fresh: set[tuple[Any, ...]],
    residences: Changes,
    touched: Touched,
    context: Context,
) -> None:
    """The hukou of each line: a first one is open from before the records, another one begins on the day."""
    stated = {line.key: (at, line) for at, line in enumerate(lines) if line.hukou}
    open_rows = _open_hukou(_person(line)[0] for key, (_, line) in stated.items() if key not in fresh)
    place = RESIDENCE_AT["district_code"]
    new: list[tuple[int, NewResidence]] = []
    for at, line in stated.values():
        person_id, known = _person(line)[0], open_rows.get(_person(line)[0])
        area_id = context.area_ids.get(line.hukou)
        if known is None:
            new.append((at, NewResidence(person_id, ResidenceKind.HUKOU, line.hukou, area_id)))
            continue
        row = residences.hold(known)
        touched[at].append((residences, row))
        if row[place] != line.hukou:
            begins = row[RESIDENCE_AT["starts_on"]]
            if begins is not None and begins >= context.on:
                row[place], row[RESIDENCE_AT["area_id"]] = line.hukou, area_id
            else:
                row[RESIDENCE_AT["ends_on"]] = context.on
                moved = NewResidence(person_id, ResidenceKind.HUKOU, line.hukou, area_id, context.on)
                new.append((at, moved))
    residences.write()
    rows = write_residences(residences=[one for _, one in new], by=context.by, on=context.on)
    for (at, _), stored in zip(new, residences.add(rows), strict=True):
        touched[at].append((residences, stored))


def _open_hukou(person_ids: Iterable[Any]) -> dict[Any, Stored]:
    found: dict[Any, Stored] = {}
    for chunk in chunked(sorted(set(person_ids))):
        rows = Residence.objects.filter(
            person_id__in=chunk, kind=ResidenceKind.HUKOU, ends_on__isnull=True
        ).values_list(*RESIDENCE_COLUMNS)
        found.update((row[RESIDENCE_AT["person_id"]], list(row)) for row in rows)
    return found


def _write_heads(lines: Sequence[Line], homes: Changes, touched: Touched) -> None:
    """A household's head is its open member `self`."""
    head = HOUSEHOLD_AT["head_id"]
    for line, one in zip(lines, touched, strict=True):
        if line.relation == "self" and line.ends_on is None and line.home[head] != _person(line)[0]:
            row = homes.hold(line.home)
            row[head] = _person(line)[0]
            one.append((homes, row))
    homes.write()
