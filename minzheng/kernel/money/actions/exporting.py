"""Sending a batch to the bank: the decision is committed first, then the file appears, then its manifest.

In this order a crash can leave a batch without its file, which a repeated export writes again to the
byte; the other way round it could leave a file at the bank that the books know nothing of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from minzheng.kernel import failpoints
from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import Unchanged, action, save_versioned
from minzheng.kernel.money.actions.changing import send_to_bank
from minzheng.kernel.money.actions.decisions import still_came_back
from minzheng.kernel.money.actions.locking import lock_batch, tell, wrong_state
from minzheng.kernel.money.bank_folder import (
    folder,
    publish,
    refuse_inside_transaction,
    write_aside,
    write_json,
)
from minzheng.kernel.money.models import BatchState, PaymentBatch
from minzheng.kernel.money.queries import get_sent_details
from minzheng.kernel.money.renderings.csv_file import render_csv
from minzheng.kernel.money.renderings.lines import read_bank_lines
from minzheng.kernel.money.sealed_lines import compute_digest
from minzheng.kernel.problems import BrokenInvariant


def export_batch(*, batch: PaymentBatch, by: Actor, on: date) -> PaymentBatch:
    """Approved → exported, then `out/<batch>.csv` and, last, `out/<batch>.json`.

    Repeating it for a batch already exported writes identical files again. Must not be called inside a
    transaction: a file cannot be rolled back.
    """
    refuse_inside_transaction()
    sent, aside = _pay_out(batch=batch, by=by, on=on)
    failpoints.reach("money.export.committed")
    _publish(sent, aside or _render_again(sent))
    return sent


@action("kernel.money.pay_out", subject="batch")
def _pay_out(*, batch: PaymentBatch, by: Actor, on: date) -> tuple[PaymentBatch, Path | None]:
    """The decision, the booking and the file still without its name; nothing of it counts until committed."""
    fresh = lock_batch(batch)
    if fresh.state in (BatchState.EXPORTED, BatchState.RETURNED, BatchState.CLOSED):
        return Unchanged((fresh, None))  # type: ignore[return-value]
    if fresh.state != BatchState.APPROVED:
        raise wrong_state(fresh, "送银行")
    if compute_digest(fresh) != fresh.digest:
        raise BrokenInvariant("batch_changed", f"批次 {fresh.number} 的明细与摘要不符，已停止。")
    still_came_back(fresh)
    aside, file_sha256 = _render(fresh)
    fresh.state, fresh.exported_on = BatchState.EXPORTED, on
    save_versioned(fresh, "state", "exported_on")
    failpoints.reach("money.export.state_written")
    details = {"digest": fresh.digest, "file_sha256": file_sha256, "lines": fresh.line_count}
    sequence = tell(fresh, "exported", "送银行", BatchState.APPROVED, by, details)
    send_to_bank(fresh, on=on, sequence=sequence)
    failpoints.reach("money.export.booked")
    return fresh, aside


def _path_of(batch: PaymentBatch) -> Path:
    return folder("out") / f"{batch.number}.csv"


def _render(batch: PaymentBatch) -> tuple[Path, str]:
    """The file written aside, and its SHA-256 in hex."""
    hasher = hashlib.sha256()
    aside = write_aside(_path_of(batch), _hashed(render_csv(read_bank_lines(batch)), hasher))
    failpoints.reach("money.export.file_aside")
    return aside, hasher.hexdigest()


def _render_again(batch: PaymentBatch) -> Path:
    """The same file once more; other bytes than evidence names stop everything."""
    aside, file_sha256 = _render(batch)
    if file_sha256 != get_sent_details(batch)["file_sha256"]:
        aside.unlink()
        raise BrokenInvariant("file_changed", f"批次 {batch.number} 的银行文件与送出时不同，已停止。")
    return aside


def _publish(batch: PaymentBatch, aside: Path) -> None:
    """The file, then the manifest that says it is ready."""
    path = _path_of(batch)
    publish(aside, path)
    failpoints.reach("money.export.file_published")
    manifest = {
        "batch": batch.number,
        "lines": batch.line_count,
        "amount_fen": batch.amount_fen,
        "file_sha256": get_sent_details(batch)["file_sha256"],
        "batch_digest": batch.digest,
    }
    write_json(path.with_suffix(".json"), manifest)
    failpoints.reach("money.export.manifest_published")


def _hashed(chunks: Iterator[bytes], hasher: Any) -> Iterator[bytes]:
    for chunk in chunks:
        hasher.update(chunk)
        yield chunk
