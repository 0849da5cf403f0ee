"""Persons and households: who they are, who lives with whom, where, and what happened to them.

Identity numbers, phones and addresses below the community rest sealed under a key of their own person or
household; equal numbers are found by a keyed token. Names stand in plain: they are searched by part.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import AreaRecord, Record, scoped
from minzheng.kernel.people.identity import KINDS, NO_NUMBER_REASONS


class Sex(models.TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class Relation(models.TextChoices):
    """与户主关系, to the head of the household."""

    SELF = "self", "户主"
    SPOUSE = "spouse", "配偶"
    CHILD = "child", "子女"
    PARENT = "parent", "父母"
    OTHER = "other", "其他"


class ResidenceKind(models.TextChoices):
    """Three different places that the law keeps apart; each with its own dates."""

    HUKOU = "hukou", "户籍地"
    USUAL = "usual", "经常居住地"
    CURRENT = "current", "现居住地"


class EventKind(models.TextChoices):
    BIRTH = "birth", "出生"
    DEATH = "death", "死亡"
    MOVE_IN = "move_in", "迁入"
    MOVE_OUT = "move_out", "迁出"
    MARRIAGE = "marriage", "结婚"
    DIVORCE = "divorce", "离婚"
    DETENTION = "detention", "羁押"
    RELEASE = "release", "释放"
    DISABILITY = "disability", "残疾评定"
    SCHOOL_START = "school_start", "入学"
    SCHOOL_END = "school_end", "离校"
    MISSING = "missing", "失踪"
    FOUND = "found", "寻回"


def _in_force(day: date) -> Q:
    """Half-open: the first day counts, the last named one does not; an open side is unbounded."""
    started = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
    return started & (Q(ends_on__isnull=True) | Q(ends_on__gt=day))


class PersonQuerySet(models.QuerySet["Person"]):
    def unmerged(self) -> PersonQuerySet:
        """Without the rows that were found to be duplicates."""
        return self.filter(merged_into__isnull=True)


class HouseholdQuerySet(models.QuerySet["Household"]):
    def open_on(self, day: date) -> HouseholdQuerySet:
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))


class PeriodQuerySet(models.QuerySet[Any]):
    def on_day(self, day: date) -> PeriodQuerySet:
        """In force on that day."""
        return self.filter(_in_force(day))


class Person(AreaRecord):
    """人员: one human being in one district. `area` is the community of residence.

    A duplicate points at the one kept by `merged_into` and keeps its own rows: what was paid to it stays
    paid to it. `data_key` is the person's own key, wrapped by the master key; it is left out of digests,
    because a rotation rewraps it without touching the person.
    """

    area: Any = models.ForeignKey(  # its index would repeat the beginning of area and birth date
        "places.Area", models.PROTECT, related_name="+", verbose_name="所属区域", db_index=False
    )
    district: Any = models.ForeignKey(
        "places.Area", models.PROTECT, related_name="+", verbose_name="所属区", editable=False, db_index=False
    )
    name = models.CharField("姓名", max_length=100)
    folded_name = models.CharField("检索姓名", max_length=100, db_index=True, editable=False)
    initials = models.CharField("拼音首字母", max_length=400, editable=False)
    id_kind = models.CharField("证件类型", max_length=30, choices=list(KINDS.items()))
    no_id_reason = models.CharField(
        "暂无证件原因", max_length=30, blank=True, choices=list(NO_NUMBER_REASONS.items())
    )
    id_number_sealed = models.TextField("证件号码", blank=True, editable=False)
    id_number_index = models.CharField("证件号码索引", max_length=100, null=True, editable=False)  # noqa: DJ001 - unique, so absent is null
    last_four_index = models.CharField(
        "证件末四位索引", max_length=100, blank=True, db_index=True, editable=False
    )
    sex = models.CharField("性别", max_length=10, choices=Sex.choices)
    birth_date = models.DateField("出生日期", null=True, blank=True)
    death_date = models.DateField("死亡日期", null=True, blank=True)
    phone_sealed = models.TextField("联系电话", blank=True, editable=False)
    address_sealed = models.TextField("详细地址", blank=True, editable=False)
    merged_into: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", verbose_name="已并入"
    )
    data_key = models.TextField("数据密钥", editable=False)

    objects: ClassVar[Any] = scoped("kernel", "area", PersonQuerySet)
    technical_fields = frozenset({"version", "data_key"})

    class Meta:
        verbose_name = "人员"
        indexes = (models.Index(fields=["area", "birth_date"], name="people_person_area_birth"),)
        constraints = (
            models.UniqueConstraint(
                fields=["district", "id_kind", "id_number_index"], name="people_person_number_once"
            ),
            models.CheckConstraint(
                condition=Q(id_kind="none", id_number_index__isnull=True)
                | (~Q(id_kind="none") & Q(id_number_index__isnull=False)),
                name="people_person_number_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(death_date__isnull=True)
                | Q(birth_date__isnull=True)
                | Q(death_date__gte=F("birth_date")),
                name="people_person_life",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def age_on(self, day: date) -> int | None:
        """Full years on that day (born on 29 February: a year older on 1 March); None when unknown."""
        if self.birth_date is None:
            return None
        before = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - int(before)


class Residence(Record):
    """居住: where a person's hukou, usual or current residence is, in a half-open period.

    `district_code` is the six-digit code, of this city or of any other place in the country; `area` is set
    when the place is one of ours. Without `starts_on` it has been so since before the records began.
    """

    person: Any = models.ForeignKey(Person, models.PROTECT, related_name="residences", verbose_name="人员")
    kind = models.CharField("类别", max_length=10, choices=ResidenceKind.choices)
    district_code = models.CharField("县级区划代码", max_length=6)
    area: Any = models.ForeignKey(
        "places.Area",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="区域",
        db_index=False,
    )
    starts_on = models.DateField("起", null=True, blank=True)
    ends_on = models.DateField("止（不含）", null=True, blank=True)

    objects: ClassVar[Any] = scoped("kernel", "person__area", PeriodQuerySet)

    class Meta:
        verbose_name = "居住"
        constraints = (
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(ends_on__isnull=True), name="people_residence_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="people_residence_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.district_code}"


class Household(AreaRecord):
    """家庭（户）: the people who live together and are looked at together (共同生活的家庭成员), not the hukou book.

    `head_index` is the token of the head's identity number as the roll stated it: it is compared when the
    member arrives, because the household roll may come first.
    """

    district: Any = models.ForeignKey(
        "places.Area", models.PROTECT, related_name="+", verbose_name="所属区", editable=False, db_index=False
    )
    number = models.CharField("户号", max_length=40)
    head: Any = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="headed", verbose_name="户主"
    )
    head_index = models.CharField("户主证件索引", max_length=100, blank=True, editable=False)
    address_sealed = models.TextField("详细地址", blank=True, editable=False)
    phone_sealed = models.TextField("联系电话", blank=True, editable=False)
    registered_on = models.DateField("登记日期", null=True, blank=True)
    closed_on = models.DateField("销户日期", null=True, blank=True)
    data_key = models.TextField("数据密钥", editable=False)

    objects: ClassVar[Any] = scoped("kernel", "area", HouseholdQuerySet)
    technical_fields = frozenset({"version", "data_key"})

    class Meta:
        verbose_name = "家庭"
        constraints = (
            models.UniqueConstraint(fields=["district", "number"], name="people_household_number_once"),
        )

    def __str__(self) -> str:
        return self.number


class Membership(Record):
    """家庭成员: this person belongs to this household in a half-open period, to one household at a time."""

    household: Any = models.ForeignKey(
        Household, models.PROTECT, related_name="memberships", verbose_name="家庭"
    )
    person: Any = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name="人员")
    relation = models.CharField("与户主关系", max_length=10, choices=Relation.choices)
    starts_on = models.DateField("加入日期", null=True, blank=True)
    ends_on = models.DateField("离开日期（不含）", null=True, blank=True)

    objects: ClassVar[Any] = scoped("kernel", "household__area", PeriodQuerySet)

    class Meta:
        verbose_name = "家庭成员"
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=Q(ends_on__isnull=True), name="people_membership_one_open"
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(ends_on__isnull=True, relation="self"),
                name="people_membership_one_head",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="people_membership_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.household_id} {self.relation}"


class LifeEvent(Record):
    """人生事件: a dated fact about a person, with where it is known from. Any line may report one."""

    person: Any = models.ForeignKey(Person, models.PROTECT, related_name="life_events", verbose_name="人员")
    kind = models.CharField("事件", max_length=20, choices=EventKind.choices)
    happened_on = models.DateField("发生日期", db_index=True)
    source = models.CharField("来源", max_length=60)
    details = models.JSONField("详情", default=dict, blank=True)

    objects: ClassVar[Any] = scoped("kernel", "person__area")

    class Meta:
        verbose_name = "人生事件"
        constraints = (
            models.UniqueConstraint(fields=["person", "kind", "happened_on"], name="people_lifeevent_once"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.happened_on}"


class Merge(Record):
    """合并: two rows were found to be one human being; undone when they were not. Rows are never deleted."""

    kept: Any = models.ForeignKey(Person, models.PROTECT, related_name="merges_kept", verbose_name="保留")
    merged: Any = models.ForeignKey(
        Person, models.PROTECT, related_name="merges_given_up", verbose_name="并入"
    )
    reason = models.CharField("理由", max_length=200)
    merged_on = models.DateField("合并日期")
    merged_by: Any = models.ForeignKey(
        "access.User", models.PROTECT, null=True, related_name="+", verbose_name="合并人"
    )
    undone_on = models.DateField("撤销日期", null=True, blank=True)
    undone_by: Any = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人"
    )
    details = models.JSONField("随合并改动的家庭关系", default=dict, editable=False)

    objects: ClassVar[Any] = scoped("kernel", "kept__area")

    class Meta:
        verbose_name = "合并"
        constraints = (
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="people_merge_two_rows"),
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_on__isnull=True), name="people_merge_one_open"
            ),
            models.CheckConstraint(
                condition=Q(undone_on__isnull=False) | Q(undone_by__isnull=True), name="people_merge_undone"
            ),
        )

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.kept_id}"
