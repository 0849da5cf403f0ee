"""Letting a case's clocks stand still and run on."""

from __future__ import annotations

from datetime import date

from django.db.models import F

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import action, save_versioned
from minzheng.kernel.cases.actions.clocks import hold_clocks, list_running, release_clocks, set_nearest
from minzheng.kernel.cases.models import Case, CasePause
from minzheng.kernel.cases.queries import get_calendar
from minzheng.kernel.evidence import recording
from minzheng.kernel.problems import Problem, Refused


@action("kernel.cases.pause", subject="case")
def pause_case(
    *,
    case: Case,
    reason: str,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Case:
    """Clocks stand still from this day (it is the last counted) until resumed. An overdue case is refused."""
    if case.closed_on is not None or case.paused_on is not None:
        raise Refused("not_running", "该办件已办结或已暂停。")
    if case.due_on is not None and case.due_on < on:
        raise Refused("overdue", "已超期的办件不能暂停计时。", fix="请先办理或提请督办。")
    if not reason.strip():
        raise Problem("reason", "请填写暂停原因。", column="reason")
    hold_clocks(case, on=on, calendar=get_calendar())
    case.paused_on, case.due_on, case.due_provisional = on, None, False
    CasePause.objects.create(case=case, reason=reason, starts_on=on)
    _record(case, "paused", f"{case.title}暂停计时：{reason}", by, on)
    save_versioned(case, "paused_on", "due_on", "due_provisional", "event")
    return case


@action("kernel.cases.resume", subject="case")
def resume_case(*, case: Case, by: Actor, on: date, expect_version: int | None = None) -> Case:  # noqa: ARG001 - compared by @action
    """What was left of each term runs on from this day (day 0)."""
    if case.paused_on is None:
        raise Refused("not_paused", "该办件没有暂停。")
    if on < case.paused_on:
        raise Problem("on", "恢复日期不能早于暂停日期。")
    open_pauses = CasePause._base_manager.filter(case=case, ends_on__isnull=True)
    open_pauses.update(ends_on=on, version=F("version") + 1)
    release_clocks(case, on=on, calendar=get_calendar())
    case.paused_on = None
    set_nearest(case, list_running(case))
    _record(case, "resumed", f"{case.title}恢复计时", by, on)
    save_versioned(case, "paused_on", "due_on", "due_provisional", "event")
    return case


def _record(case: Case, verb: str, sentence: str, by: Actor, on: date) -> None:
    case.event = recording.record(
        recording.Entry(
            kind=f"kernel.cases.{verb}",
            sentence=sentence,
            subject_type="kernel.cases",
            subject_id=str(case.pk),
            area_id=case.area_id,
            details={"procedure": case.procedure, "on": on, "due_on": case.due_on},
        ),
        by=by.username,
    )
