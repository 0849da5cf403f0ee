"""What the money room keeps: funds and ledger, payout accounts, batches with their lines, the bank's answers."""

from minzheng.kernel.money.models.accounts import PayoutAccount
from minzheng.kernel.money.models.answers import BankAnswer, ReturnFile
from minzheng.kernel.money.models.batches import (
    BatchState,
    Disposition,
    LineCoverage,
    LineKind,
    LineState,
    PaymentBatch,
    PaymentLine,
)
from minzheng.kernel.money.models.ledger import AccountKind, FundSource, JournalEntry, LedgerAccount, Posting

__all__ = [
    "AccountKind", "BankAnswer", "BatchState", "Disposition", "FundSource", "JournalEntry", "LedgerAccount",
    "LineCoverage", "LineKind", "LineState", "PaymentBatch", "PaymentLine", "PayoutAccount", "Posting",
    "ReturnFile",
]  # fmt: skip
