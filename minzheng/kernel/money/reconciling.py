"""Does every fen stand where it should? The whole room looked at once, across all districts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Sum

from minzheng.kernel.access.actors import everywhere
from minzheng.kernel.money.actions.ledger import sum_ledger, sum_lines
from minzheng.kernel.money.models import BatchState, JournalEntry, PaymentBatch, PaymentLine, Posting
from minzheng.kernel.money.queries import BatchSums, sum_batches
from minzheng.kernel.money.rules.standing import CLEARING

_AT_BANK = (BatchState.EXPORTED, BatchState.RETURNED, BatchState.CLOSED)


def reconcile(progress: Callable[[int], None] = lambda _: None) -> dict[str, Any]:
    """`{"balanced", "accounts": {code: fen}, "batches": [...]}`; amounts in fen, debit positive.

    Balanced means: no journal entry is off, the ledger agrees with the states of the lines batch by batch,
    each batch's lines add up to its sealed total, and a closed batch leaves nothing in a clearing account.
    Reads every district: reconciling is the installation's own check, no person asks.
    """
    with everywhere():
        batches = list(
            PaymentBatch.objects.exclude(state=BatchState.DRAFT).select_related("fund").order_by("number")
        )
        sums = sum_batches(batches)
        faults = [why for batch in batches for why in find_faults(batch, sums, progress)]
        return {
            "balanced": not faults and not find_unbalanced_entries(),
            "accounts": sum_accounts(),
            "batches": [_row(batch, sums) for batch in batches if batch.state in _AT_BANK],
        }


def _row(batch: PaymentBatch, sums: dict[Any, BatchSums]) -> dict[str, Any]:
    return {
        "batch": batch.number,
        "state": batch.state,
        "lines": batch.line_count,
        "amount_fen": batch.amount_fen,
        **sums.get(batch.id, BatchSums(0, 0, 0))._asdict(),
    }


def find_faults(
    batch: PaymentBatch, sums: dict[Any, BatchSums], progress: Callable[[int], None] = lambda _: None
) -> list[str]:
    """Chinese sentences on what does not agree in one batch; empty when all is well."""
    progress(batch.line_count)
    ledger, faults = sum_ledger(batch), []
    if ledger != sum_lines(batch):
        faults.append(f"批次 {batch.number} 的账与明细状态不符。")
    totals = PaymentLine._base_manager.filter(batch=batch).aggregate(
        lines=Count("id"), fen=Sum("fen", default=0)
    )
    if (totals["lines"], totals["fen"]) != (batch.line_count, batch.amount_fen):
        faults.append(f"批次 {batch.number} 的明细合计与批次总额不符。")
    if batch.state in _AT_BANK and sum(sums.get(batch.id, ())) != batch.amount_fen:
        faults.append(f"批次 {batch.number} 的到账、退回、在途合计与总额不符。")
    if batch.state == BatchState.CLOSED and any(ledger.get(code) for code in CLEARING):
        faults.append(f"批次 {batch.number} 已关账，但清算科目不为零。")
    return faults


def find_unbalanced_entries() -> list[JournalEntry]:
    """Journal entries whose postings do not add up to zero."""
    entries = JournalEntry._base_manager.annotate(fen=Sum("postings__amount_fen")).exclude(fen=0)
    return list(entries.order_by("event_sequence"))


def sum_accounts() -> dict[str, int]:
    """Signed fen by account code, all districts together; clearing accounts are named even at zero."""
    rows = Posting._base_manager.values_list("account__code").annotate(fen=Sum("amount_fen"))
    return {**dict.fromkeys(CLEARING, 0), **dict(sorted(rows))}
