"""Policy documents from draft to repeal; the stage follows from the dates."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import AreaRecord, scoped


class DocumentKind(models.TextChoices):
    MEASURES = "measures", "办法"
    IMPLEMENTING_RULES = "implementing_rules", "实施细则"
    OPINIONS = "opinions", "意见"
    WORK_PLAN = "work_plan", "工作方案"
    NOTICE = "notice", "通知"
    CATALOG = "catalog", "指导目录"
    HANDBOOK = "handbook", "工作手册"
    STANDARD = "standard", "标准调整"
    SUMMARY = "summary", "总结"


class Stage(models.TextChoices):
    """In the order in which a document goes through them; consultation may be left out where the law allows."""

    DRAFTED = "drafted", "起草"
    CONSULTED = "consulted", "征求意见"
    REVIEWED = "reviewed", "合法性审查"
    ISSUED = "issued", "印发"
    REPEALED = "repealed", "废止"


STAGE_FIELDS: dict[str, str] = {
    Stage.DRAFTED: "drafted_on",
    Stage.CONSULTED: "consulted_on",
    Stage.REVIEWED: "reviewed_on",
    Stage.ISSUED: "issued_on",
    Stage.REPEALED: "repealed_on",
}


class PolicyDocumentQuerySet(models.QuerySet["PolicyDocument"]):
    def in_force_on(self, day: date) -> PolicyDocumentQuerySet:
        """In effect on that day and not repealed by it."""
        return self.filter(Q(repealed_on__isnull=True) | Q(repealed_on__gt=day), effective_on__lte=day)


class PolicyDocument(AreaRecord):
    """政策文件: one document; an issued one has its number and its day of effect.

    A check that compares with null holds in SQL, so every constraint also says what must be there.
    """

    title = models.CharField("标题", max_length=300)
    kind = models.CharField("文种", max_length=40, choices=DocumentKind.choices)
    number = models.CharField("文号", max_length=80, blank=True)
    issuing_body = models.CharField("发文机关", max_length=200, blank=True)
    programme = models.CharField("所属行动或项目", max_length=80, blank=True)
    drafted_on = models.DateField("起草日期")
    consulted_on = models.DateField("征求意见起", null=True, blank=True)
    consultation_ends_on = models.DateField("征求意见止（不含）", null=True, blank=True)
    reviewed_on = models.DateField("合法性审查日期", null=True, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    repealed_on = models.DateField("废止日期", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name="被何文件取代"
    )
    drafter = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="起草人"
    )
    reviewer = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审查人"
    )
    event = models.PositiveBigIntegerField("留痕序号", null=True, blank=True, editable=False)

    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "event"})
    objects: ClassVar[Any] = scoped("kernel", "area", PolicyDocumentQuerySet)

    class Meta:
        verbose_name = "政策文件"
        constraints = (
            models.CheckConstraint(
                condition=Q(consulted_on__isnull=True, consultation_ends_on__isnull=True)
                | Q(
                    consulted_on__isnull=False,
                    consultation_ends_on__isnull=False,
                    consultation_ends_on__gt=F("consulted_on"),
                    consulted_on__gte=F("drafted_on"),
                ),
                name="documents_consultation_period",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_on__isnull=True, reviewer__isnull=True)
                | Q(reviewed_on__isnull=False, reviewed_on__gte=F("drafted_on"), reviewer__isnull=False),
                name="documents_review_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True, effective_on__isnull=True)
                | Q(
                    issued_on__isnull=False,
                    effective_on__isnull=False,
                    reviewed_on__isnull=False,
                    issued_on__gte=F("reviewed_on"),
                    effective_on__gte=F("issued_on"),
                )
                & ~Q(number=""),
                name="documents_issued_with_number",
            ),
            models.CheckConstraint(
                condition=Q(repealed_on__isnull=True)
                | Q(issued_on__isnull=False, repealed_on__gte=F("issued_on")),
                name="documents_repealed_after_issued",
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True) | Q(drafter__isnull=True) | ~Q(reviewer=F("drafter")),
                name="documents_reviewer_not_drafter",
            ),
            models.UniqueConstraint(
                fields=["issuing_body", "number"], condition=~Q(number=""), name="documents_number_once"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def stage_on(self, day: date) -> str:
        """The last stage reached by that day; empty before the draft."""
        reached = [stage for stage, name in STAGE_FIELDS.items() if _by(getattr(self, name), day)]
        return reached[-1] if reached else ""


def _by(reached_on: date | None, day: date) -> bool:
    return reached_on is not None and reached_on <= day
