"""Printing a figure is the inverse of checking it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.reports.half_year.checker.catalogue import catalogue
from minzheng.reports.half_year.checker.normal import normalize
from minzheng.reports.half_year.checker.spans import read_month_end
from minzheng.reports.half_year.checker.tokens import find_tokens
from minzheng.reports.half_year.template.printing import Form, form_of, print_figure

NUMBERS = [id_ for id_, entry in catalogue().items() if entry.kind == "number"]


@pytest.mark.parametrize(
    ("figure", "value", "text"),
    [
        ("SA-03", "10516", "10516名"),
        ("SA-04", "3741234567/100", "3700余万元"),
        ("SA-04", "40500000", "4000余万元"),
        ("SA-07", "49801/6", "8300余户次"),
        ("SA-08", "3217", "超过3000条"),
        ("SA-10", "21628315/100", "21.63万元"),
        ("EC-13", "960", "近1000户"),
        ("EC-14", "247", "近250户"),
        ("EC-17", "118", "超百名"),
        ("EC-17", "230", "超200名"),
        ("SO-07", "37100/600", "达61.8%"),
        ("SO-10", "34651200", "3460多万元"),
        ("SO-12", "105321", "超10.5万人次"),
        ("SO-14", "71234", "达7万余人"),
        ("SO-14", "712340", "达71万余人"),
        ("SO-14", "702340", "达70余万人"),
        ("AF-04", "31022", "3万余名"),
        ("AF-08", "100", "100%"),
        ("AF-11", "5000", "达5000人次"),
        ("C-01", "1", "一所"),
    ],
)
def test_print_in_the_usual_form(figure, value, text):
    printed = print_figure(Fraction(value), form_of(figure))
    assert printed.text == text
    assert printed.warnings == ()


@pytest.mark.parametrize(
    ("figure", "value", "text"),
    [
        ("SA-04", "37000000", "37000000元"),
        ("SA-08", "3000", "3000条"),
        ("EC-13", "1000", "1000户"),
        ("EC-17", "100", "100名"),
        ("EC-17", "40", "40名"),
        ("AF-08", "320900/3210", "99.9688%"),
        ("AF-10", "0", "0人次"),
    ],
)
def test_print_refuses_a_wrong_word(figure, value, text):
    printed = print_figure(Fraction(value), form_of(figure))
    assert printed.text == text
    assert len(printed.warnings) == 1


@given(st.sampled_from(NUMBERS), st.integers(0, 10**9), st.sampled_from([1, 6, 100]))
def test_print_is_always_true(figure, numerator, denominator):
    """What is printed is read back by the checker as an interval that holds the value."""
    value, form = Fraction(numerator, denominator), form_of(figure)
    printed = print_figure(value, form)
    noun = "工程" if printed.text.endswith("大") else ""  # 大 is a unit only of 工程
    tokens = [token for token in find_tokens(normalize(f"共{printed.text}{noun}")) if token.quantity]
    assert len(tokens) == 1
    read = tokens[0].quantity
    assert read is not None
    assert read == printed.quantity
    assert value in read.interval


@given(st.dates(date(2025, 1, 1), date(2025, 12, 31)))
def test_print_date_is_read_back(day):
    days = read_month_end(print_figure(day, Form(unit="date")).text, 2025)
    assert days is not None
    assert days[0] <= day <= days[1]
