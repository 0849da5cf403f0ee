"""Questions to the money room. Inside an actor's scope; none of them asks once a row."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, Sum

from minzheng.kernel.evidence.models import Event
from minzheng.kernel.money.models import (
    BatchState,
    FundSource,
    LineKind,
    PaymentBatch,
    PaymentLine,
    PayoutAccount,
)
from minzheng.kernel.problems import NotThere


def get_event_details(batch: PaymentBatch, what: str) -> dict[str, Any] | None:
    """The details of the batch's first event `kernel.money.batch.<what>`, or None."""
    event = (
        Event.objects.filter(
            subject_type="kernel.money", subject_id=str(batch.pk), kind=f"kernel.money.batch.{what}"
        )
        .order_by("sequence")
        .first()
    )
    return dict(json.loads(event.body)["details"]) if event else None


def get_sent_details(batch: PaymentBatch) -> dict[str, Any]:
    """What evidence says of the file that went to the bank: `file_sha256`, `digest`, `lines`."""
    details = get_event_details(batch, "exported")
    if details is None:
        raise NotThere("送银行记录")
    return details


def get_batch(number: str) -> PaymentBatch:
    """The batch of that number, with its fund; NotThere when there is none or it is not for this actor."""
    found: PaymentBatch | None = (
        PaymentBatch.objects.select_related("fund", "area").filter(number=number).first()
    )
    if found is None:
        raise NotThere("批次")
    return found


def get_line(end_to_end_id: str) -> PaymentLine:
    """The line of that end-to-end id; NotThere likewise."""
    lines = PaymentLine.objects.select_related("batch__area", "payee")
    found: PaymentLine | None = lines.filter(end_to_end_id=end_to_end_id).first()
    if found is None:
        raise NotThere("支付明细")
    return found


def find_fund(district_id: int, code: str) -> FundSource | None:
    found: FundSource | None = FundSource.objects.filter(area_id=district_id, code=code).first()
    return found


def get_accounts_in_use(payees: Iterable[UUID] | None = None) -> dict[UUID, UUID]:
    """payee id → id of the account in force; of everybody in scope when no payees are named."""
    accounts = PayoutAccount.objects.filter(ends_on__isnull=True)
    if payees is not None:
        accounts = accounts.filter(payee_id__in=list(payees))
    return dict(accounts.values_list("payee_id", "id"))


class PaidKey(NamedTuple):
    """What may be paid only once; `beneficiary` is a person's or household's id."""

    scheme: str
    beneficiary: UUID
    month: str
    kind: str
    occasion: str


def list_paid_keys(month: str, schemes: Iterable[str]) -> set[PaidKey]:
    """Everything already in a live line of that month, so that a supplementary batch leaves it out."""
    rows = PaymentLine.objects.filter(live=True, month=month, scheme__in=list(schemes))
    return {PaidKey(*row) for row in rows.values_list(*PaidKey._fields)}


class BatchSums(NamedTuple):
    """Where a batch's money is, in fen; `returned_fen` is everything that came back, whatever was decided."""

    paid_fen: int
    returned_fen: int
    in_flight_fen: int


def sum_batches(batches: Iterable[PaymentBatch]) -> dict[UUID, BatchSums]:
    """The sums of many batches in one query."""
    rows = (
        PaymentLine._base_manager.filter(batch__in=list(batches))
        .values_list("batch_id")
        .annotate(
            paid=Sum("fen", filter=Q(state="paid"), default=0),
            back=Sum("fen", filter=Q(state__in=CAME_BACK_STATES), default=0),
            flying=Sum("fen", filter=Q(state__in=("in_flight", "disputed")), default=0),
        )
    )
    return {batch_id: BatchSums(*sums) for batch_id, *sums in rows}


CAME_BACK_STATES = ("rejected", "returned", "reissued", "released", "carried", "overpaid", "recovered")


def list_batches(**filters: Any) -> list[tuple[PaymentBatch, BatchSums]]:
    """Batches newest first with their sums: two queries for any number."""
    found = list(
        PaymentBatch.objects.filter(**filters)
        .exclude(state=BatchState.DRAFT)
        .select_related("fund", "area", "maker", "reviewer", "approver")
        .order_by("-month", "-number")
    )
    sums = sum_batches(found)
    return [(batch, sums.get(batch.id, BatchSums(0, 0, 0))) for batch in found]


def list_scheme_sums(batch: PaymentBatch) -> list[dict[str, Any]]:
    """A row a scheme: lines, fen, and the lines not yet answered or come back."""
    return list(
        PaymentLine.objects.filter(batch=batch)
        .values("scheme")
        .annotate(
            lines=Count("id"),
            amount_fen=Sum("fen"),
            back=Count("id", filter=Q(state__in=CAME_BACK_STATES)),
            waiting=Count("id", filter=Q(state__in=("pending", "in_flight"))),
        )
        .order_by("scheme")
    )


class MonthRow(NamedTuple):
    """A row of the month list; `covered` counts persons."""

    number: int
    end_to_end_id: str
    scheme: str
    beneficiary: UUID
    holder_name: str
    last_four: str
    fen: int
    state: str
    area: str
    covered: int
    id: UUID


def list_month_rows(batch: PaymentBatch, *, start: int = 1, size: int = 50) -> list[MonthRow]:
    """Lines number `start` … of a batch for one page: one query."""
    rows = (
        PaymentLine.objects.filter(batch=batch, number__gte=start)
        .annotate(covered=Count("coverage"))
        .order_by("number")
        .values_list(
            "number", "end_to_end_id", "scheme", "beneficiary", "holder_name", "account__last_four", "fen",
            "state", "area__name", "covered", "id",
        )[:size]
    )  # fmt: skip
    return [MonthRow(*row) for row in rows]


class Difference(NamedTuple):
    """One beneficiary's payment beside the month before; None on the side where there was none. Fen."""

    kind: str
    scheme: str
    beneficiary: UUID
    before_fen: int | None
    after_fen: int | None
    before_reason: str
    after_reason: str


class Differences(NamedTuple):
    """What is new, gone and changed against the month before; `same` counts lines without difference."""

    month_before: str
    added: list[Difference]
    removed: list[Difference]
    changed: list[Difference]
    same: int


def month_before(month: str) -> str:
    """`2025-01` → `2024-12`."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year - 1}-12" if number == 1 else f"{year:04d}-{number - 1:02d}"


def compare_batch(batch: PaymentBatch) -> Differences:
    """The batch's regular lines beside those that stood for the month before, per scheme and beneficiary.

    The reasons are the codes that the calculation gave to both lines. Two queries for any size.
    """
    earlier_month = month_before(batch.month)
    regular = PaymentLine.objects.filter(kind=LineKind.REGULAR, replaces__isnull=True)
    now = _amounts(regular.filter(batch=batch))
    before = _amounts(
        regular.filter(
            batch__area=batch.area_id, month=earlier_month, scheme__in=list(batch.schemes)
        ).exclude(state="discarded")
    )
    added = [_difference("added", key, None, now[key]) for key in now if key not in before]
    removed = [_difference("removed", key, before[key], None) for key in before if key not in now]
    changed = [
        _difference("changed", key, before[key], now[key])
        for key in now
        if key in before and before[key][0] != now[key][0]
    ]
    return Differences(earlier_month, added, removed, changed, len(now) - len(added) - len(changed))


def _amounts(lines: Any) -> dict[tuple[str, UUID], tuple[int, str]]:
    rows = lines.order_by("number").values_list("scheme", "beneficiary", "fen", "reason")
    return {(scheme, beneficiary): (fen, reason) for scheme, beneficiary, fen, reason in rows}


def _difference(
    kind: str, key: tuple[str, UUID], before: tuple[int, str] | None, after: tuple[int, str] | None
) -> Difference:
    return Difference(
        kind, *key, before[0] if before else None, after[0] if after else None, before[1] if before else "",
        after[1] if after else "",
    )  # fmt: skip
