"""Whom to visit, what was found, and every version a device ever sent."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import AreaRecord, Record, scoped
from minzheng.kernel.visits.contents import RESULTS
from minzheng.kernel.visits.visit_forms import visit_forms


class PlanState(models.TextChoices):
    OPEN = "open", "待走访"
    DONE = "done", "已走访"
    CANCELLED = "cancelled", "已取消"


class VisitPlan(AreaRecord):
    """走访任务: this household is to be visited with this form by a day.

    `event` is also the cursor of a pull: it grows with every change, in the order of commits.
    """

    household: Any = models.ForeignKey(
        "people.Household", models.PROTECT, related_name="visit_plans", verbose_name="家庭"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    form = models.CharField("走访表", max_length=60, choices=visit_forms)
    assigned_to: Any = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="走访人"
    )
    due_on = models.DateField("要求完成")
    state = models.CharField(
        "状态", max_length=12, choices=PlanState.choices, default=PlanState.OPEN, editable=False
    )
    done_on = models.DateField("完成日期", null=True, blank=True, editable=False)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True, editable=False)
    event = models.PositiveBigIntegerField("留痕序号", db_index=True, editable=False)

    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "event"})
    objects: ClassVar[Any] = scoped("kernel", "area")

    class Meta:
        verbose_name = "走访任务"
        constraints = (
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False)
                | (~Q(state="done") & Q(done_on__isnull=True)),
                name="visits_plan_done_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="visits_plan_cancelled_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.household_id} {self.form} {self.due_on}"


class Visit(AreaRecord):
    """走访: one visit. One completed visit a household, form and day; the answers rest sealed under its key."""

    plan: Any = models.ForeignKey(
        VisitPlan, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="走访任务"
    )
    household: Any = models.ForeignKey(
        "people.Household", models.PROTECT, related_name="visits", verbose_name="家庭"
    )
    form = models.CharField("走访表", max_length=60, choices=visit_forms)
    visited_on = models.DateField("走访日期")
    visitors = models.JSONField("走访人", default=list)
    completed = models.BooleanField("已完成")
    result = models.CharField("结果", max_length=12, choices=list(RESULTS.items()), blank=True)
    next_visit_on = models.DateField("下次走访", null=True, blank=True)
    answers_sealed = models.TextField("走访内容", editable=False)
    event = models.PositiveBigIntegerField("留痕序号", db_index=True, editable=False)

    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "event"})
    objects: ClassVar[Any] = scoped("kernel", "area")

    class Meta:
        verbose_name = "走访"
        indexes = (models.Index(fields=["visited_on", "completed"], name="visits_visited_on"),)
        constraints = (
            models.UniqueConstraint(
                fields=["household", "form", "visited_on"],
                condition=Q(completed=True),
                name="visits_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(completed=False) | ~Q(result=""), name="visits_completed_with_result"
            ),
            models.CheckConstraint(
                condition=Q(next_visit_on__isnull=True) | Q(next_visit_on__gt=F("visited_on")),
                name="visits_next_later",
            ),
        )

    def __str__(self) -> str:
        return f"{self.household_id} {self.visited_on}"


class VisitVersion(Record):
    """走访版本: what a device sent, kept for ever: stored as a version of the visit, or a conflict beside it."""

    class State(models.TextChoices):
        STORED = "stored", "已存"
        CONFLICT = "conflict", "冲突待处理"
        SETTLED = "settled", "冲突已处理"

    visit: Any = models.ForeignKey(Visit, models.PROTECT, related_name="versions", verbose_name="走访")
    item_id = models.UUIDField("客户端编号")
    digest = models.CharField("摘要", max_length=80)
    number = models.PositiveIntegerField("版本号", null=True, blank=True)
    base_version = models.PositiveIntegerField("所据版本")
    made_at = models.DateTimeField("填写时间")
    device = models.CharField("设备", max_length=80)
    sent_by: Any = models.ForeignKey("access.User", models.PROTECT, related_name="+", verbose_name="上传人")
    content_sealed = models.TextField("内容", editable=False)
    state = models.CharField("状态", max_length=12, choices=State.choices)
    settled_on = models.DateField("处理日期", null=True, blank=True)
    settled_by: Any = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="处理人"
    )
    event = models.PositiveBigIntegerField("留痕序号", editable=False)

    objects: ClassVar[Any] = scoped("kernel", "visit__area")

    class Meta:
        verbose_name = "走访版本"
        constraints = (
            models.UniqueConstraint(fields=["item_id", "digest"], name="visits_version_item_once"),
            models.UniqueConstraint(
                fields=["visit", "number"],
                condition=Q(number__isnull=False),
                name="visits_version_number_once",
            ),
            models.CheckConstraint(
                condition=Q(state="stored", number__isnull=False)
                | Q(state__in=["conflict", "settled"], number__isnull=True),
                name="visits_version_stored_has_number",
            ),
            models.CheckConstraint(
                condition=Q(state="settled", settled_on__isnull=False, settled_by__isnull=False)
                | (~Q(state="settled") & Q(settled_on__isnull=True, settled_by__isnull=True)),
                name="visits_version_settled_who_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id} {self.state}"
