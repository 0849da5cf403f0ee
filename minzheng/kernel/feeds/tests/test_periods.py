"""Dated rows never overlap, repeat without effect, and keep every day that was told."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.feeds.periods import Period, lay_periods

DAY = date(2025, 1, 1)


def period(offset, content, place=0, ends=None):
    return Period(DAY + timedelta(offset), ends and DAY + timedelta(ends), (content,), place=place)


def test_later_row_ends_the_earlier_one():
    held = Period(DAY, None, ("a",), id="held", version=3)
    laid = lay_periods({"p": [held]}, [("p", period(31, "b"))])
    assert [(p.id, p.ends_on, p.version) for _, p in laid.changed] == [("held", date(2025, 2, 1), 3)]
    assert [(p.starts_on, p.ends_on) for _, p in laid.added] == [(date(2025, 2, 1), None)]


def test_earlier_row_ends_where_the_held_one_starts():
    held = Period(DAY + timedelta(31), None, ("b",), id="held")
    laid = lay_periods({"p": [held]}, [("p", period(0, "a"))])
    assert [(p.starts_on, p.ends_on) for _, p in laid.added] == [(DAY, date(2025, 2, 1))]
    assert not laid.changed


def test_same_first_day_corrects():
    held = Period(DAY, None, ("a",), id="held", version=1)
    laid = lay_periods({"p": [held]}, [("p", period(0, "b"))])
    assert [(p.id, p.content) for _, p in laid.changed] == [("held", ("b",))]


rows = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from("abc")),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[0],
)


@given(rows, rows)
def test_periods_never_overlap_and_repeating_changes_nothing(first, second):
    held = settle({}, first)
    held = settle(held, second)
    line = sorted(held["p"], key=lambda p: p.starts_on)
    for earlier, later in pairwise(line):
        assert earlier.ends_on == later.starts_on
    told = dict(first) | dict(second)
    assert {(p.starts_on - DAY).days: p.content[0] for p in line} == told
    again = lay_periods(held, [("p", period(offset, content)) for offset, content in second])
    assert not again.added
    assert not again.changed


def settle(held, arrived):
    laid = lay_periods(held, [("p", period(offset, content)) for offset, content in arrived])
    line = {p.starts_on: p for p in held.get("p", [])}
    line |= {
        p.starts_on: Period(p.starts_on, p.ends_on, p.content, id="x") for _, p in laid.added + laid.changed
    }
    return {"p": list(line.values())}
