"""What the bank answered, kept as it came: a line's state is a function of these rows, whatever their order."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from minzheng.kernel.access.records import AreaRecord, scoped
from minzheng.kernel.money.rules.standing import ANSWER_CODES, ANSWER_STATUSES


class ReturnFile(AreaRecord):
    """回盘文件: one file taken whole. The same bytes again change nothing."""

    name = models.CharField("文件名", max_length=120)
    sha256 = models.CharField("文件摘要", max_length=64)
    idempotency_key = models.CharField("请求标识", max_length=120, null=True, blank=True)  # noqa: DJ001 - absent keys must not collide
    rows_digest = models.CharField("内容摘要", max_length=72)
    row_count = models.PositiveIntegerField("行数")
    taken_on = models.DateField("接收日")
    event_sequence = models.BigIntegerField("留痕序号")

    objects: ClassVar[Any] = scoped("kernel", "area")

    class Meta:
        verbose_name = "回盘文件"
        constraints = (
            models.UniqueConstraint(fields=["area", "idempotency_key"], name="money_returnfile_key_once"),
        )

    def __str__(self) -> str:
        return self.name


class BankAnswer(models.Model):
    """银行答复: one row of a return file. `return_id` is the bank's own and stands for one content for ever."""

    area = models.ForeignKey("places.Area", models.PROTECT, related_name="+", verbose_name="区")
    return_id = models.CharField("回盘流水号", max_length=64)
    file: Any = models.ForeignKey(ReturnFile, models.PROTECT, related_name="answers", verbose_name="回盘文件")
    line: Any = models.ForeignKey(
        "money.PaymentLine", models.PROTECT, related_name="answers", verbose_name="发放明细"
    )
    status = models.CharField("结果", max_length=10, choices=list(ANSWER_STATUSES.items()))
    amount_fen = models.BigIntegerField("金额（分）")
    code = models.CharField("原因代码", max_length=20, blank=True, choices=list(ANSWER_CODES.items()))
    reason = models.CharField("原因", max_length=200, blank=True)
    value_date = models.DateField("记账日")
    reverses = models.CharField("冲正流水号", max_length=64, blank=True, db_index=True)

    objects: ClassVar[Any] = scoped("kernel", "area")

    class Meta:
        verbose_name = "银行答复"
        constraints = (models.UniqueConstraint(fields=["area", "return_id"], name="money_answer_once"),)

    def __str__(self) -> str:
        return self.return_id
