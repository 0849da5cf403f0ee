"""Random histories of batches, answers, reversals and decisions; a plain dict keeps its own books beside them."""

from contextlib import ExitStack

import pytest
from django.db import transaction
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from minzheng.kernel.money import actions
from minzheng.kernel.money.actions import ledger
from minzheng.kernel.money.models import PaymentBatch, PaymentLine, Posting
from minzheng.kernel.money.reconciling import reconcile
from minzheng.kernel.money.tests.paying import ON, PayingHouse, answer_row
from minzheng.kernel.money.verification import find_bad_rows
from minzheng.kernel.problems import BrokenInvariant, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MONTHS = ("2025-01", "2025-02")


class PlainBooks:
    """The independent checker: what the bank said of each payment and what was decided, nothing borrowed."""

    def __init__(self):
        self.payments = {}

    def send(self, name, fen, replaces=None):
        self.payments[name] = {"fen": fen, "said": {}, "undone": set(), "decided": None, "replaces": replaces}

    def say(self, name, return_id, status, reverses=""):
        payment = self.payments[name]
        if status == "reversed":
            payment["undone"].add(reverses)
        else:
            payment["said"][return_id] = status

    def where(self, name):
        """Which pocket holds the payment's fen."""
        payment = self.payments[name]
        said = {s for i, s in payment["said"].items() if i not in payment["undone"]}
        came_back = "returned" in said or said == {"rejected"}
        if came_back:
            return {"reissued": "fund", "released": "fund", "recovered": "suspense"}.get(
                payment["decided"], "returned"
            )
        if "paid" in said and "rejected" in said:
            return "suspense"
        if "paid" in said:
            return {"reissued": "recoverable", "recovered": "fund"}.get(payment["decided"], "expense")
        return "in_flight"

    def pockets(self):
        found = dict.fromkeys(("expense", "in_flight", "returned", "suspense", "recoverable"), 0)
        for name, payment in self.payments.items():
            pocket = self.where(name)
            if pocket != "fund":
                found[pocket] += payment["fen"]
        return found


class History(RuleBasedStateMachine):
    """Every rule is one thing that happens at a bureau or its bank, in any order."""

    house: PayingHouse

    def __init__(self):
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        transaction.get_connection().atomic_blocks[-1]._from_testcase = True
        self.books, self.serial = PlainBooks(), 0

    def teardown(self):
        transaction.set_rollback(True)
        self.stack.close()

    def send(self, batch):
        self.house.export(self.house.sign(batch))
        for line in self.lines_of(batch):
            old = line.replaces.end_to_end_id if line.replaces else None
            self.books.send(line.end_to_end_id, line.fen, old)

    def lines_of(self, batch):
        return list(
            PaymentLine._base_manager.filter(batch=batch)
            .select_related("replaces", "batch")
            .order_by("number")
        )

    @property
    def at_bank(self):
        rows = PaymentLine._base_manager.filter(batch__state__in=("exported", "returned", "closed"))
        return list(rows.select_related("batch").order_by("end_to_end_id"))

    @initialize(fen=st.integers(1, 10**9))
    def first_month(self, fen):
        self.send(self.house.open(month=MONTHS[0], lines=self.house.lines(fen=fen)))

    @rule(fen=st.integers(1, 10**9))
    def second_month(self, fen):
        if not PaymentBatch._base_manager.filter(month=MONTHS[1], request_key="second").exists():
            self.send(self.house.open(month=MONTHS[1], key="second", lines=self.house.lines(fen=fen)))

    @rule(data=st.data(), status=st.sampled_from(("paid", "paid", "returned", "rejected")))
    def bank_answers(self, data, status):
        for line in data.draw(
            st.lists(st.sampled_from(self.at_bank), min_size=1, max_size=3, unique_by=lambda x: x.id)
        ):
            self.take(answer_row(line, status, self.next_id()), line, status)

    @rule(data=st.data())
    def bank_takes_back(self, data):
        said = [(name, i) for name, p in self.books.payments.items() for i in p["said"]]
        if said:
            name, named = data.draw(st.sampled_from(sorted(said)))
            line = next(line for line in self.at_bank if line.end_to_end_id == name)
            self.take(answer_row(line, "reversed", self.next_id(), reverses=named), line, "reversed", named)

    def next_id(self):
        self.serial += 1
        return f"r{self.serial}"

    def take(self, row, line, status, reverses=""):
        assert self.house.answer(row, name=f"{row['return_id']}.csv").state == "taken"
        self.books.say(line.end_to_end_id, row["return_id"], status, reverses)

    @rule(data=st.data())
    def bureau_reissues(self, data):
        open_lines = [line for line in self.at_bank if line.state in ("returned", "rejected", "released")]
        if open_lines:
            line = data.draw(st.sampled_from(open_lines))
            self.send(
                actions.reissue_lines(
                    district=self.house.district, accounts={line.id: line.account_id}, title="重发",
                    by=self.house.cast.officer, on=ON,
                )
            )  # fmt: skip
            self.books.payments[line.end_to_end_id]["decided"] = "reissued"

    @rule(data=st.data(), verb=st.sampled_from(("released", "recovered")))
    def bureau_settles(self, data, verb):
        call, fitting = (
            (actions.release_lines, ("returned", "rejected"))
            if verb == "released"
            else (actions.recover_lines, ("overpaid",))
        )
        lines = [line for line in self.at_bank if line.state in fitting]
        if lines:
            line = data.draw(st.sampled_from(lines))
            call(
                district=self.house.district,
                line_ids=[line.id],
                reason="核实",
                by=self.house.cast.finance,
                on=ON,
            )
            self.books.payments[line.end_to_end_id]["decided"] = verb

    @precondition(lambda self: self.books.payments)
    @rule()
    def nobody_is_paid_twice(self):
        with pytest.raises(Refused):
            self.house.open(
                month=MONTHS[0], key="twice", lines=self.house.lines(people=self.house.people[:1], fen=7)
            )

    @invariant()
    def not_a_fen_is_off(self):
        accounts = reconcile()["accounts"]
        ours = self.books.pockets()
        theirs = {name: accounts.get(name, 0) for name in ours if name != "expense"}
        theirs["expense"] = sum(fen for code, fen in accounts.items() if code.startswith("expense:"))
        assert theirs == ours
        assert accounts.get("fund:main", 0) == -sum(ours.values())

    def check_everything(self):
        assert reconcile()["balanced"]
        assert not list(find_bad_rows())


def play(house, examples, steps, phases=tuple(Phase)):
    class ThisHistory(History):
        def teardown(self):
            try:
                self.check_everything()
            finally:
                super().teardown()

    ThisHistory.house = house
    run_state_machine_as_test(
        ThisHistory,
        settings=hypothesis_settings(
            hypothesis_settings.default, max_examples=examples, stateful_step_count=steps, phases=phases
        ),
    )


def test_random_histories_lose_nothing(house):
    play(house, examples=12, steps=15)


@pytest.mark.long
def test_random_histories_lose_nothing_at_full_size(house):
    play(house, examples=2_000, steps=60)


def test_a_double_posting_is_caught_by_the_books_themselves(house, monkeypatch):
    """The seeded bug: every booking is written twice, balanced each time."""
    real = ledger.book

    def twice(batch, moved, **words):
        real(batch, moved, **words)
        real(batch, moved, **words)

    monkeypatch.setattr("minzheng.kernel.money.actions.changing.book", twice)
    with pytest.raises(BrokenInvariant, match="不符"):
        house.sent()


def test_a_double_posting_is_caught_by_the_independent_checker(house, monkeypatch):
    """The same bug with the production assertion cut out: the plain dict must still see it."""
    real = ledger.book

    def twice(batch, moved, **words):
        real(batch, moved, **words)
        real(batch, moved, **words)

    monkeypatch.setattr("minzheng.kernel.money.actions.changing.book", twice)
    monkeypatch.setattr("minzheng.kernel.money.actions.changing.assert_balanced", lambda batch: None)
    with pytest.raises(AssertionError):
        play(house, examples=1, steps=2, phases=[Phase.generate])


def test_a_lost_answer_is_caught_by_the_independent_checker(house, monkeypatch):
    """Seeded bug: returned money is treated as paid."""
    monkeypatch.setitem(ledger.account_code.__globals__["ACCOUNT_OF_STATE"], "returned", "expense")
    with pytest.raises(AssertionError):
        play(house, examples=12, steps=15, phases=[Phase.generate])


def test_unbalanced_entry_stops_at_once(house):
    batch = house.sent()
    with pytest.raises(BrokenInvariant, match="借贷不平"):
        ledger.book(house.fresh(batch), {"fund:main": 5}, summary="错", on=ON, sequence=1)
    assert Posting._base_manager.count() == 2
