"""What cases offer to be counted."""

from typing import Any

from django.db.models import BooleanField, Case, F, Q, Value, When

from minzheng.kernel.cases import models
from minzheng.kernel.facts import UNITS, Column, Fact, register_fact


def _cases() -> Any:
    """`late`: closed after the due day it then had; null while it is open or without a term."""
    late = Case(
        When(Q(closed_on__isnull=True) | Q(due_on__isnull=True), then=Value(None)),
        When(closed_on__gt=F("due_on"), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(null=True),
    )
    return models.Case.objects.annotate(late=late)


cases = register_fact(
    Fact(
        name="cases",
        zh="办件",
        description="每行一件；是否超期按办结时的到期日，此后日历的更正不改变它。",
        rows=_cases,
        counts=UNITS["item"],
        columns={
            "id": Column("办件", "id"),
            "area": Column("所属区域", "area"),
            "procedure": Column("程序", "choice"),
            "state": Column("状态", "choice"),
            "subject_type": Column("对象类型", "text"),
            "subject_id": Column("对象编号", "id"),
            "opened_on": Column("受理日期", "date"),
            "due_on": Column("到期日", "date"),
            "closed_on": Column("办结日期", "date"),
            "escalated_on": Column("督办日期", "date"),
            "late": Column("超期办结", "flag"),
            "event": Column("留痕序号", "int"),
        },
        register="kernel.cases",
        evidence="event",
        in_use=models.Case.objects.exists,
    )
)

case_steps = register_fact(
    Fact(
        name="case_steps",
        zh="办理步骤",
        description="每行一个办理步骤。",
        rows=models.CaseStep.objects.all,
        counts=UNITS["item"],
        columns={
            "id": Column("步骤", "id"),
            "case": Column("办件", "id"),
            "procedure": Column("程序", "choice", "case__procedure"),
            "verb": Column("操作", "choice"),
            "target": Column("新状态", "choice"),
            "reviewing": Column("审核步骤", "flag"),
            "stepped_on": Column("日期", "date"),
            "area": Column("所属区域", "area", "case__area"),
            "event": Column("留痕序号", "int"),
        },
        register="kernel.cases",
        evidence="event",
        in_use=models.Case.objects.exists,
    )
)
