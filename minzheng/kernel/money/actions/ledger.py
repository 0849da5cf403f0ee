"""Booking into the ledger, and the proof after every booking that lines and ledger tell the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import Sum

from minzheng.kernel.ids import new_id
from minzheng.kernel.money.models import (
    AccountKind,
    JournalEntry,
    LedgerAccount,
    PaymentBatch,
    PaymentLine,
    Posting,
)
from minzheng.kernel.money.rules.standing import account_code
from minzheng.kernel.problems import BrokenInvariant


def book(batch: PaymentBatch, moved: Mapping[str, int], *, summary: str, on: date, sequence: int) -> None:
    """One journal entry for `moved` (signed fen by account code, see rules.standing.movements).

    An entry that does not add up to zero stops everything: BrokenInvariant.
    """
    if sum(moved.values()) != 0:
        raise BrokenInvariant("entry_unbalanced", "记账凭证借贷不平，已停止。")
    if not moved:
        return
    entry = JournalEntry(
        id=new_id(),
        area_id=batch.area_id,
        batch=batch,
        booked_on=on,
        summary=summary,
        event_sequence=sequence,
    )
    entry.save(force_insert=True)
    accounts = _accounts(batch, moved)
    Posting._base_manager.bulk_create(
        [
            Posting(entry=entry, account_id=accounts[code], amount_fen=fen)
            for code, fen in sorted(moved.items())
        ]
    )


def _accounts(batch: PaymentBatch, codes: Mapping[str, int]) -> dict[str, UUID]:
    """Account ids by code; an account is opened with its first posting."""
    manager = LedgerAccount._base_manager
    known = dict(manager.filter(area_id=batch.area_id, code__in=list(codes)).values_list("code", "id"))
    new = [
        LedgerAccount(id=new_id(), area_id=batch.area_id, code=code, kind=kind, name=_name(batch, code, kind))
        for code in codes
        if code not in known
        for kind in [code.partition(":")[0]]
    ]
    manager.bulk_create(new)
    return {**known, **{account.code: account.id for account in new}}


def _name(batch: PaymentBatch, code: str, kind: str) -> str:
    label = AccountKind(kind).label
    if kind == AccountKind.FUND:
        return f"{label}·{batch.fund.name}"
    return f"{label}·{batch.schemes[code.partition(':')[2]]}" if kind == AccountKind.EXPENSE else str(label)


def sum_ledger(batch: PaymentBatch) -> dict[str, int]:
    """Signed fen by account code of one batch; zero balances left out."""
    rows = (
        Posting._base_manager.filter(entry__batch=batch)
        .values_list("account__code")
        .annotate(fen=Sum("amount_fen"))
    )
    return {code: fen for code, fen in rows if fen}


def sum_lines(batch: PaymentBatch) -> dict[str, int]:
    """What the ledger must show, computed from the states of the batch's lines alone."""
    rows = (
        PaymentLine._base_manager.filter(batch=batch)
        .values_list("state", "scheme")
        .annotate(sum_fen=Sum("fen"))
    )
    expected: dict[str, int] = {}
    for state, scheme, fen in rows:
        code = account_code(state, fund=batch.fund.code, scheme=scheme)
        if not code.startswith("fund:"):
            expected[code] = expected.get(code, 0) + fen
    drawn = sum(expected.values())
    return {**expected, f"fund:{batch.fund.code}": -drawn} if drawn else expected


def assert_balanced(batch: PaymentBatch) -> None:
    """Lines and ledger of a batch agree to the fen, or everything stops."""
    ledger, lines = sum_ledger(batch), sum_lines(batch)
    if ledger != lines:
        raise BrokenInvariant(
            "ledger_disagrees",
            f"批次 {batch.number} 的账与明细不符，已停止。",
            fix="请联系系统管理员运行对账。",
        )
