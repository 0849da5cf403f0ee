"""Reads a batch's lines back as they were sealed, in order of number, without holding them all in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from minzheng.kernel.money.models import LineCoverage, PaymentBatch, PaymentLine
from minzheng.kernel.money.rules.canonical import SealedLine, batch_digest

_FIELDS = (
    "id", "number", "scheme", "month", "kind", "occasion", "beneficiary", "payee_id", "account_id",
    "holder_name", "bank_code", "fen", "area_id", "household_id", "reason", "explanation_digest",
    "replaces_id",
)  # fmt: skip
_CHUNK = 5_000


def header_of(batch: PaymentBatch) -> dict[str, Any]:
    """What the digest covers beside the lines."""
    return {
        "month": batch.month,
        "schemes": batch.schemes,
        "fund": batch.fund.code,
        "request_key": batch.request_key,
        "inputs_digest": batch.inputs_digest,
    }


def read_sealed_lines(batch: PaymentBatch) -> Iterator[SealedLine]:
    """Every line with the persons it covers, by number."""
    for start in range(1, batch.line_count + 1, _CHUNK):
        span = {"batch": batch, "number__gte": start, "number__lt": start + _CHUNK}
        covered = _covered(batch, start)
        rows = PaymentLine._base_manager.filter(**span).order_by("number").values_list(*_FIELDS)
        for row in rows:
            yield _sealed(row, covered.get(row[0], ()))


def _covered(batch: PaymentBatch, start: int) -> dict[UUID, tuple[UUID, ...]]:
    rows = (
        LineCoverage._base_manager.filter(
            line__batch=batch, line__number__gte=start, line__number__lt=start + _CHUNK
        )
        .order_by("id")
        .values_list("line_id", "person_id")
    )
    found: dict[UUID, tuple[UUID, ...]] = {}
    for line_id, person_id in rows:
        found[line_id] = (*found.get(line_id, ()), person_id)
    return found


def _sealed(row: tuple[Any, ...], covered: tuple[UUID, ...]) -> SealedLine:
    return SealedLine._make((*row[1:], covered))


def compute_digest(batch: PaymentBatch) -> str:
    """The digest of the rows as they stand now; equals `batch.digest` unless somebody changed them."""
    return batch_digest(header_of(batch), read_sealed_lines(batch))
