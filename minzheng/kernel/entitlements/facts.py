"""Entitlements, offered to be counted by every line."""

from minzheng.kernel.entitlements.models import Entitlement
from minzheng.kernel.facts import UNITS, Column, Fact, register_fact

ENTITLEMENTS = register_fact(
    Fact(
        name="kernel.entitlements",
        zh="待遇资格",
        description="一行是一个对象一项待遇在一段时间内的资格；金额变动另起一行。",
        rows=Entitlement.objects.all,
        counts=UNITS["item"],
        register="kernel.entitlements",
        evidence="evidence",
        columns={
            "id": Column("编号", "id"),
            "scheme": Column("待遇项目", "choice"),
            "person": Column("人员", "person", "person_id"),
            "household": Column("家庭", "household", "household_id"),
            "starts_on": Column("起", "date"),
            "ends_on": Column("止", "date"),
            "monthly": Column("月保障金额", "fen", "monthly_fen"),
            "area": Column("社区", "area", "area_id"),
            "evidence": Column("决定留痕", "int", "decided_event"),
        },
    )
)
