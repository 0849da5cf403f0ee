"""What the bureau decides about money that came back: pay it again, give it up, carry it, recover it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count

from minzheng.kernel import failpoints
from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import Unchanged, action, save_versioned
from minzheng.kernel.evidence import chain
from minzheng.kernel.ids import new_id
from minzheng.kernel.money.actions.changing import (
    KnownLine,
    apply_changes,
    read_lines,
    with_disposition,
)
from minzheng.kernel.money.actions.locking import lock_batch, tell, wrong_state
from minzheng.kernel.money.actions.opening import Tally, find_accounts, insert_lines, next_number, seal_batch
from minzheng.kernel.money.models import (
    BatchState,
    Disposition,
    LineCoverage,
    LineState,
    PaymentBatch,
    PaymentLine,
)
from minzheng.kernel.money.rules.canonical import BatchDigest
from minzheng.kernel.money.rules.chunks import chunks
from minzheng.kernel.money.rules.finished_lines import FinishedLine, KnownAccount, NumberedLine
from minzheng.kernel.money.sealed_lines import header_of
from minzheng.kernel.places.models import Area
from minzheng.kernel.problems import NotThere, Refused

_REISSUABLE = (LineState.REJECTED, LineState.RETURNED, LineState.RELEASED, LineState.CARRIED)


@action("kernel.money.reissue", area="district")
def reissue_lines(
    *, district: Area, accounts: Mapping[UUID, UUID], title: str, by: Actor, on: date
) -> PaymentBatch:
    """A new batch that pays lines again whose money came back; it needs its own two signatures.

    accounts: id of the line → id of the payout account to use now (its payee becomes the payee). Each new
    end-to-end id is the old one with R1, R2, …. Asking the same again answers the batch already there.
    Raises Refused when a line's money is not here, NotThere for a line the actor may not see.
    """
    lines = _visible(accounts, district, by)
    key = _request_key(lines, accounts)
    earlier = PaymentBatch._base_manager.filter(area=district, request_key=key).exclude(
        state=BatchState.DISCARDED
    )
    if found := earlier.select_related("fund").first():
        return Unchanged(found)  # type: ignore[return-value]
    olds = _lock_all(lines)
    if wrong := [line for line in lines if line.state not in _REISSUABLE]:
        label = LineState(wrong[0].state).label
        raise Refused("line_not_returned", f"支付 {wrong[0].end_to_end_id} 现为“{label}”，不能重发。")
    batch = _new_batch(district, olds, title, key, lines, by, on)
    _dispose(olds, lines, Disposition.REISSUED, f"由批次 {batch.number} 重发", by, on)
    failpoints.reach("money.reissue.disposed")
    tally = Tally(BatchDigest(header_of(batch)))
    insert_lines(batch, _sealed_again(lines, accounts, by), tally, _names(lines))
    failpoints.reach("money.reissue.lines_written")
    return seal_batch(batch=batch, tally=tally, by=by, extra={"replaces": batch.inputs["replaces"]})


@action("kernel.money.release", area="district")
def release_lines(
    *, district: Area, line_ids: Sequence[UUID], reason: str, by: Actor, on: date
) -> list[PaymentLine]:
    """Returned money goes back to its fund; the month is not paid again except by a reissue."""
    allowed = (LineState.REJECTED, LineState.RETURNED, LineState.CARRIED)
    return _decide(district, line_ids, Disposition.RELEASED, allowed, reason, by, on)


@action("kernel.money.recover", area="district")
def recover_lines(
    *, district: Area, line_ids: Sequence[UUID], reason: str, by: Actor, on: date
) -> list[PaymentLine]:
    """A payment that arrived twice has been given back by the payee."""
    return _decide(district, line_ids, Disposition.RECOVERED, (LineState.OVERPAID,), reason, by, on)


@action("kernel.money.close", subject="batch")
def close_batch(
    *,
    batch: PaymentBatch,
    carry: Mapping[UUID, str],
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001
) -> PaymentBatch:
    """Returned → closed with nothing left in flight, returned or in suspense.

    carry: line id → reason, for returned money that stays open on purpose. Raises Refused while anything
    else is unsettled, naming how many lines.
    """
    fresh = lock_batch(batch)
    if fresh.state != BatchState.RETURNED:
        raise wrong_state(fresh, "关账")
    open_lines = read_lines(batch=fresh, state__in=["in_flight", "rejected", "returned", "disputed"])
    carried = [line for line in open_lines if line.id in carry and line.state in ("rejected", "returned")]
    if len(carried) != len(carry) or not all(reason.strip() for reason in carry.values()):
        raise Refused("carry_wrong", "只有退回待处理的支付可以结转，且须逐笔写明理由。")
    if len(open_lines) != len(carried):
        left = len(open_lines) - len(carried)
        raise Refused(
            "not_settled", f"还有 {left} 笔未了结，不能关账。", fix="请重发、退回资金来源或写明理由结转。"
        )
    changes = with_disposition(carried, Disposition.CARRIED, "")
    reasons = [{"reason": carry[change.line.id]} for change in changes]
    changes = [c._replace(details=reason) for c, reason in zip(changes, reasons, strict=True)]
    apply_changes(fresh, changes, by=by, on=on)
    fresh.state, fresh.closed_on = BatchState.CLOSED, on
    save_versioned(fresh, "state", "closed_on")
    failpoints.reach("money.close.saved")
    tell(fresh, "closed", "关账", BatchState.RETURNED, by, {"carried": len(carried)})
    return fresh


def still_came_back(batch: PaymentBatch) -> None:
    """A reissue is refused once the bank says that the first payment arrived after all."""
    paid = PaymentLine._base_manager.filter(reissues__batch=batch).exclude(state=LineState.REISSUED)
    if line := paid.first():
        label = LineState(line.state).label
        raise Refused(
            "replaced_line_moved",
            f"原支付 {line.end_to_end_id} 现为“{label}”，不能再次发放。",
            fix="请作废本批次。",
        )


def give_back_replaced(batch: PaymentBatch, *, by: Actor, on: date) -> None:
    """The lines that a discarded reissue was to replace are open again."""
    lines = read_lines(reissues__batch=batch)
    _dispose(_lock_all(lines), lines, Disposition.NONE, f"批次 {batch.number} 作废", by, on)


def _decide(
    district: Area, line_ids: Sequence[UUID], decision: str, allowed: Sequence[str], reason: str, by: Actor, on: date
) -> list[PaymentLine]:  # fmt: skip
    if not reason.strip():
        raise Refused("reason_missing", "须写明理由。")
    lines = _visible(line_ids, district, by)
    if wrong := [line for line in lines if line.state not in allowed]:
        label = LineState(wrong[0].state).label
        raise Refused("wrong_state", f"支付 {wrong[0].end_to_end_id} 现为“{label}”，不能这样处理。")
    _dispose(_lock_all(lines), lines, decision, reason, by, on)
    return list(PaymentLine._base_manager.filter(id__in=[line.id for line in lines]))


def _visible(ids: Iterable[UUID], district: Area, by: Actor) -> list[KnownLine]:
    """The lines in order of their end-to-end id; all of them, or NotThere."""
    wanted = set(ids)
    if not wanted:
        raise Refused("empty_selection", "没有选择任何支付。")
    rows: list[KnownLine] = []
    with by.in_scope():
        for some in chunks(wanted):
            seen = PaymentLine.objects.filter(id__in=some, batch__area=district)
            rows.extend(KnownLine(*row) for row in seen.values_list(*KnownLine._fields))
    if len(rows) != len(wanted):
        raise NotThere("支付明细")
    return sorted(rows, key=lambda line: line.end_to_end_id)


def _lock_all(lines: Iterable[KnownLine]) -> dict[UUID, PaymentBatch]:
    """The batches of the lines, locked in one order so that two decisions cannot block each other."""
    return {pk: lock_batch(PaymentBatch(pk=pk)) for pk in sorted({line.batch_id for line in lines})}


def _dispose(
    batches: Mapping[UUID, PaymentBatch], lines: Sequence[KnownLine], decision: str, reason: str, by: Actor, on: date
) -> None:  # fmt: skip
    for pk, batch in batches.items():
        mine = [line for line in lines if line.batch_id == pk]
        apply_changes(batch, with_disposition(mine, decision, reason), by=by, on=on)


def _request_key(lines: Sequence[KnownLine], accounts: Mapping[UUID, UUID]) -> str:
    """One key for one set of lines and accounts: the wish itself, so that asking twice pays once."""
    text = "\n".join(f"{line.end_to_end_id} {accounts[line.id]}" for line in lines)
    return f"reissue:{hashlib.sha256(text.encode()).hexdigest()}"


def _new_batch(
    district: Area, olds: Mapping[UUID, PaymentBatch], title: str, key: str, lines: Sequence[KnownLine], by: Actor, on: date
) -> PaymentBatch:  # fmt: skip
    funds = {old.fund_id for old in olds.values()}
    if len(funds) != 1:
        raise Refused("two_funds", "所选支付来自不同的资金来源，请分批重发。")
    if by.user_id is None:
        raise Refused("no_person", "发放批次必须由具名人员编制。")
    month = f"{on.year:04d}-{on.month:02d}"
    inputs = {"replaces": [line.end_to_end_id for line in lines]}
    schemes = {code: zh for old in olds.values() for code, zh in old.schemes.items()}
    wanted = {line.scheme for line in lines}
    batch = PaymentBatch(
        id=new_id(), area=district, number=next_number(district, month), month=month, title=title,
        schemes={code: zh for code, zh in schemes.items() if code in wanted},
        fund=next(iter(olds.values())).fund, request_key=key, inputs=inputs, maker_id=by.user_id, made_on=on,
        inputs_digest=chain.digest(chain.canonical(inputs).encode()),
    )  # fmt: skip
    batch.save(force_insert=True)
    return batch


def _sealed_again(lines: Sequence[KnownLine], accounts: Mapping[UUID, UUID], by: Actor) -> list[NumberedLine]:
    known = find_accounts(set(accounts.values()), by)
    rows = PaymentLine._base_manager.in_bulk([line.id for line in lines])
    covered: dict[UUID, list[tuple[int, UUID]]] = {}
    for line_id, row_id, person_id in LineCoverage._base_manager.filter(line_id__in=list(rows)).values_list(
        "line_id", "id", "person_id"
    ):
        covered.setdefault(line_id, []).append((row_id, person_id))
    return [
        _again(
            rows[line.id], number, accounts[line.id], known.get(accounts[line.id]),
            tuple(person for _, person in sorted(covered[line.id])),
        )
        for number, line in enumerate(lines, start=1)
    ]  # fmt: skip


def _again(
    old: PaymentLine, number: int, account_id: UUID, account: KnownAccount | None, covered: tuple[UUID, ...]
) -> NumberedLine:
    if account is None or account.ends_on is not None:
        raise Refused("account_not_in_use", f"支付 {old.end_to_end_id} 的新账户不存在或已停用。")
    again = FinishedLine(
        scheme=old.scheme, beneficiary=old.beneficiary, payee=account.payee, account=account_id,
        area=old.area_id, fen=old.fen, covered=covered, household=old.household_id, kind=old.kind,
        occasion=old.occasion, reason=old.reason, explanation_digest=old.explanation_digest,
    )  # fmt: skip
    return NumberedLine(number, old.month, again, account, old.id)


def _names(lines: Sequence[KnownLine]) -> dict[int, str]:
    """number → the old end-to-end id with the next R, above every earlier try, discarded ones too."""
    tries = dict(
        PaymentLine._base_manager.filter(replaces_id__in=[line.id for line in lines])
        .values_list("replaces_id")
        .annotate(tries=Count("id"))
    )
    named: dict[int, str] = {}
    for number, line in enumerate(lines, start=1):
        root, _, index = line.end_to_end_id.partition("R")
        named[number] = f"{root}R{int(index or 0) + tries.get(line.id, 0) + 1}"
    return named
