"""A small district that pays: people with accounts, lines for them, a bank that answers. Built through actions."""

import csv
import io
from datetime import date

from minzheng.kernel.money import actions
from minzheng.kernel.money.actions import AccountRequest, FinishedLine
from minzheng.kernel.money.models import PaymentBatch, PaymentLine, PayoutAccount
from minzheng.kernel.money.rules.return_rows import COLUMNS
from minzheng.kernel.people.actions import register_people
from minzheng.kernel.people.actions.rolls import NewPerson
from minzheng.kernel.people.identity import NO_NUMBER_REASONS

ON = date(2025, 7, 1)
SCHEMES = {"low_income_allowance": "最低生活保障金", "disability_nursing_subsidy": "重度残疾人护理补贴"}
AREA = "320213021001"


class PayingHouse:
    """`people` ids in order; `lines()` makes one finished line a person; everything else calls the actions."""

    def __init__(self, cast, people=4):
        self.cast, self.district = cast, cast.district
        self.area = cast.area(AREA)
        self.fund = actions.install_fund(
            district=self.district, code="main", name="社会救助专户", by=cast.officer, on=ON
        )
        new = [
            NewPerson(
                area_id=self.area.pk, district_id=self.district.pk, name=f"张{chr(0x4E00 + i)}", id_kind="none",
                id_number="", sex="male", no_id_reason=next(iter(NO_NUMBER_REASONS)),
            )
            for i in range(people)
        ]  # fmt: skip
        self.people = register_people(people=new, by=cast.officer, on=ON)
        self.accounts = self.register(self.people)

    def register(self, payees, tail="", on=ON):
        requests = [
            AccountRequest(
                payee, f"张{chr(0x4E00 + i)}", "308302000001", f"622202{tail}{self.people.index(payee):010d}"
            )
            for i, payee in enumerate(payees)
        ]
        rows = actions.register_accounts(requests=requests, by=self.cast.officer, on=on)
        return {row.payee_id: row.id for row in rows}

    def lines(self, people=None, fen=114_500, **values):
        return [
            FinishedLine(
                scheme=values.get("scheme", "low_income_allowance"), beneficiary=person, payee=person,
                account=self.accounts[person], area=self.area.pk, fen=fen + index, covered=(person,),
                **{k: v for k, v in values.items() if k != "scheme"},
            )
            for index, person in enumerate(self.people if people is None else people)
        ]  # fmt: skip

    def open(self, lines=None, month="2025-06", key=None, population=1_000, **values):
        return actions.open_batch(
            district=self.district, month=month, title="六月低保", schemes=SCHEMES, fund=self.fund,
            lines=self.lines() if lines is None else lines, population=population,
            request_key=key or f"{month}:all", **{"by": self.cast.officer, "on": ON, **values},
        )  # fmt: skip

    def sign(self, batch):
        actions.review_batch(batch=batch, digest=batch.digest, by=self.cast.head, on=ON)
        return actions.approve_batch(batch=batch, digest=batch.digest, by=self.cast.leader, on=ON)

    def export(self, batch):
        return actions.export_batch(batch=batch, by=self.cast.finance, on=ON)

    def sent(self, **values):
        """A batch that is at the bank."""
        return self.export(self.sign(self.open(**values)))

    def answer(self, *rows, name="r.csv", by=None, key=None):
        return actions.take_return_body(
            content=csv_of(rows), name=name, by=by or self.cast.finance, on=ON, idempotency_key=key
        )

    def fresh(self, batch):
        return PaymentBatch._base_manager.select_related("fund").get(pk=batch.pk)

    def states(self, batch):
        rows = PaymentLine._base_manager.filter(batch=batch).order_by("number")
        return list(rows.values_list("state", flat=True))

    def line(self, batch, number=1):
        return PaymentLine._base_manager.get(batch=batch, number=number)

    def account(self, account_id):
        return PayoutAccount._base_manager.get(pk=account_id)


def answer_row(line, status="paid", return_id=None, **values):
    """One row of a return file for a line, as a dict; name what should be wrong."""
    back = status in ("rejected", "returned")
    row = {
        "return_id": return_id or f"{status}-{line.end_to_end_id}", "batch": line.batch.number, "line": line.number,
        "end_to_end_id": line.end_to_end_id, "status": status, "amount_fen": line.fen,
        "code": "account_closed" if back else "", "reason": "已销户" if back else "",
        "value_date": "2025-06-10", "reverses": "",
    }  # fmt: skip
    return {**row, **values}


def csv_of(rows):
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()
