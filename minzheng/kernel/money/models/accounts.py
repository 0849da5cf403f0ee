"""Where a person's money is sent. A changed account is a new row, so that a sealed batch keeps its own."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import AreaRecord, scoped
from minzheng.kernel.crypto import Place


class PayoutAccount(AreaRecord):
    """收款账户: the bank account of a payee; the number is sealed with that person's own data key."""

    payee: Any = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="payout_accounts", verbose_name="收款人"
    )
    holder_name = models.CharField("户名", max_length=80)
    bank_code = models.CharField("开户行行号", max_length=20)
    number = models.TextField("账号（密文）", editable=False)
    number_token = models.CharField("账号索引", max_length=120, db_index=True, editable=False)
    last_four = models.CharField("账号末四位", max_length=4)
    starts_on = models.DateField("启用日")
    ends_on = models.DateField("停用日（不含）", null=True, blank=True)

    objects: ClassVar[Any] = scoped("kernel", "area")
    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "number", "number_token"})

    class Meta:
        verbose_name = "收款账户"
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="money_payoutaccount_period",
            ),
            models.UniqueConstraint(
                fields=["payee"], condition=Q(ends_on__isnull=True), name="money_payoutaccount_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"****{self.last_four}"


def place_of(account_id: UUID | str) -> Place:
    """Where an account number stands; part of what its seal authenticates; text with hyphens."""
    return Place("money_payoutaccount", "number", str(account_id))
