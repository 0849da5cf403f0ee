"""Differences between months, with the rules' reasons and the facts behind them."""

from datetime import date

import pytest

from minzheng.kernel.people.actions import NewLifeEvent, record_life_events
from minzheng.lines.assistance.payments.queries import months as asked
from tests.factories import Member

pytestmark = pytest.mark.both_databases
JUNE = date(2025, 6, 2)
POOR = {"work_ability": "unable", "income_other_fen": 20_000}


@pytest.fixture
def two(months):
    """May and June: H001 earns more, H002 earns too much, H004 is new, H003 was never paid."""
    before = months.run("2025-05")
    months.change("H001", on=JUNE, work_ability="unable", income_other_fen=50_000)
    months.change("H002", on=JUNE, work_ability="able", income_wages_fen=900_000)
    months.add("H004", [Member("周新", facts=POOR)], on=JUNE)
    return before, months.run("2025-06")


def rows_of(months, before, run):
    with months.cast.officer.in_scope():
        differences = asked.list_differences(run, before)
        return differences, {row.number: row for row in asked.describe_differences(differences, run, before)}


def test_differences_name_kind_and_amounts(months, two):
    differences, rows = rows_of(months, *two)
    assert {number: row.difference.kind for number, row in rows.items()} == {
        "H001": "lowered",
        "H002": "stopped",
        "H004": "added",
    }
    lowered = rows["H001"].difference
    assert lowered.change_fen == -30_000
    assert rows["H002"].difference.after_fen == 0
    assert rows["H004"].difference.before_fen == 0
    sums = {each.kind: (each.times, each.fen) for each in asked.sum_differences(differences)}
    assert sums["lowered"] == (1, -30_000)
    assert sums["raised"] == (0, 0)


def test_differences_say_why_in_both_months(months, two):
    _, rows = rows_of(months, *two)
    assert rows["H002"].why_before == "符合条件，按差额发放"
    assert rows["H002"].why_after == "家庭人均月收入不低于低保标准"
    assert rows["H004"].why_before == "当月不在册"
    assert (rows["H001"].who, rows["H004"].who) == ("王**", "周*")
    assert rows["H001"].facts == ("王** 月其他收入：200.00 元 → 500.00 元",)


def test_differences_are_chosen_by_kind_scheme_and_area(months, two):
    differences, _ = rows_of(months, *two)
    assert [each.kind for each in asked.choose(differences, kind="added")] == ["added"]
    assert asked.choose(differences, scheme="elder_allowance") == []
    assert asked.choose(differences, areas=frozenset()) == []
    assert asked.choose(differences) == differences


def test_first_month_adds_everybody(months):
    run = months.run("2025-05")
    with months.cast.officer.in_scope():
        assert asked.find_earlier(run) is None
        assert {each.kind for each in asked.list_differences(run, None)} == {"added"}


def test_time_alone_is_told_by_the_steps(months):
    """Nobody recorded anything: a member turned sixty and the top-up came with it."""
    months.add("H007", [Member("沈六旬", born=date(1965, 6, 10), facts={"work_ability": "unable"})])
    before, run = months.run("2025-05"), months.run("2025-06")
    _, rows = rows_of(months, before, run)
    row = rows["H007"]
    assert row.difference.kind == "raised"
    assert row.facts[0] == "周岁（沈**）：59 周岁 → 60 周岁"


def test_death_is_why_a_payment_stops(months):
    before = months.run("2025-05")
    died = date(2025, 5, 12)
    with months.cast.officer.in_scope():
        head = months.homes["H002"].head_id
        event = NewLifeEvent(head, "death", died, "殡葬信息")
        record_life_events(events=[event], by=months.cast.officer, on=date(2025, 5, 20))
    run = months.run("2025-06")
    _, rows = rows_of(months, before, run)
    assert (rows["H002"].difference.kind, rows["H002"].facts) == ("stopped", ("赵** 2025-05-12 去世",))


def test_left_out_household_is_why_nothing_is_paid(months):
    before = months.run("2025-05")
    months.add("H005", [Member("吴无", facts=POOR)], account=False)
    months.add("H006", [Member("郑有", facts=POOR)], on=JUNE)
    run = months.run("2025-06")
    _, rows = rows_of(months, before, run)
    assert "H005" not in rows
    assert asked.list_left_out(run) == [("H005", "最低生活保障：没有可用的收款账户")]


def test_standards_carry_their_sources(months):
    run = months.run("2025-05")
    rows = {row.key: row for row in asked.list_standards(run)}
    standard = rows["low_income_allowance.standard"]
    assert (standard.value, standard.benefit, standard.official) == ("1,145.00 元", "最低生活保障", False)
    assert standard.source
    assert asked.list_changed_standards(run, None) == []
