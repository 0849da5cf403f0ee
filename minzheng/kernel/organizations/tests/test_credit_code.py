"""Unified social credit codes against the published sample and an independent computation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.organizations.credit_code import CreditCode, read_credit_code
from minzheng.kernel.problems import Problem

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def make_code(front: str) -> str:
    """17 characters with the check character by GB 32100's own formula."""
    total = sum(ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(front))
    return front + ALPHABET[(31 - total % 31) % 31]


CODES = st.builds(
    lambda head, area, rest: make_code(head + area + rest),
    st.sampled_from(["51", "52", "53", "59", "91", "12", "Y1"]),
    st.just("320213"),
    st.text(ALPHABET, min_size=9, max_size=9),
)


def problem_code(answer: CreditCode | Problem) -> str:
    assert isinstance(answer, Problem), answer
    assert answer.message
    assert answer.fix
    return answer.code


def test_read_credit_code_published_sample() -> None:
    answer = read_credit_code("91350100M000100Y43")
    assert answer == CreditCode("91350100M000100Y43", "9", "enterprise", "企业", "350100", "M000100Y4")


@given(CODES)
def test_read_credit_code_takes_every_valid_one(code: str) -> None:
    answer = read_credit_code(code)
    assert isinstance(answer, CreditCode)
    assert answer.code == code


@given(CODES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_read_credit_code_finds_one_wrong_character(code: str, at: int, wrong: str) -> None:
    if code[at] != wrong:
        assert isinstance(read_credit_code(code[:at] + wrong + code[at + 1 :]), Problem)


@pytest.mark.parametrize(
    "written",
    [
        "91350100m000100y43",
        " 9135 0100 M000-100Y43",
        "９１３５０１００Ｍ０００１００Ｙ４３",
        "'91350100M000100Y43",
    ],
)
def test_read_credit_code_forms(written: str) -> None:
    answer = read_credit_code(written)
    assert isinstance(answer, CreditCode)


@pytest.mark.parametrize(
    ("head", "kind"),
    [("51", "social_group"), ("52", "private_non_enterprise_unit"), ("53", "foundation"), ("59", "other")],
)
def test_read_credit_code_kinds(head: str, kind: str) -> None:
    answer = read_credit_code(make_code(head + "320213MJA12345K"[:15]))
    assert isinstance(answer, CreditCode)
    assert (answer.kind, answer.registering_body, answer.area) == (kind, "5", "320213")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "empty"),
        ("9135010", "length"),
        ("9.135E+17", "scientific_notation"),
        ("9135O100M000100Y43", "letter_never_used"),
        ("9135A100M000100Y43", "characters"),
        ("B1350100M000100Y43", "characters"),
        ("91350100M000100Y44", "check_digit"),
    ],
)
def test_read_credit_code_refusals(written: str, code: str) -> None:
    assert problem_code(read_credit_code(written)) == code


@given(st.text(max_size=30))
def test_read_credit_code_never_raises(written: str) -> None:
    read_credit_code(written)
