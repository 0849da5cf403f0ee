"""Reads a batch's lines back as they were sealed, in order of number, without holding them all in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import CharField
from django.db.models.functions import Cast

from minzheng.kernel.money.models import LineCoverage, PaymentBatch, PaymentLine
from minzheng.kernel.money.rules.canonical import SealedLine, batch_digest

_CHUNK: Final = 5_000
_IDS: Final = ("beneficiary", "payee_id", "account_id", "household_id", "replaces_id")
_FIELDS: Final = (
    "text_id", "number", "scheme", "month", "kind", "occasion", "text_beneficiary", "text_payee_id",
    "text_account_id", "holder_name", "bank_code", "fen", "area_id", "text_household_id", "reason",
    "explanation_digest", "text_replaces_id",
)  # fmt: skip


def as_text(*names: str) -> dict[str, Cast]:
    """Annotations `text_<name>` that read ids as text: making UUID objects would cost more than all the rest."""
    return {f"text_{name}": Cast(name, CharField()) for name in names}


def bare(text: str | None) -> str:
    """The 32 hex digits of an id read as text; databases write it with hyphens or without."""
    return text.replace("-", "") if text else ""


def hyphenated(text: str) -> str:
    """The same id as `str(UUID)` writes it."""
    digits = bare(text)
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


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
        covered = _covered(batch, start)
        rows = (
            PaymentLine._base_manager.filter(batch=batch, number__gte=start, number__lt=start + _CHUNK)
            .annotate(**as_text("id", *_IDS))
            .order_by("number")
            .values_list(*_FIELDS)
        )
        for row in rows:
            yield _sealed(row, covered.get(row[0], ()))


def _covered(batch: PaymentBatch, start: int) -> dict[str, tuple[str, ...]]:
    rows = (
        LineCoverage._base_manager.filter(
            line__batch=batch, line__number__gte=start, line__number__lt=start + _CHUNK
        )
        .annotate(text_line_id=Cast("line_id", CharField()), text_person_id=Cast("person_id", CharField()))
        .order_by("id")
        .values_list("text_line_id", "text_person_id")
    )
    found: dict[str, tuple[str, ...]] = {}
    for line, person in rows:
        found[line] = (*found.get(line, ()), bare(person))
    return found


def _sealed(row: tuple[Any, ...], covered: tuple[str, ...]) -> SealedLine:
    beneficiary, payee, account = (bare(text) for text in row[6:9])
    ids = (beneficiary, payee, account, *row[9:13], bare(row[13]), *row[14:16], bare(row[16]))
    return SealedLine._make((*row[1:6], *ids, covered))


def compute_digest(batch: PaymentBatch) -> str:
    """The digest of the rows as they stand now; equals `batch.digest` unless somebody changed them."""
    return batch_digest(header_of(batch), read_sealed_lines(batch))
