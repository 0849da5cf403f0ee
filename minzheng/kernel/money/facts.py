"""What payments offer to be counted: a row a payment for fen, a row a covered person for people.

Whether a payment counts at a cut-off: `settled_on` within the period, and `returned_on` empty or after the
cut-off. Both are the bank's value dates and stay on the row when the payment comes back later, so that an
earlier cut-off still gives the same figure. Money that arrived twice has no `settled_on`.
"""

from __future__ import annotations

from typing import Any

from django.db.models.functions import Coalesce

from minzheng.kernel.facts import UNITS, Column, Fact, register_fact
from minzheng.kernel.money.models import LineCoverage, PaymentBatch, PaymentLine


def _in_use() -> bool:
    return bool(PaymentBatch.objects.exists())


def _one_human(person: str) -> Any:
    """The person kept, where a duplicate was joined to another: nobody counts twice."""
    return Coalesce(f"{person}__merged_into__merged_into_id", f"{person}__merged_into_id", f"{person}_id")


def _payments() -> Any:
    return PaymentLine.objects.annotate(payee_kept=_one_human("payee"))


def _coverage() -> Any:
    return LineCoverage.objects.annotate(
        person_kept=_one_human("person"), payee_kept=_one_human("line__payee")
    )


def _columns(line: str) -> dict[str, Column]:
    """The columns that both facts share; `line` is the lookup from the row to its payment line."""
    return {
        "area": Column("区域", "area", f"{line}area_id", "保障对象所在社区（编制时）"),
        "household": Column("家庭", "household", f"{line}household_id"),
        "scheme": Column("待遇项目", "choice", f"{line}scheme", "待遇代码"),
        "month": Column("所属月份", "month", f"{line}month", "YYYY-MM"),
        "kind": Column("类别", "choice", f"{line}kind", "正常、补发、一次性"),
        "state": Column("状态", "choice", f"{line}state", "现在的状态"),
        "settled_on": Column("到账日", "date", f"{line}settled_on", "银行记账日；重复到账的不计"),
        "returned_on": Column("退回日", "date", f"{line}returned_on", "银行记账日；未退回为空"),
        "bank_reason": Column("退回原因", "choice", f"{line}bank_reason"),
        "batch": Column("批次", "id", f"{line}batch_id"),
        "batch_number": Column("批次号", "text", f"{line}batch__number"),
        "payee": Column("收款人", "person", "payee_kept", "已并入的重复登记算在保留的人名下"),
        "end_to_end_id": Column("支付标识", "text", f"{line}end_to_end_id"),
        "evidence": Column("留痕序号", "int", f"{line}event_sequence", "最近一次状态变动的事件"),
    }


PAYMENTS = register_fact(
    Fact(
        name="payments",
        zh="发放明细",
        description="每笔支付一行；重发是新的一行，原行保留退回日。",
        rows=_payments,
        counts=UNITS["item"],
        columns={
            "id": Column("编号", "id"),
            "amount": Column("金额", "fen", "fen", "整数分"),
            "beneficiary": Column("保障对象", "id", "beneficiary", "人员或家庭编号"),
            **_columns(""),
        },
        register="money",
        evidence="evidence",
        in_use=_in_use,
    )
)

PAYMENT_COVERAGE = register_fact(
    Fact(
        name="payment_coverage",
        zh="发放覆盖人员",
        description="每笔支付所覆盖的每个人一行；金额只计在其中一行上，合计即发放金额。",
        rows=_coverage,
        counts=UNITS["person_time"],
        columns={
            "id": Column("明细编号", "id", "line_id"),
            "person": Column(
                "人员", "person", "person_kept", "被保障的成员，不是收款人；已并入的算在保留的人名下"
            ),
            "amount": Column("计入金额", "fen", "share_fen", "整数分；每笔只计在一行上"),
            **_columns("line__"),
        },
        register="money",
        evidence="evidence",
        in_use=_in_use,
    )
)
