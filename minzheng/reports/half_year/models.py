"""Frozen reports: what each figure was when the report was fixed, with the records it was counted from.

A published report never changes: later corrections of records are told in the next period (统计法 2024 年修正,
不得自行修改统计资料). The database itself refuses to change or delete these rows.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import AreaRecord, scoped


class Report(AreaRecord):
    """半年报告: one district's report of one period, fixed. `area` is the district; `ends_on` is exclusive."""

    code = models.CharField("期间", max_length=10)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止（不含）")
    cut_off = models.DateField("数据截止日")
    frozen_on = models.DateField("固定日")
    frozen_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="固定人"
    )
    root = models.CharField("指标摘要", max_length=72)
    event_sequence = models.BigIntegerField("留痕序号")

    objects: ClassVar[Any] = scoped("kernel", "area")

    class Meta:
        verbose_name = "半年报告"
        constraints = (
            models.UniqueConstraint(fields=["area", "code"], name="half_year_report_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="half_year_report_period"),
        )

    def __str__(self) -> str:
        return self.code


class FigureSnapshot(models.Model):
    """指标快照: one figure as it was. The value is `numerator / denominator`, null when it was unknown.

    `definition` is the catalogue's entry at that time, `parameters` the bound values of the filter, `rows`
    the records behind it as compressed canonical JSON, `rows_digest` the digest of that text.
    """

    report: Any = models.ForeignKey(
        Report, models.PROTECT, related_name="figures", verbose_name="报告", db_index=False
    )
    figure = models.CharField("指标", max_length=40)
    zh = models.CharField("名称", max_length=120)
    unit = models.CharField("单位", max_length=20)
    numerator = models.DecimalField("分子", max_digits=40, decimal_places=0, null=True)
    denominator = models.DecimalField("分母", max_digits=40, decimal_places=0, default=1)
    value_text = models.CharField("数值", max_length=60, blank=True)
    definition_version = models.PositiveIntegerField("口径版本")
    definition = models.JSONField("口径")
    parameters = models.JSONField("参数")
    breakdown = models.JSONField("分列")
    row_count = models.PositiveIntegerField("明细数")
    rows_digest = models.CharField("明细摘要", max_length=72)
    rows = models.BinaryField("明细")

    objects: ClassVar[Any] = scoped("kernel", "report__area")

    class Meta:
        verbose_name = "指标快照"
        constraints = (models.UniqueConstraint(fields=["report", "figure"], name="half_year_figure_once"),)

    def __str__(self) -> str:
        return f"{self.figure} {self.value_text}"
