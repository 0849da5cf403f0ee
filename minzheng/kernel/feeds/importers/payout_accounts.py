"""收款账户名册: where people are paid, as the bank or the subdistrict lists it."""

from __future__ import annotations

from collections.abc import Sequence

from minzheng.kernel.feeds.declaration import Context, Importer, Outcome, SourceRow
from minzheng.kernel.feeds.digests import entries_of
from minzheng.kernel.feeds.owners import find_people, find_repeated
from minzheng.kernel.feeds.reading import Column, RowError, Template
from minzheng.kernel.money.actions import AccountRequest, register_accounts
from minzheng.kernel.money.actions.accounts import normalize_number
from minzheng.kernel.money.models import PayoutAccount
from minzheng.kernel.people.identity import KINDS
from minzheng.kernel.problems import Refused

TEMPLATE = Template(
    "payout_accounts",
    "收款账户名册",
    (
        Column(
            "id_kind", "证件类型", kind="choice", choices={word: (str(zh),) for word, zh in KINDS.items()}
        ),
        Column(
            "id_number", "收款人证件号码", aliases=("证件号码", "身份证号码"), required=True, max_length=40
        ),
        Column("holder_name", "户名", required=True, max_length=80),
        Column("bank_code", "开户行行号", aliases=("行号",), required=True, max_length=20),
        Column("number", "银行账号", aliases=("账号", "卡号"), required=True, max_length=40),
    ),
)


def prepare(rows: Sequence[SourceRow], context: Context) -> list[RowError]:
    owners, errors = find_people(rows, context, TEMPLATE)
    context.found["owners"] = owners
    for row in rows:
        try:
            normalize_number(str(row.values["number"]))
        except Refused as refusal:
            errors.append(row.error(TEMPLATE, "number", refusal.code, refusal.message, refusal.fix))
    return errors + find_repeated(rows, TEMPLATE, ("id_number",))


def commit(rows: Sequence[SourceRow], context: Context) -> Outcome:
    """One account in force a payee: another number ends the earlier account and starts a new one."""
    owners = context.found["owners"]
    requests = [
        AccountRequest(
            owners[row.sheet, row.number][0],
            str(row.values["holder_name"]),
            str(row.values["bank_code"]),
            str(row.values["number"]),
        )
        for row in rows
    ]
    accounts = register_accounts(requests=requests, by=context.by, on=context.on)
    entries = entries_of(PayoutAccount, [account.pk for account in accounts])
    new = sum(account.starts_on == context.on for account in accounts)
    return Outcome(new, 0, len(rows) - new, [[entries[account.pk]] for account in accounts])


IMPORTERS = (Importer("payout_accounts", TEMPLATE.title_zh, TEMPLATE, "kernel.money", prepare, commit),)
