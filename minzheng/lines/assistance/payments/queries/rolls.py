"""The roll of one month as columns, read from the registers with one query a table.

Facts are those in force on the month's last day (house reading, a parameter of the statute book). A household
is on the roll when its means were recorded; one whose members' circumstances are not all known is left out
and named, because an unknown must not count as "none".
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Q

from minzheng.benefits import codes
from minzheng.benefits.inputs import HOUSEHOLD_INPUTS, PERSON_INPUTS
from minzheng.benefits.roll import Roll
from minzheng.kernel.people.models import Household, Membership, Residence
from minzheng.kernel.places.models import Area, AreaCode, CodeSystem
from minzheng.lines.assistance.circumstances.models import CARE_FIELDS, INCOME_FIELDS, Circumstance
from minzheng.lines.assistance.disability_cards.models import DisabilityCard
from minzheng.lines.assistance.household_means.models import HouseholdMeans
from minzheng.rules.months import NEVER_ENDS, NEVER_STARTED, Month, number_of

_CODED = {
    "work_ability": codes.WORK_ABILITY,
    "self_care": codes.SELF_CARE,
    "care_form": codes.CARE_FORM,
    "father": codes.PARENT_STATE,
    "mother": codes.PARENT_STATE,
}
_NUMBERS = {name: {word: number for number, word in enumerate(words)} for name, words in _CODED.items()}
_RELATION = {word: number for number, word in enumerate(codes.RELATION)}
_CATEGORY = {word: number for number, word in enumerate(codes.DISABILITY)}
_FLAGS = ("student", "in_custody", "severe_illness", "source_of_living", "has_capable_supporter")
_PLAIN = (*_FLAGS, *INCOME_FIELDS, *CARE_FIELDS)
_CIRCUMSTANCE_COLUMNS = (*(name.removesuffix("_fen") for name in _PLAIN), *_CODED)
_NO_CARD = (0, 0, False, NEVER_STARTED, NEVER_ENDS)
_CARD_COLUMNS = ("disability", "disability_grade", "long_term_care", "card_from", "card_ends_on")
_MEMBER_COLUMNS = ("relation", "birth_date", "death_date", "joined_on", "left_on", "hukou_district")
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Ready:
    """A month's roll and what is needed to pay from it; lists run beside the roll's rows.

    `held` are the households left out because their facts are incomplete: nothing of theirs is ended.
    """

    roll: Roll
    household_ids: Sequence[UUID]
    person_ids: Sequence[UUID]
    heads: Sequence[UUID | None]
    areas: Sequence[int]
    left_out: list[dict[str, str]]
    held: frozenset[UUID]


def read_roll(*, district: Area, month: Month) -> Ready:
    """Everything the statute book asks, for every assessed household of the district."""
    first = date(month.year, month.month, 1)
    last = date(month.year, month.month, monthrange(month.year, month.month)[1])
    means = _means(district, last)
    households = _households(district, means)
    members = _members(district, households, first, last)
    circumstances = _circumstances(district, last)
    complete, incomplete = _complete(households, members, circumstances)
    return _assemble(district, complete, members, means, circumstances, last, incomplete)


def _within(district: Area, prefix: str = "area") -> Q:
    return Q(**{f"{prefix}__path__startswith": district.path})


def _means(district: Area, last: date) -> dict[UUID, Row]:
    rows = HouseholdMeans.objects.in_force_on(last).filter(_within(district))
    columns = ("household_id", "money_fen", "dwellings", "vehicles", "companies")
    return {row[0]: row[1:] for row in rows.values_list(*columns).iterator(chunk_size=20_000)}


def _households(district: Area, means: dict[UUID, Row]) -> dict[UUID, Row]:
    """id → (number, area id, head id), in the order of their numbers: the order of the payment list."""
    rows = Household.objects.filter(_within(district)).order_by("number")
    columns = ("id", "number", "area_id", "head_id")
    return {
        row[0]: row[1:] for row in rows.values_list(*columns).iterator(chunk_size=20_000) if row[0] in means
    }


def _members(
    district: Area, households: dict[UUID, Row], first: date, last: date
) -> dict[UUID, list[tuple[UUID, Row]]]:
    """household → [(person, member columns)] of everybody who belonged to it at some time of the month."""
    hukou = _hukou(district, last)
    rows = (
        Membership.objects.filter(_within(district, "household__area"))
        .filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=last), Q(ends_on__isnull=True) | Q(ends_on__gt=first)
        )
        .filter(Q(person__death_date__isnull=True) | Q(person__death_date__gte=first))
        .order_by("person__birth_date", "person_id")
    )
    columns = (
        "household_id", "person_id", "relation", "person__birth_date", "person__death_date", "starts_on", "ends_on",
    )  # fmt: skip
    members: dict[UUID, list[tuple[UUID, Row]]] = {}
    for row in rows.values_list(*columns).iterator(chunk_size=20_000):
        household, person, relation, birth, death, starts, ends = row
        if household in households:
            coded = (
                _RELATION[relation],
                number_of(birth, missing=NEVER_STARTED),
                number_of(death, missing=NEVER_ENDS),
                number_of(starts, missing=NEVER_STARTED),
                number_of(ends, missing=NEVER_ENDS),
                hukou.get(person, 0),
            )
            members.setdefault(household, []).append((person, coded))
    for people in members.values():
        people.sort(key=_head_first)
    return members


def _head_first(member: tuple[UUID, Row]) -> int:
    """The head, the spouse, the children, …: the order in which a family is read aloud."""
    return int(member[1][0])


def _hukou(district: Area, last: date) -> dict[UUID, int]:
    rows = Residence.objects.on_day(last).filter(_within(district, "person__area"), kind="hukou")
    return {person: int(code) for person, code in rows.values_list("person_id", "district_code")}


def _circumstances(district: Area, last: date) -> dict[UUID, Row]:
    """person → coded columns in the order of `_CIRCUMSTANCE_COLUMNS`."""
    rows = Circumstance.objects.in_force_on(last).filter(_within(district))
    found: dict[UUID, Row] = {}
    numbers = tuple(_NUMBERS.values())
    plain = len(_PLAIN)
    for row in rows.values_list("person_id", *_PLAIN, *_CODED).iterator(chunk_size=20_000):
        words = row[1 + plain :]
        found[row[0]] = (
            *row[1 : 1 + plain],
            *(known[word] for known, word in zip(numbers, words, strict=True)),
        )
    return found


def _cards(district: Area, last: date) -> dict[UUID, Row]:
    """person → the card that started last, coded; `valid_to` is the last valid day, so it ends the day after."""
    rows = DisabilityCard.objects.filter(_within(district), valid_from__lte=last).order_by(
        "person_id", "valid_from"
    )
    columns = ("person_id", "category", "grade", "long_term_care", "valid_from", "valid_to")
    cards: dict[UUID, Row] = {}
    for person, category, grade, care, start, end in rows.values_list(*columns).iterator(chunk_size=20_000):
        ends_on = end + timedelta(days=1) if end is not None and end < date.max else None
        cards[person] = (
            _CATEGORY[category],
            grade,
            care,
            number_of(start, missing=NEVER_STARTED),
            number_of(ends_on, missing=NEVER_ENDS),
        )
    return cards


def _complete(
    households: dict[UUID, Row], members: dict[UUID, list[tuple[UUID, Row]]], circumstances: dict[UUID, Row]
) -> tuple[dict[UUID, Row], dict[UUID, dict[str, str]]]:
    """Households that can be computed, and those that cannot, with the reason.

    A household in which nobody lives any more is neither: it has left the roll, and what it received ends.
    """
    complete: dict[UUID, Row] = {}
    incomplete: dict[UUID, dict[str, str]] = {}
    for household, row in households.items():
        people = members.get(household, [])
        unknown = sum(person not in circumstances for person, _ in people)
        if unknown:
            message = f"{unknown} 名成员的状况未登记"
            incomplete[household] = {"household": row[0], "code": "facts_missing", "message": message}
        elif people:
            complete[household] = row
    return complete, incomplete


def _assemble(
    district: Area,
    households: dict[UUID, Row],
    members: dict[UUID, list[tuple[UUID, Row]]],
    means: dict[UUID, Row],
    circumstances: dict[UUID, Row],
    last: date,
    incomplete: dict[UUID, dict[str, str]],
) -> Ready:
    cards = _cards(district, last)
    order = [person for household in households for person, _ in members[household]]
    persons = {
        **_columns(_MEMBER_COLUMNS, [row for household in households for _, row in members[household]]),
        **_columns(_CIRCUMSTANCE_COLUMNS, [circumstances[person] for person in order]),
        **_columns(_CARD_COLUMNS, [cards.get(person, _NO_CARD) for person in order]),
    }
    area_codes = {
        area: int(code)
        for area, code in AreaCode.objects.filter(
            _within(district), system=CodeSystem.STATISTICS
        ).values_list("area_id", "code")
    }
    assets = [(area_codes.get(row[1], 0), *means[household]) for household, row in households.items()]
    names = ("area", "asset_money", "asset_dwellings", "asset_vehicles", "asset_companies")
    sizes = [len(members[household]) for household in households]
    roll = Roll(
        persons=_typed(persons, PERSON_INPUTS),
        households=_typed(_columns(names, assets), HOUSEHOLD_INPUTS),
        offsets=np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64),
        person_ids=[str(person) for person in order],
        household_ids=[row[0] for row in households.values()],
    )
    return Ready(
        roll=roll,
        household_ids=list(households),
        person_ids=order,
        heads=[row[2] for row in households.values()],
        areas=[row[1] for row in households.values()],
        left_out=list(incomplete.values()),
        held=frozenset(incomplete),
    )


def _columns(names: Sequence[str], rows: Sequence[Row]) -> dict[str, Sequence[Any]]:
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return dict(zip(names, columns, strict=True))


def _typed(columns: dict[str, Sequence[Any]], inputs: Sequence[Any]) -> dict[str, Any]:
    return {each.name: np.array(columns[each.name], dtype=each.dtype) for each in inputs}
