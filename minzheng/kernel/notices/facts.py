"""What public notices offer to be counted."""

from minzheng.kernel.facts import UNITS, Column, Fact, register_fact
from minzheng.kernel.notices.models import Objection, PublicNotice

public_notices = register_fact(
    Fact(
        name="public_notices",
        zh="公示",
        description="每行一次公示，含已撤下的。",
        rows=PublicNotice.objects.all,
        counts=UNITS["item"],
        columns={
            "id": Column("公示", "id"),
            "area": Column("所属区域", "area"),
            "kind": Column("类型", "choice"),
            "subject_type": Column("对象类型", "text"),
            "subject_id": Column("对象编号", "id"),
            "starts_on": Column("起", "date"),
            "ends_on": Column("止（不含）", "date"),
            "withdrawn_on": Column("撤下日期", "date"),
            "event": Column("留痕序号", "int"),
        },
        register="kernel.notices",
        evidence="event",
        in_use=PublicNotice.objects.exists,
    )
)

objections = register_fact(
    Fact(
        name="notice_objections",
        zh="公示异议",
        description="每行一件异议；异议人和内容不在其中。",
        rows=Objection.objects.all,
        counts=UNITS["item"],
        columns={
            "id": Column("异议", "id"),
            "area": Column("所属区域", "area", "notice__area"),
            "kind": Column("公示类型", "choice", "notice__kind"),
            "received_on": Column("收到日期", "date"),
            "result": Column("结果", "choice"),
            "resolved_on": Column("处理日期", "date"),
            "event": Column("留痕序号", "int"),
        },
        register="kernel.notices",
        evidence="event",
        in_use=PublicNotice.objects.exists,
    )
)
