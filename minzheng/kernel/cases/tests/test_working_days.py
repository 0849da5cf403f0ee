"""Terms in working days: against the published years, and against a slow obvious counting."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.cases.actions.calendar import read_package
from minzheng.kernel.cases.working_days import (
    WorkCalendar,
    add_calendar_days,
    add_working_days,
    count_working_days,
    roll_forward,
)


def published(*years):
    days = {day: change.works for year in years for day, change in read_package(year).items()}
    return WorkCalendar(frozenset(years), days)


CALENDAR = published(2024, 2025)
days = st.dates(date(2024, 1, 2), date(2025, 6, 30))
terms = st.integers(0, 90)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 1, 26), True),  # Sunday, worked for the Spring Festival
        (date(2025, 2, 8), True),
        (date(2025, 1, 28), False),
        (date(2025, 5, 5), False),
        (date(2025, 4, 27), True),
        (date(2025, 6, 28), False),  # plain Saturday
        (date(2025, 6, 30), True),
        (date(2025, 10, 8), False),
        (date(2025, 10, 11), True),
    ],
)
def test_days_of_2025_as_published(day, works):
    assert CALENDAR.works(day) is works


def test_2025_has_248_working_days():
    assert count_working_days(date(2024, 12, 31), date(2025, 12, 31), CALENDAR) == 248


def test_term_over_spring_festival():
    assert add_working_days(date(2025, 1, 24), 3, CALENDAR).on == date(2025, 2, 5)


def test_term_of_zero_ends_where_it_starts():
    assert add_working_days(date(2025, 1, 28), 0, CALENDAR).on == date(2025, 1, 28)


def test_calendar_term_rolls_over_days_off():
    assert add_calendar_days(date(2025, 4, 1), 30, CALENDAR).on == date(2025, 5, 6)
    assert roll_forward(date(2025, 4, 27), CALENDAR).on == date(2025, 4, 27)


@given(days, terms)
def test_adding_agrees_with_slow_counting(start, term):
    due = add_working_days(start, term, CALENDAR).on
    every = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    assert sum(CALENDAR.works(day) for day in every) == term
    assert due == start or CALENDAR.works(due)


@given(days, terms, terms)
def test_terms_add_up(start, first, second):
    middle = add_working_days(start, first, CALENDAR).on
    assert add_working_days(middle, second, CALENDAR) == add_working_days(start, first + second, CALENDAR)


@given(days, terms)
def test_count_is_the_inverse_of_add(start, term):
    due = add_working_days(start, term, CALENDAR).on
    assert count_working_days(start, due, CALENDAR) == term


@given(days, st.integers(0, 500))
def test_provisional_exactly_when_an_unpublished_day_was_needed(start, term):
    due = add_working_days(start, term, CALENDAR)
    assert due.provisional is (due.on.year not in CALENDAR.published)


@given(days, st.integers(0, 400))
def test_calendar_term_never_ends_early_or_on_a_day_off(start, term):
    due = add_calendar_days(start, term, CALENDAR).on
    assert due >= start + timedelta(days=term)
    assert CALENDAR.works(due)


def test_negative_terms_are_refused():
    for add in (add_working_days, add_calendar_days):
        with pytest.raises(ValueError, match="负"):
            add(date(2025, 1, 1), -1, CALENDAR)
