"""Registering where people are paid. A number is sealed with its person's key before it touches the database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import F

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import Unchanged, action, require
from minzheng.kernel.crypto import seal_many
from minzheng.kernel.crypto.keys_in_use import blind_index, keyring
from minzheng.kernel.evidence import chain, recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.money.models import PayoutAccount
from minzheng.kernel.money.models.accounts import place_of
from minzheng.kernel.money.rules.chunks import chunks
from minzheng.kernel.people.models import Person
from minzheng.kernel.problems import NotThere, Refused

PURPOSE: Final = "bank_account"
_NUMBER: Final = re.compile(r"[0-9A-Za-z]{8,34}", re.ASCII)


@dataclass(frozen=True)
class AccountRequest:
    """A payee with the account as the card shows it; spaces and full-width digits are folded."""

    payee: UUID
    holder_name: str
    bank_code: str
    number: str = field(repr=False)


def normalize_number(text: str) -> str:
    """The account number without spaces and hyphens, half-width. Raises Refused when it cannot be one."""
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    if not _NUMBER.fullmatch(number):
        raise Refused(
            "account_number_wrong", "银行账号应为 8 至 34 位数字。", fix="请对照银行卡或存折重新录入。"
        )
    return number


@action("kernel.money.register")
def register_accounts(*, requests: Sequence[AccountRequest], by: Actor, on: date) -> list[PayoutAccount]:
    """The accounts in force from `on`, in the order of `requests`; an earlier account of a payee ends that day.

    A payee who already has exactly this account keeps it. One event tells of all that are new, with the
    Merkle root of their rows. Raises NotThere for a payee that the actor may not see.
    """
    requests = [
        replace(r, holder_name=r.holder_name.strip(), bank_code=r.bank_code.strip()) for r in requests
    ]
    people = _people(requests, by)
    in_use = _in_use(list(people))
    tokens = blind_index(PURPOSE).tokens(normalize_number(request.number) for request in requests)
    kept = {
        request.payee: in_use[request.payee]
        for request, token in zip(requests, tokens, strict=True)
        if request.payee in in_use and _is_same(in_use[request.payee], request, token)
    }
    wanted = [(r, t) for r, t in zip(requests, tokens, strict=True) if r.payee not in kept]
    new = _build(wanted, people, on)
    if new:
        _write(new, [in_use[account.payee_id] for account in new if account.payee_id in in_use], by, on)
    answer = {**kept, **{account.payee_id: account for account in new}}
    listed = [answer[request.payee] for request in requests]
    return listed if new else Unchanged(listed)  # type: ignore[return-value]


def _people(requests: Sequence[AccountRequest], by: Actor) -> dict[UUID, Person]:
    wanted = [request.payee for request in requests]
    if len(set(wanted)) != len(wanted):
        raise Refused("payee_twice", "同一收款人在名单中出现多次。")
    found: dict[UUID, Person] = {}
    with by.in_scope():
        for some in chunks(wanted):
            found.update(Person.objects.only("id", "area_id", "data_key").in_bulk(some))
    if len(found) != len(wanted):
        raise NotThere("收款人")
    for area_id in {person.area_id for person in found.values()}:
        require("kernel.money.register", by=by, area_id=area_id)
    return found


def _in_use(payees: Sequence[UUID]) -> dict[UUID, PayoutAccount]:
    """Open accounts of payees whose area was checked; an account keeps the area its payee had moved away from."""
    found: dict[UUID, PayoutAccount] = {}
    for some in chunks(payees):
        rows = PayoutAccount._base_manager.filter(payee_id__in=some, ends_on__isnull=True)
        found.update((account.payee_id, account) for account in rows)
    return found


def _is_same(account: PayoutAccount, request: AccountRequest, token: str) -> bool:
    """Same number, holder and bank: registering again changes nothing."""
    return (account.number_token, account.holder_name, account.bank_code) == (
        token,
        request.holder_name,
        request.bank_code,
    )


def _build(
    wanted: Sequence[tuple[AccountRequest, str]], people: dict[UUID, Person], on: date
) -> list[PayoutAccount]:
    keys = keyring().unwrap_many((str(r.payee), people[r.payee].data_key) for r, _ in wanted)
    accounts = [
        PayoutAccount(
            id=new_id(), area_id=people[r.payee].area_id, payee_id=r.payee, holder_name=r.holder_name,
            bank_code=r.bank_code, number_token=token, last_four=normalize_number(r.number)[-4:],
            starts_on=on,
        )
        for r, token in wanted
    ]  # fmt: skip
    sealed = seal_many(
        (keys[str(r.payee)], place_of(account.id), normalize_number(r.number))
        for (r, _), account in zip(wanted, accounts, strict=True)
    )
    for account, envelope in zip(accounts, sealed, strict=True):
        account.number = envelope
    return accounts


def _write(new: Sequence[PayoutAccount], ended: Sequence[PayoutAccount], by: Actor, on: date) -> None:
    manager = PayoutAccount._base_manager
    for some in chunks(ended):
        manager.filter(id__in=[account.id for account in some]).update(ends_on=on, version=F("version") + 1)
    manager.bulk_create(new, batch_size=5_000)
    root = chain.merkle_root(leaf_of(account) for account in sorted(new, key=lambda row: row.id))
    areas = {account.area_id for account in new}
    recording.record(
        recording.Entry(
            kind="kernel.money.accounts.registered",
            sentence=f"登记收款账户 {len(new)} 个，停用 {len(ended)} 个",
            subject_type="kernel.money.account",
            subject_id=str(new[0].id) if len(new) == 1 else "",
            area_id=areas.pop() if len(areas) == 1 else None,
            details={"count": len(new), "ended": len(ended), "merkle_root": root, "on": on},
        ),
        by=by.username,
    )
    recording.record_many(
        (
            recording.Entry(
                kind="kernel.money.account.ended",
                sentence="停用收款账户",
                subject_type="kernel.money.account",
                subject_id=str(account.id),
                area_id=account.area_id,
                changes={"ends_on": [account.ends_on, on]},
            )
            for account in ended
        ),
        by=by.username,
    )


def leaf_of(account: PayoutAccount) -> str:
    """What evidence vouches for of an account: everything that never changes, the number by its token."""
    return chain.canonical(
        [
            account.id, account.payee_id, account.holder_name, account.bank_code, account.number_token,
            account.starts_on,
        ]
    )  # fmt: skip
