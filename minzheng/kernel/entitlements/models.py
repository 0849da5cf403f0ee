"""待遇资格: who is entitled to which benefit from when until when, and for how much a month."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import AreaRecord, scoped


class EntitlementQuerySet(models.QuerySet["Entitlement"]):
    def in_force_on(self, day: date) -> EntitlementQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)


class Entitlement(AreaRecord):
    """One benefit of one beneficiary at one amount. `beneficiary` is the id of the person or household.

    Periods are whole months, half-open. `decided_event` is the evidence of the decision that began it,
    `ended_event` of the one that ended it.
    """

    scheme = models.CharField("待遇项目", max_length=40)
    beneficiary = models.UUIDField("保障对象", editable=False)
    person: Any = models.ForeignKey(
        "people.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entitlements",
        verbose_name="人员",
    )
    household: Any = models.ForeignKey(
        "people.Household", models.PROTECT, related_name="entitlements", verbose_name="家庭"
    )
    starts_on = models.DateField("起")
    ends_on = models.DateField("止（不含）", null=True, blank=True)
    monthly_fen = models.BigIntegerField("月保障金额（分）")
    reason = models.CharField("认定理由", max_length=60, blank=True)
    ended_reason = models.CharField("终止理由", max_length=60, blank=True)
    decided_event = models.BigIntegerField("决定留痕序号")
    ended_event = models.BigIntegerField("终止留痕序号", null=True, blank=True)

    objects: ClassVar[Any] = scoped("kernel", "area", EntitlementQuerySet)

    class Meta:
        verbose_name = "待遇资格"
        constraints = (
            models.UniqueConstraint(
                fields=["scheme", "beneficiary"],
                condition=Q(ends_on__isnull=True),
                name="entitlement_one_open",
            ),
            models.UniqueConstraint(
                fields=["scheme", "beneficiary", "starts_on"],
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="entitlement_one_start",
            ),
            models.CheckConstraint(condition=Q(monthly_fen__gt=0), name="entitlement_positive"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="entitlement_period"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, ended_event__isnull=True)
                | Q(ends_on__isnull=False, ended_event__isnull=False),
                name="entitlement_end_is_decided",
            ),
        )

    def __str__(self) -> str:
        return self.scheme

    @property
    def beneficiary_name(self) -> str:
        """The person, or the household's number."""
        return str(self.person or self.household)

    beneficiary_name.fget.short_description = "保障对象"  # type: ignore[attr-defined]
