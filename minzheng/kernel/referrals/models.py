"""One line asks another for something, and hears what came of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import AreaRecord, scoped


class State(models.TextChoices):
    ASKED = "asked", "待接收"
    ACCEPTED = "accepted", "办理中"
    DONE = "done", "已办结"
    DECLINED = "declined", "不予接收"
    WITHDRAWN = "withdrawn", "已撤回"


CLOSED = (State.DONE, State.DECLINED, State.WITHDRAWN)


class ReferralQuerySet(models.QuerySet["Referral"]):
    def open(self) -> ReferralQuerySet:
        return self.exclude(state__in=CLOSED)


class Referral(AreaRecord):
    """转介: a request from a register (and its record) to another register that accepts it.

    `result_event` is the evidence of what the receiving register did; without it nothing counts as done.
    """

    from_register = models.CharField("来源登记", max_length=80)
    from_id = models.CharField("来源记录", max_length=64, blank=True)
    to_register = models.CharField("接收登记", max_length=80)
    request = models.CharField("事项", max_length=40)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    household = models.ForeignKey(
        "people.Household", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="家庭"
    )
    text = models.TextField("说明", blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=State.choices, default=State.ASKED, editable=False
    )
    asked_on = models.DateField("提出日期")
    asked_by: Any = models.ForeignKey(
        "access.User", models.PROTECT, null=True, related_name="+", verbose_name="提出人"
    )
    due_on = models.DateField("要求完成", null=True, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True, editable=False)
    answered_by: Any = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answer = models.TextField("答复", blank=True, editable=False)
    result_event = models.PositiveBigIntegerField("结果留痕序号", null=True, blank=True, editable=False)
    event = models.PositiveBigIntegerField("留痕序号", null=True, blank=True, editable=False)

    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "event"})
    objects: ClassVar[Any] = scoped("kernel", "area", ReferralQuerySet)

    class Meta:
        verbose_name = "转介"
        indexes = (models.Index(fields=["to_register", "state"], name="referrals_to_state"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["done", "declined", "withdrawn"], answered_on__isnull=False)
                | Q(state__in=["asked", "accepted"], answered_on__isnull=True, result_event__isnull=True),
                name="referrals_answered_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(result_event__isnull=False),
                name="referrals_done_with_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "withdrawn"]) | ~Q(answer=""),
                name="referrals_no_with_reason",
            ),
            models.CheckConstraint(condition=~Q(from_register=F("to_register")), name="referrals_to_another"),
            models.UniqueConstraint(
                fields=["from_register", "from_id", "to_register", "request"],
                condition=Q(state__in=["asked", "accepted"]) & ~Q(from_id=""),
                name="referrals_one_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_register} → {self.to_register}：{self.request}"
