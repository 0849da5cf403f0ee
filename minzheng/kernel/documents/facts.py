"""What policy documents offer to be counted."""

from minzheng.kernel.documents.models import PolicyDocument
from minzheng.kernel.facts import UNITS, Column, Fact, register_fact

policy_documents = register_fact(
    Fact(
        name="policy_documents",
        zh="政策文件",
        description="每行一件政策文件，各阶段均有日期；未到该阶段的日期为空。",
        rows=PolicyDocument.objects.all,
        counts=UNITS["document"],
        columns={
            "id": Column("文件", "id"),
            "area": Column("所属区域", "area"),
            "title": Column("标题", "text"),
            "kind": Column("文种", "choice"),
            "number": Column("文号", "text"),
            "issuing_body": Column("发文机关", "text"),
            "programme": Column("所属行动或项目", "text"),
            "drafted_on": Column("起草日期", "date"),
            "consulted_on": Column("征求意见起", "date"),
            "reviewed_on": Column("合法性审查日期", "date"),
            "issued_on": Column("印发日期", "date"),
            "effective_on": Column("施行日期", "date"),
            "repealed_on": Column("废止日期", "date"),
            "event": Column("留痕序号", "int"),
        },
        register="kernel.documents",
        evidence="event",
        in_use=PolicyDocument.objects.exists,
    )
)
