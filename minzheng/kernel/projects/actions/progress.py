"""Milestones, readings of progress, self-checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import Unchanged, action, require_in, save_versioned
from minzheng.kernel.evidence import recording
from minzheng.kernel.problems import Problem, Refused
from minzheng.kernel.projects.actions.entries import entry_for, record_for
from minzheng.kernel.projects.models import WHOLE, Milestone, ProgressReading, Project, SelfCheck


@dataclass(frozen=True)
class NewReading:
    """How far a project was on a day, in thousandths."""

    project: Project
    read_on: date
    done_permille: int
    note: str = ""


@action("kernel.projects.report")
def record_progress(*, readings: Sequence[NewReading], by: Actor, on: date) -> Any:
    """Record up to 500 readings in one transaction, one event each.

    The same reading again changes nothing; another value for a day already read is refused.
    """
    require_in("kernel.projects.report", by=by, area_ids=[new.project.area_id for new in readings])
    for row, new in enumerate(readings, start=1):
        if not 0 <= new.done_permille <= WHOLE:
            raise Problem("done_permille", "进度应在 0 到 1000‰ 之间。", row=row, column="done_permille")
        if new.read_on > on:
            raise Problem("read_on", "进度日期不能晚于今天。", row=row, column="read_on")
    fresh = _without_known(readings)
    if not fresh:
        return Unchanged([])
    events = recording.record_many(
        [
            entry_for(
                new.project, "progressed", f"{new.project.title}进度 {new.done_permille}‰",
                read_on=new.read_on, done_permille=new.done_permille,
            )
            for new in fresh
        ],
        by=by.username,
    )  # fmt: skip
    return ProgressReading.objects.bulk_create(
        ProgressReading(**vars(new), event=event) for new, event in zip(fresh, events, strict=True)
    )


@action("kernel.projects.plan", subject="project")
def plan_milestone(*, project: Project, title: str, planned_on: date, by: Actor, on: date) -> Milestone:
    """Name something that should be reached by a day."""
    event = record_for(
        project, "milestone_planned", f"{project.title}计划：{title}", by, planned_on=planned_on, on=on
    )
    created: Milestone = Milestone.objects.create(
        project=project, title=title, planned_on=planned_on, event=event
    )
    return created


@action("kernel.projects.reach", subject="project")
def reach_milestone(
    *, project: Project, title: str, reached_on: date, proof: str, by: Actor, on: date
) -> Milestone:
    """The milestone was reached on a day; `proof` says where that can be seen."""
    found = Milestone._base_manager.filter(project=project, title=title).first()
    if found is None or found.reached_on is not None:
        raise Refused("no_open_milestone", f"该项目没有未完成的里程碑“{title}”。")
    if not proof or reached_on > on:
        raise Problem("reached_on", "请填写佐证，完成日期不能晚于今天。", column="reached_on")
    found.reached_on, found.proof = reached_on, proof
    found.event = record_for(
        project, "milestone_reached", f"{project.title}完成：{title}", by, reached_on=reached_on
    )
    save_versioned(found, "reached_on", "proof", "event")
    return found


@action("kernel.projects.check", subject="project")
def record_self_check(
    *, project: Project, month: date, result: str, by: Actor, on: date, findings: str = ""
) -> SelfCheck:
    """The self-check of a month (its first day); problems must be described, a month is checked once."""
    if month.day != 1 or month > on:
        raise Problem("month", "月份应写当月首日，且不能是以后的月份。", column="month")
    if result not in SelfCheck.Result.values or (result == SelfCheck.Result.PROBLEMS and not findings):
        raise Problem("result", "请选择自查结果；有问题的须写明问题与整改。", column="findings")
    if SelfCheck._base_manager.filter(project=project, month=month).exists():
        raise Refused("already_checked", "该月已自查。")
    event = record_for(
        project, "self_checked", f"{project.title}{month:%Y年%m月}自查", by, month=month, result=result
    )
    created: SelfCheck = SelfCheck.objects.create(
        project=project, month=month, checked_on=on, result=result, findings=findings, event=event
    )
    return created


def _without_known(readings: Sequence[NewReading]) -> list[NewReading]:
    """The readings that are neither stored nor repeated in the list; a contradiction is refused."""
    stored = ProgressReading._base_manager.filter(project__in=[new.project for new in readings])
    known: dict[tuple[Any, date], int] = {
        (project_id, read_on): done
        for project_id, read_on, done in stored.values_list("project_id", "read_on", "done_permille")
    }
    fresh: list[NewReading] = []
    for row, new in enumerate(readings, start=1):
        key = (new.project.pk, new.read_on)
        if key not in known:
            known[key] = new.done_permille
            fresh.append(new)
        elif known[key] != new.done_permille:
            raise Refused("already_read", "该日已有另一个进度数。", row=row, column="done_permille")
    return fresh
