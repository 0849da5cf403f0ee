"""Places are held, confirmed, used or given back; the quota holds, alone and in a crowd."""

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.access.actors import everywhere
from minzheng.kernel.bookings import actions, facts
from minzheng.kernel.bookings.actions import NewSlot, hold_place, offer_slots
from minzheng.kernel.bookings.models import Booking, Slot
from minzheng.kernel.bookings.queries import list_free, sum_taken
from minzheng.kernel.clock import SHANGHAI
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.evidence.verifying import verify
from minzheng.kernel.ids import new_id
from minzheng.kernel.problems import NotThere, Problem, Refused, Stale

pytestmark = pytest.mark.both_databases
ON = date(2025, 5, 19)
NOW = datetime(2025, 5, 19, 9, 0, tzinfo=SHANGHAI)
STARTS = datetime(2025, 5, 20, 9, 0, tzinfo=SHANGHAI)
MINUTES = timedelta(minutes=15)


def new(cast, hour=0, **given_values):
    begins = STARTS + timedelta(hours=hour)
    return NewSlot(**{
        "service": "marriage", "area_id": cast.district.pk, "starts_at": begins,
        "ends_at": begins + timedelta(hours=1), "quota": 5, "walk_in_quota": 2, **given_values,
    })  # fmt: skip


@pytest.fixture
def slot(cast):
    return offer_slots(slots=[new(cast)], by=cast.officer, on=ON)[0]


def hold(cast, slot, key, at=NOW, **given_values):
    return hold_place(**{
        "slot": slot, "holder_key": key, "held_until": at + MINUTES, "by": cast.officer, "on": ON, "at": at,
        **given_values,
    })  # fmt: skip


def step(verb, booking, cast, at=NOW, **given_values):
    return getattr(actions, verb)(
        **{"booking": booking, "by": cast.officer, "on": ON, "at": at, **given_values}
    )


def test_walk_in_quota_is_not_booked(cast, slot):
    for key in "abc":
        hold(cast, slot, key)
    with pytest.raises(Refused, match="已满"):
        hold(cast, slot, "d")
    with cast.head.in_scope():
        assert sum_taken([slot.pk], at=NOW) == {slot.pk: 3}


def test_heads_count_against_quota(cast, slot):
    hold(cast, slot, "family", heads=2)
    with pytest.raises(Refused, match="已满"):
        hold(cast, slot, "couple", heads=2)
    hold(cast, slot, "single")


def test_hold_that_ran_out_frees_its_place_and_its_holder(cast, slot):
    for key in "abc":
        hold(cast, slot, key)
    later = NOW + MINUTES
    again = hold(cast, slot, "a", at=later)
    hold(cast, slot, "d", at=later)
    with pytest.raises(Refused, match="过期"):
        step("confirm_booking", Booking._base_manager.get(holder_key="b"), cast, at=later)
    assert Booking._base_manager.exclude(pk=again.pk).get(holder_key="a").state == "expired"


def test_one_open_booking_a_holder_in_all_slots_of_a_service(cast, slot):
    other = offer_slots(slots=[new(cast, 2)], by=cast.officer, on=ON)[0]
    booking = hold(cast, slot, "a")
    with pytest.raises(Refused, match="已有一个"):
        hold(cast, other, "a")
    step("cancel_booking", booking, cast)
    hold(cast, other, "a")
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking._base_manager.filter(pk=booking.pk).update(
            state="confirmed", confirmed_at=NOW, cancelled_at=None
        )


def test_same_id_again_answers_the_same_and_other_content_is_refused(cast, slot):
    own = new_id()
    first = hold(cast, slot, "a", id=own)
    assert hold(cast, slot, "a", id=own) == first
    assert Event.objects.filter(kind="kernel.bookings.held").count() == 1
    with pytest.raises(Refused, match="另一个预约"):
        hold(cast, slot, "b", id=own)


def test_life_of_a_booking_repeats_quietly(cast, slot):
    booking = hold(cast, slot, "a")
    for verb in ("confirm_booking", "confirm_booking", "arrive", "arrive"):
        step(verb, booking, cast)
    assert booking.state == "arrived"
    kinds = (
        Event.objects.filter(subject_id=str(booking.pk)).order_by("sequence").values_list("kind", flat=True)
    )
    assert [kind.rpartition(".")[2] for kind in kinds] == ["held", "confirmed", "arrived"]
    with pytest.raises(Refused, match="已到场"):
        step("cancel_booking", booking, cast)


def test_refusals_by_state_area_version_and_slot(cast, slot):
    booking = hold(cast, slot, "a")
    with pytest.raises(Refused, match="占位"):
        step("arrive", booking, cast)
    with pytest.raises(NotThere):
        step("confirm_booking", booking, cast, by=cast.foreigner)
    with pytest.raises(Stale):
        step("confirm_booking", booking, cast, expect_version=7)
    with pytest.raises(Refused, match="已开始"):
        hold(cast, slot, "b", at=STARTS)
    actions.close_slot(slot=slot, reason="停电", by=cast.officer, on=ON, at=NOW)
    with pytest.raises(Refused, match="已关闭"):
        hold(cast, slot, "b")
    with pytest.raises(Problem, match="人数"):
        hold(cast, slot, "b", heads=0)


def test_no_shows_after_the_end_only_one_event_each(cast, slot):
    bookings = [hold(cast, slot, key) for key in "abc"]
    for booking in bookings:
        step("confirm_booking", booking, cast)
    step("arrive", bookings[0], cast, at=STARTS)
    with pytest.raises(Refused, match="尚未结束"):
        actions.mark_no_shows(slot=slot, by=cast.officer, on=ON, at=STARTS)
    after = {"slot": slot, "by": cast.officer, "on": ON, "at": slot.ends_at}
    assert actions.mark_no_shows(**after) == 2
    assert actions.mark_no_shows(**after) == 0
    assert Event.objects.filter(kind="kernel.bookings.no_show").count() == 2


def test_expire_holds_of_one_area(cast, slot):
    for key in "abc":
        hold(cast, slot, key)
    assert actions.expire_holds(area_id=cast.district.pk, by=cast.officer, on=ON, at=NOW + MINUTES) == 3
    assert set(Booking._base_manager.values_list("state", flat=True)) == {"expired"}


def test_offer_and_list_many_take_few_queries(cast):
    officer, rows = cast.officer, [new(cast, hour) for hour in range(300)]
    with CaptureQueriesContext(connection) as made:
        offered = offer_slots(slots=rows, by=officer, on=ON)
    assert len(made) <= 16
    hold(cast, offered[0], "a", heads=2)
    with officer.in_scope(), CaptureQueriesContext(connection) as made:
        free = list_free("marriage", after=NOW, at=NOW)
    assert [places for _, places in free[:2]] == [1, 3]
    assert (len(free), len(made)) == (50, 2)


def test_offer_refuses_impossible_slots(cast):
    for wrong in ({"quota": 0, "walk_in_quota": 0}, {"walk_in_quota": 6}, {"ends_at": STARTS}):
        with pytest.raises(Problem) as refused:
            offer_slots(slots=[new(cast), new(cast, **wrong)], by=cast.officer, on=ON)
        assert refused.value.row == 2


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 3), st.booleans()), max_size=12))
def test_quota_holds_in_any_order(cast, moves):
    slot = offer_slots(slots=[new(cast)], by=cast.officer, on=ON)[0]
    for key, heads, give_back in moves:
        held = Booking._base_manager.filter(slot=slot, holder_key=f"{slot.pk}{key}", state="held").first()
        try:
            if give_back and held:
                step("cancel_booking", held, cast)
            else:
                hold(cast, slot, f"{slot.pk}{key}", heads=heads)
        except Refused:
            pass
        with cast.head.in_scope():
            assert sum_taken([slot.pk], at=NOW).get(slot.pk, 0) <= slot.bookable


def test_fact_offers_existing_columns(cast, slot):
    hold(cast, slot, "a")
    fact = facts.bookings
    with cast.head.in_scope():
        row = fact.rows().values(*[fact.path_of(column) for column in fact.columns]).get()
        assert row["slot__starts_at__date"] == date(2025, 5, 20)
        assert fact.in_use()


@contextmanager
def open_to_threads(tmp_path):
    """SQLite's test database lives in memory, where there is nothing to race for: take it to a file meanwhile."""
    stored = connections.settings["default"]
    name = stored["NAME"]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(tmp_path / "race.sqlite3")])
        stored["NAME"] = str(tmp_path / "race.sqlite3")
    try:
        yield
    finally:
        stored["NAME"] = name


def in_thread(work):
    found = []

    def run():
        try:
            found.append(work())
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    return thread, found


def count_and_verify():
    with everywhere():
        return Booking.objects.filter(state="held").count(), Slot.objects.count(), verify().ok


@pytest.mark.django_db(transaction=True)
def test_200_bookers_race_for_50_places(cast, tmp_path):
    places, bookers, crowds = 50, 200, 8
    officer = cast.officer
    with officer.in_scope():
        slot = offer_slots(slots=[new(cast, quota=places + 10, walk_in_quota=10)], by=officer, on=ON)[0]
    start = Barrier(crowds)

    def book(first):
        start.wait()
        told = []
        for number in range(first, bookers, crowds):
            try:
                hold(cast, slot, f"couple{number}")
                told.append("held")
            except Refused as refused:
                told.append(refused.code)
        return told

    with open_to_threads(tmp_path):
        started = [in_thread(lambda first=first: book(first)) for first in range(crowds)]
        for thread, _ in started:
            thread.join()
        answers = [answer for _, found in started for answer in found[0]]
        checked, stored = in_thread(count_and_verify)
        checked.join()
    assert len(answers) == bookers
    assert (answers.count("held"), answers.count("slot_full")) == (places, bookers - places)
    assert stored == [(places, 1, True)]
