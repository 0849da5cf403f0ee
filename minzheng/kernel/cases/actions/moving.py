"""Opening a case and leading it through its procedure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.models import User
from minzheng.kernel.action import Unchanged, action, require, require_in, save_versioned
from minzheng.kernel.cases.actions.clocks import list_running, set_nearest, start_clock, stop_clocks
from minzheng.kernel.cases.models import Case, CaseStep
from minzheng.kernel.cases.procedures import WHOLE, Procedure, Transition, find_procedure
from minzheng.kernel.cases.queries import get_calendar
from minzheng.kernel.evidence import recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.places.models import Area
from minzheng.kernel.problems import Problem, Refused

_OPENED = "open"


@action("kernel.cases.create", area="area")
def open_case(
    *,
    procedure: str,
    title: str,
    area: Area,
    by: Actor,
    on: date,
    subject_type: str = "",
    subject_id: str = "",
    id: UUID | None = None,
) -> Case:
    """Open a case in the first state of the procedure, handled by `by`; its clocks start (that day is day 0)."""
    if by.user_id is None:
        raise Refused("no_person", "办件须由具体人员经办。")
    rules = find_procedure(procedure)
    case = Case(
        id=id or new_id(), procedure=procedure, title=title, area=area, subject_type=subject_type,
        subject_id=subject_id, state=rules.first.code, handler_id=by.user_id, opened_on=on,
    )  # fmt: skip
    case.event = _record(case, "opened", f"{rules.zh}受理：{title}", by, state=case.state, on=on)
    case.save(force_insert=True)
    calendar = get_calendar()
    start_clock(case, WHOLE, rules.clock, on=on, calendar=calendar)
    start_clock(case, case.state, rules.first.clock, on=on, calendar=calendar)
    set_nearest(case, list_running(case))
    case.save(update_fields=["due_on", "due_provisional"])
    _add_step(case, _OPENED, "", by, on, "", reviewing=False)
    return case


@action("kernel.cases.advance", subject="case")
def advance_case(
    *,
    case: Case,
    verb: str,
    by: Actor,
    on: date,
    note: str = "",
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Case:
    """Do one verb of the procedure.

    Refused when the state has no such verb, the case is paused, the person lacks the verb's own permission,
    or handled the case and may not review it; Problem when a reason is needed and missing.
    """
    rules = find_procedure(case.procedure)
    transition = rules.find_transition(case.state, verb)
    require(transition.permission, by=by, area_id=case.area_id)
    _check_step(case, transition, by, note)
    source = case.state
    case.state = transition.target
    if transition.other_person:
        case.reviewer_id = by.user_id
    case.event = _record(
        case,
        "advanced",
        f"{case.title}：{transition.zh}",
        by,
        step=verb,
        source=source,
        target=case.state,
        note=note,
    )
    _turn_clocks(case, rules, source, on)
    _add_step(case, verb, source, by, on, note, reviewing=transition.other_person)
    save_versioned(case, "state", "reviewer", "due_on", "due_provisional", "closed_on", "event")
    return case


@action("kernel.cases.assign", subject="case")
def assign_case(
    *,
    case: Case,
    handler: User,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Any:
    """Hand an open case to another handler, never to one who reviewed it."""
    if case.handler_id == handler.pk:
        return Unchanged(case)
    _refuse_closed(case)
    reviewers = CaseStep._base_manager.filter(case=case, reviewing=True, actor=handler)
    if case.reviewer_id == handler.pk or reviewers.exists():
        raise Refused("same_person", "经办人与审核人不能是同一人。", fix="请另行指定经办人。")
    before, case.handler = case.handler.username, handler
    case.event = _record(
        case,
        "assigned",
        f"{case.title}改由{handler.display_name}经办",
        by,
        before=before,
        after=handler.username,
        on=on,
    )
    save_versioned(case, "handler", "event")
    return case


@action("kernel.cases.escalate")
def escalate_cases(*, cases: Sequence[Case], by: Actor, on: date) -> Any:
    """Put overdue cases before the section head (督办), one event each; those already there are passed over.

    Refused whole when one of them is not overdue on that day.
    """
    require_in("kernel.cases.escalate", by=by, area_ids=[case.area_id for case in cases])
    for row, case in enumerate(cases, start=1):
        if case.closed_on or case.paused_on or case.due_on is None or case.due_on >= on:
            raise Refused("not_overdue", f"“{case.title}”没有超期。", row=row)
    fresh = [case for case in cases if case.escalated_on is None]
    if not fresh:
        return Unchanged([])
    entries = [
        _entry(case, "escalated", f"超期督办：{case.title}", due_on=case.due_on, on=on) for case in fresh
    ]
    for case, event in zip(fresh, recording.record_many(entries, by=by.username), strict=True):
        case.escalated_on, case.event, case.version = on, event, case.version + 1
    Case._base_manager.bulk_update(fresh, ["escalated_on", "event", "version"], batch_size=200)
    return fresh


def _check_step(case: Case, transition: Transition, by: Actor, note: str) -> None:
    _refuse_closed(case)
    if case.paused_on is not None:
        raise Refused("paused", "该办件已暂停计时，恢复后才能办理。")
    if transition.needs_note and not note.strip():
        raise Problem("note", "请填写意见或理由。", column="note")
    if by.user_id is None:
        raise Refused("no_person", "办件须由具体人员办理。")
    handled = {case.handler_id, *_list_handlers(case)} if transition.other_person else set()
    reviewed = set() if transition.other_person else {case.reviewer_id}
    if by.user_id in handled | reviewed:
        raise Refused("same_person", "经办人与审核人不能是同一人。", fix="请由另一位有权限的人员办理。")


def _list_handlers(case: Case) -> set[UUID]:
    steps = CaseStep._base_manager.filter(case=case, reviewing=False)
    return set(steps.values_list("actor_id", flat=True))


def _turn_clocks(case: Case, rules: Procedure, source: str, on: date) -> None:
    """Stop the clock of the state left, start that of the state entered; a final state stops all."""
    entered = rules.state(case.state)
    if entered.final:
        stop_clocks(case, on=on)
        case.closed_on = on
        return
    stop_clocks(case, on=on, code=source)
    start_clock(case, entered.code, entered.clock, on=on, calendar=get_calendar())
    set_nearest(case, list_running(case))


def _add_step(case: Case, verb: str, source: str, by: Actor, on: date, note: str, *, reviewing: bool) -> None:
    number = CaseStep._base_manager.filter(case=case).count() + 1
    CaseStep.objects.create(
        case=case, number=number, verb=verb, source=source, target=case.state, reviewing=reviewing,
        actor_id=by.user_id, stepped_on=on, note=note, event=case.event,
    )  # fmt: skip


def _refuse_closed(case: Case) -> None:
    if case.closed_on is not None:
        raise Refused("closed", "该办件已办结。")


def _record(case: Case, verb: str, sentence: str, by: Actor, **details: Any) -> int:
    return recording.record(_entry(case, verb, sentence, **details), by=by.username)


def _entry(case: Case, verb: str, sentence: str, **details: Any) -> recording.Entry:
    return recording.Entry(
        kind=f"kernel.cases.{verb}",
        sentence=sentence,
        subject_type="kernel.cases",
        subject_id=str(case.pk),
        area_id=case.area_id,
        details={"procedure": case.procedure, **details},
    )
