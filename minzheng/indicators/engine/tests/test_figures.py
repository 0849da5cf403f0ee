"""One declaration answers total, area, month, column, trend, last year, drill-down and trace."""

from dataclasses import replace
from datetime import date

import pytest

from minzheng.indicators.engine import (
    Asked,
    Indicator,
    by_area,
    by_column,
    by_month,
    catalogue,
    count,
    distinct,
    latest,
    mean,
    parse_period,
    plus,
    ratio,
    same_period_last_year,
    sum_of,
    total,
    trace,
    trend,
)
from minzheng.indicators.engine.tests.payments_table import FACT, SCHEMES, TestedPayment, make_table, pay
from minzheng.kernel.facts import allof, by_cut_off, equals, in_dated_set, in_period, not_by_cut_off

pytestmark = pytest.mark.both_databases
H1 = Asked(parse_period("2025H1"), date(2025, 6, 30))
COMMON = {
    "en": "t",
    "definition": "测试。",
    "source": "测试",
    "valid_from": date(2025, 1, 1),
    "fact": FACT,
    "nature": "flow",
    "period_field": "settled_on",
    "splits": ("scheme",),
}
PAID = allof(
    in_dated_set("scheme", "shared.protection_set"), in_period("settled_on"), not_by_cut_off("returned_on")
)
PEOPLE = Indicator(id="T-1", zh="人数", unit="person", fold=distinct("person"), where=PAID, **COMMON)
MONEY = Indicator(id="T-2", zh="金额", unit="yuan", fold=sum_of("amount"), where=PAID, **COMMON)
TIMES = Indicator(id="T-3", zh="人次", unit="person_time", fold=count(), where=PAID, **COMMON)
MONTHLY = replace(TIMES, id="T-4", fold=mean(count(), divisor="months"))
EVERYBODY = Indicator(
    id="T-5", zh="全部", unit="person", fold=distinct("person"),
    where=allof(by_cut_off("settled_on")), **(COMMON | {"nature": "stock", "period_field": ""}),
)  # fmt: skip
SHARE = Indicator(
    id="T-6", zh="占比", unit="percent", fold=ratio(of=PEOPLE, to=EVERYBODY),
    **(COMMON | {"fact": None, "splits": ()}),
)  # fmt: skip
PROGRESS = Indicator(
    id="T-7", zh="进度", unit="percent", fold=latest("progress", by="settled_on"),
    where=allof(by_cut_off("settled_on")), **(COMMON | {"nature": "stock", "period_field": ""}),
)  # fmt: skip


@pytest.fixture
def paid(cast):
    """Five people; what counts: 1 (twice), 2 (returned too late to count), 3. Not: 4 returned, 5 elder only."""
    make_table()
    first, second = cast.area("320213021001"), cast.area("320213022001")
    with cast.head.in_scope():
        TestedPayment.objects.bulk_create(
            [
                pay(1, who=1, settled=date(2025, 1, 10), fen=10_001, area=first),
                pay(2, who=1, settled=date(2025, 2, 10), fen=10_002, area=second, progress=45),
                pay(3, who=2, settled=date(2025, 2, 10), returned=date(2025, 7, 5), fen=20_000, area=second),
                pay(4, who=3, settled=date(2025, 6, 30), scheme=SCHEMES[1], fen=30_000, area=first),
                pay(5, who=4, settled=date(2025, 3, 1), returned=date(2025, 6, 30), fen=40_000, area=first),
                pay(6, who=5, settled=date(2025, 3, 1), scheme=SCHEMES[2], fen=50_000, area=first),
                pay(7, who=3, settled=date(2025, 7, 1), fen=60_000, area=first, progress=93),
                pay(8, who=2, settled=date(2024, 5, 1), fen=70_000, area=first),
                pay(9, who=9, settled=date(2025, 5, 1), fen=90_000, area=cast.area("329901001001")),
            ]
        )
        yield cast


@pytest.mark.parametrize(
    ("indicator", "text"),
    [(PEOPLE, "3"), (MONEY, "700.03"), (TIMES, "4"), (MONTHLY, "0.666667"), (EVERYBODY, "5"), (SHARE, "60")],
)
def test_total(paid, indicator, text):
    assert total(indicator, H1).text == text


def test_total_latest_is_the_newest_reading_by_the_cut_off(paid):
    assert total(PROGRESS, H1).text == "45"
    assert total(PROGRESS, replace(H1, cut_off=date(2025, 7, 1))).text == "93"


def test_later_cut_off_takes_later_returns_away_and_adds_no_later_payment(paid):
    assert total(MONEY, replace(H1, cut_off=date(2025, 8, 22))).text == "500.03"


def test_earlier_cut_off_counts_nothing_after_it(paid):
    assert total(MONEY, replace(H1, cut_off=date(2025, 2, 10))).text == "400.03"


def test_total_unknown_when_register_not_in_use_and_zero_when_nothing_passes(paid):
    unused = replace(PEOPLE, fact=replace(FACT, in_use=lambda: False))
    assert total(unused, H1).text is None
    assert total(replace(SHARE, fold=ratio(of=unused, to=EVERYBODY)), H1).text is None
    assert by_area(unused, H1, level="subdistrict") == {} == by_column(unused, H1, "scheme")
    assert set(by_month(unused, H1).values()) == {None}
    assert trace(unused, H1)["records"] == []
    assert trace(unused, H1)["value"] is None
    nothing = replace(PEOPLE, where=(*PEOPLE.where, equals("scheme", "none")))
    assert total(nothing, H1).text == "0"


def test_total_of_an_empty_denominator_is_unknown(paid):
    nobody = replace(EVERYBODY, where=(*EVERYBODY.where, equals("scheme", "none")))
    assert total(replace(SHARE, fold=ratio(of=PEOPLE, to=nobody)), H1).text is None


def test_by_area_counts_each_subdistrict_for_itself(paid):
    asked = replace(H1, area_id=paid.district.pk)
    found = by_area(PEOPLE, asked, level="subdistrict")
    named = {area: value.text for area, value in found.items() if value.numerator}
    assert len(found) == 9
    assert named == {paid.area("320213021").pk: "2", paid.area("320213022").pk: "2"}
    assert set(by_area(PEOPLE, H1, level="subdistrict")) == set(named)
    money = by_area(MONEY, asked, level="subdistrict").values()
    assert sum(value.numerator for value in money) == total(MONEY, H1).value.numerator


def test_by_month_of_a_flow_adds_up_under_one_cut_off(paid):
    texts = {day.month: value.text for day, value in by_month(MONEY, H1).items()}
    assert texts == {1: "100.01", 2: "300.02", 3: "0.00", 4: "0.00", 5: "0.00", 6: "300.00"}
    assert [value.text for value in by_month(MONTHLY, H1).values()] == ["1", "2", "0", "0", "0", "1"]


def test_by_month_of_a_stock_is_the_state_at_each_months_end(paid):
    assert [value.text for value in by_month(EVERYBODY, H1).values()] == ["2", "2", "4", "4", "4", "5"]


def test_by_column_only_where_declared(paid):
    found = by_column(MONEY, H1, "scheme")
    assert {key: value.text for key, value in found.items()} == {SCHEMES[0]: "400.03", SCHEMES[1]: "300.00"}
    with pytest.raises(KeyError):
        by_column(MONEY, H1, "person")


def test_trend_and_same_period_last_year(paid):
    years = [parse_period("2024H1"), parse_period("2025H1")]
    assert [value.text for value in trend(MONEY, H1, years).values()] == ["700.00", "700.03"]
    assert same_period_last_year(PEOPLE, H1).text == "1"


def test_area_limits_everything(paid):
    asked = replace(H1, area_id=paid.area("320213021").pk)
    assert total(PEOPLE, asked).text == "2"
    assert [one["record"][-1] for one in trace(MONEY, asked)["records"]] == ["1", "4"]


def test_trace_of_a_distinct_count_has_one_record_a_person(paid):
    found = trace(PEOPLE, H1)
    assert found["value"] == "3"
    assert found["unit"] == "人"
    assert found["fold"] == "distinct"
    assert found["period"] == {"from": "2025-01-01", "to": "2025-06-30", "cut_off": "2025-06-30"}
    assert [one["counted_as"][-1] for one in found["records"]] == ["1", "2", "3"]
    assert {one["quantity"] for one in found["records"]} == {1}
    assert found["records"][0]["evidence"] == "1"
    assert found["records"][0]["register"] == "assistance_payments"
    assert found["divisor"] is None
    assert found["denominator"] is None


def test_trace_of_a_sum_adds_up_in_yuan(paid):
    quantities = [one["quantity"] for one in trace(MONEY, H1)["records"]]
    assert quantities == ["100.01", "100.02", "200.00", "300.00"]


def test_trace_of_a_mean_names_its_divisor(paid):
    found = trace(MONTHLY, H1)
    assert (found["divisor"], found["fold"], len(found["records"])) == (6, "mean", 4)


def test_trace_of_a_ratio_has_both_sides(paid):
    found = trace(SHARE, H1, frozen_on=date(2025, 1, 15))
    assert (len(found["records"]), len(found["denominator"]["records"])) == (3, 5)
    assert found["denominator"]["frozen_on"] == "2025-01-15"


def test_trace_of_a_latest_value_is_one_record(paid):
    (record,) = trace(PROGRESS, H1)["records"]
    assert (record["quantity"], record["record"][-1]) == (45, "2")


def test_plus_adds_counts_of_one_unit(paid):
    both = Indicator(id="T-8", zh="和", unit="yuan", fold=plus(MONEY, MONEY), **(COMMON | {"fact": None}))
    assert total(both, H1).text == "1400.06"
    assert len(trace(both, H1)["records"]) == 8


@pytest.mark.parametrize(
    ("ask", "queries"),
    [
        (lambda _: total(PEOPLE, H1), 1),
        (lambda area: total(PEOPLE, replace(H1, area_id=area)), 2),
        (lambda _: by_area(MONEY, H1, level="subdistrict"), 2),
        (lambda _: by_month(MONEY, H1), 1),
        (lambda _: trace(MONEY, H1), 2),
    ],
)
def test_number_of_queries_does_not_depend_on_the_rows(paid, django_assert_num_queries, ask, queries):
    with django_assert_num_queries(queries):
        ask(paid.district.pk)


def test_catalogue_tells_what_each_figure_is():
    for entry in catalogue():
        assert entry["zh"]
        assert entry["en"]
        assert entry["definition"]
        assert entry["source"]
        assert entry["unit"]
