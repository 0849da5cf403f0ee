"""SA-03 and SA-04 over batches that went through the real payment states and the bank's answers."""

from dataclasses import replace
from datetime import date

import pytest

from minzheng.indicators.assistance.protection_payments import (
    ELDER_ALLOWANCE_MONEY,
    ELDER_ALLOWANCE_PEOPLE,
    PAYEES,
    PERSON_TIMES,
    PROTECTED_PEOPLE,
    PROTECTION_MONEY,
    RETURNED_MONEY,
)
from minzheng.indicators.engine import Asked, by_column, parse_period, total, trace
from minzheng.indicators.engine.columnar import Columns, take_snapshot
from minzheng.indicators.engine.plain import read_plain
from minzheng.kernel.money.actions import open_batch
from minzheng.kernel.money.facts import PAYMENT_COVERAGE, PAYMENTS
from minzheng.kernel.money.models import PaymentLine
from minzheng.kernel.money.tests.paying import ON, PayingHouse, answer_row
from minzheng.kernel.people.models import Person

pytestmark = pytest.mark.both_databases
H1 = Asked(parse_period("2025H1"), date(2025, 6, 30))
EVERY = (PROTECTED_PEOPLE, PROTECTION_MONEY, PAYEES, PERSON_TIMES, RETURNED_MONEY)


@pytest.fixture
def paid(cast, settings, tmp_path):
    """Line 1 covers persons 1 and 2 (payee 1); line 2 person 2; line 3 is rejected; line 4 comes back on 20 June."""
    settings.HOME = tmp_path
    house = PayingHouse(cast)
    first, second, _, _ = house.people
    lines = house.lines(fen=10_000)
    lines[0] = replace(lines[0], covered=(first, second))
    lines[1] = replace(lines[1], scheme="disability_nursing_subsidy")
    house.batch = house.sent(lines=lines)
    one, two, three, four = (house.line(house.batch, number) for number in range(1, 5))
    house.answer(
        answer_row(one),
        answer_row(two, value_date="2025-06-30"),
        answer_row(three, "rejected"),
        answer_row(four),
    )
    house.answer(answer_row(four, "returned", value_date="2025-06-20"), name="back.csv")
    with cast.head.in_scope():
        yield house


def texts(asked=H1):
    return [total(each, asked).text for each in EVERY]


def test_figures_count_members_covered_by_what_arrived_and_stayed(paid):
    assert texts() == ["2", "200.01", "2", "3", "100.03"]


def test_trace_carries_the_value(paid):
    people, money = trace(PROTECTED_PEOPLE, H1)["records"], trace(PROTECTION_MONEY, H1)["records"]
    assert {one["counted_as"] for one in people} == {str(person) for person in paid.people[:2]}
    assert sorted(one["quantity"] for one in money) == ["100.00", "100.01"]
    lines = {str(pk) for pk in PaymentLine.objects.filter(state="paid").values_list("pk", flat=True)}
    assert {one["record"] for one in money} == lines
    assert all(int(one["evidence"]) > 0 for one in people + money)


def test_return_after_the_cut_off_leaves_the_figure_as_it_was(paid):
    assert texts(replace(H1, cut_off=date(2025, 6, 19)))[:2] == ["3", "200.03"]


def test_return_of_the_only_payment_takes_its_person_away(paid):
    one = paid.line(paid.batch, 1)
    paid.answer(answer_row(one, "returned", value_date="2025-06-25"), name="again.csv")
    assert texts()[:2] == ["1", "100.01"]
    assert total(PROTECTED_PEOPLE, replace(H1, cut_off=date(2025, 6, 24))).text == "2"


def test_joined_duplicates_are_one_person(paid):
    first, second = paid.people[:2]
    Person.objects.filter(pk=second).update(merged_into=first)
    assert texts()[:4] == ["1", "200.01", "1", "3"]


def test_elder_allowance_is_apart_and_never_protection_money(paid):
    lines = [replace(line, scheme="elder_allowance") for line in paid.lines(paid.people[3:], fen=5_000)]
    batch = open_batch(
        district=paid.district, month="2025-05", title="五月尊老金", schemes={"elder_allowance": "尊老金"},
        fund=paid.fund, lines=lines, population=1_000, request_key="elder", by=paid.cast.officer, on=ON,
    )  # fmt: skip
    paid.export(paid.sign(batch))
    paid.answer(answer_row(paid.line(batch)), name="elder.csv")
    assert texts() == ["2", "200.01", "2", "3", "100.03"]
    assert [total(one, H1).text for one in (ELDER_ALLOWANCE_PEOPLE, ELDER_ALLOWANCE_MONEY)] == ["1", "50.00"]


def test_split_by_scheme_adds_up(paid):
    found = by_column(PROTECTION_MONEY, H1, "scheme")
    assert {key: value.text for key, value in found.items()} == {
        "low_income_allowance": "100.00",
        "disability_nursing_subsidy": "100.01",
    }


def test_three_executions_agree_on_the_real_facts(paid):
    for fact in (PAYMENTS, PAYMENT_COVERAGE):
        columns, plain = Columns(take_snapshot(fact)), read_plain(fact)
        for each in [one for one in EVERY if one.fact is fact]:
            live = total(each, H1).text
            assert total(each, H1, execution=columns).text == live == total(each, H1, execution=plain).text


def test_figures_unknown_before_any_batch(cast):
    with cast.head.in_scope():
        assert texts() == [None] * 5


def test_figures_are_zero_once_a_batch_is_kept_but_nothing_arrived(cast, settings, tmp_path):
    settings.HOME = tmp_path
    PayingHouse(cast).open()
    with cast.head.in_scope():
        assert texts() == ["0", "0.00", "0", "0", "0.00"]
