"""Programmes and measures: what is to be done, how far it is, what it may cost and what was paid."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import AreaRecord, Record, scoped

WHOLE = 1000


class ProjectKind(models.TextChoices):
    MECHANISM = "mechanism", "机制"
    PROJECT = "project", "工程"
    GOAL = "goal", "目标"
    SERVICE = "service", "服务项目"
    CONSTRUCTION = "construction", "建设项目"
    GRANT = "grant", "资助项目"


class State(models.TextChoices):
    PLANNED = "planned", "计划"
    IN_FORCE = "in_force", "已落实"
    UNDER_WAY = "under_way", "实施中"
    PAUSED = "paused", "暂停"
    DONE = "done", "完成"
    ENDED = "ended", "已终止"
    WITHDRAWN = "withdrawn", "撤销"


#: from → to. A mechanism comes into force, everything else is carried out and finished.
TRANSITIONS: dict[str, frozenset[str]] = {
    State.PLANNED: frozenset({State.IN_FORCE, State.UNDER_WAY, State.WITHDRAWN}),
    State.IN_FORCE: frozenset({State.ENDED}),
    State.UNDER_WAY: frozenset({State.PAUSED, State.DONE, State.WITHDRAWN}),
    State.PAUSED: frozenset({State.UNDER_WAY, State.WITHDRAWN}),
    State.DONE: frozenset(),
    State.ENDED: frozenset(),
    State.WITHDRAWN: frozenset(),
}


def may_become(kind: str, state: str, target: str) -> bool:
    """Whether a project of that kind may go from one state to the other."""
    of_mechanism = target in (State.IN_FORCE, State.ENDED)
    other = target in (State.UNDER_WAY, State.PAUSED, State.DONE)
    wrong_kind = other if kind == ProjectKind.MECHANISM else of_mechanism
    return target in TRANSITIONS[state] and not wrong_kind


class Project(AreaRecord):
    """项目: a programme's measure or a project of its own; `state` repeats the open row of its history."""

    programme = models.CharField("所属行动", max_length=80, blank=True)
    code = models.CharField("编号", max_length=60)
    kind = models.CharField("类别", max_length=20, choices=ProjectKind.choices)
    title = models.CharField("名称", max_length=200)
    state = models.CharField(
        "状态", max_length=20, choices=State.choices, default=State.PLANNED, editable=False
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="projects",
        verbose_name="实施单位",
    )  # fmt: skip
    target_group = models.CharField("服务对象", max_length=80, blank=True)
    starts_on = models.DateField("计划开始")
    planned_end_on = models.DateField("计划完成", null=True, blank=True)
    event = models.PositiveBigIntegerField("留痕序号", null=True, blank=True, editable=False)

    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "event"})
    objects: ClassVar[Any] = scoped("kernel", "area")

    class Meta:
        verbose_name = "项目"
        constraints = (
            models.UniqueConstraint(fields=["area", "programme", "code"], name="projects_code_once"),
            models.CheckConstraint(
                condition=Q(planned_end_on__isnull=True) | Q(planned_end_on__gte=F("starts_on")),
                name="projects_planned_period",
            ),
        )

    def __str__(self) -> str:
        return self.title


class ProjectPart(Record):
    """What belongs to a project and is seen with it."""

    event = models.PositiveBigIntegerField("留痕序号", null=True, blank=True, editable=False)

    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "event"})
    objects: ClassVar[Any] = scoped("kernel", "project__area")

    class Meta:
        abstract = True


class ProjectState(ProjectPart):
    """项目状态: a state in a half-open period; exactly one row of a project is open."""

    project: Any = models.ForeignKey(Project, models.PROTECT, related_name="states", verbose_name="项目")
    state = models.CharField("状态", max_length=20, choices=State.choices)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止（不含）", null=True, blank=True)

    class Meta:
        verbose_name = "项目状态"
        constraints = (
            models.CheckConstraint(
                # a state entered and left on the same day is kept, but holds on no day
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="projects_state_period",
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(ends_on__isnull=True), name="projects_one_open_state"
            ),
        )

    def __str__(self) -> str:
        return self.state


class Milestone(ProjectPart):
    """里程碑: what should be reached by a day, and when it was."""

    project: Any = models.ForeignKey(Project, models.PROTECT, related_name="milestones", verbose_name="项目")
    title = models.CharField("内容", max_length=200)
    planned_on = models.DateField("计划日期")
    reached_on = models.DateField("完成日期", null=True, blank=True)
    proof = models.CharField("佐证", max_length=300, blank=True)

    class Meta:
        verbose_name = "里程碑"
        constraints = (
            models.UniqueConstraint(fields=["project", "title"], name="projects_milestone_once"),
            models.CheckConstraint(
                condition=Q(reached_on__isnull=True) | ~Q(proof=""), name="projects_milestone_with_proof"
            ),
        )

    def __str__(self) -> str:
        return self.title


class ProgressReading(ProjectPart):
    """进度: how far the project was on a day, in thousandths; the latest on or before a cut-off counts."""

    project: Any = models.ForeignKey(Project, models.PROTECT, related_name="readings", verbose_name="项目")
    read_on = models.DateField("日期")
    done_permille = models.PositiveSmallIntegerField("完成（千分比）", validators=[MaxValueValidator(WHOLE)])
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "进度"
        constraints = (
            models.UniqueConstraint(fields=["project", "read_on"], name="projects_reading_once_a_day"),
            models.CheckConstraint(
                condition=Q(done_permille__lte=WHOLE), name="projects_reading_at_most_whole"
            ),
        )

    def __str__(self) -> str:
        return f"{self.read_on} {self.done_permille}‰"


class BudgetLine(ProjectPart):
    """预算科目: planned and spent money of one item."""

    project: Any = models.ForeignKey(Project, models.PROTECT, related_name="budget", verbose_name="项目")
    item = models.CharField("科目", max_length=120)
    planned_fen = models.PositiveBigIntegerField("预算（分）")
    spent_fen = models.PositiveBigIntegerField("支出（分）", default=0)

    class Meta:
        verbose_name = "预算科目"
        constraints = (models.UniqueConstraint(fields=["project", "item"], name="projects_budget_once"),)

    def __str__(self) -> str:
        return self.item


class Instalment(ProjectPart):
    """拨款: one part of the money, when it is due, on what condition, and when it was paid."""

    project: Any = models.ForeignKey(Project, models.PROTECT, related_name="instalments", verbose_name="项目")
    number = models.PositiveSmallIntegerField("期次")
    planned_on = models.DateField("计划日期")
    planned_fen = models.PositiveBigIntegerField("计划金额（分）")
    condition = models.CharField("拨付条件", max_length=200, blank=True)
    paid_on = models.DateField("拨付日期", null=True, blank=True)
    paid_fen = models.PositiveBigIntegerField("拨付金额（分）", null=True, blank=True)

    class Meta:
        verbose_name = "拨款"
        constraints = (
            models.UniqueConstraint(fields=["project", "number"], name="projects_instalment_once"),
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True, paid_fen__isnull=True)
                | Q(paid_on__isnull=False, paid_fen__isnull=False),
                name="projects_instalment_when_and_how_much",
            ),
        )

    def __str__(self) -> str:
        return f"第{self.number}期"


class SelfCheck(ProjectPart):
    """自查: the monthly look of the undertaking body at its own project."""

    class Result(models.TextChoices):
        IN_ORDER = "in_order", "正常"
        PROBLEMS = "problems", "有问题"

    project: Any = models.ForeignKey(Project, models.PROTECT, related_name="self_checks", verbose_name="项目")
    month = models.DateField("月份（首日）")
    checked_on = models.DateField("自查日期")
    result = models.CharField("结果", max_length=20, choices=Result.choices)
    findings = models.TextField("问题与整改", blank=True)

    class Meta:
        verbose_name = "自查"
        constraints = (
            models.UniqueConstraint(fields=["project", "month"], name="projects_self_check_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="projects_self_check_month"),
            models.CheckConstraint(
                condition=~Q(result="problems") | ~Q(findings=""), name="projects_problems_are_described"
            ),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
