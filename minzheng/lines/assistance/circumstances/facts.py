"""Personal circumstances, offered to be counted."""

from minzheng.kernel.facts import UNITS, Column, Fact, register_fact
from minzheng.lines.assistance.circumstances.models import Circumstance

CIRCUMSTANCES = register_fact(
    Fact(
        name="assistance.circumstances",
        zh="人员状况",
        description="一行是一个人在一段时间内的状况。",
        rows=Circumstance.objects.all,
        counts=UNITS["item"],
        register="assistance.circumstances",
        columns={
            "id": Column("编号", "id"),
            "person": Column("人员", "person", "person_id"),
            "starts_on": Column("起", "date"),
            "ends_on": Column("止", "date"),
            "work_ability": Column("劳动能力", "choice"),
            "self_care": Column("自理能力", "choice"),
            "care_form": Column("供养形式", "choice"),
            "student": Column("在读", "flag"),
            "area": Column("社区", "area", "area_id"),
        },
    )
)
