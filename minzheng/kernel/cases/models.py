"""Cases on their way through a procedure, their clocks, and the calendar of working days."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import AreaRecord, Record, scoped
from minzheng.kernel.cases.working_days import Due, WorkCalendar, add_calendar_days, add_working_days


class CalendarYear(models.Model):
    """日历年度: the year's holidays are published. Without a row the year is “not yet published”."""

    year = models.PositiveSmallIntegerField("年度", primary_key=True)
    document = models.CharField("公布文件", max_length=200)
    published_on = models.DateField("公布日期", null=True, blank=True)

    class Meta:
        verbose_name = "日历年度"

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """日历日: a day that is off, or worked, whatever its weekday says. National, so it is not scoped."""

    day = models.DateField("日期", primary_key=True)
    works = models.BooleanField("是否工作日")
    label = models.CharField("说明", max_length=80)

    class Meta:
        verbose_name = "日历日"

    def __str__(self) -> str:
        return f"{self.day} {self.label}"


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> CaseQuerySet:
        return self.filter(closed_on__isnull=True)

    def overdue_on(self, day: date) -> CaseQuerySet:
        """Open, its clocks running, and due before that day."""
        return self.open().filter(paused_on__isnull=True, due_on__lt=day)


class Case(AreaRecord):
    """办件: one matter in one state of its procedure. `due_on` is the nearest of its running clocks.

    When it closes, `due_on` stays as it was: no later calendar says that it was late or in time.
    """

    procedure = models.CharField("程序", max_length=60)
    title = models.CharField("事项", max_length=200)
    subject_type = models.CharField("对象类型", max_length=80, blank=True)
    subject_id = models.CharField("对象编号", max_length=64, blank=True)
    state = models.CharField("状态", max_length=40)
    handler: Any = models.ForeignKey("access.User", models.PROTECT, related_name="+", verbose_name="经办人")
    reviewer: Any = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人"
    )
    opened_on = models.DateField("受理日期")
    due_on = models.DateField("到期日", null=True, blank=True)
    due_provisional = models.BooleanField("到期日待定", default=False)
    paused_on = models.DateField("暂停日期", null=True, blank=True)
    escalated_on = models.DateField("督办日期", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    event = models.PositiveBigIntegerField("留痕序号", null=True, blank=True, editable=False)

    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "event"})
    objects: ClassVar[Any] = scoped("kernel", "area", CaseQuerySet)

    class Meta:
        verbose_name = "办件"
        indexes = (
            models.Index(fields=["procedure", "state"], name="cases_procedure_state"),
            models.Index(fields=["subject_type", "subject_id"], name="cases_subject"),
            models.Index(fields=["due_on"], condition=Q(closed_on__isnull=True), name="cases_open_due"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True) | ~Q(reviewer=F("handler")),
                name="cases_handler_not_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(closed_on__gte=F("opened_on"), paused_on__isnull=True),
                name="cases_closed_after_opened",
            ),
            models.UniqueConstraint(
                fields=["procedure", "subject_type", "subject_id"],
                condition=Q(closed_on__isnull=True) & ~Q(subject_id=""),
                name="cases_one_open_a_subject",
            ),
        )

    def __str__(self) -> str:
        return self.title


class CasePart(Record):
    """What belongs to a case and is seen with it."""

    objects: ClassVar[Any] = scoped("kernel", "case__area")

    class Meta:
        abstract = True


class CaseStep(CasePart):
    """办理步骤: one verb done by one person; never changed."""

    case: Any = models.ForeignKey(Case, models.PROTECT, related_name="steps", verbose_name="办件")
    number = models.PositiveIntegerField("序号")
    verb = models.CharField("操作", max_length=40)
    source = models.CharField("原状态", max_length=40, blank=True)
    target = models.CharField("新状态", max_length=40)
    reviewing = models.BooleanField("审核步骤", default=False)
    actor: Any = models.ForeignKey("access.User", models.PROTECT, related_name="+", verbose_name="办理人")
    stepped_on = models.DateField("日期")
    note = models.TextField("意见", blank=True)
    event = models.PositiveBigIntegerField("留痕序号")

    class Meta:
        verbose_name = "办理步骤"
        constraints = (models.UniqueConstraint(fields=["case", "number"], name="cases_step_number_once"),)

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"


class CaseClock(CasePart):
    """计时: a term that runs. `days_left` counts from `base_on`; without `base_on` it is paused.

    Its source is kept with it: a parameter that changes later does not change a term that began.
    """

    case: Any = models.ForeignKey(Case, models.PROTECT, related_name="clocks", verbose_name="办件")
    code = models.CharField("计时对象", max_length=40)
    started_on = models.DateField("起算日")
    base_on = models.DateField("现起算日", null=True, blank=True)
    days_left = models.PositiveIntegerField("剩余天数")
    working = models.BooleanField("按工作日")
    due_on = models.DateField("到期日", null=True, blank=True)
    provisional = models.BooleanField("待定", default=False)
    stopped_on = models.DateField("停止日", null=True, blank=True)
    parameter = models.CharField("参数", max_length=120)
    source = models.CharField("依据", max_length=300)

    class Meta:
        verbose_name = "计时"
        constraints = (
            models.UniqueConstraint(
                fields=["case", "code"], condition=Q(stopped_on__isnull=True), name="cases_clock_runs_once"
            ),
            models.CheckConstraint(
                condition=Q(base_on__isnull=True, due_on__isnull=True)
                | Q(base_on__isnull=False, due_on__isnull=False, due_on__gte=F("base_on")),
                name="cases_clock_base_with_due",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.due_on}"

    def compute(self, calendar: WorkCalendar) -> Due | None:
        """The due day by that calendar; None while paused."""
        if self.base_on is None:
            return None
        add = add_working_days if self.working else add_calendar_days
        return add(self.base_on, self.days_left, calendar)


class CasePause(CasePart):
    """暂停: clocks stood still in this half-open period, for this reason (补正、鉴定、公示异议 …)."""

    case: Any = models.ForeignKey(Case, models.PROTECT, related_name="pauses", verbose_name="办件")
    reason = models.CharField("原因", max_length=200)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止（不含）", null=True, blank=True)

    class Meta:
        verbose_name = "暂停"
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=Q(ends_on__isnull=True), name="cases_pause_once_open"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="cases_pause_period"
            ),
        )

    def __str__(self) -> str:
        return self.reason
