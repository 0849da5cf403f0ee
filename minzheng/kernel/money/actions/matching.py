"""Finds the line that each row of a return file speaks of, and every reason why the file cannot be taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import require
from minzheng.kernel.money.actions.changing import KnownLine, read_lines
from minzheng.kernel.money.actions.locking import lock_batch
from minzheng.kernel.money.models import BankAnswer, BatchState, PaymentBatch
from minzheng.kernel.money.rules.chunks import chunks
from minzheng.kernel.money.rules.return_rows import ReturnRow
from minzheng.kernel.problems import Problem

_AT_BANK = (BatchState.EXPORTED, BatchState.RETURNED, BatchState.CLOSED)


@dataclass
class Matched:
    """The batches spoken of, the rows not known yet with their lines, and the problems."""

    batches: dict[UUID, PaymentBatch] = field(default_factory=dict)
    new: dict[ReturnRow, KnownLine] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class KnownAnswer(NamedTuple):
    """An answer as far as comparing needs it."""

    return_id: str
    line_id: UUID
    status: str
    amount_fen: int
    code: str
    reason: str
    value_date: object
    reverses: str


def match_rows(rows: Sequence[ReturnRow], *, by: Actor) -> Matched:
    """Every row to its line by (batch, line), within what the actor may see."""
    matched = Matched()
    batches = _hold({row.batch for row in rows}, by)
    lines = _find_lines(rows, batches)
    speaking: dict[ReturnRow, KnownLine] = {}
    for row in rows:
        line = lines.get((row.batch, row.line))
        problem = _problem_of(row, line)
        if problem is not None:
            matched.problems.append(problem)
        elif line is not None:
            speaking[row] = line
            matched.batches[line.batch_id] = batches[row.batch]
    _sort_out_known(speaking, matched)
    return matched


def _hold(numbers: Iterable[str], by: Actor) -> dict[str, PaymentBatch]:
    """The batches at the bank, locked in one order before anything of them is read: two files wait in turn."""
    found: list[PaymentBatch] = []
    with by.in_scope():
        for some in chunks(numbers):
            found.extend(PaymentBatch.objects.filter(number__in=some, state__in=_AT_BANK))
    for area_id in sorted({batch.area_id for batch in found}):
        require("kernel.money.answer", by=by, area_id=area_id)
    return {batch.number: lock_batch(batch) for batch in sorted(found, key=lambda batch: batch.pk)}


def _find_lines(
    rows: Sequence[ReturnRow], batches: dict[str, PaymentBatch]
) -> dict[tuple[str, int], KnownLine]:
    """The lines named, a few hundred numbers a query."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        if row.batch in batches:
            wanted.setdefault(row.batch, set()).add(row.line)
    return {
        (number, line.number): line
        for number, named in wanted.items()
        for some in chunks(sorted(named))
        for line in read_lines(batch=batches[number], number__in=some)
    }


def _problem_of(row: ReturnRow, line: KnownLine | None) -> Problem | None:
    if line is None:
        return Problem(
            "unknown_line",
            f"没有已送银行的批次 {row.batch[:24]} 第 {row.line} 笔。",
            row=row.row,
            column="line",
        )
    if line.end_to_end_id != row.end_to_end_id:
        return Problem("end_to_end_mismatch", "支付标识与该笔不符。", row=row.row, column="end_to_end_id")
    if line.fen != row.amount_fen:
        return Problem(
            "amount_mismatch",
            f"金额 {row.amount_fen} 分与送出的 {line.fen} 分不符。",
            row=row.row,
            column="amount_fen",
        )
    return None


def _sort_out_known(speaking: dict[ReturnRow, KnownLine], matched: Matched) -> None:
    """Known answers are left out, contradicting ones are errors, reversals must stay on their own line."""
    seen: dict[tuple[int, str], KnownAnswer] = {}
    area_of = {pk: batch.area_id for pk, batch in matched.batches.items()}
    ids = {row.return_id for row in speaking} | {row.reverses for row in speaking if row.reverses}
    for area_id in set(area_of.values()):
        seen.update(((area_id, a.return_id), a) for a in _stored(area_id, return_id__in=ids))
    for row, line in speaking.items():
        key = (area_of[line.batch_id], row.return_id)
        answer = KnownAnswer(
            row.return_id, line.id, row.status, row.amount_fen, row.code, row.reason, row.value_date,
            row.reverses,
        )  # fmt: skip
        if key not in seen:
            seen[key] = answer
            matched.new[row] = line
        elif seen[key] != answer:
            matched.problems.append(
                Problem("return_id_conflict", "同一回盘流水号曾有不同内容。", row=row.row, column="return_id")
            )
    for row, line in matched.new.items():
        matched.problems.extend(_reversal_problems(row, line, area_of[line.batch_id], seen))
    matched.problems.extend(_late_reversals(matched, area_of))


def _stored(area_id: int, **lookup: Iterable[str]) -> list[KnownAnswer]:
    ((name, values),) = lookup.items()
    return [
        KnownAnswer(*row)
        for some in chunks(values)
        for row in BankAnswer._base_manager.filter(area_id=area_id, **{name: some}).values_list(
            *KnownAnswer._fields
        )
    ]


def _reversal_problems(
    row: ReturnRow, line: KnownLine, area_id: int, seen: dict[tuple[int, str], KnownAnswer]
) -> Iterable[Problem]:
    named = seen.get((area_id, row.reverses)) if row.reverses else None
    if named is not None and (named.line_id != line.id or named.status == "reversed"):
        yield Problem(
            "reverses_wrong", "被冲正的流水号属于另一笔支付，或本身就是冲正。", row=row.row, column="reverses"
        )


def _late_reversals(matched: Matched, area_of: dict[UUID, int]) -> Iterable[Problem]:
    """A reversal may have come first: what arrives now under the id it names must be of its line."""
    for area_id in set(area_of.values()):
        mine = {
            r.return_id: (r, line) for r, line in matched.new.items() if area_of[line.batch_id] == area_id
        }
        for earlier in _stored(area_id, reverses__in=mine):
            row, line = mine[earlier.reverses]
            if earlier.line_id != line.id or row.status == "reversed":
                yield Problem(
                    "reverses_wrong",
                    "此前已有另一笔支付的冲正指向该流水号。",
                    row=row.row,
                    column="return_id",
                )
