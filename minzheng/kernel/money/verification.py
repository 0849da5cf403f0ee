"""What `audit verify` asks of the money room: do the rows still say what evidence says of them?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from minzheng.kernel.access.actors import everywhere
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.money.actions.changing import KnownLine, read_answers, read_lines
from minzheng.kernel.money.actions.returning import rows_digest
from minzheng.kernel.money.models import BankAnswer, BatchState, PaymentBatch, PaymentLine, ReturnFile
from minzheng.kernel.money.queries import sum_batches
from minzheng.kernel.money.reconciling import find_faults, find_unbalanced_entries
from minzheng.kernel.money.rules.standing import bank_says, stand
from minzheng.kernel.money.sealed_lines import compute_digest

_AT_BANK = (BatchState.EXPORTED, BatchState.RETURNED, BatchState.CLOSED)
_CHUNK = 5_000


def find_bad_rows() -> Iterable[tuple[int, str]]:
    """(sequence of the event that vouches for it, Chinese sentence) for everything that does not hold.

    Looked at: sealed batches, stored answers of the bank, line states against those answers, the ledger.
    Reads every district: verification is the installation's own check.
    """
    with everywhere():
        yield from _batches()
        yield from _return_files()
        for entry in find_unbalanced_entries():
            yield entry.event_sequence, f"凭证“{entry.summary}”借贷不平。"


def _batches() -> Iterator[tuple[int, str]]:
    batches = list(
        PaymentBatch.objects.exclude(state=BatchState.DRAFT).select_related("fund").order_by("number")
    )
    sums, told = sum_batches(batches), _told("kernel.money.batch.calculated", "digest")
    yield from _missing(told, batches, "编制的批次")
    for batch in batches:
        if _said(told, batch) != batch.digest or compute_digest(batch) != batch.digest:
            yield batch.event_sequence, f"批次 {batch.number} 的内容与编制时的摘要不符。"
        for why in find_faults(batch, sums):
            yield batch.event_sequence, why
        if batch.state in _AT_BANK:
            yield from _lines(batch)


Told = dict[str, tuple[int, str]]


def _told(kind: str, name: str) -> Told:
    """Row id → (event, digest), as the chain tells it: the row's own digest proves nothing."""
    events = Event.objects.filter(kind=kind).values_list("subject_id", "sequence", "body")
    return {
        subject: (sequence, json.loads(body)["details"][name])
        for subject, sequence, body in events.iterator()
    }


def _said(told: Told, row: PaymentBatch | ReturnFile) -> str:
    return told.get(str(row.id), (0, ""))[1]


def _missing(told: Told, rows: Sequence[PaymentBatch | ReturnFile], what: str) -> Iterator[tuple[int, str]]:
    """Events whose row is gone."""
    there = {str(row.id) for row in rows}
    for subject, (sequence, _) in told.items():
        if subject not in there:
            yield sequence, f"第 {sequence} 号留痕所述{what}不存在。"


def _lines(batch: PaymentBatch) -> Iterator[tuple[int, str]]:
    for start in range(1, batch.line_count + 1, _CHUNK):
        lines = read_lines(batch=batch, number__gte=start, number__lt=start + _CHUNK)
        answers = read_answers(line.id for line in lines)
        sequences = dict(
            PaymentLine._base_manager.filter(
                batch=batch, number__gte=start, number__lt=start + _CHUNK
            ).values_list("id", "event_sequence")
        )
        for line in lines:
            after = stand(bank_says(answers.get(line.id, ())), line.disposition)
            if tuple(after) != _stands(line):
                yield sequences[line.id], f"支付 {line.end_to_end_id} 的状态与银行答复不符。"


def _stands(line: KnownLine) -> tuple[object, ...]:
    return line.state, line.settled_on, line.returned_on, line.bank_reason


def _return_files() -> Iterator[tuple[int, str]]:
    told = _told("kernel.money.return_file.taken", "merkle_root")
    files = list(ReturnFile.objects.order_by("event_sequence"))
    yield from _missing(told, files, "接收的回盘文件")
    for file in files:
        rows: list[tuple[BankAnswer, UUID]] = [
            (answer, answer.line_id) for answer in BankAnswer.objects.filter(file=file)
        ]
        if len(rows) != file.row_count or rows_digest(rows) != _said(told, file):
            yield file.event_sequence, f"回盘文件 {file.name} 的内容与接收时不符。"
