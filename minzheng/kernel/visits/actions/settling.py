"""A person decides between what stands and what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import action, save_versioned
from minzheng.kernel.evidence import recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.people.secrets import data_key_of
from minzheng.kernel.problems import NotThere, Problem, Refused
from minzheng.kernel.visits.actions.pushing import apply_content
from minzheng.kernel.visits.contents import PushItem, read_content
from minzheng.kernel.visits.models import Visit, VisitVersion
from minzheng.kernel.visits.sealing import seal_content


@action("kernel.visits.settle", subject="visit")
def settle_conflict(
    *,
    visit: Visit,
    conflict: VisitVersion,
    fields: Mapping[str, Any] | None,
    reason: str,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Visit:
    """Settle one conflict: `fields` None keeps what stands, else they become the visit's next version.

    The sent content stays readable for ever; only its state changes.
    """
    if conflict.visit_id != visit.pk:
        raise NotThere("冲突")
    if conflict.state != VisitVersion.State.CONFLICT:
        raise Refused("settled", "该冲突已处理。")
    if not reason.strip():
        raise Problem("reason", "请填写处理理由。", column="reason")
    changed = fields is not None
    if fields is not None:
        content = read_content(fields, on=on)
        if content.household_id != visit.household_id or content.plan_id not in (None, visit.plan_id):
            raise Problem("household", "不能改到另一个家庭或任务。", column="household")
        plan_id = visit.plan_id
        apply_content(visit, content, data_key_of(visit.household))
        visit.plan_id = plan_id
        if _collides(visit):
            raise Refused("same_day", "该家庭当日已有另一次完成的走访。")
    visit.event = recording.record(
        recording.Entry(
            kind="kernel.visits.settled", sentence="处理走访冲突", subject_type="kernel.visits",
            subject_id=str(visit.pk), area_id=visit.area_id,
            details={"conflict": str(conflict.pk), "changed": changed, "reason": reason, "on": on},
        ),
        by=by.username,
    )  # fmt: skip
    conflict.state, conflict.settled_on, conflict.settled_by_id = VisitVersion.State.SETTLED, on, by.user_id
    save_versioned(conflict, "state", "settled_on", "settled_by")
    if fields is not None:
        _keep_version(visit, conflict, fields, by)
    names = (
        "plan",
        "form",
        "visited_on",
        "visitors",
        "completed",
        "result",
        "next_visit_on",
        "answers_sealed",
    )
    save_versioned(visit, "event", *(names if changed else ()))
    return visit


def _keep_version(visit: Visit, conflict: VisitVersion, fields: Mapping[str, Any], by: Actor) -> None:
    """What a person settled on is a version like any other, so that the history has no hole."""
    assert by.user_id is not None
    own = new_id()
    item = PushItem(conflict.pk, "settled", visit.version, conflict.made_at, fields)
    VisitVersion.objects.create(
        id=own, visit=visit, item_id=item.id, digest=item.digest(), number=visit.version + 1,
        base_version=visit.version, made_at=conflict.made_at, device="", sent_by_id=by.user_id,
        content_sealed=seal_content(data_key_of(visit.household), own, fields),
        state=VisitVersion.State.STORED, event=visit.event,
    )  # fmt: skip


def _collides(visit: Visit) -> bool:
    same = Visit._base_manager.filter(
        household=visit.household_id, form=visit.form, visited_on=visit.visited_on, completed=True
    )
    return visit.completed and same.exclude(pk=visit.pk).exists()
