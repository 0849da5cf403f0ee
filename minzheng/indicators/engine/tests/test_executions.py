"""The database, the columns and the slow obvious loop give the same numbers on random rows."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.indicators.engine import Asked, Indicator, list_traced, page_traced
from minzheng.indicators.engine.columnar import Columns, take_snapshot
from minzheng.indicators.engine.database import LIVE
from minzheng.indicators.engine.folds import Distinct, Latest, count, distinct, latest, sum_of
from minzheng.indicators.engine.periods import parse_period
from minzheng.indicators.engine.plain import read_plain
from minzheng.indicators.engine.plans import Buckets, Plan, areas_above, areas_within
from minzheng.indicators.engine.tests.payments_table import FACT, SCHEMES, TestedPayment, make_table, pay
from minzheng.indicators.engine.tracing import trace_plan
from minzheng.kernel.facts import (
    UNITS,
    Condition,
    at_least,
    at_most,
    between,
    equals,
    isin,
    isnull,
    on_or_before,
)

pytestmark = pytest.mark.both_databases
CODES = ("320213021001", "320213021002", "320213022001", "320213", "320213021")
DAYS = st.none() | st.dates(date(2024, 11, 1), date(2025, 8, 31))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "who": st.none() | st.integers(1, 4),
            "household": st.none() | st.integers(1, 3).map(lambda n: UUID(int=n)),
            "scheme": st.sampled_from(SCHEMES),
            "settled": DAYS,
            "returned": DAYS,
            "fen": st.none() | st.integers(-(10**12), 10**12),
            "progress": st.none() | st.integers(0, 100),
            "code": st.sampled_from(CODES),
        }
    ),
    max_size=12,
)
FOLDS = st.sampled_from(
    [
        count(),
        distinct("person"),
        distinct("household", "settled_on"),
        sum_of("amount"),
        latest("progress", by="settled_on"),
        latest("amount", by="returned_on"),
    ]
)
CONDITIONS = st.lists(
    st.one_of(
        st.sampled_from(SCHEMES).map(lambda word: equals("scheme", word)),
        st.lists(st.sampled_from(SCHEMES), max_size=2).map(lambda words: isin("scheme", words)),
        st.booleans().map(lambda yes: isnull("returned_on", yes)),
        st.dates(date(2025, 1, 1), date(2025, 6, 30)).map(lambda day: on_or_before("settled_on", day)),
        st.dates(date(2025, 1, 1), date(2025, 6, 30)).map(
            lambda day: Condition("returned_on", "null_or_after", day)
        ),
        st.just(between("settled_on", date(2025, 1, 1), date(2025, 7, 1))),
        st.integers(0, 100).map(lambda n: at_least("progress", n)),
        st.integers(0, 100).map(lambda n: at_most("progress", n)),
        st.integers(1, 4).map(lambda n: equals("person", UUID(int=n))),
        st.lists(st.integers(1, 4).map(lambda n: UUID(int=n)), max_size=2).map(lambda n: isin("person", n)),
        st.just(equals("person", None)),
    ),
    max_size=3,
)


@pytest.fixture
def table(cast):
    make_table()
    with cast.head.in_scope():
        yield cast


def fill(cast, rows):
    TestedPayment.objects.all().delete()
    areas = {code: cast.area(code) for code in CODES}
    TestedPayment.objects.bulk_create(
        pay(number, area=areas[row.pop("code")], **row) for number, row in enumerate(map(dict, rows), 1)
    )
    return read_plain(FACT), Columns(take_snapshot(FACT))


@given(rows=ROWS, fold=FOLDS, conditions=CONDITIONS)
def test_executions_agree(table, rows, fold, conditions):
    plain, columns = fill(table, rows)
    plan = Plan(FACT, tuple(conditions), fold)
    assert LIVE.measure(plan) == columns.measure(plan) == plain.measure(plan)
    assert columns.measure_many([plan, replace(plan, conditions=())])[0] == plain.measure(plan)
    assert (
        LIVE.newest(plan, "settled_on")
        == columns.newest(plan, "settled_on")
        == plain.newest(plan, "settled_on")
    )
    holders = areas_above("subdistrict", table.district.pk)
    for buckets in (
        Buckets("scheme"),
        Buckets("settled_on", by_month=True),
        Buckets("area", mapping=holders),
    ):
        expected = plain.measure_by(plan, buckets)
        assert LIVE.measure_by(plan, buckets) == expected, buckets
        assert columns.measure_by(plan, buckets) == expected, buckets


@given(rows=ROWS, fold=FOLDS, conditions=CONDITIONS)
def test_trace_adds_up_to_the_value(table, rows, fold, conditions):
    plain, _ = fill(table, rows)
    plan = Plan(FACT, tuple(conditions), fold)
    traced = list(trace_plan(plan))
    assert sum(one.quantity for one in traced) == plain.measure(plan)
    assert len({one.counted_as for one in traced}) == len(traced)
    passing = {str(row["id"]) for row in plain.rows if all(c.holds(row) for c in plan.conditions)}
    assert {one.record for one in traced} <= passing


@given(rows=ROWS, fold=FOLDS, size=st.integers(1, 5))
def test_pages_of_records_are_the_trace(table, rows, fold, size):
    fill(table, rows)
    fact = replace(FACT, counts=UNITS["person_time"])
    unit = {"Count": "person_time", "Sum": "yuan", "Latest": "percent"}.get(type(fold).__name__, "person")
    if isinstance(fold, Distinct) and len(fold.columns) > 1:
        unit = "household_time"
    if isinstance(fold, Latest) and fold.column == "amount":
        unit = "yuan"
    asked = Asked(parse_period("2025H1"), date(2025, 6, 30))
    indicator = Indicator(
        id="T", zh="t", en="t", definition="t", source="t", valid_from=date(2025, 1, 1), unit=unit,
        nature="stock", fold=fold, fact=fact,
    )  # fmt: skip
    whole, found = list_traced(indicator, asked), []
    while len(found) < len(whole):
        page, count = page_traced(indicator, asked, start=len(found), size=size)
        assert count == len(whole)
        assert 0 < len(page) <= size
        found += page
    assert found == whole


def test_areas_above_leads_to_the_subdistrict(table):
    holders = areas_above("subdistrict", table.district.pk)
    subdistrict = table.area("320213021").pk
    assert holders[table.area("320213021001").pk] == subdistrict == holders[subdistrict]
    assert table.district.pk not in holders
    assert table.area("329901001001").pk not in areas_above("subdistrict", table.district.pk)
    assert len(areas_within(table.district.pk)) == 169


def test_executions_read_only_the_actors_area(table):
    TestedPayment.objects.bulk_create(
        [pay(1, area=table.area("320213021001")), pay(2, area=table.area("329901001001"), who=2)]
    )
    plan = Plan(FACT, (), distinct("person"))
    assert LIVE.measure(plan) == 1
    with table.foreigner.in_scope():
        assert [one.record for one in trace_plan(plan)] == [str(UUID(int=2))]


def test_sum_beyond_32_bits_is_exact(table):
    TestedPayment.objects.bulk_create(pay(number, fen=10**15, area=table.district) for number in range(1, 8))
    plan = Plan(FACT, (), sum_of("amount"))
    assert LIVE.measure(plan) == Columns(take_snapshot(FACT)).measure(plan) == 7 * 10**15


def test_period_condition_is_half_open(table):
    half = parse_period("2025H1")
    for number, day in enumerate((date(2024, 12, 31), half.starts_on, half.last_day, half.ends_on), 1):
        pay(number, settled=day, area=table.district).save()
    plan = Plan(FACT, (between("settled_on", half.starts_on, half.ends_on),), count())
    assert LIVE.measure(plan) == 2
