"""The bank's answers in every order, split into files anyhow: one state. Money, days and batch state alike."""

import os
import random

import pytest
from django.db import transaction

from minzheng.kernel.money.actions.ledger import sum_ledger
from minzheng.kernel.money.models import PaymentLine
from minzheng.kernel.money.tests.paying import PayingHouse, answer_row
from minzheng.kernel.money.verification import find_bad_rows

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PERMUTATIONS = 1_000 if os.environ.get("MINZHENG_TEST_SIZE") == "long" else 25


@pytest.fixture
def house(cast, settings, tmp_path):
    settings.HOME = tmp_path
    return PayingHouse(cast, people=6)


def rows_of(lines):
    """Payment, late return, return of the return, rejection, a dispute and its end, duplicates."""
    one, two, three, four, five, _six = lines
    return [
        answer_row(one, "paid", "a1"),
        answer_row(two, "paid", "b1"),
        answer_row(two, "returned", "b2", value_date="2025-06-20"),
        answer_row(three, "paid", "c1", value_date="2025-06-12"),
        answer_row(three, "returned", "c2"),
        answer_row(three, "reversed", "c3", reverses="c2"),
        answer_row(four, "rejected", "d1", code="name_mismatch"),
        answer_row(four, "rejected", "d2", code="deceased", value_date="2025-06-11"),
        answer_row(five, "paid", "e1"),
        answer_row(five, "rejected", "e2"),
        answer_row(five, "reversed", "e3", reverses="e1"),
        answer_row(one, "paid", "a1"),
        answer_row(two, "returned", "b2", value_date="2025-06-20"),
    ]


def outcome(batch):
    columns = ("number", "state", "settled_on", "returned_on", "bank_reason", "live")
    lines = PaymentLine._base_manager.filter(batch=batch).order_by("number").values_list(*columns)
    return list(lines), sum_ledger(batch)


def play(house, batch, rows, chance):
    """One permutation, cut into files at random, undone afterwards; answers what it came to."""
    chance.shuffle(rows)
    with transaction.atomic():
        transaction.get_connection().atomic_blocks[-1]._from_testcase = True
        while rows:
            part = [rows.pop() for _ in range(min(len(rows), chance.randint(1, 5)))]
            assert house.answer(*part, name="part.csv").state in ("taken", "unchanged")
        found = (*outcome(batch), house.fresh(batch).state)
        assert not list(find_bad_rows())
        transaction.set_rollback(True)
    return found


def test_every_order_comes_to_one_state(house):
    batch = house.sent()
    lines = list(PaymentLine._base_manager.filter(batch=batch).select_related("batch").order_by("number"))
    chance = random.Random(20250701)
    outcomes = [play(house, batch, rows_of(lines), chance) for _ in range(PERMUTATIONS)]
    assert all(found == outcomes[0] for found in outcomes)
    states = [row[1] for row in outcomes[0][0]]
    assert states == ["paid", "returned", "paid", "rejected", "rejected", "in_flight"]
    assert outcomes[0][2] == "exported"
