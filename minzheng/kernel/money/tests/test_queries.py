"""Questions answered with few queries, however many rows; facts that sum to the fen."""

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from minzheng.kernel.money import queries
from minzheng.kernel.money.facts import PAYMENT_COVERAGE, PAYMENTS
from minzheng.kernel.money.tests.paying import answer_row

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_difference_to_last_month(house):
    one, two, three, four = house.people
    house.open(month="2025-05", lines=house.lines([one, two, three], reason="eligible"))
    batch = house.open(
        month="2025-06",
        lines=[*house.lines([one]), *house.lines([two], fen=99, reason="income"), *house.lines([four])],
    )
    with house.cast.head.in_scope():
        found = queries.compare_batch(batch)
    assert [d.beneficiary for d in found.added] == [four]
    assert [d.beneficiary for d in found.removed] == [three]
    changed = found.changed[0]
    assert (changed.beneficiary, changed.before_fen, changed.after_fen) == (two, 114_501, 99)
    assert (changed.before_reason, changed.after_reason) == ("eligible", "income")
    assert found.same == 1


@pytest.mark.parametrize(("month", "before"), [("2025-01", "2024-12"), ("2025-10", "2025-09")])
def test_month_before(month, before):
    assert queries.month_before(month) == before


@pytest.mark.parametrize("months", [1, 4])
def test_list_of_batches_needs_two_queries(house, months, django_assert_num_queries):
    for number in range(months):
        house.open(month=f"2025-0{number + 1}")
    with house.cast.head.in_scope(), django_assert_num_queries(2):
        assert len([(b.maker.display_name, sums) for b, sums in queries.list_batches()]) == months


@pytest.mark.parametrize("people", [1, 4])
def test_month_list_needs_one_query(house, people, django_assert_num_queries):
    batch = house.open(lines=house.lines(house.people[:people]))
    with house.cast.head.in_scope(), django_assert_num_queries(1):
        rows = queries.list_month_rows(batch)
    assert [row.covered for row in rows] == [1] * people
    assert rows[0].last_four == "0000"


def test_opening_and_answering_need_no_query_a_line(house):
    """The same number of queries for one line and for four."""
    house.answer(answer_row(house.line(house.sent(month="2025-01"))), name="warm.csv")
    counted = []
    for month, people in (("2025-02", 1), ("2025-03", 4)):
        with CaptureQueriesContext(connection) as queries_made:
            batch = house.sent(month=month, lines=house.lines(house.people[:people]))
        rows = [answer_row(house.line(batch, n + 1)) for n in range(people)]
        with CaptureQueriesContext(connection) as more:
            house.answer(*rows, name=f"{month}.csv")
        counted.append((len(queries_made), len(more)))
    assert counted[0] == counted[1]


def test_facts_count_people_and_fen(house):
    one, two, *_ = house.people
    from dataclasses import replace

    lines = [replace(house.lines([one])[0], covered=(one, two))]
    batch = house.sent(lines=lines)
    house.answer(answer_row(house.line(batch)))
    with house.cast.head.in_scope():
        coverage = PAYMENT_COVERAGE.rows()
        assert coverage.aggregate(fen=Sum(PAYMENT_COVERAGE.path_of("amount")))["fen"] == 114_500
        assert PAYMENTS.rows().aggregate(fen=Sum("fen"))["fen"] == 114_500
        columns = [
            PAYMENT_COVERAGE.path_of(name)
            for name in ("person", "settled_on", "returned_on", "evidence", "area")
        ]
        assert {row[0] for row in coverage.values_list(*columns)} == {one, two}
        assert PAYMENTS.in_use()
        assert list(PAYMENTS.rows().values_list(*(PAYMENTS.path_of(name) for name in PAYMENTS.columns)))
    with house.cast.foreigner.in_scope():
        assert not PAYMENTS.rows().exists()
        assert not PAYMENTS.in_use()


def test_paid_keys_tell_what_to_leave_out(house):
    house.open(lines=house.lines(house.people[:1]))
    with house.cast.head.in_scope():
        keys = queries.list_paid_keys("2025-06", ["low_income_allowance"])
    assert {key.beneficiary for key in keys} == {house.people[0]}
