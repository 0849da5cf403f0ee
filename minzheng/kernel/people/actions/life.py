"""Dated facts about persons, and moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.bulk import insert_rows, update_rows
from minzheng.kernel.action import Unchanged, action, require_in, save_versioned
from minzheng.kernel.evidence import recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.people.actions.rolls import NewResidence, write_residences
from minzheng.kernel.people.identity import mask_name
from minzheng.kernel.people.models import EventKind, LifeEvent, Person, Residence, ResidenceKind
from minzheng.kernel.people.queries import chunked
from minzheng.kernel.places.models import Area, CodeSystem
from minzheng.kernel.problems import NotThere, Refused

LIFE_EVENT_COLUMNS = ("id", "version", "person_id", "kind", "happened_on", "source", "details")


@dataclass(frozen=True)
class NewLifeEvent:
    """A fact to be recorded: what happened to whom, when, and where it is known from."""

    person_id: UUID
    kind: str
    happened_on: date
    source: str
    details: dict[str, Any] = field(default_factory=dict)


@action("kernel.people.record")
def record_life_events(*, events: Sequence[NewLifeEvent], by: Actor, on: date) -> int:
    """Record facts, all or none; answers how many were new. A fact that is already there is no new fact.

    A death also sets the person's death date, a birth the birth date; neither may contradict one that is
    known. One event of evidence a fact.
    """
    people = _people({event.person_id for event in events})
    require_in("kernel.people.record", by=by, area_ids={person.area_id for person in people.values()})
    for event in events:
        _check(event, people[event.person_id], on)
    new = _unknown(events)
    if not new:
        return Unchanged(0)  # type: ignore[return-value]
    write_life_events(events=new, people=people, by=by, on=on)
    recording.record_many([_told(event, people[event.person_id]) for event in new], by=by.username)
    return len(new)


def write_life_events(
    *,
    events: Sequence[NewLifeEvent],
    people: dict[UUID, Person],
    by: Actor,  # noqa: ARG001 - told like every action; the caller records it
    on: date,  # noqa: ARG001
) -> list[tuple[Any, ...]]:
    """Insert facts and carry births and deaths to their persons; records nothing (see `rolls`)."""
    rows = [(new_id(), 1, e.person_id, e.kind, e.happened_on, e.source, e.details) for e in events]
    insert_rows(LifeEvent, LIFE_EVENT_COLUMNS, rows)
    for kind, column in ((EventKind.DEATH, "death_date"), (EventKind.BIRTH, "birth_date")):
        dated = [
            (event.happened_on, event.person_id, people[event.person_id].version)
            for event in events
            if event.kind == kind and getattr(people[event.person_id], column) != event.happened_on
        ]
        update_rows(Person, [column], dated)
        for day, person_id, _ in dated:
            setattr(people[person_id], column, day)
            people[person_id].version += 1
    return rows


def _people(ids: set[UUID]) -> dict[UUID, Person]:
    found: dict[UUID, Person] = {}
    for chunk in chunked(sorted(ids)):
        found.update({person.id: person for person in Person.objects.filter(id__in=chunk)})
    if len(found) != len(ids):
        raise NotThere("人员")
    return found


def _check(event: NewLifeEvent, person: Person, on: date) -> None:
    if event.kind not in EventKind.values:
        raise Refused("event_unknown", "不认识的事件类型。")
    if event.happened_on > on:
        raise Refused("event_in_future", "发生日期晚于业务日期。", fix="请核对日期。")
    known = {EventKind.DEATH.value: person.death_date, EventKind.BIRTH.value: person.birth_date}.get(
        event.kind
    )
    if known is not None and known != event.happened_on:
        raise Refused("event_contradicts", "与已登记的日期不一致。", fix="请核对后先更正人员信息。")


def _unknown(events: Sequence[NewLifeEvent]) -> list[NewLifeEvent]:
    known: set[tuple[UUID, str, date]] = set()
    for chunk in chunked(sorted({event.person_id for event in events})):
        rows = LifeEvent.objects.filter(person_id__in=chunk)
        known.update(rows.values_list("person_id", "kind", "happened_on"))
    new: dict[tuple[UUID, str, date], NewLifeEvent] = {}
    for event in events:
        identity = (event.person_id, event.kind, event.happened_on)
        if identity not in known:
            new.setdefault(identity, event)
    return list(new.values())


def _told(event: NewLifeEvent, person: Person) -> recording.Entry:
    return recording.Entry(
        kind="kernel.people.life_event_recorded",
        sentence=f"记录 {mask_name(person.name)} {EventKind(event.kind).label}",
        subject_type="kernel.people",
        subject_id=str(person.id),
        area_id=person.area_id,
        details={"event": event.kind, "happened_on": event.happened_on, "source": event.source},
    )


@action("kernel.people.move", subject="person")
def move_person(
    *,
    person: Person,
    kind: str,
    by: Actor,
    on: date,
    area: Area | None = None,
    district_code: str = "",
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Residence:
    """From `on`, the residence of that kind is in `area`, or outside in `district_code` (six digits).

    The former residence ends on that day. A move of the usual or current residence within the district takes
    the person's record along, so the actor must be allowed in the new area too.
    """
    if (area is None) == (not district_code) or (district_code and len(district_code) != 6):
        raise Refused("place_unclear", "请选择本区区域，或填写六位区划代码，二者取一。")
    former = Residence.objects.filter(person=person, kind=kind, ends_on__isnull=True).first()
    _end_former(person, kind, former, by=by, on=on)
    code = district_code or _code_of(area)
    new = NewResidence(person.id, kind, code, area.pk if area else None, on)
    row = write_residences(residences=[new], by=by, on=on)[0]
    was = person.area_id
    if area is not None and kind != ResidenceKind.HUKOU and area.district_id == person.district_id:
        require_in("kernel.people.move", by=by, area_ids=[area.pk])
        person.area = area
        save_versioned(person, "area")
    recording.record(
        recording.Entry(
            kind="kernel.people.moved",
            sentence=f"变更 {mask_name(person.name)} 的{ResidenceKind(kind).label}",
            subject_type="kernel.people",
            subject_id=str(person.id),
            area_id=person.area_id,
            changes={"area": [was, person.area_id]},
            details={"kind": kind, "district_code": code, "on": on},
        ),
        by=by.username,
    )
    return Residence.objects.get(pk=row[0])  # type: ignore[no-any-return]


def _end_former(person: Person, kind: str, former: Residence | None, *, by: Actor, on: date) -> None:
    """The first move of a person leaves behind where it lived since before the records began."""
    if former is None:
        if kind != ResidenceKind.HUKOU:
            code = _code_of(person.area)
            past = NewResidence(person.id, kind, code, person.area_id, None, on)
            write_residences(residences=[past], by=by, on=on)
        return
    if former.starts_on is not None and on <= former.starts_on:
        raise Refused("ends_before_start", "变更日期须晚于原居住起始日期。", fix="请核对日期。")
    former.ends_on = on
    save_versioned(former, "ends_on")


def _code_of(area: Area | None) -> str:
    assert area is not None
    codes = area.codes.filter(system=CodeSystem.STATISTICS).order_by("-valid_from")
    return str(codes.values_list("code", flat=True)[0])[:6]
