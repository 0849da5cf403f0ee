"""人员状况: the dated facts of a person that the statute book asks for (domain 2.1, 2.3-2.5)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import AreaRecord, scoped


class WorkAbility(models.TextChoices):
    ABLE = "able", "有劳动能力"
    UNABLE = "unable", "无劳动能力"


class SelfCare(models.TextChoices):
    """Six items (吃饭、穿衣、上下床、如厕、室内行走、洗澡): all met, at most three not met, four or more not met."""

    FULL = "full", "全自理"
    PARTIAL = "partial", "半护理"
    NONE = "none", "全护理"


class CareForm(models.TextChoices):
    DISPERSED = "dispersed", "分散供养"
    COLLECTIVE = "collective", "集中供养"


class ParentState(models.TextChoices):
    """States of a parent that make a child de-facto unattended (民发〔2019〕62号, 民发〔2020〕125号)."""

    NONE = "none", "无上述情形"
    DEAD = "dead", "死亡"
    MISSING = "missing", "宣告失踪"
    SEVERE_DISABILITY = "severe_disability", "重残"
    SEVERE_ILLNESS = "severe_illness", "重病"
    PRISON = "prison", "服刑在押"
    DRUG_TREATMENT = "drug_treatment", "强制隔离戒毒"
    RESTRICTED = "restricted", "被限制人身自由"
    LOST_CONTACT = "lost_contact", "失联"
    GUARDIANSHIP_REVOKED = "guardianship_revoked", "被撤销监护资格"
    DEPORTED = "deported", "被遣送（驱逐）出境"


INCOME_FIELDS = (
    "income_wages_fen", "income_business_fen", "income_property_fen", "income_transfers_fen",
    "income_other_fen", "income_not_counted_fen",
)  # fmt: skip
CARE_FIELDS = (
    "care_work_injury_nursing_fen",
    "care_elder_care_subsidy_fen",
    "care_retired_cadre_nursing_fen",
)


class CircumstanceQuerySet(models.QuerySet["Circumstance"]):
    def in_force_on(self, day: Any) -> CircumstanceQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)


def _fen(zh: str) -> models.BigIntegerField[int, int]:
    return models.BigIntegerField(f"{zh}（分/月）", default=0)


class Circumstance(AreaRecord):
    """人员状况: what was true of a person from `starts_on` until before `ends_on`. Amounts are fen a month."""

    person: Any = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="circumstances", verbose_name="人员"
    )
    starts_on = models.DateField("起")
    ends_on = models.DateField("止（不含）", null=True, blank=True)
    student = models.BooleanField("全日制在读", default=False)
    in_custody = models.BooleanField("在押或强制隔离戒毒", default=False)
    work_ability = models.CharField("劳动能力", max_length=10, choices=WorkAbility.choices, blank=True)
    severe_illness = models.BooleanField("重病", default=False)
    source_of_living = models.BooleanField("有生活来源", default=True)
    has_capable_supporter = models.BooleanField("有履行义务能力的法定义务人", default=True)
    self_care = models.CharField("生活自理能力", max_length=10, choices=SelfCare.choices, blank=True)
    care_form = models.CharField("供养形式", max_length=12, choices=CareForm.choices, blank=True)
    father = models.CharField(
        "父亲状况", max_length=24, choices=ParentState.choices, default=ParentState.NONE
    )
    mother = models.CharField(
        "母亲状况", max_length=24, choices=ParentState.choices, default=ParentState.NONE
    )
    income_wages_fen = _fen("工资性收入")
    income_business_fen = _fen("经营净收入")
    income_property_fen = _fen("财产净收入")
    income_transfers_fen = _fen("转移净收入")
    income_other_fen = _fen("其他收入")
    income_not_counted_fen = _fen("不计入的收入")
    care_work_injury_nursing_fen = _fen("工伤生活护理费")
    care_elder_care_subsidy_fen = _fen("养老服务（护理）补贴")
    care_retired_cadre_nursing_fen = _fen("离休人员护理费")

    objects: ClassVar[Any] = scoped("assistance", "area", CircumstanceQuerySet)

    class Meta:
        verbose_name = "人员状况"
        constraints = (
            models.UniqueConstraint(fields=["person", "starts_on"], name="circumstance_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="circumstance_period"
            ),
            *(
                models.CheckConstraint(condition=Q(**{f"{name}__gte": 0}), name=f"circumstance_{name}"[:40])
                for name in (*INCOME_FIELDS, *CARE_FIELDS)
            ),
        )

    def __str__(self) -> str:
        return f"{self.starts_on}起"
