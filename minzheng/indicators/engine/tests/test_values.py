"""Periods and exact values."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.indicators.engine.periods import Period, a_year_before, month_of, parse_period
from minzheng.indicators.engine.values import Value, decimal_text, measured
from minzheng.kernel.facts import UNITS
from minzheng.kernel.problems import Unreadable


@pytest.mark.parametrize(
    ("code", "starts_on", "last_day"),
    [
        ("2025H1", date(2025, 1, 1), date(2025, 6, 30)),
        ("2025h2", date(2025, 7, 1), date(2025, 12, 31)),
        ("2024Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_period_codes(code, starts_on, last_day):
    period = parse_period(code)
    assert (period.starts_on, period.last_day) == (starts_on, last_day)


@pytest.mark.parametrize("code", ["", "2025H3", "上半年", "2025-13", "２０２５H1", "2025H1;"])
def test_period_code_that_is_none_is_refused(code):
    with pytest.raises(Unreadable):
        parse_period(code)


def test_period_is_cut_short_at_the_cut_off():
    half = parse_period("2025H1")
    assert half.until(date(2025, 5, 10)) == (date(2025, 1, 1), date(2025, 5, 11))
    assert half.until(date(2025, 8, 22)) == (half.starts_on, half.ends_on)
    assert half.until(date(2024, 1, 1)) == (half.starts_on, half.starts_on)


def test_period_months_and_the_year_before():
    half = parse_period("2024H1")
    assert half.months()[1] == month_of(date(2024, 2, 29))
    assert len(half.months()) == 6
    assert half.year_before() == parse_period("2023H1")
    assert a_year_before(date(2024, 2, 29)) == date(2023, 2, 28)


def test_period_must_have_a_day():
    with pytest.raises(ValueError, match="止日"):
        Period(date(2025, 1, 1), date(2025, 1, 1))


@pytest.mark.parametrize(
    ("numerator", "denominator", "unit", "text"),
    [
        (10516, 1, "person", "10516"),
        (0, 1, "person", "0"),
        (3_700_000_001, 100, "yuan", "37000000.01"),
        (3_700_000_000, 100, "yuan", "37000000.00"),
        (50_001, 6, "household_time", "8333.5"),
        (50_000, 6, "household_time", "8333.333333"),
        (200, 3, "percent", "66.666667"),
        (-5, 100, "yuan", "-0.05"),
    ],
)
def test_value_text_is_exact_or_six_digits(numerator, denominator, unit, text):
    assert Value(numerator, denominator, UNITS[unit]).text == text


@given(st.integers(-(10**14), 10**14), st.integers(1, 10**6), st.integers(0, 6))
def test_decimal_text_is_the_nearest_half_away_from_zero(numerator, denominator, digits):
    said, exact = Fraction(decimal_text(numerator, denominator, digits)), Fraction(numerator, denominator)
    assert abs(said - exact) <= Fraction(1, 2 * 10**digits)
    if abs(said - exact) == Fraction(1, 2 * 10**digits):
        assert abs(said) > abs(exact)


def test_adding_different_units_is_refused():
    with pytest.raises(TypeError):
        measured(1, "person") + measured(1, "person_time")


def test_adding_values_of_different_scale_is_exact():
    assert (Value(1, 3, UNITS["percent"]) + Value(1, 6, UNITS["percent"])).same_as(
        Value(1, 2, UNITS["percent"])
    )
