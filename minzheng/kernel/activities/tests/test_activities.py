"""An event is planned, then held or cancelled; attendance is people or heads, never both."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from minzheng.kernel.activities import facts
from minzheng.kernel.activities.actions import (
    Attended,
    NewActivity,
    add_attendance,
    cancel_activity,
    hold_activity,
    plan_activities,
)
from minzheng.kernel.activities.models import Activity, Attendance
from minzheng.kernel.activities.queries import list_held, sum_heads
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.ids import new_id
from minzheng.kernel.people.models import Person
from minzheng.kernel.problems import NotThere, Problem, Refused, Stale

pytestmark = pytest.mark.both_databases
ON = date(2025, 7, 1)
HELD = date(2025, 6, 20)


def new(cast, number=1, **given):
    return NewActivity(**{
        "kind": "training", "title": f"安全培训{number}", "area_id": cast.area("320213021").pk,
        "planned_on": HELD, "venue": "街道会议室", **given,
    })  # fmt: skip


@pytest.fixture
def training(cast):
    return plan_activities(activities=[new(cast)], by=cast.officer, on=date(2025, 6, 1))[0]


def person(cast, number=1):
    return Person.objects.create(
        id=new_id(), area=cast.area("320213021001"), district=cast.district, name=f"王{number}", folded_name="王",
        initials="W", id_kind="none", no_id_reason="newborn", sex="male", data_key="x",
    )  # fmt: skip


def hold(cast, activity, *attendance, **given):
    return hold_activity(**{
        "activity": activity, "held_on": HELD, "attendance": attendance, "by": cast.officer, "on": ON, **given,
    })  # fmt: skip


def test_held_activity_counts_people_and_heads(cast, training):
    hold(cast, training, Attended(person_id=person(cast).pk), Attended(attendee_group="护理员", heads=29))
    with cast.head.in_scope():
        assert sum_heads([training.pk]) == {training.pk: 30}
        assert list_held("training", starts_on=HELD, ends_on=date(2025, 6, 21)).count() == 1
        assert list_held("training", starts_on=date(2025, 6, 1), ends_on=HELD).count() == 0
    assert Event.objects.filter(kind="kernel.activities.held").count() == 1


def test_hold_again_changes_nothing_and_other_day_is_refused(cast, training):
    hold(cast, training, Attended(attendee_group="护理员", heads=5))
    hold(cast, training, Attended(attendee_group="护理员", heads=5))
    assert Attendance._base_manager.count() == 1
    with pytest.raises(Refused, match="已举办"):
        hold(cast, training, held_on=date(2025, 6, 19))


@pytest.mark.parametrize(
    ("attendance", "problem"),
    [
        ((Attended(attendee_group="护理员", heads=0),), "heads"),
        ((Attended(heads=3),), "no_group"),
        ((Attended(person_id=new_id(), heads=2),), "heads"),
        ((Attended(attendee_group="甲"), Attended(attendee_group="甲", heads=4)), "twice"),
    ],
)
def test_wrong_attendance_is_refused_whole(cast, training, attendance, problem):
    with pytest.raises(Problem) as refused:
        hold(cast, training, *attendance)
    assert refused.value.code == problem
    assert Activity._base_manager.get().state == "planned"


def test_later_attendance_passes_over_known_people_and_refuses_known_groups(cast, training):
    first, second = person(cast, 1), person(cast, 2)
    hold(cast, training, Attended(person_id=first.pk), Attended(attendee_group="护理员", heads=5))
    more = [Attended(person_id=first.pk), Attended(person_id=second.pk)]
    add_attendance(activity=training, attendance=more, by=cast.officer, on=ON)
    add_attendance(activity=training, attendance=more, by=cast.officer, on=ON)
    assert Attendance._base_manager.count() == 3
    with pytest.raises(Refused, match="护理员"):
        add_attendance(
            activity=training, attendance=[Attended(attendee_group="护理员")], by=cast.officer, on=ON
        )


def test_cancel_needs_reason_and_planned_state(cast, training):
    with pytest.raises(Problem, match="原因"):
        cancel_activity(activity=training, reason="", by=cast.officer, on=ON)
    cancel_activity(activity=training, reason="暴雨", by=cast.officer, on=ON)
    with pytest.raises(Refused, match="取消"):
        hold(cast, training)
    with pytest.raises(Refused, match="尚未举办"):
        add_attendance(activity=training, attendance=[Attended(attendee_group="甲")], by=cast.officer, on=ON)


def test_who_may_hold(cast, training):
    with pytest.raises(NotThere):
        hold(cast, training, by=cast.foreigner)
    with pytest.raises(Refused):
        hold(cast, training, by=cast.community)
    with pytest.raises(Stale):
        hold(cast, training, expect_version=5)


def test_plan_and_hold_500_heads_take_few_queries(cast):
    officer, rows = cast.officer, [new(cast, number) for number in range(200)]
    with CaptureQueriesContext(connection) as queries:
        made = plan_activities(activities=rows, by=officer, on=ON)
    assert len(queries) <= 16
    groups = [Attended(attendee_group=f"人群{number}", heads=3) for number in range(500)]
    with CaptureQueriesContext(connection) as queries:
        hold(cast, made[0], *groups)
    assert len(queries) <= 20
    with cast.head.in_scope():
        assert sum_heads([made[0].pk]) == {made[0].pk: 1500}


def test_plan_refuses_unknown_kind_or_no_venue(cast):
    for given in ({"kind": "party"}, {"venue": ""}):
        with pytest.raises(Problem) as refused:
            plan_activities(activities=[new(cast), new(cast, 2, **given)], by=cast.officer, on=ON)
        assert refused.value.row == 2


def test_database_refuses_held_without_day_and_anonymous_row(cast, training):
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity._base_manager.filter(pk=training.pk).update(state="held")
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(activity=training, heads=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.bulk_create(Attendance(activity=training, attendee_group="甲") for _ in range(2))


def test_facts_offer_existing_columns(cast, training):
    hold(cast, training, Attended(attendee_group="护理员", heads=5))
    with cast.head.in_scope():
        for fact in (facts.activities, facts.activity_attendance):
            assert list(fact.rows().values_list(*[fact.path_of(column) for column in fact.columns]))
            assert fact.in_use()
