"""What persons, households and life events offer to be counted."""

from __future__ import annotations

from minzheng.kernel.access.actors import everywhere
from minzheng.kernel.facts import UNITS, Column, Fact, register_fact
from minzheng.kernel.people.models import Household, LifeEvent, Membership, Person


def _people_in_use() -> bool:
    with everywhere():  # whether the register is kept at all does not depend on who asks
        return bool(Person.objects.exists())


def _households_in_use() -> bool:
    with everywhere():
        return bool(Household.objects.exists())


def _life_events_in_use() -> bool:
    with everywhere():
        return bool(LifeEvent.objects.exists())


PEOPLE = register_fact(
    Fact(
        name="people",
        zh="人员",
        description="每行一人，不含已并入他人的重复记录；所属区域为居住社区。",
        rows=Person.objects.unmerged,
        counts=UNITS["person"],
        columns={
            "id": Column("人员", "person"),
            "area": Column("居住社区", "area"),
            "sex": Column("性别", "choice"),
            "birth_date": Column("出生日期", "date"),
            "death_date": Column("死亡日期", "date"),
        },
        register="kernel.people",
        in_use=_people_in_use,
    )
)

HOUSEHOLDS = register_fact(
    Fact(
        name="households",
        zh="家庭",
        description="每行一个共同生活的家庭。",
        rows=Household.objects.all,
        counts=UNITS["household"],
        columns={
            "id": Column("家庭", "household"),
            "area": Column("居住社区", "area"),
            "registered_on": Column("登记日期", "date"),
            "closed_on": Column("销户日期", "date"),
        },
        register="kernel.people",
        in_use=_households_in_use,
    )
)

MEMBERSHIPS = register_fact(
    Fact(
        name="memberships",
        zh="家庭成员",
        description="每行一人在一段时间内属于一个家庭；起止按半开区间。",
        rows=Membership.objects.all,
        counts=UNITS["item"],
        columns={
            "id": Column("记录", "id"),
            "area": Column("居住社区", "area", "household__area"),
            "household": Column("家庭", "household"),
            "person": Column("人员", "person"),
            "relation": Column("与户主关系", "choice"),
            "starts_on": Column("加入日期", "date"),
            "ends_on": Column("离开日期（不含）", "date"),
        },
        register="kernel.people",
        in_use=_households_in_use,
    )
)

LIFE_EVENTS = register_fact(
    Fact(
        name="life_events",
        zh="人生事件",
        description="每行一件有日期、有来源的个人事实：出生、死亡、迁移、婚姻、羁押、残疾评定等。",
        rows=LifeEvent.objects.all,
        counts=UNITS["item"],
        columns={
            "id": Column("记录", "id"),
            "area": Column("居住社区", "area", "person__area"),
            "person": Column("人员", "person"),
            "kind": Column("事件", "choice"),
            "happened_on": Column("发生日期", "date"),
            "source": Column("来源", "text"),
        },
        register="kernel.people",
        in_use=_life_events_in_use,
    )
)
