"""Registering projects and moving them from state to state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import action, require_in, save_versioned
from minzheng.kernel.evidence import recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.problems import Problem, Refused
from minzheng.kernel.projects.actions.entries import entry_for, record_for
from minzheng.kernel.projects.models import Project, ProjectKind, ProjectState, State, may_become


@dataclass(frozen=True)
class NewProject:
    """One project to register; it begins as planned on the day it is registered."""

    code: str
    kind: str
    title: str
    area_id: int
    starts_on: date
    programme: str = ""
    organization_id: UUID | None = None
    target_group: str = ""
    planned_end_on: date | None = None
    id: UUID = field(default_factory=new_id)


@action("kernel.projects.create")
def register_projects(*, projects: Sequence[NewProject], by: Actor, on: date) -> list[Project]:
    """Register up to 500 projects in one transaction, one event each. Raises the first Problem with its row."""
    require_in("kernel.projects.create", by=by, area_ids=[new.area_id for new in projects])
    for row, new in enumerate(projects, start=1):
        if new.kind not in ProjectKind.values:
            raise Problem("unknown_kind", f"没有“{new.kind}”这种项目类别。", row=row, column="kind")
        if new.planned_end_on is not None and new.planned_end_on < new.starts_on:
            raise Problem("planned_end_on", "计划完成不能早于计划开始。", row=row, column="planned_end_on")
    rows = [Project(**vars(new)) for new in projects]
    events = recording.record_many(
        [entry_for(row, "registered", f"登记项目 {row.title}", code=row.code, on=on) for row in rows],
        by=by.username,
    )
    for project, event in zip(rows, events, strict=True):
        project.event = event
    Project.objects.bulk_create(rows)
    ProjectState.objects.bulk_create(
        ProjectState(project=row, state=row.state, starts_on=on, event=row.event) for row in rows
    )
    return rows


@action("kernel.projects.move", subject="project")
def move_project(
    *,
    project: Project,
    state: str,
    since: date,
    by: Actor,
    on: date,
    note: str = "",
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Project:
    """Let the project be in another state since a day, not before the day its present state began."""
    if not may_become(project.kind, project.state, state):
        raise Refused(
            "no_such_step",
            f"{project.get_kind_display()}不能从“{project.get_state_display()}”变为“{State(state).label}”。",
        )
    present = ProjectState._base_manager.get(project=project, ends_on__isnull=True)
    if not present.starts_on <= since <= on:
        raise Problem("since", "变更日期不能早于现状态的开始日期，也不能晚于今天。", column="since")
    project.event = record_for(
        project, "moved", f"{project.title}：{State(state).label}", by, state=state, since=since, note=note
    )
    project.state, present.ends_on = state, since
    save_versioned(present, "ends_on")
    ProjectState.objects.create(project=project, state=state, starts_on=since, event=project.event)
    save_versioned(project, "state", "event")
    return project
