"""The words give the same on a plain int and on an array of them."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.rules import vocabulary as words

FEN = st.integers(0, 10**10)


@given(st.lists(st.tuples(st.booleans(), FEN, FEN), min_size=1, max_size=20))
def test_pick_most_least_and_no_agree_with_arrays(rows: list[tuple[bool, int, int]]) -> None:
    flags, left, right = (np.array(column) for column in zip(*rows, strict=True))
    assert words.pick(flags, left, right).tolist() == [words.pick(*row) for row in rows]
    assert words.most(left, right).tolist() == [words.most(a, b) for _, a, b in rows]
    assert words.least(left, right).tolist() == [words.least(a, b) for _, a, b in rows]
    assert words.no(flags).tolist() == [words.no(flag) for flag, _, _ in rows]
    assert words.pick(flags, left, 0).tolist() == [words.pick(flag, a, 0) for flag, a, _ in rows]


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1))
def test_first_takes_the_earliest_case(rows: list[tuple[bool, bool]]) -> None:
    one, two = (np.array(column) for column in zip(*rows, strict=True))
    expected = [1 if a else 2 if b else 9 for a, b in rows]
    assert words.first((one, 1), (two, 2), otherwise=9).tolist() == expected
    assert [words.first((a, 1), (b, 2), otherwise=9) for a, b in rows] == expected


def test_first_mixes_flags_of_the_law_with_columns() -> None:
    column = np.array([True, False])
    assert words.first((False, 1), (column, 2), otherwise=0).tolist() == [2, 0]
    assert words.first((True, 1), (column, 2), otherwise=0).tolist() == [1, 1]


@given(st.lists(st.integers(0, 5), min_size=1))
def test_among_and_lookup_agree_with_arrays(codes: list[int]) -> None:
    table, array = (7, 1, 5, 3, 9, 2), np.array(codes, dtype=np.int16)
    assert words.among(array, 1, 4).tolist() == [code in (1, 4) for code in codes]
    assert words.lookup(table, array).tolist() == [table[code] for code in codes]
    assert [words.lookup(table, code) for code in codes] == [table[code] for code in codes]


@given(st.integers(0, 10**15), st.integers(1, 10**6), st.sampled_from([1, 10, 100]))
def test_rounded_is_half_up_to_the_step(parts: int, whole: int, step: int) -> None:
    exact = Fraction(parts, whole) / step
    assert words.rounded(parts, whole, to=step) == int(exact + Fraction(1, 2)) * step
    assert words.rounded(parts, whole, to=step, up=True) == -int((-exact).__floor__()) * step


@pytest.mark.parametrize(
    ("parts", "whole", "half_up", "always_up"),
    [(1, 2, 1, 1), (1, 3, 0, 1), (2, 3, 1, 1), (3, 2, 2, 2), (4, 2, 2, 2), (0, 7, 0, 0)],
)
def test_rounded_examples(parts: int, whole: int, half_up: int, always_up: int) -> None:
    assert words.rounded(parts, whole) == half_up
    assert words.rounded(parts, whole, up=True) == always_up


def test_percent_rounds_the_half_up() -> None:
    assert words.percent(114_505, 1_000) == 11_451
    assert words.percent(114_504, 1_000) == 11_450
    assert words.percent(np.array([114_505]), 1_000).tolist() == [11_451]


def test_highest_or_sum_agrees_with_arrays() -> None:
    left, right = np.array([1, 5]), np.array([3, 2])
    assert words.highest_or_sum(True, left, right).tolist() == [3, 5]
    assert words.highest_or_sum(False, left, right).tolist() == [4, 7]
    assert words.highest_or_sum(np.array([True, False]), left, right).tolist() == [3, 7]
    assert (words.highest_or_sum(True, 1, 3), words.highest_or_sum(False, 1, 3)) == (3, 4)
