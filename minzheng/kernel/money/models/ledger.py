"""Double entry in integer fen, append-only: the database itself refuses to change or delete a posting."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from minzheng.kernel.access.records import AreaRecord, scoped


class AccountKind(models.TextChoices):
    FUND = "fund", "资金专户"
    IN_FLIGHT = "in_flight", "在途"
    RETURNED = "returned", "退回待处理"
    SUSPENSE = "suspense", "待查"
    CARRIED = "carried", "结转"
    RECOVERABLE = "recoverable", "应收追回"
    EXPENSE = "expense", "支出"


class FundSource(AreaRecord):
    """资金来源: the special account a district pays a kind of benefit from (专账管理)."""

    code = models.CharField("代码", max_length=40)
    name = models.CharField("名称", max_length=80)

    objects: ClassVar[Any] = scoped("kernel", "area")

    class Meta:
        verbose_name = "资金来源"
        constraints = (
            models.UniqueConstraint(fields=["area", "code"], name="money_fundsource_once"),
            models.CheckConstraint(condition=~Q(code=""), name="money_fundsource_code"),
        )

    def __str__(self) -> str:
        return self.name


class LedgerAccount(AreaRecord):
    """会计科目: one account of a district's ledger; `code` is `in_flight`, `fund:<code>`, `expense:<scheme>` …"""

    code = models.CharField("科目代码", max_length=80)
    name = models.CharField("科目名称", max_length=80)
    kind = models.CharField("类别", max_length=20, choices=AccountKind.choices)

    objects: ClassVar[Any] = scoped("kernel", "area")

    class Meta:
        verbose_name = "会计科目"
        constraints = (models.UniqueConstraint(fields=["area", "code"], name="money_ledgeraccount_once"),)

    def __str__(self) -> str:
        return self.name


class JournalEntry(AreaRecord):
    """记账凭证: one balanced booking of one event of one batch."""

    batch: Any = models.ForeignKey(
        "money.PaymentBatch", models.PROTECT, related_name="journal", verbose_name="批次"
    )
    booked_on = models.DateField("记账日")
    summary = models.CharField("摘要", max_length=120)
    event_sequence = models.BigIntegerField("留痕序号")

    objects: ClassVar[Any] = scoped("kernel", "area")

    class Meta:
        verbose_name = "记账凭证"

    def __str__(self) -> str:
        return self.summary


class Posting(models.Model):
    """分录: signed fen on one account, debit positive. The postings of an entry add up to zero."""

    entry: Any = models.ForeignKey(JournalEntry, models.PROTECT, related_name="postings", verbose_name="凭证")
    account: Any = models.ForeignKey(
        LedgerAccount, models.PROTECT, related_name="postings", verbose_name="科目"
    )
    amount_fen = models.BigIntegerField("金额（分，借为正）")

    objects: ClassVar[Any] = scoped("kernel", "entry__area")

    class Meta:
        verbose_name = "分录"
        constraints = (models.CheckConstraint(condition=~Q(amount_fen=0), name="money_posting_not_zero"),)

    def __str__(self) -> str:
        return str(self.amount_fen)
