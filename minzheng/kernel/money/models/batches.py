"""A month's payments: a batch, its lines and whom each line covers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import AreaRecord, scoped

if TYPE_CHECKING:
    from minzheng.kernel.access.actors import Actor


class BatchState(models.TextChoices):
    DRAFT = "draft", "草稿"
    CALCULATED = "calculated", "已编制"
    REVIEWED = "reviewed", "已审核"
    APPROVED = "approved", "已审批"
    EXPORTED = "exported", "已送银行"
    RETURNED = "returned", "已回盘"
    CLOSED = "closed", "已关账"
    DISCARDED = "discarded", "已作废"


class LineKind(models.TextChoices):
    """A reissue keeps the kind of the line it replaces: otherwise the month could be paid a second time."""

    REGULAR = "regular", "正常"
    ARREARS = "arrears", "补发"
    ONE_OFF = "one_off", "一次性"


class LineState(models.TextChoices):
    PENDING = "pending", "待发放"
    IN_FLIGHT = "in_flight", "在途"
    PAID = "paid", "已到账"
    REJECTED = "rejected", "银行拒付"
    RETURNED = "returned", "已退回"
    DISPUTED = "disputed", "银行答复矛盾"
    REISSUED = "reissued", "已重发"
    RELEASED = "released", "已退回资金来源"
    CARRIED = "carried", "结转"
    OVERPAID = "overpaid", "重复到账"
    RECOVERED = "recovered", "已追回"
    DISCARDED = "discarded", "已作废"


class Disposition(models.TextChoices):
    """What the bureau decided about a line whose money came back."""

    NONE = "none", "未处理"
    REISSUED = "reissued", "已重发"
    RELEASED = "released", "已退回资金来源"
    CARRIED = "carried", "结转"
    RECOVERED = "recovered", "已追回"
    DISCARDED = "discarded", "已作废"


def _user(zh: str, null: bool = True) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=null, blank=null, related_name="+", verbose_name=zh
    )


def _day(zh: str) -> Any:
    return models.DateField(zh, null=True, blank=True)


class PaymentBatchQuerySet(models.QuerySet["PaymentBatch"]):
    def workload(self, *, by: Actor, on: date) -> PaymentBatchQuerySet:  # noqa: ARG002 - a batch waits from the day it is made
        """Batches that wait for this person: a signature it may give, or the next step at the desk."""
        signs_first, signs_last = by.has("kernel.money.review"), by.has("kernel.money.approve")
        waiting = Q(pk__in=[])
        if signs_first:
            waiting |= Q(state=BatchState.CALCULATED) & ~Q(maker_id=by.user_id)
        if signs_last:
            waiting |= Q(state=BatchState.REVIEWED) & ~Q(maker_id=by.user_id) & ~Q(reviewer_id=by.user_id)
        if by.has("kernel.money.pay_out"):
            waiting |= Q(state__in=(BatchState.APPROVED, BatchState.RETURNED))
        return self.filter(waiting).order_by("-month", "-number")


class PaymentBatch(AreaRecord):
    """发放批次: finished lines of one district and month, frozen once calculated. `area` is the district.

    `digest` is over the canonical bytes of header and lines; the two signatures are on that digest.
    `request_key` makes opening repeatable: the same key with the same content is the same batch.
    """

    number = models.CharField("批次号", max_length=24, unique=True)
    request_key = models.CharField("请求标识", max_length=120)
    month = models.CharField("发放月份", max_length=7)
    title = models.CharField("名称", max_length=80)
    schemes = models.JSONField("待遇项目")
    fund: Any = models.ForeignKey("money.FundSource", models.PROTECT, verbose_name="资金来源")
    state = models.CharField("状态", max_length=20, choices=BatchState.choices, default=BatchState.DRAFT)
    digest = models.CharField("摘要", max_length=72, blank=True)
    line_count = models.PositiveIntegerField("笔数", default=0)
    people_count = models.PositiveIntegerField("覆盖人数", default=0)
    amount_fen = models.BigIntegerField("金额（分）", default=0)
    inputs = models.JSONField("计算依据", default=dict)
    inputs_digest = models.CharField("计算依据摘要", max_length=72, blank=True)
    event_sequence = models.BigIntegerField("留痕序号", default=0)
    maker = _user("编制人", null=False)
    made_on = models.DateField("编制日")
    reviewer = _user("审核人")
    reviewed_on = _day("审核日")
    approver = _user("审批人")
    approved_on = _day("审批日")
    exported_on = _day("送银行日")
    closed_on = _day("关账日")
    remark = models.CharField("备注", max_length=200, blank=True)

    objects: ClassVar[Any] = scoped("kernel", "area", PaymentBatchQuerySet)

    class Meta:
        verbose_name = "发放批次"
        constraints = (
            models.UniqueConstraint(
                fields=["area", "request_key"],
                condition=~Q(state="discarded"),
                name="money_batch_request_once",
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True, reviewed_on__isnull=True)
                | Q(reviewer__isnull=False, reviewed_on__isnull=False),
                name="money_batch_reviewed_pair",
            ),
            models.CheckConstraint(
                condition=Q(approver__isnull=True, approved_on__isnull=True)
                | Q(approver__isnull=False, approved_on__isnull=False, reviewer__isnull=False),
                name="money_batch_approved_pair",
            ),
            models.CheckConstraint(
                condition=(Q(reviewer__isnull=True) | ~Q(reviewer=F("maker")))
                & (Q(approver__isnull=True) | (~Q(approver=F("maker")) & ~Q(approver=F("reviewer")))),
                name="money_batch_three_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "exported", "returned", "closed"])
                | Q(approver__isnull=False),
                name="money_batch_signed_before_bank",
            ),
        )

    def __str__(self) -> str:
        return self.number


class PaymentLine(AreaRecord):
    """发放明细: one payment to one account. `beneficiary` is the person or household entitled; `area` theirs.

    `live` says that this line stands for (scheme, beneficiary, month, kind, occasion): at most one does.
    `settled_on` is the bank's value date of the payment, `returned_on` of its coming back; both are kept.
    """

    batch: Any = models.ForeignKey(
        PaymentBatch, models.PROTECT, related_name="lines", verbose_name="批次", db_index=False
    )
    number = models.PositiveIntegerField("序号")
    end_to_end_id = models.CharField("支付标识", max_length=35)
    scheme = models.CharField("待遇项目", max_length=40)
    month = models.CharField("所属月份", max_length=7)
    kind = models.CharField("类别", max_length=10, choices=LineKind.choices, default=LineKind.REGULAR)
    occasion = models.CharField("事由", max_length=40, blank=True)
    beneficiary = models.UUIDField("保障对象")
    household: Any = models.ForeignKey(
        "people.Household", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="家庭"
    )
    payee: Any = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="payment_lines", verbose_name="收款人"
    )
    account: Any = models.ForeignKey(
        "money.PayoutAccount", models.PROTECT, related_name="+", verbose_name="收款账户", db_index=False
    )
    holder_name = models.CharField("户名", max_length=80)
    bank_code = models.CharField("开户行行号", max_length=20)
    fen = models.BigIntegerField("金额（分）")
    replaces: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reissues", verbose_name="重发自"
    )
    reason = models.CharField("核算理由", max_length=60, blank=True)
    explanation_digest = models.CharField("核算说明摘要", max_length=72, blank=True)
    state = models.CharField("状态", max_length=12, choices=LineState.choices, default=LineState.PENDING)
    disposition = models.CharField(
        "处理", max_length=10, choices=Disposition.choices, default=Disposition.NONE
    )
    live = models.BooleanField("有效", default=True)
    settled_on = _day("到账日")
    returned_on = _day("退回日")
    bank_reason = models.CharField("银行原因", max_length=20, blank=True)
    event_sequence = models.BigIntegerField("留痕序号", default=0)

    objects: ClassVar[Any] = scoped("kernel", "area")

    class Meta:
        verbose_name = "发放明细"
        constraints = (
            models.UniqueConstraint(fields=["batch", "number"], name="money_line_number"),
            models.UniqueConstraint(fields=["end_to_end_id"], name="money_line_end_to_end"),
            models.UniqueConstraint(
                fields=["month", "scheme", "kind", "occasion", "beneficiary"],
                condition=Q(live=True),
                name="money_line_paid_once",
            ),
            models.CheckConstraint(condition=Q(fen__gt=0), name="money_line_positive"),
        )

    def __str__(self) -> str:
        return self.end_to_end_id


class LineCoverage(models.Model):
    """覆盖对象: a person whom a line covers. `share_fen` is the line's whole amount on one row, zero on the others."""

    line: Any = models.ForeignKey(
        PaymentLine, models.PROTECT, related_name="coverage", verbose_name="发放明细"
    )
    person: Any = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="payment_coverage", verbose_name="保障对象"
    )
    share_fen = models.BigIntegerField("计入金额（分）", default=0)

    objects: ClassVar[Any] = scoped("kernel", "line__area")

    class Meta:
        verbose_name = "覆盖对象"

    def __str__(self) -> str:
        return f"{self.line_id} {self.person_id}"
