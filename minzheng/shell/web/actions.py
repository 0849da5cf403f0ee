"""What the workbench itself changes: only the demo's clock."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings

from minzheng.kernel import clock
from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import action
from minzheng.kernel.evidence import recording
from minzheng.kernel.problems import Refused

OFFICE_OPENS = 9


@action("kernel.web.move_clock")
def move_demo_clock(*, to: date, by: Actor, on: date) -> date:
    """Let the demo show 09:00 of a later day. Time never runs backwards; production refuses."""
    if settings.PRODUCTION:
        raise Refused("production", "正式环境不能调整日期。")
    if to < on:
        raise Refused("backwards", "演示日期只能向后调整。", fix=f"请选择 {on.isoformat()} 或之后的日期。")
    recording.record(
        recording.Entry(
            "kernel.web.clock_moved", f"演示日期调整为{to.isoformat()}", changes={"day": [on, to]}
        ),
        by=by.username,
    )
    clock.move_demo_to(datetime(to.year, to.month, to.day, OFFICE_OPENS, tzinfo=clock.SHANGHAI))
    return to
