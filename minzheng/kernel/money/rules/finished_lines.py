"""The line as its maker hands it over, and what makes it unfit to be paid."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from minzheng.kernel.money.rules.canonical import SealedLine

MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
KINDS: Final = frozenset({"regular", "arrears", "one_off"})
#: the largest single payment that is believed, in fen; the ledger's 64-bit sums stay far away
_MOST_FEN: Final = 10**12


@dataclass(frozen=True, slots=True)
class FinishedLine:
    """A payment that somebody entitled is to get: everything decided, nothing left to compute.

    beneficiary: id of the person or household entitled, the key of "only once a month". covered: the
    persons it is for, at least one, without repetition. fen: integer fen above zero. month: the month it
    belongs to, empty for the batch's own. occasion: tells apart two arrears of one month.
    reason, explanation_digest: from the calculation, shown when months are compared.
    """

    scheme: str
    beneficiary: UUID
    payee: UUID
    account: UUID
    area: int
    fen: int
    covered: tuple[UUID, ...]
    household: UUID | None = None
    month: str = ""
    kind: str = "regular"
    occasion: str = ""
    reason: str = ""
    explanation_digest: str = ""


class KnownAccount(NamedTuple):
    """A payout account as far as a line needs it."""

    payee: UUID
    holder_name: str
    bank_code: str
    starts_on: date
    ends_on: date | None


def fault_of(
    line: FinishedLine,
    account: KnownAccount | None,
    *,
    schemes: Collection[str],
    areas: Collection[int],
    on: date,
) -> tuple[str, str] | None:
    """(code, Chinese message) of the first thing wrong with a line, or None."""
    if type(line.fen) is not int or not 0 < line.fen <= _MOST_FEN:
        return "amount_not_fen", "金额应为以分为单位的正整数。"
    if line.scheme not in schemes:
        return "unknown_scheme", f"待遇项目 {line.scheme} 不在本批次之内。"
    if line.area not in areas:
        return "area_outside", "保障对象不在本区。"
    if not line.covered or len(set(line.covered)) != len(line.covered):
        return "coverage_wrong", "每笔须写明所保障的人员，且不得重复。"
    if line.kind not in KINDS or (line.month and not MONTH.fullmatch(line.month)):
        return "kind_or_month", "类别或所属月份不合规定。"
    if account is None or account.payee != line.payee:
        return "account_unknown", "收款账户不存在，或不属于收款人。"
    if account.starts_on > on or (account.ends_on is not None and account.ends_on <= on):
        return "account_not_in_use", "收款账户未启用或已停用。"
    return None


class NumberedLine(NamedTuple):
    """A fit line in its place in the batch; `month` is the line's own or the batch's."""

    number: int
    month: str
    line: FinishedLine
    account: KnownAccount
    replaces: UUID | None = None

    def sealed(self) -> SealedLine:
        """The line with the account's holder and bank, as it stays for ever."""
        line, account = self.line, self.account
        return SealedLine(
            self.number, line.scheme, self.month, line.kind, line.occasion, line.beneficiary.hex,
            line.payee.hex, line.account.hex, account.holder_name, account.bank_code, line.fen, line.area,
            line.household.hex if line.household else "", line.reason, line.explanation_digest,
            self.replaces.hex if self.replaces else "", tuple([person.hex for person in line.covered]),
        )  # fmt: skip

    def row(self) -> tuple[object, ...]:
        """The sealed columns in the order of the table's insert."""
        line, account = self.line, self.account
        return (
            self.number, line.scheme, self.month, line.kind, line.occasion, line.beneficiary, line.payee,
            line.account, account.holder_name, account.bank_code, line.fen, line.area, line.household,
            line.reason, line.explanation_digest, self.replaces,
        )  # fmt: skip
