"""The one shape of a project's evidence."""

from __future__ import annotations

from typing import Any

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.evidence import recording
from minzheng.kernel.projects.models import Project


def entry_for(project: Project, verb: str, sentence: str, **details: Any) -> recording.Entry:
    return recording.Entry(
        kind=f"kernel.projects.{verb}",
        sentence=sentence,
        subject_type="kernel.projects",
        subject_id=str(project.pk),
        area_id=project.area_id,
        details=details,
    )


def record_for(project: Project, verb: str, sentence: str, by: Actor, **details: Any) -> int:
    """Append one event about the project; answers its sequence number."""
    return recording.record(entry_for(project, verb, sentence, **details), by=by.username)
