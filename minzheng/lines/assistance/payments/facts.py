"""Months computed, offered to be counted."""

from minzheng.kernel.facts import UNITS, Column, Fact, register_fact
from minzheng.lines.assistance.payments.models import MonthRun

MONTH_RUNS = register_fact(
    Fact(
        name="assistance.month_runs",
        zh="月度核算",
        description="一行是一个区一个月一组待遇的核算。",
        rows=MonthRun.objects.all,
        counts=UNITS["piece"],
        register="assistance.payments",
        columns={
            "id": Column("编号", "id"),
            "month": Column("月份", "month"),
            "group": Column("项目组", "text"),
            "households": Column("户数", "int"),
            "made_on": Column("核算日", "date"),
            "area": Column("区", "area", "area_id"),
        },
    )
)
