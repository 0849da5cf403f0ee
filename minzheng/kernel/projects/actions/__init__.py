"""What may happen to a project."""

from minzheng.kernel.projects.actions.money import pay_instalment, record_spending, set_budget
from minzheng.kernel.projects.actions.progress import (
    NewReading,
    plan_milestone,
    reach_milestone,
    record_progress,
    record_self_check,
)
from minzheng.kernel.projects.actions.registering import NewProject, move_project, register_projects

__all__ = [
    "NewProject",
    "NewReading",
    "move_project",
    "pay_instalment",
    "plan_milestone",
    "reach_milestone",
    "record_progress",
    "record_self_check",
    "record_spending",
    "register_projects",
    "set_budget",
]
