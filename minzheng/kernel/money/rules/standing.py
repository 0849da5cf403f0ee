"""Where a payment line stands: one function of everything the bank ever answered and of the bureau's decision.

Because it looks at the *set* of answers and never at their order, files may come in any order, number
and time, and every permutation ends in the same place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

from django.utils.translation import gettext_lazy as _

ANSWER_STATUSES: Final[Mapping[str, object]] = {
    "paid": _("已到账"),
    "rejected": _("拒付"),
    "returned": _("退回"),
    "reversed": _("冲正"),
}
ANSWER_CODES: Final[Mapping[str, object]] = {
    "account_closed": _("账户已销户"),
    "name_mismatch": _("户名不符"),
    "account_unknown": _("账号不存在"),
    "deceased": _("持卡人已去世"),
    "other": _("其他"),
}
CAME_BACK: Final = frozenset({"rejected", "returned"})


class Answer(NamedTuple):
    """One row of a return file, as far as it decides. `reverses` names another answer's `return_id`."""

    return_id: str
    status: str
    code: str
    value_date: date
    reverses: str


class Standing(NamedTuple):
    """State of a line with the bank's value dates: of the payment, and of its coming back."""

    state: str
    settled_on: date | None
    returned_on: date | None
    bank_reason: str


def answers_in_force(answers: Iterable[Answer]) -> list[Answer]:
    """The answers that no reversal takes back; a reversal may arrive before what it reverses."""
    known = list(answers)
    taken_back = {answer.reverses for answer in known if answer.status == "reversed"}
    return [a for a in known if a.status != "reversed" and a.return_id not in taken_back]


def bank_says(answers: Iterable[Answer]) -> Standing:
    """What the bank's answers alone come to: `in_flight`, `paid`, `rejected`, `returned` or `disputed`.

    A return counts after a payment too. Paid and never left at once cannot both be true: disputed, so
    that a person asks the bank.
    """
    in_force = answers_in_force(answers)
    paid = sorted(a.value_date for a in in_force if a.status == "paid")
    back = sorted((a.value_date, a.status, a.code) for a in in_force if a.status in CAME_BACK)
    kinds = {status for _day, status, _code in back}
    settled_on = paid[0] if paid else None
    returned_on, _status, reason = back[0] if back else (None, "", "")
    if "returned" in kinds:
        state = "returned"
    elif paid and "rejected" in kinds:
        state, settled_on, returned_on = "disputed", None, None
    elif paid:
        state = "paid"
    else:
        state = "rejected" if "rejected" in kinds else "in_flight"
    return Standing(state, settled_on, returned_on, reason)


def stand(bank: Standing, disposition: str) -> Standing:
    """The line's state once the bureau's decision about returned money is taken into account.

    A decision speaks of money that came back; if the bank takes that back, money really was paid. After a
    reissue that means twice: `overpaid`, to be recovered, and never counted as paid out.
    """
    if disposition == "none":
        return bank
    if bank.state in CAME_BACK:
        # The bank returns what the payee has already given back: nobody but a person can settle that.
        return bank._replace(state="disputed" if disposition == "recovered" else disposition)
    if bank.state == "paid" and disposition in ("reissued", "recovered"):
        return bank._replace(state="overpaid" if disposition == "reissued" else "recovered", settled_on=None)
    return bank


#: state → the ledger account that holds the line's money; absent: it rests in the fund
ACCOUNT_OF_STATE: Final[Mapping[str, str]] = {
    "in_flight": "in_flight",
    "paid": "expense",
    "rejected": "returned",
    "returned": "returned",
    "disputed": "suspense",
    "carried": "carried",
    "overpaid": "recoverable",
}
CLEARING: Final = ("in_flight", "returned", "suspense")


def account_code(state: str, *, fund: str, scheme: str) -> str:
    """The code of the account where a line in `state` keeps its fen: `fund:<code>`, `expense:<scheme>`, …"""
    kind = ACCOUNT_OF_STATE.get(state, "fund")
    if kind == "fund":
        return f"fund:{fund}"
    return f"expense:{scheme}" if kind == "expense" else kind


def movements(changes: Iterable[tuple[str, str, str, int]], *, fund: str) -> dict[str, int]:
    """Signed fen by account code (debit positive) for lines that went `before` → `after` in a scheme.

    Each change is (scheme, before, after, fen). The result adds up to zero because every line leaves one
    account and enters one; accounts on which nothing remains are left out.
    """
    moved: dict[str, int] = {}
    for scheme, before, after, fen in changes:
        source = account_code(before, fund=fund, scheme=scheme)
        target = account_code(after, fund=fund, scheme=scheme)
        if source != target:
            moved[target] = moved.get(target, 0) + fen
            moved[source] = moved.get(source, 0) - fen
    return {code: fen for code, fen in moved.items() if fen}
