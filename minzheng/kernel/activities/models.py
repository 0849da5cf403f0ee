"""Events with attendance: training, class, drill, wedding, trial, lecture."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from minzheng.kernel.access.records import AreaRecord, Record, scoped
from minzheng.kernel.vocabularies import Vocabulary

ACTIVITY_KINDS = Vocabulary(
    "活动类型",
    training="培训",
    lesson="课程",
    drill="应急演练",
    lecture="宣讲",
    wedding="集体婚礼",
    marriage_custom="婚俗改革活动",
    trial="体验",
    service="服务活动",
    meeting="会议",
)


def activity_kinds() -> list[tuple[str, str]]:
    return ACTIVITY_KINDS.choices()


class State(models.TextChoices):
    PLANNED = "planned", "计划"
    HELD = "held", "已举办"
    CANCELLED = "cancelled", "取消"


class Activity(AreaRecord):
    """活动: one event (one 场次). Attendance is counted only once it is held.

    `reach` is how many people were reached beyond those attending (online, leaflets): 人次, never added to them.
    """

    kind = models.CharField("类型", max_length=40, choices=activity_kinds)
    title = models.CharField("名称", max_length=200)
    theme = models.CharField("主题", max_length=120, blank=True)
    programme = models.CharField("所属行动或项目", max_length=80, blank=True)
    state = models.CharField(
        "状态", max_length=20, choices=State.choices, default=State.PLANNED, editable=False
    )
    planned_on = models.DateField("计划日期")
    held_on = models.DateField("举办日期", null=True, blank=True, editable=False)
    site = models.ForeignKey(
        "sites.Site", models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="场所"
    )
    venue = models.CharField("地点", max_length=200, blank=True)
    organizer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="activities",
        verbose_name="主办单位",
    )  # fmt: skip
    reach = models.PositiveIntegerField("触达人次", null=True, blank=True)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True, editable=False)
    event = models.PositiveBigIntegerField("留痕序号", null=True, blank=True, editable=False)

    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "event"})
    objects: ClassVar[Any] = scoped("kernel", "area")

    class Meta:
        verbose_name = "活动"
        indexes = (models.Index(fields=["kind", "held_on"], name="activities_kind_held"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="held", held_on__isnull=False)
                | (~Q(state="held") & Q(held_on__isnull=True)),
                name="activities_held_with_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="activities_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(site__isnull=False) | ~Q(venue=""), name="activities_site_or_venue"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Attendance(Record):
    """到场: one person of the registers, or a head count of a group whose names nobody keeps."""

    activity: Any = models.ForeignKey(
        Activity, models.PROTECT, related_name="attendance", verbose_name="活动"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="来自单位",
    )
    attendee_group = models.CharField("人群", max_length=80, blank=True)
    heads = models.PositiveIntegerField("人次", default=1)
    event = models.PositiveBigIntegerField("留痕序号", null=True, blank=True, editable=False)

    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "event"})
    objects: ClassVar[Any] = scoped("kernel", "activity__area")

    class Meta:
        verbose_name = "到场"
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=False, heads=1)
                | (Q(person__isnull=True, heads__gte=1) & ~Q(attendee_group="")),
                name="activities_person_or_head_count",
            ),
            models.UniqueConstraint(
                fields=["activity", "person"],
                condition=Q(person__isnull=False),
                name="activities_person_once",
            ),
            models.UniqueConstraint(
                fields=["activity", "attendee_group", "organization"],
                condition=Q(person__isnull=True, organization__isnull=False),
                name="activities_group_of_body_once",
            ),
            models.UniqueConstraint(
                fields=["activity", "attendee_group"],
                condition=Q(person__isnull=True, organization__isnull=True),
                name="activities_group_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.attendee_group or self.person_id} {self.heads}"
