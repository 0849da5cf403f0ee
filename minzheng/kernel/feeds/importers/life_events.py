"""人生事件: deaths, births, moves, detentions and the like as other offices report them, by identity number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from minzheng.kernel.feeds.declaration import Context, Importer, Outcome, SourceRow
from minzheng.kernel.feeds.digests import entries_of
from minzheng.kernel.feeds.reading import Column, RowError, Template
from minzheng.kernel.people.actions.life import NewLifeEvent, write_life_events
from minzheng.kernel.people.identity import KINDS, read_identity
from minzheng.kernel.people.identity.citizen_number import CITIZEN_NUMBER, NONE
from minzheng.kernel.people.models import EventKind, LifeEvent, Person
from minzheng.kernel.people.queries import chunked, get_people_ids_by_number
from minzheng.kernel.problems import Problem

TEMPLATE = Template(
    "life_events",
    "人生事件",
    (
        Column(
            "id_kind",
            "证件类型",
            kind="choice",
            choices={code: (zh,) for code, zh in KINDS.items() if code != NONE},
            explanation="不填按居民身份证。",
        ),
        Column("id_number", "证件号码", ("身份证号", "身份证号码"), required=True, max_length=40),
        Column(
            "kind",
            "事件",
            ("事件类型",),
            kind="choice",
            required=True,
            choices={word: (zh,) for word, zh in EventKind.choices},
        ),
        Column("happened_on", "日期", ("发生日期",), kind="date", required=True),
        Column("source", "来源", ("信息来源",), required=True, max_length=60),
    ),
)


def prepare(rows: Sequence[SourceRow], context: Context) -> list[RowError]:
    """Persons known and the actor's own, dates not in the future and not against what is known."""
    numbers = [_identity(row, context) for row in rows]
    errors = [one for one in numbers if isinstance(one, RowError)]
    ids = get_people_ids_by_number([one for one in numbers if not isinstance(one, RowError)])
    people: dict[UUID, Person] = {}
    for chunk in chunked(sorted(set(ids.values()))):
        people.update({p.id: p for p in Person.objects.filter(id__in=chunk, district=context.district)})
    events: list[NewLifeEvent] = []
    stated: dict[tuple[UUID, str], date] = {}
    for row, number in zip(rows, numbers, strict=True):
        if isinstance(number, RowError):
            continue
        person = people.get(ids.get(number, UUID(int=0)))
        wrong = _check(row, person, context, stated)
        if wrong is not None:
            errors.append(wrong)
        elif person is not None:
            events.append(_event(row, person))
    context.found["people"], context.found["events"] = people, events
    return errors


def _identity(row: SourceRow, context: Context) -> tuple[str, str] | RowError:
    kind = cast("str", row.values["id_kind"] or CITIZEN_NUMBER)
    found = read_identity(kind, cast("str", row.values["id_number"]), on=context.on)
    if isinstance(found, Problem):
        return row.error(TEMPLATE, "id_number", found.code, found.message, found.fix)
    return found.kind, found.number


def _check(
    row: SourceRow, person: Person | None, context: Context, stated: dict[tuple[UUID, str], date]
) -> RowError | None:
    if person is None or not context.may(person.area_id):
        return row.error(
            TEMPLATE,
            "id_number",
            "unknown_person",
            "没有该证件号码的人员，或不在您的辖区内。",
            "请核对证件号码。",
        )
    kind, day = cast("str", row.values["kind"]), cast("date", row.values["happened_on"])
    if day > context.on:
        return row.error(TEMPLATE, "happened_on", "event_in_future", "日期晚于业务日期。", "请核对日期。")
    known = {"death": person.death_date, "birth": person.birth_date}.get(kind)
    if kind in ("death", "birth"):
        known = stated.setdefault((person.id, kind), known or day)
    if known is not None and known != day:
        return row.error(
            TEMPLATE, "happened_on", "event_contradicts", "与已登记的日期不一致。", "请核对后先更正人员信息。"
        )
    if kind == "death" and person.birth_date is not None and day < person.birth_date:
        return row.error(
            TEMPLATE, "happened_on", "death_before_birth", "死亡日期早于出生日期。", "请核对日期。"
        )
    return None


def _event(row: SourceRow, person: Person) -> NewLifeEvent:
    v: dict[str, Any] = row.values
    return NewLifeEvent(person.id, v["kind"], v["happened_on"], v["source"])


def commit(rows: Sequence[SourceRow], context: Context) -> Outcome:
    """Record the facts that are not there yet; deaths and births also set the person's dates."""
    events: list[NewLifeEvent] = context.found["events"]
    known: dict[tuple[UUID, str, date], UUID] = {}
    for chunk in chunked(sorted({event.person_id for event in events})):
        for identifier, *key in LifeEvent.objects.filter(person_id__in=chunk).values_list(
            "id", "person_id", "kind", "happened_on"
        ):
            known[cast("tuple[UUID, str, date]", tuple(key))] = identifier
    new = {_key(event): event for event in reversed(events) if _key(event) not in known}
    written = write_life_events(
        events=list(new.values()), people=context.found["people"], by=context.by, on=context.on
    )
    known.update({key: row[0] for key, row in zip(new, written, strict=True)})
    facts = entries_of(LifeEvent, known.values())
    people = entries_of(Person, {event.person_id for event in events})
    records = [(facts[known[_key(event)]], people[event.person_id]) for event in events]
    return Outcome(len(new), 0, len(rows) - len(new), records)


def _key(event: NewLifeEvent) -> tuple[UUID, str, date]:
    return event.person_id, event.kind, event.happened_on


IMPORTERS = (Importer("life_events", "人生事件", TEMPLATE, "kernel.people", prepare, commit),)
