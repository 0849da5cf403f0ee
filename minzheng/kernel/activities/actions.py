"""What may happen to an activity: planned, held with attendance, or cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import Unchanged, action, require_in, save_versioned
from minzheng.kernel.activities.models import ACTIVITY_KINDS, Activity, Attendance, State
from minzheng.kernel.evidence import recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.problems import Problem, Refused


@dataclass(frozen=True)
class NewActivity:
    """One activity to plan; a site of the register or a venue in words."""

    kind: str
    title: str
    area_id: int
    planned_on: date
    theme: str = ""
    programme: str = ""
    site_id: UUID | None = None
    venue: str = ""
    organizer_id: UUID | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Attended:
    """One person of the registers, or so many heads of a group without names (人次)."""

    person_id: UUID | None = None
    attendee_group: str = ""
    heads: int = 1
    organization_id: UUID | None = None


@action("kernel.activities.create")
def plan_activities(*, activities: Sequence[NewActivity], by: Actor, on: date) -> list[Activity]:
    """Plan up to 500 activities in one transaction, one event each. Raises the first Problem with its row."""
    require_in("kernel.activities.create", by=by, area_ids=[new.area_id for new in activities])
    for row, new in enumerate(activities, start=1):
        if new.kind not in ACTIVITY_KINDS:
            raise Problem("unknown_kind", f"没有“{new.kind}”这种活动类型。", row=row, column="kind")
        if new.site_id is None and not new.venue:
            raise Problem("no_venue", "请选择场所或填写地点。", row=row, column="venue")
    rows = [Activity(**vars(new)) for new in activities]
    events = recording.record_many(
        [_entry(row, "planned", f"计划活动 {row.title}", planned_on=row.planned_on, on=on) for row in rows],
        by=by.username,
    )
    for activity, event in zip(rows, events, strict=True):
        activity.event = event
    return Activity.objects.bulk_create(rows)  # type: ignore[no-any-return]


@action("kernel.activities.hold", subject="activity")
def hold_activity(
    *,
    activity: Activity,
    held_on: date,
    attendance: Sequence[Attended],
    by: Actor,
    on: date,
    reach: int | None = None,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Any:
    """The planned activity took place with this attendance. Repeating the same day changes nothing."""
    if activity.state == State.HELD and activity.held_on == held_on:
        return Unchanged(activity)
    if activity.state != State.PLANNED:
        raise Refused("not_planned", f"该活动已是“{activity.get_state_display()}”。")
    if held_on > on:
        raise Problem("held_on", "举办日期不能晚于今天。", column="held_on")
    _check_attendance(attendance)
    activity.state, activity.held_on, activity.reach = State.HELD, held_on, reach
    heads = sum(one.heads for one in attendance)
    activity.event = recording.record(
        _entry(
            activity, "held", f"举办活动 {activity.title}，到场 {heads} 人次", held_on=held_on, heads=heads
        ),
        by=by.username,
    )
    _add(activity, attendance)
    save_versioned(activity, "state", "held_on", "reach", "event")
    return activity


@action("kernel.activities.attend", subject="activity")
def add_attendance(*, activity: Activity, attendance: Sequence[Attended], by: Actor, on: date) -> Any:
    """Add attendance that came in later. Persons already there are passed over; a group again is refused."""
    if activity.state != State.HELD:
        raise Refused("not_held", "活动尚未举办，不能登记到场。")
    known = Attendance._base_manager.filter(activity=activity)
    people = set(known.filter(person__isnull=False).values_list("person_id", flat=True))
    groups = set(known.filter(person__isnull=True).values_list("attendee_group", "organization_id"))
    fresh = [one for one in attendance if one.person_id is None or one.person_id not in people]
    if not fresh:
        return Unchanged(activity)
    _check_attendance(fresh)
    for row, one in enumerate(fresh, start=1):
        if one.person_id is None and (one.attendee_group, one.organization_id) in groups:
            raise Refused("group_known", f"该活动已登记“{one.attendee_group}”的人次。", row=row)
    heads = sum(one.heads for one in fresh)
    activity.event = recording.record(
        _entry(activity, "attended", f"{activity.title}补登到场 {heads} 人次", heads=heads, on=on),
        by=by.username,
    )
    _add(activity, fresh)
    save_versioned(activity, "event")
    return activity


@action("kernel.activities.cancel", subject="activity")
def cancel_activity(
    *,
    activity: Activity,
    reason: str,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Activity:
    """The planned activity will not take place."""
    if activity.state != State.PLANNED:
        raise Refused("not_planned", f"该活动已是“{activity.get_state_display()}”。")
    if not reason:
        raise Problem("reason", "请填写取消原因。", column="reason")
    activity.state, activity.cancel_reason = State.CANCELLED, reason
    activity.event = recording.record(
        _entry(activity, "cancelled", f"取消活动 {activity.title}", reason=reason, on=on), by=by.username
    )
    save_versioned(activity, "state", "cancel_reason", "event")
    return activity


def _check_attendance(attendance: Sequence[Attended]) -> None:
    seen: set[tuple[UUID | None, str, UUID | None]] = set()
    for row, one in enumerate(attendance, start=1):
        if one.heads < 1 or (one.person_id is not None and one.heads != 1):
            raise Problem("heads", "人次应为正数；登记到人的只能是 1。", row=row, column="heads")
        if one.person_id is None and not one.attendee_group:
            raise Problem("no_group", "请选择人员，或填写人群与人次。", row=row, column="attendee_group")
        key = (
            one.person_id,
            "" if one.person_id else one.attendee_group,
            None if one.person_id else one.organization_id,
        )
        if key in seen:
            raise Problem("twice", "同一人员或人群在名单中出现两次。", row=row)
        seen.add(key)


def _add(activity: Activity, attendance: Sequence[Attended]) -> None:
    Attendance.objects.bulk_create(
        Attendance(activity=activity, event=activity.event, **vars(one)) for one in attendance
    )


def _entry(activity: Activity, verb: str, sentence: str, **details: Any) -> recording.Entry:
    return recording.Entry(
        kind=f"kernel.activities.{verb}",
        sentence=sentence,
        subject_type="kernel.activities",
        subject_id=str(activity.pk),
        area_id=activity.area_id,
        details=details,
    )
