"""Households over time, life events, moves and merges."""

from datetime import date

import pytest

from minzheng.kernel.evidence.models import Event
from minzheng.kernel.people import queries
from minzheng.kernel.people.actions import (
    NewLifeEvent,
    change_membership,
    merge_people,
    move_person,
    open_household,
    record_life_events,
    undo_merge,
)
from minzheng.kernel.people.models import Household, LifeEvent, Membership, Person, Residence
from minzheng.kernel.people.tests.factories import ON, make_household, make_person
from minzheng.kernel.problems import NotThere, Refused

pytestmark = pytest.mark.both_databases
LATER = date(2025, 8, 1)


@pytest.fixture
def area(in_scope):
    return in_scope.area("320213021001")


def test_household_opens_with_its_head(area, in_scope):
    home = make_household(area, in_scope.head)
    (member,) = queries.members_on([home.id], ON)
    assert (member.relation, member.person_id) == ("self", home.head_id)
    with pytest.raises(Refused):
        open_household(
            area=area,
            number="H1",
            head=make_person(area, in_scope.head, sequence=13),
            by=in_scope.head,
            on=ON,
        )


def test_search_households_by_number_and_by_member(area, in_scope):
    home = make_household(area, in_scope.head)
    make_household(area, in_scope.head, number="K2", sequence=33, name="赵四")
    for text in ("H1", "h", "王小明", "WXM"):
        assert list(queries.search_households(text)) == [home], text
    assert not queries.search_households("").exists()


def test_membership_is_half_open(area, in_scope):
    home = make_household(area, in_scope.head)
    child = make_person(area, in_scope.head, sequence=13)
    change_membership(household=home, person=child, relation="child", by=in_scope.head, on=ON)
    change_membership(household=home, person=child, relation=None, by=in_scope.head, on=LATER)
    counts = [
        len(queries.members_on([home.id], day)) for day in (date(2025, 6, 30), ON, date(2025, 7, 31), LATER)
    ]
    assert counts == [0, 2, 2, 1]


def test_one_person_lives_in_one_household(area, in_scope):
    home = make_household(area, in_scope.head)
    other = make_household(area, in_scope.head, number="H2", sequence=33)
    with pytest.raises(Refused) as refused:
        change_membership(household=other, person=home.head, relation="other", by=in_scope.head, on=LATER)
    assert refused.value.code == "already_member"


def test_new_head_takes_the_place_of_the_old(area, in_scope):
    home = make_household(area, in_scope.head)
    old = home.head
    wife = make_person(area, in_scope.head, sequence=12)
    change_membership(household=home, person=wife, relation="self", by=in_scope.head, on=LATER)
    home.refresh_from_db()
    now = {m.person_id: m.relation for m in queries.members_on([home.id], LATER)}
    assert home.head_id == wife.id
    assert now == {wife.id: "self", old.id: "other"}


def test_both_heads_are_told_of(area, in_scope):
    home = make_household(area, in_scope.head)
    old, wife = home.head, make_person(area, in_scope.head, sequence=12)
    change_membership(household=home, person=wife, relation="self", by=in_scope.head, on=LATER)
    told = Event.objects.filter(kind="kernel.people.membership_changed").values_list("subject_id", flat=True)
    assert sorted(told) == sorted(str(one) for one in (old.pk, wife.pk, home.pk))


def test_a_head_who_leaves_is_head_no_more(area, in_scope):
    home = make_household(area, in_scope.head)
    change_membership(household=home, person=home.head, relation=None, by=in_scope.head, on=LATER)
    assert Household.objects.get(pk=home.pk).head_id is None
    assert not queries.members_on([home.id], LATER)


def test_what_is_taken_elsewhere_in_the_district_is_refused(cast):
    there, here = cast.area("320213022001"), cast.area("320213021001")
    with cast.head.in_scope():
        make_household(there, cast.head)
    with cast.handler.in_scope():
        person = make_person(here, cast.handler, sequence=13)
        with pytest.raises(Refused) as refused:
            open_household(area=here, number="H1", head=person, by=cast.handler, on=ON)
        assert refused.value.code == "number_taken"
        with pytest.raises(Refused) as refused:
            make_person(here, cast.handler)
        assert refused.value.code == "already_registered"


def test_death_is_recorded_once_and_sets_the_date(area, in_scope):
    person = make_person(area, in_scope.head)
    event = NewLifeEvent(person.id, "death", date(2025, 6, 3), "医院证明")
    assert record_life_events(events=[event, event], by=in_scope.head, on=ON) == 1
    assert record_life_events(events=[event], by=in_scope.head, on=ON) == 0
    person.refresh_from_db()
    assert (person.death_date, person.version) == (date(2025, 6, 3), 2)
    assert LifeEvent.objects.count() == 1
    assert Event.objects.filter(kind="kernel.people.life_event_recorded").count() == 1


def test_contradicting_death_is_refused(area, in_scope):
    person = make_person(area, in_scope.head, death_date=date(2025, 6, 3))
    with pytest.raises(Refused) as refused:
        record_life_events(
            events=[NewLifeEvent(person.id, "death", date(2025, 6, 4), "民政")], by=in_scope.head, on=ON
        )
    assert refused.value.code == "event_contradicts"


def test_future_and_foreign_events_are_refused(cast):
    with cast.head.in_scope():
        person = make_person(cast.area("320213022001"), cast.head)
        with pytest.raises(Refused):
            record_life_events(
                events=[NewLifeEvent(person.id, "detention", LATER, "公安")], by=cast.head, on=ON
            )
    with cast.handler.in_scope(), pytest.raises(NotThere):
        record_life_events(events=[NewLifeEvent(person.id, "release", ON, "公安")], by=cast.handler, on=ON)


def test_move_keeps_where_a_person_lived_before(area, in_scope):
    person = make_person(area, in_scope.head)
    there = in_scope.area("320213022001")
    move_person(person=person, kind="current", area=there, by=in_scope.head, on=LATER)
    move_person(person=person, kind="hukou", district_code="110101", by=in_scope.head, on=LATER)
    rows = Residence.objects.filter(person=person, kind="current")
    assert [row.area_id for row in rows.on_day(date(2025, 7, 31))] == [area.pk]
    assert [row.area_id for row in rows.on_day(LATER)] == [there.pk]
    assert Residence.objects.get(kind="hukou").district_code == "110101"
    assert Person.objects.get(pk=person.pk).area_id == there.pk


def test_move_into_a_foreign_area_is_undone(cast):
    with cast.handler.in_scope():
        person = make_person(cast.area("320213021001"), cast.handler)
        with pytest.raises(NotThere):
            move_person(
                person=person, kind="current", area=cast.area("320213022001"), by=cast.handler, on=LATER
            )
        assert not Residence.objects.exists()


@pytest.fixture
def pair(area, in_scope):
    """A duplicate who heads a household, and the record to be kept."""
    home = make_household(area, in_scope.head)
    kept = make_person(area, in_scope.head, sequence=13)
    return home, kept, home.head


def test_merge_redirects_and_undo_restores(pair, in_scope):
    home, kept, merged = pair
    before = list(
        Membership.objects.order_by("id").values_list("person_id", "relation", "starts_on", "ends_on")
    )
    merge = merge_people(kept=kept, merged=merged, reason="同一人重复登记", by=in_scope.head, on=LATER)
    home.refresh_from_db()
    assert queries.resolve_merged([merged.id, kept.id]) == {merged.id: kept.id, kept.id: kept.id}
    assert [m.person_id for m in queries.members_on([home.id], LATER)] == [kept.id]
    assert [m.person_id for m in queries.members_on([home.id], ON)] == [merged.id]
    assert home.head_id == kept.id
    assert list(queries.search("王小明")) == [kept]
    merge.refresh_from_db()
    undo_merge(merge=merge, by=in_scope.head, on=LATER)
    after = list(
        Membership.objects.order_by("id").values_list("person_id", "relation", "starts_on", "ends_on")
    )
    assert after == before
    assert Household.objects.get().head_id == merged.id
    assert queries.search("王小明").count() == 2


def test_merge_is_not_undone_under_another_head(pair, area, in_scope):
    home, kept, merged = pair
    merge = merge_people(kept=kept, merged=merged, reason="同一人重复登记", by=in_scope.head, on=LATER)
    wife = make_person(area, in_scope.head, sequence=12)
    home.refresh_from_db()
    change_membership(household=home, person=kept, relation=None, by=in_scope.head, on=date(2025, 9, 1))
    home.refresh_from_db()
    change_membership(household=home, person=wife, relation="self", by=in_scope.head, on=date(2025, 9, 1))
    with pytest.raises(Refused) as refused:
        undo_merge(merge=merge, by=in_scope.head, on=date(2025, 9, 2))
    assert refused.value.code == "head_changed"


def test_merge_without_a_new_membership_is_not_undone_under_another_head(pair, area, in_scope):
    home, _, merged = pair
    kept = make_household(area, in_scope.head, number="H2", sequence=33).head
    merge = merge_people(kept=kept, merged=merged, reason="同一人重复登记", by=in_scope.head, on=LATER)
    home.refresh_from_db()
    wife = make_person(area, in_scope.head, sequence=12)
    change_membership(household=home, person=wife, relation="self", by=in_scope.head, on=LATER)
    with pytest.raises(Refused) as refused:
        undo_merge(merge=merge, by=in_scope.head, on=date(2025, 9, 2))
    assert refused.value.code == "head_changed"
    assert Household.objects.get(pk=home.pk).head_id == wife.pk


def test_merge_chain_is_followed_and_never_doubled(pair, area, in_scope):
    _, kept, merged = pair
    third = make_person(area, in_scope.head, sequence=15)
    merge_people(kept=kept, merged=merged, reason="同一人重复登记", by=in_scope.head, on=LATER)
    merge_people(kept=third, merged=kept, reason="又一条重复记录", by=in_scope.head, on=date(2025, 9, 1))
    assert queries.resolve_merged([merged.id]) == {merged.id: third.id}
    merged.refresh_from_db()
    with pytest.raises(Refused):
        merge_people(kept=third, merged=merged, reason="同一人重复登记", by=in_scope.head, on=LATER)


def test_merge_of_different_people_is_refused(pair, area, in_scope):
    _, kept, _ = pair
    woman = make_person(area, in_scope.head, sequence=12)
    for merged, reason in ((woman, "同一人重复登记"), (kept, "同一人重复登记")):
        with pytest.raises(Refused):
            merge_people(kept=kept, merged=merged, reason=reason, by=in_scope.head, on=LATER)


def test_merge_is_not_for_subdistricts(pair, in_scope):
    _, kept, merged = pair
    with pytest.raises(Refused):
        merge_people(kept=kept, merged=merged, reason="同一人重复登记", by=in_scope.handler, on=LATER)
