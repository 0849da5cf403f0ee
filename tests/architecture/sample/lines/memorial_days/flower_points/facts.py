"""Flower points, offered to be counted."""

from minzheng.lines.memorial_days.flower_points.models import FlowerPoint

from minzheng.kernel.facts import UNITS, Column, Fact, register_fact

FLOWER_POINTS = register_fact(
    Fact(
        name="memorial_days.flower_points",
        zh="鲜花领取点",
        description="一行是一个鲜花领取点。",
        rows=FlowerPoint.objects.all,
        counts=UNITS["place"],
        register="memorial_days.flower_points",
        columns={
            "id": Column("编号", "id"),
            "area": Column("社区", "area", "area_id"),
            "opened_on": Column("开放日期", "date"),
            "state": Column("状态", "choice"),
        },
    )
)
