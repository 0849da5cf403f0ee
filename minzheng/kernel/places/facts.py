"""What the population statistics offer to be counted: the denominators of coverage rates."""

from __future__ import annotations

from typing import Any

from minzheng.kernel.access.actors import everywhere
from minzheng.kernel.facts import UNITS, Column, Fact, register_fact
from minzheng.kernel.places.models import PopulationStatistic


def _rows() -> Any:
    return PopulationStatistic.objects.all()


def _in_use() -> bool:
    with everywhere():  # whether the register is kept at all does not depend on who asks
        return bool(PopulationStatistic.objects.exists())


POPULATION = register_fact(
    Fact(
        name="population",
        zh="人口统计",
        description="每行是一个社区、一个年度、一个年龄段的户籍人口，来自公安户籍统计的冻结数。",
        rows=_rows,
        counts=UNITS["item"],
        columns={
            "id": Column("编号", "id"),
            "area": Column("社区", "area"),
            "year": Column("年度", "int"),
            "age_from": Column("年龄起", "int"),
            "age_to": Column("年龄止（不含）", "int"),
            "residents": Column("户籍人口", "int", unit="person"),
        },
        register="places",
        in_use=_in_use,
    )
)
