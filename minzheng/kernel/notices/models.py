"""Public notices and the objections to them."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import AreaRecord, Record, scoped


class PublicNoticeQuerySet(models.QuerySet["PublicNotice"]):
    def posted_on(self, day: date) -> PublicNoticeQuerySet:
        """Hanging out on that day."""
        return self.filter(
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day), starts_on__lte=day, ends_on__gt=day
        )


class PublicNotice(AreaRecord):
    """公示: a text made of allow-listed fields, posted at a place from `starts_on` to `ends_on` (exclusive).

    Text and dates never change after posting: a mistake is withdrawn and posted anew.
    """

    kind = models.CharField("类型", max_length=60)
    subject_type = models.CharField("对象类型", max_length=80)
    subject_id = models.CharField("对象编号", max_length=64)
    title = models.CharField("标题", max_length=200)
    text = models.TextField("正文")
    printed = models.JSONField("公开字段", default=dict)
    place = models.CharField("张贴地点", max_length=200)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止（不含）")
    term_source = models.CharField("期限依据", max_length=300)
    posted_by: Any = models.ForeignKey("access.User", models.PROTECT, related_name="+", verbose_name="公示人")
    withdrawn_on = models.DateField("撤下日期", null=True, blank=True)
    withdrawn_because = models.CharField("撤下原因", max_length=200, blank=True)
    event = models.PositiveBigIntegerField("留痕序号", editable=False)

    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "event"})
    objects: ClassVar[Any] = scoped("kernel", "area", PublicNoticeQuerySet)

    class Meta:
        verbose_name = "公示"
        indexes = (models.Index(fields=["subject_type", "subject_id"], name="notices_subject"),)
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="notices_period"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_because="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_because="")),
                name="notices_withdrawn_with_reason",
            ),
            models.CheckConstraint(condition=~Q(place=""), name="notices_place"),
        )

    def __str__(self) -> str:
        return self.title


class Objection(Record):
    """异议: who objects and what they say rest sealed under a key of their own; retaliation is a real danger."""

    class Result(models.TextChoices):
        UPHELD = "upheld", "异议成立"
        REJECTED = "rejected", "异议不成立"

    notice: Any = models.ForeignKey(
        PublicNotice, models.PROTECT, related_name="objections", verbose_name="公示"
    )
    received_on = models.DateField("收到日期")
    objector_sealed = models.TextField("异议人", editable=False)
    text_sealed = models.TextField("异议内容", editable=False)
    data_key = models.TextField("数据密钥", editable=False)
    result = models.CharField("结果", max_length=12, choices=Result.choices, blank=True)
    resolution = models.TextField("处理意见", blank=True)
    resolved_on = models.DateField("处理日期", null=True, blank=True)
    resolved_by: Any = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="处理人"
    )
    event = models.PositiveBigIntegerField("留痕序号", editable=False)

    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "event", "data_key"})
    objects: ClassVar[Any] = scoped("kernel", "notice__area")

    class Meta:
        verbose_name = "异议"
        constraints = (
            models.CheckConstraint(
                condition=Q(result="", resolved_on__isnull=True, resolved_by__isnull=True)
                | (
                    Q(resolved_on__isnull=False, resolved_by__isnull=False)
                    & ~Q(result="")
                    & ~Q(resolution="")
                ),
                name="notices_objection_resolved_who_when_how",
            ),
        )

    def __str__(self) -> str:
        return f"{self.received_on} {self.get_result_display()}"
