"""What may happen to a case and to the calendar its clocks run by."""

from minzheng.kernel.cases.actions.calendar import (
    DayChange,
    correct_calendar,
    publish_calendar_year,
    seed_calendar,
)
from minzheng.kernel.cases.actions.moving import advance_case, assign_case, escalate_cases, open_case
from minzheng.kernel.cases.actions.pausing import pause_case, resume_case

__all__ = [
    "DayChange",
    "advance_case",
    "assign_case",
    "correct_calendar",
    "escalate_cases",
    "open_case",
    "pause_case",
    "publish_calendar_year",
    "resume_case",
    "seed_calendar",
]
