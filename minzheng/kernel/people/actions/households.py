"""Households and who belongs to them, one at a time; files go through the import."""

from __future__ import annotations

from datetime import date

from minzheng.kernel.access.actors import Actor, everywhere
from minzheng.kernel.action import action, require, save_versioned
from minzheng.kernel.evidence import recording
from minzheng.kernel.people.actions.rolls import (
    NewHousehold,
    NewMembership,
    write_households,
    write_memberships,
)
from minzheng.kernel.people.identity import mask_name
from minzheng.kernel.people.models import Household, Membership, Person, Relation
from minzheng.kernel.places.models import Area
from minzheng.kernel.problems import Refused


@action("kernel.people.register", area="area")
def open_household(
    *,
    area: Area,
    number: str,
    head: Person,
    by: Actor,
    on: date,
    address: str = "",
    phone: str = "",
) -> Household:
    """Open a household in a community with its head as first member. Refused when the number is taken."""
    with everywhere():  # a number is the district's, also where the actor may not look
        taken = Household.objects.filter(district_id=area.district_id, number=number).exists()
    if taken:
        raise Refused("number_taken", f"户号 {number} 已存在。", fix="请核对户号。")
    _refuse_member_elsewhere(head)
    new = NewHousehold(area.pk, area.district_id, number, head.id, "", address, phone, on)
    row = write_households(households=[new], by=by, on=on)[0]
    write_memberships(memberships=[NewMembership(row[0], head.id, Relation.SELF, on)], by=by, on=on)
    recording.record(
        recording.Entry(
            kind="kernel.people.household_opened",
            sentence=f"建立家庭 {number}",
            subject_type="kernel.people",
            subject_id=str(row[0]),
            area_id=area.pk,
            details={"number": number, "head": str(head.id)},
        ),
        by=by.username,
    )
    return Household.objects.get(pk=row[0])  # type: ignore[no-any-return]


@action("kernel.people.edit", subject="household")
def change_membership(
    *,
    household: Household,
    person: Person,
    relation: str | None,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Membership | None:
    """From `on`, the person belongs to the household with that relation; with None it no longer does.

    What held before `on` stays as it was: the old membership ends and a new one begins. A new head takes the
    place of the old one, who becomes `other`; a head who leaves, leaves the household without one.
    """
    require("kernel.people.edit", by=by, area_id=person.area_id)
    with everywhere():  # belonging somewhere else counts wherever that is
        old: Membership | None = Membership.objects.filter(person=person, ends_on__isnull=True).first()
    if old is None and relation is None:
        raise Refused("not_a_member", "该人员不是家庭成员。")
    if old is not None and old.household_id != household.id:
        raise Refused("already_member", "该人员已是另一家庭的成员。", fix="请先登记其离开原家庭。")
    if old is not None:
        _end(old, on)
    former = _pass_headship(household, person, relation, by=by, on=on)
    new = _begin(household, person, relation, by=by, on=on) if relation else None
    save_versioned(household, "head")
    _record(household, person, old, relation, by=by, on=on)
    if former is not None:
        _record(household, former.person, former, Relation.OTHER, by=by, on=on, of_household=False)
    return new


def _pass_headship(
    household: Household, person: Person, relation: str | None, *, by: Actor, on: date
) -> Membership | None:
    """Sets the household's head; answers the membership of the head who stepped down for the new one."""
    if relation == Relation.SELF:
        household.head = person
        return _step_down(household, by=by, on=on)
    if household.head_id == person.id:
        household.head = None
    return None


def _begin(household: Household, person: Person, relation: str, *, by: Actor, on: date) -> Membership:
    row = write_memberships(memberships=[NewMembership(household.id, person.id, relation, on)], by=by, on=on)[
        0
    ]
    return Membership.objects.get(pk=row[0])  # type: ignore[no-any-return]


def _step_down(household: Household, *, by: Actor, on: date) -> Membership | None:
    heads = Membership.objects.filter(household=household, relation=Relation.SELF, ends_on__isnull=True)
    former: Membership | None = heads.select_related("person").first()
    if former is not None:
        _end(former, on)
        stays = NewMembership(household.id, former.person_id, Relation.OTHER, on)
        write_memberships(memberships=[stays], by=by, on=on)
    return former


def _end(membership: Membership, on: date) -> None:
    if membership.starts_on is not None and on <= membership.starts_on:
        raise Refused("ends_before_start", "变更日期须晚于加入日期。", fix="请核对日期。")
    membership.ends_on = on
    save_versioned(membership, "ends_on")


def _refuse_member_elsewhere(person: Person) -> None:
    with everywhere():  # belonging somewhere else counts wherever that is
        elsewhere = Membership.objects.filter(person=person, ends_on__isnull=True).exists()
    if elsewhere:
        raise Refused("already_member", "该人员已是另一家庭的成员。", fix="请先登记其离开原家庭。")


def _record(
    household: Household,
    person: Person,
    old: Membership | None,
    relation: str | None,
    *,
    by: Actor,
    on: date,
    of_household: bool = True,
) -> None:
    """Told of the person and of the household: each has its own page and its own proof."""
    changes = {"relation": [old.relation if old else None, relation]}
    entries = [
        recording.Entry(
            kind="kernel.people.membership_changed",
            sentence=f"变更家庭 {household.number} 成员 {mask_name(person.name)}",
            subject_type="kernel.people",
            subject_id=str(subject),
            area_id=household.area_id,
            changes=changes,
            details={"household": str(household.id), "person": str(person.id), "on": on},
        )
        for subject in ((person.id, household.id) if of_household else (person.id,))
    ]
    recording.record_many(entries, by=by.username)
