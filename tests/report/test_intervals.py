"""Cases 23-34: scale, precision and rounding words, through the whole check."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.reports.half_year.checker.quantities import (
    Quantity,
    decimal_text,
    read_chinese_number,
    round_half_up,
)
from tests.report.records import Records, by_id, check, source_text

ACCEPTED = [
    ("SA-04", "37000000.01"), ("SA-04", "37999999.99"), ("SO-10", "34650000"),
    ("SO-14", "70001"), ("SO-14", "79999"), ("AF-04", "30001"),
    ("SO-12", "105001"), ("SA-07", "83002/10"), ("SA-08", "3001"), ("SA-12", "201"), ("EC-23", "1301"),
    ("AF-10", "1201"), ("EC-16", "501"), ("EC-17", "101"), ("EC-13", "999"), ("EC-13", "900"),
    ("EC-14", "249"), ("EC-14", "240"), ("SA-10", "216250"), ("SA-10", "216349.99"), ("SO-07", "37100/600"),
    ("AF-08", "100"), ("AF-11", "5000"), ("AF-11", "5001"), ("EC-01", "45.4"),
]  # fmt: skip
REFUSED = [
    ("SA-04", "37000000"), ("SA-04", "38000000"), ("SA-04", "3700.5"), ("SO-10", "34600000"),
    ("SO-10", "34700000"), ("SO-14", "70000"), ("SO-14", "80000"), ("AF-04", "40000"), ("SO-12", "105000"),
    ("SO-12", "106000"), ("SA-07", "8300"), ("SA-07", "8400"), ("SA-07", "49801"), ("SA-08", "3000"),
    ("SA-12", "200"), ("EC-23", "1300"), ("AF-10", "1200"), ("EC-16", "500"), ("EC-17", "100"),
    ("EC-13", "1000"), ("EC-13", "1001"), ("EC-13", "850"), ("EC-14", "250"), ("EC-14", "239"),
    ("SA-10", "216350"), ("SA-10", "216249.99"), ("SO-07", "42500/600"), ("SO-07", "37100/425"),
    ("AF-08", "320900/3210"), ("AF-11", "4999"), ("EC-01", "44.4"),
]  # fmt: skip


@pytest.mark.parametrize(("figure", "value"), ACCEPTED)
def test_interval_accepts(figure, value):
    assert by_id(check(source_text(), Records().with_value(figure, value)))[figure].verdict == "verified"


@pytest.mark.parametrize(("figure", "value"), REFUSED)
def test_interval_refuses(figure, value):
    assert by_id(check(source_text(), Records().with_value(figure, value)))[figure].verdict == "differs"


@given(st.integers(1, 10**9), st.sampled_from([None, "余", "多", "超", "超过", "近", "达"]))
def test_interval_lies_on_the_side_its_word_says(n, word):
    interval = Quantity(str(n), 1, word, "人").interval
    assert (Fraction(n) in interval) == (word in (None, "达"))
    assert (Fraction(n + 1) in interval) == (
        word in ("达",) or (word in ("余", "多", "超", "超过") and n % 10 == 0)
    )
    if word == "近":
        assert Fraction(n) * Fraction(9, 10) <= interval.low < n or n % 10


@given(st.integers(0, 10**12), st.integers(0, 6))
def test_decimal_text_is_exact_where_it_ends(scaled, places):
    value = Fraction(scaled, 10**places)
    assert Fraction(decimal_text(value)) == value


@given(st.fractions(min_value=0, max_value=10**6))
def test_round_half_up_is_nearest(value):
    assert -Fraction(1, 2) <= value - round_half_up(value) < Fraction(1, 2)


@pytest.mark.parametrize(
    ("text", "number"),
    [("百", 100), ("一", 1), ("十", 10), ("二十三", 23), ("一百零五", 105), ("两万三千", 23000)],
)
def test_chinese_number(text, number):
    assert read_chinese_number(text) == number
