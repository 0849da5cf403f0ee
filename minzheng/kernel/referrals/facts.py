"""What referrals offer to be counted."""

from minzheng.kernel.facts import UNITS, Column, Fact, register_fact
from minzheng.kernel.referrals.models import Referral

referrals = register_fact(
    Fact(
        name="referrals",
        zh="转介",
        description="每行一次转介；办结的以接收方的留痕为凭。",
        rows=Referral.objects.all,
        counts=UNITS["item"],
        columns={
            "id": Column("转介", "id"),
            "area": Column("所属区域", "area"),
            "from_register": Column("来源登记", "choice"),
            "to_register": Column("接收登记", "choice"),
            "request": Column("事项", "choice"),
            "state": Column("状态", "choice"),
            "person": Column("人员", "person"),
            "household": Column("家庭", "household"),
            "asked_on": Column("提出日期", "date"),
            "due_on": Column("要求完成", "date"),
            "answered_on": Column("答复日期", "date"),
            "event": Column("留痕序号", "int"),
        },
        register="kernel.referrals",
        evidence="event",
        in_use=Referral.objects.exists,
    )
)
