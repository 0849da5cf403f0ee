"""Holding a batch still while it is acted on, and telling what became of it."""

from __future__ import annotations

from django.db import connection

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.evidence import recording
from minzheng.kernel.money.models import BatchState, PaymentBatch
from minzheng.kernel.problems import NotThere, Refused


def lock_batch(batch: PaymentBatch) -> PaymentBatch:
    """The batch as it stands, held until the transaction ends; NotThere when it is gone."""
    rows = PaymentBatch._base_manager.select_related("fund").filter(pk=batch.pk)
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    found: PaymentBatch | None = rows.first()
    if found is None:
        raise NotThere("批次")
    return found


def wrong_state(batch: PaymentBatch, verb: str) -> Refused:
    label = BatchState(batch.state).label
    return Refused("wrong_state", f"批次 {batch.number} 现为“{label}”，不能{verb}。")


def tell(
    batch: PaymentBatch, what: str, verb: str, before: str, by: Actor, details: dict[str, object]
) -> int:
    """One event for one change of a batch's state; answers its sequence."""
    return recording.record(
        recording.Entry(
            kind=f"kernel.money.batch.{what}",
            sentence=f"{verb}发放批次 {batch.number}",
            subject_type="kernel.money",
            subject_id=str(batch.id),
            area_id=batch.area_id,
            changes={"state": [before, batch.state]},
            details={"number": batch.number, "amount_fen": batch.amount_fen, **details},
        ),
        by=by.username,
    )
