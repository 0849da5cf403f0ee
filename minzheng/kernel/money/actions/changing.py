"""Moves lines to where they now stand: rows, evidence, ledger and the batch's own state, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from minzheng.kernel import failpoints
from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import save_versioned
from minzheng.kernel.evidence import recording
from minzheng.kernel.money.actions.ledger import assert_balanced, book
from minzheng.kernel.money.models import BankAnswer, BatchState, LineState, PaymentBatch, PaymentLine
from minzheng.kernel.money.rules.chunks import chunks
from minzheng.kernel.money.rules.standing import Answer, Standing, bank_says, movements, stand
from minzheng.kernel.problems import BrokenInvariant, Stale

#: decisions after which another line stands for the beneficiary's month, or none does
NOT_LIVE = frozenset({"reissued", "recovered", "discarded"})


class KnownLine(NamedTuple):
    """A line as far as moving it needs; read in one query for many."""

    id: UUID
    batch_id: UUID
    number: int
    end_to_end_id: str
    version: int
    scheme: str
    fen: int
    area_id: int
    state: str
    disposition: str
    settled_on: date | None
    returned_on: date | None
    bank_reason: str


class LineChange(NamedTuple):
    """A line, the standing it moves to, the decision in force and what the event should say beside it."""

    line: KnownLine
    after: Standing
    disposition: str
    details: Mapping[str, Any]


def read_lines(**lookup: Any) -> list[KnownLine]:
    """Lines by any lookup, without scope: the caller has checked the right to their batch."""
    rows = PaymentLine._base_manager.filter(**lookup).values_list(*KnownLine._fields)
    return [KnownLine(*row) for row in rows]


def read_answers(line_ids: Iterable[UUID]) -> dict[UUID, list[Answer]]:
    """Everything the bank ever said of these lines."""
    found: dict[UUID, list[Answer]] = {}
    for some in chunks(line_ids):
        rows = BankAnswer._base_manager.filter(line_id__in=some).values_list("line_id", *Answer._fields)
        for line_id, *rest in rows:
            found.setdefault(line_id, []).append(Answer(*rest))
    return found


def with_disposition(lines: Sequence[KnownLine], disposition: str, reason: str) -> list[LineChange]:
    """The change that a decision makes of each line, given all that the bank said of it."""
    answers = read_answers(line.id for line in lines)
    return [
        LineChange(
            line, stand(bank_says(answers.get(line.id, ())), disposition), disposition, {"reason": reason}
        )
        for line in lines
    ]


def apply_changes(batch: PaymentBatch, changes: Sequence[LineChange], *, by: Actor, on: date) -> int:
    """Write the changes of one locked batch; answers how many lines moved, the others are left alone."""
    real = [change for change in changes if _differs(change)]
    if real:
        sequences = recording.record_many((_entry(batch, change) for change in real), by=by.username)
        failpoints.reach("money.change.told")
        _update(real, sequences)
        failpoints.reach("money.change.lines_moved")
        moved = movements(
            ((c.line.scheme, c.line.state, c.after.state, c.line.fen) for c in real), fund=batch.fund.code
        )
        book(
            batch,
            moved,
            summary=f"批次 {batch.number} 明细状态变动 {len(real)} 笔",
            on=on,
            sequence=sequences[-1],
        )
    failpoints.reach("money.change.booked")
    settle_batch_state(batch, by=by)
    failpoints.reach("money.change.batch_settled")
    assert_balanced(batch)
    return len(real)


def _differs(change: LineChange) -> bool:
    line, after = change.line, change.after
    return (line.state, line.settled_on, line.returned_on, line.bank_reason, line.disposition) != (
        after.state, after.settled_on, after.returned_on, after.bank_reason, change.disposition,
    )  # fmt: skip


def _entry(batch: PaymentBatch, change: LineChange) -> recording.Entry:
    line, after = change.line, change.after
    before_zh, after_zh = LineState(line.state).label, LineState(after.state).label
    return recording.Entry(
        kind=f"kernel.money.line.{after.state}",
        sentence=f"支付 {line.end_to_end_id}：{before_zh} → {after_zh}",
        subject_type="kernel.money.line",
        subject_id=str(line.id),
        area_id=line.area_id,
        changes={"state": [line.state, after.state]},
        details={
            "batch": batch.number, "amount_fen": line.fen, "settled_on": after.settled_on,
            "returned_on": after.returned_on, "bank_reason": after.bank_reason, **change.details,
        },
    )  # fmt: skip


_UPDATED = (
    "id", "version", "state", "disposition", "live", "settled_on", "returned_on", "bank_reason", "event_sequence",
)  # fmt: skip
#: rows in one UPDATE: 2,000 × 9 values stay below every database's limit of parameters
_ROWS = 2_000


def _update(changes: Sequence[LineChange], sequences: range) -> None:
    """Every line at the version it was read at, many rows a statement.

    One statement a row costs SQLite ten times as much once a savepoint is open (measured).
    """
    rows = [
        (
            c.line.id, c.line.version, c.after.state, c.disposition, c.disposition not in NOT_LIVE,
            c.after.settled_on, c.after.returned_on, c.after.bank_reason, sequence,
        )
        for c, sequence in zip(changes, sequences, strict=True)
    ]  # fmt: skip
    fields: list[Any] = [PaymentLine._meta.get_field(name) for name in _UPDATED]
    sets = ", ".join(f"{name} = fresh.column{place}" for place, name in enumerate(_UPDATED[2:], start=3))
    for some in chunks(rows, _ROWS):
        values = ", ".join([_marks(fields, first=True), *[_marks(fields)] * (len(some) - 1)])
        with connection.cursor() as cursor:
            cursor.execute(
                # both databases call the columns of VALUES column1, column2, …
                f"UPDATE money_paymentline SET version = money_paymentline.version + 1, {sets} "  # noqa: S608 - names of columns only
                f"FROM (VALUES {values}) AS fresh "
                "WHERE money_paymentline.id = fresh.column1 AND money_paymentline.version = fresh.column2",
                [
                    field.get_db_prep_value(v, connection)
                    for row in some
                    for field, v in zip(fields, row, strict=True)
                ],
            )
            if cursor.rowcount != len(some):
                raise Stale


def _marks(fields: Sequence[Any], *, first: bool = False) -> str:
    """Placeholders of one row; PostgreSQL learns the types of the columns from the first row."""
    typed = first and connection.vendor == "postgresql"
    marks = [f"CAST(%s AS {field.db_type(connection)})" if typed else "%s" for field in fields]
    return f"({', '.join(marks)})"


def settle_batch_state(batch: PaymentBatch, *, by: Actor) -> None:
    """Exported while a line is unanswered, returned once all are; a closed batch opens again when money moves."""
    before = batch.state
    if before not in (BatchState.EXPORTED, BatchState.RETURNED, BatchState.CLOSED):
        return
    states = set(PaymentLine._base_manager.filter(batch=batch).values_list("state", flat=True).distinct())
    if LineState.IN_FLIGHT in states:
        after = BatchState.EXPORTED
    elif before == BatchState.CLOSED and not states & {"rejected", "returned", "disputed"}:
        after = BatchState.CLOSED
    else:
        after = BatchState.RETURNED
    if after == before:
        return
    batch.state = after
    if before == BatchState.CLOSED:
        batch.closed_on = None
    save_versioned(batch, "state", "closed_on")
    what = "reopened" if before == BatchState.CLOSED else "answered" if after == "returned" else "unanswered"
    recording.record(
        recording.Entry(
            kind=f"kernel.money.batch.{what}",
            sentence=f"批次 {batch.number}：{BatchState(before).label} → {after.label}",
            subject_type="kernel.money",
            subject_id=str(batch.id),
            area_id=batch.area_id,
            changes={"state": [before, after]},
            details={"number": batch.number},
        ),
        by=by.username,
    )


def send_to_bank(batch: PaymentBatch, *, on: date, sequence: int) -> None:
    """Every line pending → in flight in one statement; the fund pays into the account in flight."""
    sums = PaymentLine._base_manager.filter(batch=batch).values_list("scheme").annotate(total=Sum("fen"))
    moved = movements(
        ((scheme, LineState.PENDING, LineState.IN_FLIGHT, total) for scheme, total in sums),
        fund=batch.fund.code,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE money_paymentline SET version = version + 1, state = 'in_flight', event_sequence = %s "
            "WHERE batch_id = %s AND state = 'pending'",
            [sequence, batch.id if connection.vendor == "postgresql" else batch.id.hex],
        )
        if cursor.rowcount != batch.line_count:
            raise BrokenInvariant(
                "lines_missing", f"批次 {batch.number} 应有 {batch.line_count} 笔，实有不同。"
            )
    book(batch, moved, summary=f"批次 {batch.number} 送银行代发", on=on, sequence=sequence)
    assert_balanced(batch)
