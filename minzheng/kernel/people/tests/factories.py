"""People for tests of any line: numbers that are right, written through the real actions."""

from __future__ import annotations

from datetime import date
from typing import Any

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.people.actions import NewPerson, open_household, register_people
from minzheng.kernel.people.identity.citizen_number import check_digit
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.places.models import Area

ON = date(2025, 7, 1)


def citizen_number(born: date, sequence: int, area: str = "320213") -> str:
    """A citizen number with a right check digit; an odd sequence is a man's."""
    first = f"{area}{born:%Y%m%d}{sequence:03d}"
    return first + check_digit(first)


def new_person(area: Area, **changes: Any) -> NewPerson:
    """A person to be registered: 王小明, born 1958-04-02, unless told otherwise."""
    born = changes.pop("birth_date", date(1958, 4, 2))
    sequence = changes.pop("sequence", 11)
    values = {
        "name": "王小明",
        "id_kind": "citizen_number",
        "id_number": citizen_number(born, sequence),
        "sex": "male" if sequence % 2 else "female",
        "birth_date": born,
    } | changes
    return NewPerson(area.pk, area.district_id, **values)


def make_person(area: Area, by: Actor, on: date = ON, **changes: Any) -> Person:
    """A registered person."""
    return Person.objects.get(pk=register_people(people=[new_person(area, **changes)], by=by, on=on)[0])


def make_household(area: Area, by: Actor, *, number: str = "H1", on: date = ON, **head: Any) -> Household:
    """A household with its head."""
    return open_household(
        area=area,
        number=number,
        head=make_person(area, by, on, **head),
        by=by,
        on=on,
        address="崇安新城1号301",
    )
