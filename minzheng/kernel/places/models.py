"""Where things are: the district's tree of areas with two code systems, and how many people live there."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import Record, scoped


class Level(models.TextChoices):
    DISTRICT = "district", "区"
    SUBDISTRICT = "subdistrict", "街道"
    COMMUNITY = "community", "社区"
    PARK = "park", "园区"


class CodeSystem(models.TextChoices):
    """The same nine digits mean different subdistricts in the two systems (320213021 and others)."""

    STATISTICS = "statistics", "统计用区划代码"
    CIVIL_AFFAIRS = "civil_affairs", "民政行政区划代码"


class AreaQuerySet(models.QuerySet["Area"]):
    def within(self, root_id: int) -> AreaQuerySet:
        """The area and everything below it."""
        root = self.model._base_manager.filter(pk=root_id).values("path")[:1]
        return self.filter(path__startswith=models.Subquery(root))

    def of_level(self, level: str) -> AreaQuerySet:
        return self.filter(level=level)


class Area(models.Model):
    """区域: a place of the administrative tree. Public knowledge, so it is not scoped.

    `path` is the ids from the district down ("1/4/27/"): one comparison finds everything below.
    """

    name = models.CharField("规范名称", max_length=80)
    short_name = models.CharField("简称", max_length=40)
    level = models.CharField("层级", max_length=20, choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    path = models.CharField("路径", max_length=120, db_index=True, editable=False)
    valid_from = models.DateField("启用日")
    valid_to = models.DateField("停用日（不含）", null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = "区域"
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="places_area_validity",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def district_id(self) -> int:
        return int(self.path.split("/", 1)[0])


class AreaCode(models.Model):
    """区划代码: one code of an area in one system, while it was valid."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="codes", verbose_name="区域")
    system = models.CharField("代码体系", max_length=20, choices=CodeSystem.choices)
    code = models.CharField("代码", max_length=16)
    valid_from = models.DateField("启用日")
    valid_to = models.DateField("停用日（不含）", null=True, blank=True)

    class Meta:
        verbose_name = "区划代码"
        constraints = (
            models.UniqueConstraint(fields=["system", "code", "valid_from"], name="places_areacode_once"),
        )

    def __str__(self) -> str:
        return f"{self.system}:{self.code}"


class PopulationStatistic(Record):
    """人口统计: registered residents of a community in a year by age band (the denominator of coverage rates)."""

    area: Any = models.ForeignKey(Area, models.PROTECT, related_name="population", verbose_name="社区")
    year = models.PositiveSmallIntegerField("年度")
    age_from = models.PositiveSmallIntegerField("年龄起")
    age_to = models.PositiveSmallIntegerField("年龄止（不含）", null=True, blank=True)
    residents = models.PositiveIntegerField("户籍人口（人）")

    objects = scoped("kernel", "area")

    class Meta:
        verbose_name = "人口统计"
        constraints = (
            models.UniqueConstraint(fields=["area", "year", "age_from"], name="places_population_once"),
            models.CheckConstraint(
                condition=Q(age_to__isnull=True) | Q(age_to__gt=F("age_from")), name="places_population_band"
            ),
        )

    def __str__(self) -> str:
        return f"{self.area_id} {self.year} {self.age_from}+"
