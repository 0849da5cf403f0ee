"""A household's way through the months: its payments, and in which months it was computed."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Q

from minzheng.kernel.access.plates import find_plate
from minzheng.kernel.money.models import PaymentLine
from minzheng.kernel.people.models import Household, Membership, Person, Relation
from minzheng.kernel.problems import NotThere
from minzheng.kernel.screens.masks import mask
from minzheng.lines.assistance.payments.models import MonthRun
from minzheng.lines.assistance.payments.queries.sealed_months import SEALED_COLUMNS

_LINES_SHOWN = 200


def get_household(pk: UUID) -> Household:
    """A household, or NotThere."""
    found: Household | None = Household.objects.select_related("area", "head").filter(pk=pk).first()
    if found is None:
        raise NotThere("家庭")
    return found


def find_household_of(person: UUID) -> Household | None:
    """The household to which a person belongs or belonged last."""
    rows = Membership.objects.filter(person_id=person).select_related("household")
    found = rows.order_by(F("ends_on").desc(nulls_first=True), F("starts_on").desc(nulls_last=True)).first()
    return found.household if found else None


def get_run(pk: UUID) -> MonthRun:
    """A month computed with its batch, or NotThere."""
    rows = MonthRun.objects.select_related("area", "batch", "made_by").defer("facts_sealed", "data_key")
    found: MonthRun | None = rows.filter(pk=pk).first()
    if found is None:
        raise NotThere("月度核算")
    return found


def list_runs_for(household: Household) -> list[MonthRun]:
    """Every month computed in the household's district, newest first."""
    rows = MonthRun.objects.filter(area_id=household.district_id).select_related("batch")
    return list(rows.defer(*SEALED_COLUMNS).order_by("-month", "group"))


def list_payments(household: Household) -> list[PaymentLine]:
    """The household's payments and those of its members, newest month first."""
    rows = PaymentLine.objects.filter(household=household).select_related("batch", "account", "payee")
    return list(rows.order_by("-month", "scheme", "end_to_end_id")[:_LINES_SHOWN])


def list_month_lines(household: Household, run: MonthRun) -> list[PaymentLine]:
    """The lines that a month's run made for the household; reissues are reached from each."""
    rows = PaymentLine.objects.filter(household=household, batch_id=run.batch_id).select_related("batch")
    return list(rows.order_by("number"))


class MemberRow(NamedTuple):
    """A member as a page lists it: who it is, how related, and when it belonged."""

    membership: Membership
    person: Person
    name: str
    relation: str


def list_members(household: Household, day: date) -> list[MemberRow]:
    """Members on a day, head first."""
    rows: Any = Membership.objects.on_day(day).filter(household=household).select_related("person")
    order = {word: at for at, word in enumerate(Relation.values)}
    members = sorted(rows, key=lambda row: (order.get(row.relation, 9), row.person.birth_date or day))
    return [
        MemberRow(row, row.person, mask_name(row.person.name), str(Relation(row.relation).label))
        for row in members
    ]


def mask_name(name: str) -> str:
    """A person's name as the plate of people lets screens show it."""
    kind = find_plate("kernel.people").sensitive.get("name", "")
    return mask(kind, name) if kind else name


def call_people(ids: list[str], household: Household | None = None) -> dict[str, str]:
    """Person id → 王*（配偶）: how pages call them. Two queries."""
    names = {
        str(pk): mask_name(name) for pk, name in Person.objects.filter(pk__in=ids).values_list("pk", "name")
    }
    if household is None:
        return names
    rows = Membership.objects.filter(Q(household=household), person_id__in=ids).order_by("starts_on")
    relations = {str(person): relation for person, relation in rows.values_list("person_id", "relation")}
    return {
        pk: f"{name}（{Relation(relations[pk]).label}）" if pk in relations else name
        for pk, name in names.items()
    }
