"""What organizations offer to be counted."""

from minzheng.kernel.facts import UNITS, Column, Fact, register_fact
from minzheng.kernel.organizations.models import Organization, OrganizationRole

organizations = register_fact(
    Fact(
        name="organizations",
        zh="单位机构",
        description="每行一个单位机构，含已终止的；登记、终止均有日期。",
        rows=Organization.objects.all,
        counts=UNITS["organization"],
        columns={
            "id": Column("单位", "organization"),
            "area": Column("所属区域", "area"),
            "kind": Column("类型", "choice"),
            "supervising_unit": Column("业务主管单位", "organization"),
            "registered_on": Column("登记日期", "date"),
            "dissolved_on": Column("终止日期", "date"),
            "event": Column("留痕序号", "int"),
        },
        register="kernel.organizations",
        evidence="event",
        in_use=Organization.objects.exists,
    )
)

organization_roles = register_fact(
    Fact(
        name="organization_roles",
        zh="机构角色",
        description="每行一个单位在一段时间内的一种角色。",
        rows=OrganizationRole.objects.all,
        counts=UNITS["organization"],
        columns={
            "id": Column("记录", "id"),
            "organization": Column("单位", "organization"),
            "role": Column("角色", "choice"),
            "starts_on": Column("起", "date"),
            "ends_on": Column("止（不含）", "date"),
            "area": Column("所属区域", "area", "organization__area"),
            "event": Column("留痕序号", "int"),
        },
        register="kernel.organizations",
        evidence="event",
        in_use=OrganizationRole.objects.exists,
    )
)
