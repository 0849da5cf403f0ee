# ruff: noqa: ARG001 - a writer is told who and when like every action; the caller records it
"""Writing persons, households, memberships and residences by the thousand, for imports and registrations.

These write inside the caller's transaction and record nothing: the caller answers for permission and records
one event for the whole. Rows come back as stored, in the order of the column tuples, so that a digest needs
no second reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.bulk import insert_rows
from minzheng.kernel.ids import new_ids
from minzheng.kernel.people import secrets
from minzheng.kernel.people.identity import get_search_keys
from minzheng.kernel.people.models import Household, Membership, Person, Residence

Stored = tuple[Any, ...]

PERSON_COLUMNS = (
    "id", "version", "area_id", "district_id", "name", "folded_name", "initials", "id_kind", "no_id_reason",
    "id_number_sealed", "id_number_index", "last_four_index", "sex", "birth_date", "death_date",
    "phone_sealed", "address_sealed", "merged_into_id", "data_key",
)  # fmt: skip
HOUSEHOLD_COLUMNS = (
    "id", "version", "area_id", "district_id", "number", "head_id", "head_index", "address_sealed",
    "phone_sealed", "registered_on", "closed_on", "data_key",
)  # fmt: skip
MEMBERSHIP_COLUMNS = ("id", "version", "household_id", "person_id", "relation", "starts_on", "ends_on")
RESIDENCE_COLUMNS = (
    "id", "version", "person_id", "kind", "district_code", "area_id", "starts_on", "ends_on",
)  # fmt: skip


class NewPerson(NamedTuple):
    """A person to be written. `id_number` is normalized (see `people.identity`), empty for the kind `none`."""

    area_id: int
    district_id: int
    name: str
    id_kind: str
    id_number: str
    sex: str
    birth_date: date | None = None
    death_date: date | None = None
    no_id_reason: str = ""
    phone: str = ""
    address: str = ""


class NewHousehold(NamedTuple):
    """A household to be written. `head_token` is the token of the head's number, when the roll names one."""

    area_id: int
    district_id: int
    number: str
    head_id: UUID | None = None
    head_token: str = ""
    address: str = ""
    phone: str = ""
    registered_on: date | None = None
    closed_on: date | None = None


class NewMembership(NamedTuple):
    """A membership to be written."""

    household_id: UUID
    person_id: UUID
    relation: str
    starts_on: date | None = None
    ends_on: date | None = None


class NewResidence(NamedTuple):
    """A residence to be written."""

    person_id: UUID
    kind: str
    district_code: str
    area_id: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def write_people(
    *, people: Sequence[NewPerson], by: Actor, on: date, tokens: Sequence[str | None] | None = None
) -> list[Stored]:
    """Insert persons under fresh keys; answers the rows as stored (PERSON_COLUMNS), in order.

    `tokens` are the number tokens if the caller has them already. An identity number that is already there
    breaks a constraint of the database: look before.
    """
    ids = new_ids(len(people))
    keys = secrets.new_keys(ids)
    if tokens is None:
        tokens = secrets.number_tokens([(p.id_kind, p.id_number) for p in people])
    four = secrets.last_four_tokens([p.id_number for p in people])
    table = Person._meta.db_table
    numbers, phones, addresses = (
        secrets.seal_column(
            table, column, [(k.key, i, getattr(p, name)) for p, i, k in zip(people, ids, keys, strict=True)]
        )
        for column, name in (
            ("id_number_sealed", "id_number"),
            ("phone_sealed", "phone"),
            ("address_sealed", "address"),
        )
    )
    rows: list[Stored] = []
    for at, person in enumerate(people):
        folded, initials = get_search_keys(person.name)
        has_number = bool(person.id_number)
        rows.append(
            (
                ids[at], 1, person.area_id, person.district_id, person.name, folded, join_initials(initials),
                person.id_kind, person.no_id_reason, numbers[at], tokens[at] if has_number else None,
                four[at] if has_number else "", person.sex, person.birth_date, person.death_date,
                phones[at], addresses[at], None, keys[at].wrapped,
            )
        )  # fmt: skip
    insert_rows(Person, PERSON_COLUMNS, rows)
    return rows


def join_initials(initials: Sequence[str]) -> str:
    """Every reading with a space before and after, so that one search finds the beginning of any of them."""
    return f" {' '.join(initials)} " if initials else ""


def write_households(*, households: Sequence[NewHousehold], by: Actor, on: date) -> list[Stored]:
    """Insert households under fresh keys; answers the rows as stored (HOUSEHOLD_COLUMNS), in order."""
    ids = new_ids(len(households))
    keys = secrets.new_keys(ids)
    table = Household._meta.db_table
    phones, addresses = (
        secrets.seal_column(
            table,
            f"{name}_sealed",
            [(k.key, i, getattr(h, name)) for h, i, k in zip(households, ids, keys, strict=True)],
        )
        for name in ("phone", "address")
    )
    rows: list[Stored] = [
        (
            ids[at], 1, home.area_id, home.district_id, home.number, home.head_id, home.head_token,
            addresses[at], phones[at], home.registered_on, home.closed_on, keys[at].wrapped,
        )
        for at, home in enumerate(households)
    ]  # fmt: skip
    insert_rows(Household, HOUSEHOLD_COLUMNS, rows)
    return rows


def write_memberships(*, memberships: Sequence[NewMembership], by: Actor, on: date) -> list[Stored]:
    """Insert memberships; answers the rows as stored (MEMBERSHIP_COLUMNS), in order."""
    rows: list[Stored] = [
        (identifier, 1, one.household_id, one.person_id, one.relation, one.starts_on, one.ends_on)
        for identifier, one in zip(new_ids(len(memberships)), memberships, strict=True)
    ]
    insert_rows(Membership, MEMBERSHIP_COLUMNS, rows)
    return rows


def write_residences(*, residences: Sequence[NewResidence], by: Actor, on: date) -> list[Stored]:
    """Insert residences; answers the rows as stored (RESIDENCE_COLUMNS), in order."""
    rows: list[Stored] = [
        (identifier, 1, one.person_id, one.kind, one.district_code, one.area_id, one.starts_on, one.ends_on)
        for identifier, one in zip(new_ids(len(residences)), residences, strict=True)
    ]  # fmt: skip
    insert_rows(Residence, RESIDENCE_COLUMNS, rows)
    return rows
