"""What visits offer to be counted."""

from typing import Any

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from minzheng.kernel.facts import UNITS, Column, Fact, register_fact
from minzheng.kernel.visits.models import Visit, VisitPlan


def _visits() -> Any:
    household, day = Cast("household_id", CharField()), Cast("visited_on", CharField())
    return Visit.objects.annotate(household_day=Concat(household, Value("/"), day))


visits = register_fact(
    Fact(
        name="visits",
        zh="走访",
        description="每行一次走访；户次只计已完成的，同一户同一天只计一次（按“户与日”去重）。",
        rows=_visits,
        counts=UNITS["household_time"],
        columns={
            "id": Column("走访", "id"),
            "area": Column("所属区域", "area"),
            "household": Column("家庭", "household"),
            "household_day": Column("户与日", "id"),
            "plan": Column("走访任务", "id"),
            "form": Column("走访表", "choice"),
            "visited_on": Column("走访日期", "date"),
            "completed": Column("已完成", "flag"),
            "result": Column("结果", "choice"),
            "event": Column("留痕序号", "int"),
        },
        register="kernel.visits",
        evidence="event",
        in_use=Visit.objects.exists,
    )
)

visit_plans = register_fact(
    Fact(
        name="visit_plans",
        zh="走访任务",
        description="每行一个走访任务。",
        rows=VisitPlan.objects.all,
        counts=UNITS["item"],
        columns={
            "id": Column("任务", "id"),
            "area": Column("所属区域", "area"),
            "household": Column("家庭", "household"),
            "person": Column("人员", "person"),
            "form": Column("走访表", "choice"),
            "state": Column("状态", "choice"),
            "due_on": Column("要求完成", "date"),
            "done_on": Column("完成日期", "date"),
            "event": Column("留痕序号", "int"),
        },
        register="kernel.visits",
        evidence="event",
        in_use=VisitPlan.objects.exists,
    )
)
