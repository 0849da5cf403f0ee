"""Small builders for tests everywhere: households that can be computed and paid, through the real actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.money.actions import AccountRequest, install_fund, register_accounts
from minzheng.kernel.money.models import FundSource
from minzheng.kernel.people.actions import change_membership, move_person, open_household, register_people
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.people.tests.factories import new_person
from minzheng.kernel.places.models import Area
from minzheng.kernel.screens.actions import create_record, edit_record
from minzheng.kernel.screens.sheets import find_sheet
from minzheng.lines.assistance.payments.actions.running import FUND

REGISTERED_ON = date(2024, 2, 1)
BANK_CODE = "308302000001"


@dataclass(frozen=True)
class Member:
    """A member to be: `facts` are fields of 人员状况, `card` of 残疾人证; amounts in fen."""

    name: str
    relation: str = "self"
    born: date = date(1958, 4, 2)
    facts: dict[str, Any] = field(default_factory=dict)
    card: dict[str, Any] | None = None


def make_fund(district: Area, by: Actor, on: date = REGISTERED_ON) -> FundSource:
    """The special account that a district pays its benefits from."""
    return install_fund(district=district, code=FUND, name="社会救助专项资金", by=by, on=on)


def make_household(
    area: Area,
    by: Actor,
    *,
    number: str,
    members: Sequence[Member],
    on: date = REGISTERED_ON,
    account: bool = True,
    **means: Any,
) -> Household:
    """A household with its members and everything that is asked to compute it; the head has the account."""
    with by.in_scope():
        people = make_people(area, by, members, on)
        household = open_household(area=area, number=number, head=people[0], by=by, on=on)
        for member, person in zip(members[1:], people[1:], strict=True):
            change_membership(household=household, person=person, relation=member.relation, by=by, on=on)
        for member, person in zip(members, people, strict=True):
            record_facts(person, by, on=on, **member.facts)
            if member.card is not None:
                record("assistance.disability_cards", by, on, person=person, area=area, **member.card)
        record("assistance.household_means", by, on, household=household, area=area, starts_on=on, **means)
        if account:
            make_account(people[0], by, on=on)
    return household


def make_people(area: Area, by: Actor, members: Sequence[Member], on: date) -> list[Person]:
    """Registered persons with their hukou, in order. Identity numbers are right and never the same."""
    known = Person._base_manager.count()
    new = [
        new_person(area, name=member.name, birth_date=member.born, sequence=known + at + 1)
        for at, member in enumerate(members)
    ]
    ids = register_people(people=new, by=by, on=on)
    found = Person.objects.in_bulk(ids)
    for one in ids:
        move_person(person=found[one], kind="hukou", area=area, by=by, on=on)
    return [found[one] for one in ids]


def record_facts(person: Person, by: Actor, *, on: date = REGISTERED_ON, **facts: Any) -> Any:
    """人员状况 of a person from a day on."""
    return record("assistance.circumstances", by, on, person=person, area=person.area, starts_on=on, **facts)


def change_facts(before: Any, by: Actor, *, on: date, **facts: Any) -> Any:
    """New circumstances of a person; the old ones end that day."""
    sheet = find_sheet("assistance.circumstances")
    with by.in_scope():
        edit_record(
            sheet=sheet, record=before, values={"ends_on": on}, expect_version=before.version, by=by, on=on
        )
        return record_facts(before.person, by, on=on, **facts)


def record(key: str, by: Actor, on: date, **values: Any) -> Any:
    """A row of a plain register, as its form would make it."""
    return create_record(sheet=find_sheet(key), values=values, by=by, on=on)


def make_account(person: Person, by: Actor, *, on: date = REGISTERED_ON, number: str = "") -> UUID:
    """An account in the person's own name; a second call with another number takes its place."""
    digits = number or f"622202{person.pk.int % 10**13:013d}"
    request = AccountRequest(person.pk, person.name, BANK_CODE, digits)
    return register_accounts(requests=[request], by=by, on=on)[0].pk
