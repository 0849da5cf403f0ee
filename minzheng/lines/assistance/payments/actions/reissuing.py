"""Paying again what came back: to a corrected account, or to the account now in use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.money.actions import AccountRequest, register_accounts, reissue_lines
from minzheng.kernel.money.models import PaymentBatch, PaymentLine
from minzheng.kernel.money.queries import get_accounts_in_use
from minzheng.kernel.places.models import Area
from minzheng.kernel.problems import Refused


@transaction.atomic
def correct_and_reissue(*, line: PaymentLine, account: AccountRequest, by: Actor, on: date) -> PaymentBatch:
    """Register the corrected account and pay the line again to it, both or neither.

    The payee of the account becomes the payee; the new batch needs its own two signatures. Raises Refused
    for an account that cannot be one and for a line whose money is not here.
    """
    registered = register_accounts(requests=[account], by=by, on=on)[0]
    return _reissue(line.batch.area, {line.pk: registered.pk}, on, by)


@transaction.atomic
def reissue_to_present_accounts(
    *, district: Area, lines: Sequence[PaymentLine], by: Actor, on: date
) -> PaymentBatch:
    """Pay lines again to the accounts their payees have now.

    Raises Refused naming the first payee whose account is still the one that the bank sent back.
    """
    in_use = get_accounts_in_use({line.payee_id for line in lines})
    stale = [line for line in lines if in_use.get(line.payee_id) in (None, line.account_id)]
    if stale:
        raise Refused(
            "account_not_corrected",
            f"支付 {stale[0].end_to_end_id} 的收款人还没有新的收款账户（共 {len(stale)} 笔）。",
            fix="请先逐笔“更正账户并重发”，或导入新的账户名册。",
        )
    return _reissue(district, {line.pk: in_use[line.payee_id] for line in lines}, on, by)


def _reissue(district: Area, accounts: dict[UUID, UUID], on: date, by: Actor) -> PaymentBatch:
    title = f"{on.year:04d}-{on.month:02d} 退回重发"
    return reissue_lines(district=district, accounts=accounts, title=title, by=by, on=on)
