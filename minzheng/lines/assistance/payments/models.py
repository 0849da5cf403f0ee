"""资金发放: a month computed, with the facts and standards it was computed from."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from minzheng.kernel.access.records import AreaRecord, scoped

#: table and column that the sealed facts are bound to
SEALED_AT = ("assistance_payments_monthrun", "facts_sealed")


class MonthRun(AreaRecord):
    """月度核算: one month of one group of schemes in one district (`area`).

    `facts_sealed` holds the roll it was computed from (compressed, sealed under `data_key`), `standards` the
    parameters with their sources; `inputs_digest` is over both. `left_out` lists households that could not be
    computed or paid, with the reason.
    """

    month = models.CharField("月份", max_length=7)
    group = models.CharField("项目组", max_length=40)
    batch: Any = models.OneToOneField(
        "money.PaymentBatch", models.PROTECT, related_name="month_run", verbose_name="批次"
    )
    households = models.PositiveIntegerField("核算户数（户）", default=0)
    persons = models.PositiveIntegerField("核算人数（人）", default=0)
    lines = models.PositiveIntegerField("发放笔数", default=0)
    left_out = models.JSONField("未列入名单", default=list)
    standards = models.JSONField("适用标准")
    unofficial = models.BooleanField("含示例参数", default=True)
    facts_sealed = models.TextField("核算依据（加密）", editable=False)
    data_key = models.TextField("数据密钥", editable=False)
    inputs_digest = models.CharField("核算依据摘要", max_length=72)
    made_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="核算人"
    )
    made_on = models.DateField("核算日")

    objects: ClassVar[Any] = scoped("assistance", "area")
    technical_fields = frozenset({"version", "data_key", "facts_sealed"})

    class Meta:
        verbose_name = "月度核算"
        indexes = (models.Index(fields=["area", "month", "group"], name="payments_month"),)

    def __str__(self) -> str:
        return f"{self.month} {self.group}"
