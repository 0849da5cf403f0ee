"""A thing at a place with an opening and a closing day: meal point, charity space, protection station …"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import AreaRecord, Record, scoped
from minzheng.kernel.vocabularies import Vocabulary

SITE_KINDS = Vocabulary(
    "场所类型",
    meal_center="助餐中心",
    meal_point="助餐点",
    charity_space="慈善空间",
    ride_post="助老打车站牌",
    protection_station="未成年人保护工作站",
    relief_center="社区综合救助服务中心",
    registration_point="婚姻登记点",
    cemetery_point="祭扫点",
)


def site_kinds() -> list[tuple[str, str]]:
    return SITE_KINDS.choices()


class SiteQuerySet(models.QuerySet["Site"]):
    def open_on(self, day: date) -> SiteQuerySet:
        """Opened on or before the day and not closed by it."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day), opened_on__lte=day)

    def of_kind(self, *kinds: str) -> SiteQuerySet:
        return self.filter(kind__in=kinds)


class Site(AreaRecord):
    """场所: planned until `opened_on`, open from that day, closed from `closed_on` on."""

    kind = models.CharField("类型", max_length=40, choices=site_kinds)
    name = models.CharField("名称", max_length=120)
    brand = models.CharField("品牌", max_length=80, blank=True)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="sites",
        verbose_name="运营单位",
    )  # fmt: skip
    address = models.CharField("地址", max_length=200, blank=True)
    latitude = models.DecimalField(
        "纬度", max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )  # fmt: skip
    longitude = models.DecimalField(
        "经度", max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )  # fmt: skip
    planned_on = models.DateField("计划启用日期", null=True, blank=True)
    opened_on = models.DateField("启用日期", null=True, blank=True)
    closed_on = models.DateField("停用日期", null=True, blank=True)
    event = models.PositiveBigIntegerField("留痕序号", null=True, blank=True, editable=False)

    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "event"})
    objects: ClassVar[Any] = scoped("kernel", "area", SiteQuerySet)

    class Meta:
        verbose_name = "场所"
        indexes = (models.Index(fields=["kind", "opened_on"], name="sites_kind_opened"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=False, closed_on__gt=F("opened_on")),
                name="sites_closed_after_opened",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="sites_latitude_with_longitude",
            ),
            models.UniqueConstraint(
                fields=["kind", "area", "name"],
                condition=Q(closed_on__isnull=True),
                name="sites_once_while_open",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def state_on(self, day: date) -> str:
        """`planned`, `open` or `closed` on that day."""
        if self.opened_on is None or day < self.opened_on:
            return "planned"
        return "closed" if self.closed_on is not None and self.closed_on <= day else "open"


class SiteLabel(Record):
    """场所标识: an award or grade the site carries in a half-open period (省级示范、一街一品 …)."""

    site: Any = models.ForeignKey(Site, models.PROTECT, related_name="labels", verbose_name="场所")
    label = models.CharField("标识", max_length=80)
    given_by = models.CharField("授予单位", max_length=120, blank=True)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止（不含）", null=True, blank=True)
    event = models.PositiveBigIntegerField("留痕序号", null=True, blank=True, editable=False)

    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "event"})
    objects: ClassVar[Any] = scoped("kernel", "site__area")

    class Meta:
        verbose_name = "场所标识"
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="sites_label_period"
            ),
            models.UniqueConstraint(
                fields=["site", "label"], condition=Q(ends_on__isnull=True), name="sites_label_once_open"
            ),
        )

    def __str__(self) -> str:
        return self.label
