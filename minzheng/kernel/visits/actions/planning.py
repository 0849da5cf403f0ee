"""Whom to visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import action, require_in, save_versioned
from minzheng.kernel.evidence import recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.people.models import Household
from minzheng.kernel.problems import NotThere, Problem, Refused
from minzheng.kernel.visits.models import PlanState, VisitPlan
from minzheng.kernel.visits.visit_forms import find_visit_form


@dataclass(frozen=True)
class NewPlan:
    """One household to visit with one form by a day."""

    household_id: UUID
    form: str
    due_on: date
    person_id: UUID | None = None
    assigned_to_id: UUID | None = None
    id: UUID = field(default_factory=new_id)


@action("kernel.visits.plan")
def plan_visits(*, plans: Sequence[NewPlan], by: Actor, on: date) -> list[VisitPlan]:
    """Plan up to 500 visits in one transaction, one event each; the area is the household's."""
    with by.in_scope():
        areas = dict(
            Household.objects.filter(pk__in={new.household_id for new in plans}).values_list("pk", "area_id")
        )
    if len(areas) < len({new.household_id for new in plans}):
        raise NotThere("家庭")
    require_in("kernel.visits.plan", by=by, area_ids=areas.values())
    for row, new in enumerate(plans, start=1):
        if find_visit_form(new.form) is None:
            raise Problem("form", f"没有走访表 {new.form}。", row=row, column="form")
        if new.due_on < on:
            raise Problem("due_on", "要求完成的日期不能早于今天。", row=row, column="due_on")
    rows = [VisitPlan(**vars(new), area_id=areas[new.household_id]) for new in plans]
    entries = [plan_entry(row, "planned", "安排走访", form=row.form, due_on=row.due_on) for row in rows]
    for plan, event in zip(rows, recording.record_many(entries, by=by.username), strict=True):
        plan.event = event
    return VisitPlan.objects.bulk_create(rows)  # type: ignore[no-any-return]


@action("kernel.visits.cancel", subject="plan")
def cancel_plan(
    *,
    plan: VisitPlan,
    reason: str,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> VisitPlan:
    """The visit is not needed any more."""
    if plan.state != PlanState.OPEN:
        raise Refused("not_open", f"该任务已是“{plan.get_state_display()}”。")
    if not reason.strip():
        raise Problem("reason", "请填写取消原因。", column="reason")
    plan.state, plan.cancel_reason = PlanState.CANCELLED, reason
    plan.event = recording.record(
        plan_entry(plan, "cancelled", "取消走访", reason=reason, on=on), by=by.username
    )
    save_versioned(plan, "state", "cancel_reason", "event")
    return plan


def plan_entry(plan: VisitPlan, verb: str, sentence: str, **details: Any) -> recording.Entry:
    return recording.Entry(
        kind=f"kernel.visits.{verb}",
        sentence=sentence,
        subject_type="kernel.visits.plan",
        subject_id=str(plan.pk),
        area_id=plan.area_id,
        details=details,
    )
