"""A sample register's only table."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from minzheng.kernel.access.records import AreaRecord, scoped


class State(models.TextChoices):
    PLANNED = "planned", "筹备中"
    OPEN = "open", "开放"


class FlowerPointQuerySet(models.QuerySet["FlowerPoint"]):
    def workload(self, *, by: Any, on: Any) -> FlowerPointQuerySet:
        """Points still to be opened."""
        return self.filter(state=State.PLANNED)


class FlowerPoint(AreaRecord):
    """鲜花领取点."""

    name = models.CharField("名称", max_length=60)
    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.PLANNED)
    opened_on = models.DateField("开放日期", null=True, blank=True)
    budget_fen = models.BigIntegerField("预算（分）", default=0)
    phone = models.CharField("联系电话", max_length=20, blank=True)

    objects: ClassVar[Any] = scoped("memorial_days", "area", FlowerPointQuerySet)

    class Meta:
        verbose_name = "鲜花领取点"
        constraints = (models.UniqueConstraint(fields=["area", "name"], name="flower_point_once"),)

    def __str__(self) -> str:
        return self.name
