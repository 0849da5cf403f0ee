"""What activities offer to be counted: 场次 and 人次, which are never added to one another."""

from minzheng.kernel.activities.models import Activity, Attendance
from minzheng.kernel.facts import UNITS, Column, Fact, register_fact

activities = register_fact(
    Fact(
        name="activities",
        zh="活动",
        description="每行一场活动；只有“已举办”的有举办日期。触达人次不计入到场人次。",
        rows=Activity.objects.all,
        counts=UNITS["event"],
        columns={
            "id": Column("活动", "id"),
            "area": Column("所属区域", "area"),
            "kind": Column("类型", "choice"),
            "theme": Column("主题", "text"),
            "programme": Column("所属行动或项目", "text"),
            "state": Column("状态", "choice"),
            "planned_on": Column("计划日期", "date"),
            "held_on": Column("举办日期", "date"),
            "site": Column("场所", "id"),
            "organizer": Column("主办单位", "organization"),
            "reach": Column("触达人次", "int", unit="person_time"),
            "event": Column("留痕序号", "int"),
        },
        register="kernel.activities",
        evidence="event",
        in_use=Activity.objects.exists,
    )
)

activity_attendance = register_fact(
    Fact(
        name="activity_attendance",
        zh="活动到场",
        description="每行一名到场人员（人次为 1）或一个人群的到场人次；人数只能按登记到人的行去重。",
        rows=Attendance.objects.all,
        counts=UNITS["person_time"],
        columns={
            "id": Column("记录", "id"),
            "activity": Column("活动", "id"),
            "person": Column("人员", "person"),
            "organization": Column("来自单位", "organization"),
            "attendee_group": Column("人群", "text"),
            "heads": Column("人次", "int", unit="person_time"),
            "kind": Column("活动类型", "choice", "activity__kind"),
            "theme": Column("主题", "text", "activity__theme"),
            "programme": Column("所属行动或项目", "text", "activity__programme"),
            "held_on": Column("举办日期", "date", "activity__held_on"),
            "organizer": Column("主办单位", "organization", "activity__organizer"),
            "area": Column("所属区域", "area", "activity__area"),
            "event": Column("留痕序号", "int"),
        },
        register="kernel.activities",
        evidence="event",
        in_use=Attendance.objects.exists,
    )
)
