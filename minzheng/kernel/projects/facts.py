"""What projects offer to be counted."""

from minzheng.kernel.facts import UNITS, Column, Fact, register_fact
from minzheng.kernel.projects.models import Instalment, ProgressReading, Project, ProjectState

_OF_PROJECT = {
    "project": Column("项目", "id"),
    "programme": Column("所属行动", "text", "project__programme"),
    "code": Column("编号", "text", "project__code"),
    "kind": Column("类别", "choice", "project__kind"),
    "target_group": Column("服务对象", "text", "project__target_group"),
    "organization": Column("实施单位", "organization", "project__organization"),
    "area": Column("所属区域", "area", "project__area"),
    "event": Column("留痕序号", "int"),
}

projects = register_fact(
    Fact(
        name="projects",
        zh="项目",
        description="每行一个项目，状态为现状；某日的状态见“项目状态”。",
        rows=Project.objects.all,
        counts=UNITS["item"],
        columns={
            "id": Column("项目", "id"),
            "area": Column("所属区域", "area"),
            "programme": Column("所属行动", "text"),
            "code": Column("编号", "text"),
            "kind": Column("类别", "choice"),
            "title": Column("名称", "text"),
            "state": Column("现状态", "choice"),
            "organization": Column("实施单位", "organization"),
            "target_group": Column("服务对象", "text"),
            "starts_on": Column("计划开始", "date"),
            "planned_end_on": Column("计划完成", "date"),
            "event": Column("留痕序号", "int"),
        },
        register="kernel.projects",
        evidence="event",
        in_use=Project.objects.exists,
    )
)

project_states = register_fact(
    Fact(
        name="project_states",
        zh="项目状态",
        description="每行一个项目在一段时间内的状态；截至某日的状态是起日不晚于该日且止日为空或晚于该日的一行。",
        rows=ProjectState.objects.all,
        counts=UNITS["item"],
        columns={
            "id": Column("记录", "id"),
            "state": Column("状态", "choice"),
            "starts_on": Column("起", "date"),
            "ends_on": Column("止（不含）", "date"),
            **_OF_PROJECT,
        },
        register="kernel.projects",
        evidence="event",
        in_use=Project.objects.exists,
    )
)

project_progress = register_fact(
    Fact(
        name="project_progress",
        zh="项目进度",
        description="每行一次进度读数（千分比）；截至某日取不晚于该日的最近一次。",
        rows=ProgressReading.objects.all,
        counts=UNITS["item"],
        columns={
            "id": Column("记录", "id"),
            "read_on": Column("日期", "date"),
            "done_permille": Column("完成（千分比）", "int"),
            **_OF_PROJECT,
        },
        register="kernel.projects",
        evidence="event",
        in_use=ProgressReading.objects.exists,
    )
)

project_instalments = register_fact(
    Fact(
        name="project_instalments",
        zh="项目拨款",
        description="每行一期拨款，计划与实际拨付各有日期和金额（分）。",
        rows=Instalment.objects.all,
        counts=UNITS["item"],
        columns={
            "id": Column("记录", "id"),
            "number": Column("期次", "int"),
            "planned_on": Column("计划日期", "date"),
            "planned_fen": Column("计划金额", "fen", unit="fen"),
            "paid_on": Column("拨付日期", "date"),
            "paid_fen": Column("拨付金额", "fen", unit="fen"),
            **_OF_PROJECT,
        },
        register="kernel.projects",
        evidence="event",
        in_use=Instalment.objects.exists,
    )
)
