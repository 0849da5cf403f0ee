"""Bodies the bureau deals with: social organizations, institutions, providers, companies, offices."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import AreaRecord, Record, scoped
from minzheng.kernel.organizations.credit_code import normalize_credit_code, read_credit_code
from minzheng.kernel.problems import Problem
from minzheng.kernel.vocabularies import Vocabulary


class OrganizationKind(models.TextChoices):
    """By the second character of the credit code (GB 32100-2015, table 1); `other` without a code too."""

    STATE_ORGAN = "state_organ", "机关"
    PUBLIC_INSTITUTION = "public_institution", "事业单位"
    MASS_ORGANIZATION = "mass_organization", "编办直接管理机构编制的群众团体"
    SOCIAL_GROUP = "social_group", "社会团体"
    PRIVATE_NON_ENTERPRISE_UNIT = "private_non_enterprise_unit", "民办非企业单位"
    FOUNDATION = "foundation", "基金会"
    ENTERPRISE = "enterprise", "企业"
    SOLE_PROPRIETOR = "sole_proprietor", "个体工商户"
    FARMERS_COOPERATIVE = "farmers_cooperative", "农民专业合作社"
    OTHER = "other", "其他"


ROLES = Vocabulary(
    "机构角色",
    supervising_unit="业务主管单位",
    service_provider="服务商",
    eldercare_institution="养老机构",
    meal_operator="助餐运营单位",
    charity="慈善组织",
    payment_bank="代发银行",
    assessment_agency="第三方评估机构",
    designated_hospital="定点医院",
)


def role_choices() -> list[tuple[str, str]]:
    return ROLES.choices()


def check_credit_code(value: str) -> None:
    """Refuse a credit code that cannot be one, with the reason (GB 32100-2015)."""
    found = read_credit_code(value)
    if isinstance(found, Problem):
        raise ValidationError(str(found), code=found.code)


class CreditCodeField(models.CharField):  # type: ignore[type-arg]
    """Kept as it is written officially, whatever spaces, width or case were typed; empty is no code at all."""

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return normalize_credit_code(text) or None if text else None

    def get_prep_value(self, value: Any) -> Any:
        # not to_python: a condition on the empty text must reach the database as the empty text
        return value


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def registered_on(self, day: date) -> OrganizationQuerySet:
        """Registered and not dissolved on that day."""
        return self.filter(Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=day), registered_on__lte=day)


class Organization(AreaRecord):
    """单位机构: one body with one name at a time; `dissolved_on` is the first day it no longer exists."""

    official_name = models.CharField("全称", max_length=200)
    short_name = models.CharField("简称", max_length=80, blank=True)
    kind = models.CharField("类型", max_length=40, choices=OrganizationKind.choices)
    credit_code = CreditCodeField(
        "统一社会信用代码", max_length=18, unique=True, null=True, blank=True, validators=[check_credit_code]
    )
    supervising_unit = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supervised", verbose_name="业务主管单位"
    )
    registered_on = models.DateField("登记日期", null=True, blank=True)
    dissolved_on = models.DateField("终止日期", null=True, blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    contact_name = models.CharField("联系人", max_length=80, blank=True)
    office_phone = models.CharField("办公电话", max_length=40, blank=True)
    event = models.PositiveBigIntegerField("留痕序号", null=True, blank=True, editable=False)

    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "event"})
    objects: ClassVar[Any] = scoped("kernel", "area", OrganizationQuerySet)

    class Meta:
        verbose_name = "单位机构"
        indexes = (models.Index(fields=["official_name"], name="organizations_name"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True)
                | Q(registered_on__isnull=False, dissolved_on__gte=F("registered_on")),
                name="organizations_dissolved_after_registered",
            ),
            models.CheckConstraint(condition=~Q(credit_code=""), name="organizations_code_not_empty"),
            models.CheckConstraint(
                condition=Q(supervising_unit__isnull=True) | ~Q(supervising_unit=F("id")),
                name="organizations_not_own_supervisor",
            ),
        )

    def __str__(self) -> str:
        return self.short_name or self.official_name

    def clean(self) -> None:
        """The code says what kind of body it is; the two may not contradict."""
        problem = contradiction(self.kind, self.credit_code)
        if problem is not None:
            raise ValidationError({"kind": str(problem)})


class OrganizationRole(Record):
    """机构角色: what the organization does for the district, in a half-open period."""

    organization: Any = models.ForeignKey(
        Organization, models.PROTECT, related_name="roles", verbose_name="单位机构"
    )
    role = models.CharField("角色", max_length=40, choices=role_choices)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止（不含）", null=True, blank=True)
    event = models.PositiveBigIntegerField("留痕序号", null=True, blank=True, editable=False)

    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "event"})
    objects: ClassVar[Any] = scoped("kernel", "organization__area")

    class Meta:
        verbose_name = "机构角色"
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="organizations_role_period",
            ),
            models.UniqueConstraint(
                fields=["organization", "role"],
                condition=Q(ends_on__isnull=True),
                name="organizations_role_once_open",
            ),
        )

    def __str__(self) -> str:
        return ROLES.label(self.role)


def contradiction(kind: str, credit_code: str | None) -> Problem | None:
    """What is wrong when the declared kind is not the one the credit code names; None when they agree."""
    found = read_credit_code(credit_code) if credit_code else None
    if found is None or isinstance(found, Problem) or found.kind == kind:
        return None
    return Problem(
        "kind_contradicts_code",
        f"统一社会信用代码表明该单位是“{found.kind_zh}”，与所选类型不符。",
        column="kind",
        fix="请核对登记证书上的代码和类型。",
    )
