"""Finding people and households. Everything here is limited to what the actor in force may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from minzheng.kernel.people import secrets
from minzheng.kernel.people.identity import fold_name, is_initials, normalize_number
from minzheng.kernel.people.models import Household, Membership, Person

T = TypeVar("T")
# SQLite as Python ships it takes 32,766 parameters in one statement (SQLITE_MAX_VARIABLE_NUMBER).
_CHUNK = 10_000
_LAST = "\U0010ffff"


def search(text: str) -> QuerySet[Person]:
    """People by name (any part, traditional or simplified), pinyin initials, last four digits or whole number.

    Duplicates that were merged away are left out; an empty text finds nobody.
    """
    wanted = text.strip()
    if not wanted:
        return Person.objects.none()  # type: ignore[no-any-return]
    return Person.objects.unmerged().filter(_match(wanted)).order_by("folded_name", "id")  # type: ignore[no-any-return]


def search_households(text: str) -> QuerySet[Household]:
    """Households by number (its beginning), or through a living or former member found by `search`."""
    wanted = text.strip()
    if not wanted:
        return Household.objects.none()  # type: ignore[no-any-return]
    by_member = Membership.objects.filter(person__in=search(wanted).order_by()).values("household")
    found: QuerySet[Household] = Household.objects.filter(
        begins_with("number", wanted.upper()) | Q(pk__in=by_member)
    )
    return found.order_by("number")


def _match(wanted: str) -> Q:
    number = normalize_number(wanted)
    if len(number) >= 5 and any(letter.isdigit() for letter in number):
        return Q(id_number_index__in=secrets.number_candidates(number))
    if len(number) == 4 and number[:3].isdigit():
        return Q(last_four_index__in=secrets.last_four_candidates(number))
    if is_initials(wanted):
        return Q(initials__contains=f" {wanted.upper()}") | begins_with("folded_name", fold_name(wanted))
    return Q(folded_name__contains=fold_name(wanted))


def begins_with(field: str, text: str) -> Q:
    """A condition that an index serves: LIKE with an escape never uses one on SQLite, a range does."""
    if connection.vendor == "sqlite":
        return Q(**{f"{field}__gte": text, f"{field}__lt": text + _LAST})
    return Q(**{f"{field}__startswith": text})


def find_by_id_number(number: str, *, kind: str | None = None) -> Person | None:
    """The person with that identity number (as anybody writes it), or None."""
    found: Person | None = (
        Person.objects.filter(id_number_index__in=secrets.number_candidates(number, kind))
        .select_related("merged_into")
        .first()
    )
    return found


def get_people_by_token(
    tokens: Iterable[str], *, fields: Sequence[str], district_id: int | None = None
) -> dict[str, tuple[Any, ...]]:
    """number token → the named fields of its person, for importers that look up many; of one district if named."""
    people = Person.objects.all() if district_id is None else Person.objects.filter(district_id=district_id)
    found: dict[str, tuple[Any, ...]] = {}
    for chunk in chunked(sorted(tokens)):
        rows = people.filter(id_number_index__in=chunk).values_list("id_number_index", *fields)
        found.update((row[0], row[1:]) for row in rows)
    return found


def get_people_ids_by_number(numbers: Iterable[tuple[str, str]]) -> dict[tuple[str, str], UUID]:
    """(kind, normalized number) → person id, for those that are known; a few statements for any number."""
    by_token = {
        token: pair for pair in set(numbers) for token in secrets.number_candidates(pair[1], kind=pair[0])
    }
    return {by_token[token]: row[0] for token, row in get_people_by_token(by_token, fields=("id",)).items()}


def get_household_ids_by_number(numbers: Iterable[str], *, district_id: int) -> dict[str, UUID]:
    """户号 → household id within one district, for those that are known."""
    found: dict[str, UUID] = {}
    for chunk in chunked(sorted(set(numbers))):
        rows = Household.objects.filter(district_id=district_id, number__in=chunk)
        found.update(rows.values_list("number", "id"))
    return found


def members_on(household_ids: Iterable[UUID], day: date) -> list[Membership]:
    """Memberships in force on that day in those households, with their persons, ordered by household."""
    found: list[Membership] = []
    for chunk in chunked(sorted(set(household_ids))):
        rows = Membership.objects.on_day(day).filter(household_id__in=chunk).select_related("person")
        found.extend(rows.order_by("household_id", "id"))
    return found


def household_of(person: Person, day: date) -> Household | None:
    """The household to which a person belongs on that day."""
    rows = Membership.objects.on_day(day).filter(person=person).select_related("household")
    found = rows.first()
    return found.household if found else None


def resolve_merged(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """person id → the id it is now kept under (its own when it was never merged). Chains are followed."""
    wanted = set(ids)
    target: dict[UUID, UUID] = {}
    todo = wanted
    while todo:
        found: dict[UUID, UUID] = {}
        for chunk in chunked(sorted(todo)):
            rows = Person.objects.filter(id__in=chunk, merged_into__isnull=False)
            found.update(rows.values_list("id", "merged_into_id"))
        target.update(found)
        todo = set(found.values()) - target.keys()
    return {one: _last_of(one, target) for one in wanted}


def _last_of(one: UUID, target: dict[UUID, UUID]) -> UUID:
    while one in target:
        one = target[one]
    return one


def chunked(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Pieces small enough for one statement's parameters."""
    return (items[at : at + _CHUNK] for at in range(0, len(items), _CHUNK))
