"""Two signatures on one digest, by two people who did not make the batch; or the batch is discarded."""

from __future__ import annotations

from datetime import date

from django.db.models import F

from minzheng.kernel import failpoints
from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import action, save_versioned
from minzheng.kernel.money.actions.decisions import give_back_replaced, still_came_back
from minzheng.kernel.money.actions.locking import lock_batch, tell, wrong_state
from minzheng.kernel.money.models import BatchState, Disposition, LineState, PaymentBatch, PaymentLine
from minzheng.kernel.money.sealed_lines import compute_digest
from minzheng.kernel.problems import BrokenInvariant, Refused


@action("kernel.money.review", subject="batch", not_same_as=("maker", "reviewer"))
def review_batch(
    *,
    batch: PaymentBatch,
    digest: str,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - read by @action
) -> PaymentBatch:
    """Calculated → reviewed. `digest` is what the reviewer looked at; another one is refused."""
    _check_signature(batch, BatchState.CALCULATED, digest, by)
    batch.state, batch.reviewer_id, batch.reviewed_on = BatchState.REVIEWED, by.user_id, on
    save_versioned(batch, "state", "reviewer_id", "reviewed_on")
    failpoints.reach("money.review.saved")
    tell(batch, "reviewed", "审核", BatchState.CALCULATED, by, {"digest": digest})
    return batch


@action("kernel.money.approve", subject="batch", not_same_as=("maker", "reviewer"))
def approve_batch(
    *,
    batch: PaymentBatch,
    digest: str,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - read by @action
) -> PaymentBatch:
    """Reviewed → approved, after the digest has been computed anew from the rows."""
    _check_signature(batch, BatchState.REVIEWED, digest, by)
    if compute_digest(batch) != batch.digest:
        raise BrokenInvariant("batch_changed", f"批次 {batch.number} 的明细与摘要不符，已停止。")
    still_came_back(batch)
    batch.state, batch.approver_id, batch.approved_on = BatchState.APPROVED, by.user_id, on
    save_versioned(batch, "state", "approver_id", "approved_on")
    failpoints.reach("money.approve.saved")
    tell(batch, "approved", "审批", BatchState.REVIEWED, by, {"digest": digest})
    return batch


@action("kernel.money.discard", subject="batch")
def discard_batch(
    *,
    batch: PaymentBatch,
    reason: str,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001
) -> PaymentBatch:
    """Give up a batch that has not gone to the bank; its lines no longer stand for anything."""
    fresh = lock_batch(batch)
    before = fresh.state
    if before not in (BatchState.CALCULATED, BatchState.REVIEWED, BatchState.APPROVED):
        raise wrong_state(fresh, "作废")
    if not reason.strip():
        raise Refused("reason_missing", "作废批次须写明理由。")
    fresh.state = BatchState.DISCARDED
    save_versioned(fresh, "state")
    PaymentLine._base_manager.filter(batch=fresh).update(
        state=LineState.DISCARDED, disposition=Disposition.DISCARDED, live=False, version=F("version") + 1
    )
    tell(fresh, "discarded", "作废", before, by, {"reason": reason})
    give_back_replaced(fresh, by=by, on=on)
    return fresh


def _check_signature(batch: PaymentBatch, wanted: str, digest: str, by: Actor) -> None:
    """State and people as they are in the database now, not as they were when a page was opened."""
    fresh = lock_batch(batch)
    if fresh.state != wanted:
        raise wrong_state(fresh, "审核" if wanted == BatchState.CALCULATED else "审批")
    if by.user_id is None:
        raise Refused("no_person", "签字必须由具名人员办理。")
    if by.user_id in (fresh.maker_id, fresh.reviewer_id):
        raise Refused("same_person", "编制、审核、审批不能是同一人。", fix="请由另一位有权限的人员办理。")
    if digest != fresh.digest:
        raise Refused(
            "digest_mismatch", "摘要与批次不符：您核对的不是这一份名单。", fix="请重新打开批次核对。"
        )


def sign_batch(
    *, batch: PaymentBatch, digest: str, by: Actor, on: date, expect_version: int | None = None
) -> PaymentBatch:
    """The next signature that the batch waits for: the review of a calculated one, the approval of a reviewed one."""
    sign = review_batch if batch.state == BatchState.CALCULATED else approve_batch
    return sign(batch=batch, digest=digest, by=by, on=on, expect_version=expect_version)
