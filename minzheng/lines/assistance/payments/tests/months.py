"""A small district with two months computed, whose differences are known one by one."""

from datetime import date

from minzheng.kernel.money import actions as money
from minzheng.kernel.money.models import PaymentLine
from minzheng.kernel.money.tests.paying import answer_row, csv_of
from minzheng.lines.assistance.circumstances.models import Circumstance
from minzheng.lines.assistance.payments.actions import run_month
from tests.factories import Member, change_facts, make_fund, make_household

ON = date(2025, 7, 1)
AREA = "320213021001"
POOR = {"work_ability": "unable", "income_other_fen": 20_000}


def couple(head, spouse):
    """Two people with 200 yuan each: poor together."""
    return [Member(head, facts=POOR), Member(spouse, "spouse", date(1960, 5, 6), facts=POOR)]


class Months:
    """`run(month)` computes one; households are `homes` by number."""

    def __init__(self, cast):
        self.cast, self.area = cast, cast.area(AREA)
        make_fund(cast.district, cast.officer)
        self.homes = {}
        self.add("H001", couple("王小明", "李梅"))
        self.add("H002", [Member("赵大山", facts=POOR)])
        self.add("H003", [Member("钱富贵", facts={"income_wages_fen": 800_000})])

    def add(self, number, members, **means):
        self.homes[number] = make_household(
            self.area, self.cast.officer, number=number, members=members, **means
        )
        return self.homes[number]

    def add_poor(self, letter, count):
        """So many households of one poor person each."""
        for at in range(count):
            self.add(f"{letter}{at:03d}", [Member(f"孙{chr(0x4E00 + at)}", facts=POOR)])

    def change(self, number, *, on, **facts):
        """New circumstances of a household's head."""
        with self.cast.officer.in_scope():
            before = Circumstance.objects.select_related("person__area").get(
                person_id=self.homes[number].head_id, ends_on=None
            )
        return change_facts(before, self.cast.officer, on=on, **facts)

    def run(self, month, **values):
        with self.cast.officer.in_scope():
            return run_month(district=self.cast.district, month=month, by=self.cast.officer, on=ON, **values)

    def sign(self, batch):
        with self.cast.head.in_scope():
            money.review_batch(batch=batch, digest=batch.digest, by=self.cast.head, on=ON)
        with self.cast.leader.in_scope():
            batch.refresh_from_db()
            return money.approve_batch(batch=batch, digest=batch.digest, by=self.cast.leader, on=ON)

    def send(self, batch):
        with self.cast.finance.in_scope():
            return money.export_batch(batch=self.sign(batch), by=self.cast.finance, on=ON)

    def answer(self, batch, back=()):
        """The bank pays every line except those numbered in `back`, which it returns."""
        rows = [answer_row(line, "returned" if line.number in back else "paid") for line in self.lines(batch)]
        with self.cast.finance.in_scope():
            return money.take_return_body(content=csv_of(rows), name="r.csv", by=self.cast.finance, on=ON)

    def lines(self, batch):
        return list(PaymentLine._base_manager.filter(batch=batch).select_related("batch").order_by("number"))
