"""家庭财产: what a household owns, dated (社会救助暂行办法 第九条; domain 2.1 property limits)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import AreaRecord, scoped


class HouseholdMeansQuerySet(models.QuerySet["HouseholdMeans"]):
    def in_force_on(self, day: Any) -> HouseholdMeansQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)


class HouseholdMeans(AreaRecord):
    """家庭财产: from `starts_on` until before `ends_on`. Money in fen, the rest counted."""

    household: Any = models.ForeignKey(
        "people.Household", models.PROTECT, related_name="means", verbose_name="家庭"
    )
    starts_on = models.DateField("起")
    ends_on = models.DateField("止（不含）", null=True, blank=True)
    money_fen = models.BigIntegerField("货币财产（分）", default=0)
    dwellings = models.PositiveSmallIntegerField("住房（套）", default=0)
    vehicles = models.PositiveSmallIntegerField("机动车（辆）", default=0)
    companies = models.PositiveSmallIntegerField("企业（家）", default=0)

    objects: ClassVar[Any] = scoped("assistance", "area", HouseholdMeansQuerySet)

    class Meta:
        verbose_name = "家庭财产"
        constraints = (
            models.UniqueConstraint(fields=["household", "starts_on"], name="household_means_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="household_means_period",
            ),
            models.CheckConstraint(condition=Q(money_fen__gte=0), name="household_means_money"),
        )

    def __str__(self) -> str:
        return f"{self.starts_on}起"
