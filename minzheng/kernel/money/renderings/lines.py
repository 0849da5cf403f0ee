"""A batch's lines as a bank needs them, with the account numbers opened; the only reader of sealed numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.db.models import CharField
from django.db.models.functions import Cast

from minzheng.kernel.crypto import open_many
from minzheng.kernel.crypto.keys_in_use import keyring
from minzheng.kernel.money.models import PaymentBatch, PaymentLine
from minzheng.kernel.money.models.accounts import place_of
from minzheng.kernel.money.sealed_lines import as_text, hyphenated

_CHUNK: Final = 5_000
_FIELDS: Final = (
    "number", "end_to_end_id", "holder_name", "bank_code", "fen", "scheme", "month", "kind", "text_account_id",
    "account__number", "text_payee", "account__payee__data_key",
)  # fmt: skip
_KIND_WORDS: Final = {"regular": "", "arrears": "补发", "one_off": "一次性"}


class BankLine(NamedTuple):
    """One payment order; `amount_fen` integer fen, `account` the plain number: never stored, never logged."""

    batch: str
    line: int
    end_to_end_id: str
    account: str
    name: str
    bank_code: str
    amount_fen: int
    purpose: str


def read_bank_lines(batch: PaymentBatch) -> Iterator[BankLine]:
    """Every line by number. Raises Sealed when an account does not open."""
    for start in range(1, batch.line_count + 1, _CHUNK):
        rows = list(
            PaymentLine._base_manager.filter(batch=batch, number__gte=start, number__lt=start + _CHUNK)
            .annotate(**as_text("account_id"), text_payee=Cast("account__payee_id", CharField()))
            .order_by("number")
            .values_list(*_FIELDS)
        )
        for row, account in zip(rows, _open(rows), strict=True):
            purpose = f"{batch.schemes[row[5]]}{_KIND_WORDS[row[7]]}{row[6]}"
            yield BankLine(batch.number, row[0], row[1], account, row[2], row[3], row[4], purpose)


def _open(rows: list[tuple[Any, ...]]) -> list[str]:
    payees = [hyphenated(row[10]) for row in rows]
    keys = keyring().unwrap_many({payee: row[11] for payee, row in zip(payees, rows, strict=True)}.items())
    return open_many(
        (keys[payee], place_of(hyphenated(row[8])), row[9]) for payee, row in zip(payees, rows, strict=True)
    )


def yuan(fen: int) -> str:
    """`1145.00` from integer fen, for forms that want yuan."""
    whole, rest = divmod(fen, 100)
    return f"{whole}.{rest:02d}"
