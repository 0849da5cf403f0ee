"""Identity numbers: every single slip is found, and nobody is refused for an old area code."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.people.identity.citizen_number import (
    Identity,
    check_digit,
    normalize_number,
    read_citizen_number,
    read_identity,
    upgrade_fifteen,
)
from minzheng.kernel.problems import Problem

ON = date(2025, 6, 30)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def make_number(area: str = "320213", born: str = "19500101", sequence: str = "123") -> str:
    """A number by the standard's own table of weights, not by the code under test."""
    front = area + born + sequence
    total = sum(int(digit) * weight for digit, weight in zip(front, WEIGHTS, strict=True))
    return front + "10X98765432"[total % 11]


NUMBERS = st.builds(
    make_number,
    st.sampled_from(["320213", "320202", "110105", "659001", "830000", "810000", "710000"]),
    st.dates(date(1900, 1, 1), ON).map(lambda day: day.strftime("%Y%m%d")),
    st.integers(0, 999).map(lambda number: f"{number:03d}"),
)


def problem_code(answer: Identity | Problem) -> str:
    assert isinstance(answer, Problem), answer
    assert answer.message
    assert answer.fix
    return answer.code


def test_read_citizen_number_sample_of_the_standard() -> None:
    answer = read_citizen_number("11010519491231002X", on=ON)
    assert answer == Identity("citizen_number", "11010519491231002X", date(1949, 12, 31), "female", "110105")


@given(NUMBERS)
def test_read_citizen_number_takes_every_valid_one(number: str) -> None:
    answer = read_citizen_number(number, on=ON)
    assert isinstance(answer, Identity)
    assert answer.number == number
    assert answer.birth_date == date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    assert answer.sex == ("female" if int(number[16]) % 2 == 0 else "male")
    assert check_digit(number[:17]) == number[17]


@given(NUMBERS, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_read_citizen_number_finds_one_wrong_character(number: str, at: int, wrong: str) -> None:
    if number[at] != wrong:
        assert isinstance(read_citizen_number(number[:at] + wrong + number[at + 1 :], on=ON), Problem)


@given(NUMBERS, st.integers(0, 16))
def test_read_citizen_number_finds_two_swapped(number: str, at: int) -> None:
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    if swapped != number:
        assert isinstance(read_citizen_number(swapped, on=ON), Problem)


def test_read_citizen_number_older_than_its_area_code() -> None:
    """320213 exists since 2015; a library that looks the area up by birth year refuses this person."""
    assert isinstance(read_citizen_number(make_number("320213", "19500101"), on=ON), Identity)


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'11010519491231002X",
        "\u200b110105-19491231-002x\ufeff",
        "\t11010519491231002Ｘ\n",
        "110105491231002",
    ],
)
def test_read_citizen_number_forms(written: str) -> None:
    answer = read_citizen_number(written, on=ON)
    assert isinstance(answer, Identity)
    assert answer.number == "11010519491231002X"


def test_upgrade_fifteen_centenarians() -> None:
    assert upgrade_fifteen("110105491231002") == "11010519491231002X"
    assert upgrade_fifteen("320202991231997")[6:10] == "1899"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("3.20213E+17", "scientific_notation"),
        ("32021319500101123", "length"),
        ("1101O519491231002X", "letter_for_digit"),
        ("1101A519491231002X", "characters"),
        ("X1010519491231002X", "characters"),
        ("110105194912310021", "check_digit"),
        ("11010519490231002X", "birth_date_impossible"),
        (make_number(born="20250701"), "birth_date_future"),
        (make_number(born="18940630"), "birth_date_too_early"),
        (make_number("990101"), "area_unknown"),
        ("000000000000000", "area_unknown"),
        ("३२०२१३१९५००१०११२३४", "characters"),
    ],
)
def test_read_citizen_number_refusals(written: str, code: str) -> None:
    assert problem_code(read_citizen_number(written, on=ON)) == code


def test_read_citizen_number_birth_on_the_day() -> None:
    assert isinstance(read_citizen_number(make_number(born="20250630"), on=ON), Identity)


@given(st.text(max_size=30))
def test_read_citizen_number_never_raises_nor_repeats(written: str) -> None:
    answer = read_citizen_number(written, on=ON)
    if isinstance(answer, Problem) and len(normalize_number(written)) > 8:
        assert normalize_number(written) not in answer.message


def test_read_identity_permit_and_number_are_told_apart() -> None:
    permit, own = make_number("830000", "19800229"), make_number()
    answer = read_identity("residence_permit", permit, on=ON)
    assert isinstance(answer, Identity)
    assert (answer.kind, answer.birth_date) == ("residence_permit", date(1980, 2, 29))
    assert problem_code(read_identity("residence_permit", own, on=ON)) == "kind_differs"
    assert problem_code(read_identity("citizen_number", permit, on=ON)) == "kind_differs"


@pytest.mark.parametrize("number", ["USA110080010101", "usa 110080010101"])
def test_read_identity_old_permanent_residence_card(number: str) -> None:
    assert read_identity("permanent_residence_card", number, on=ON) == Identity(
        "permanent_residence_card", "USA110080010101"
    )


def test_read_identity_new_permanent_residence_card() -> None:
    number = make_number("932840", "19800101")
    answer = read_identity("permanent_residence_card", number, on=ON)
    assert isinstance(answer, Identity)
    assert answer.birth_date == date(1980, 1, 1)
    wrong = number[:17] + ("1" if number[17] != "1" else "2")
    assert problem_code(read_identity("permanent_residence_card", wrong, on=ON)) == "check_digit"
    assert (
        problem_code(read_identity("permanent_residence_card", "12345", on=ON))
        == "permanent_residence_card_shape"
    )


def test_read_identity_passport() -> None:
    assert read_identity("passport", "e 1234-5678", on=ON) == Identity("passport", "E12345678")
    for written in ("", "ABC", "ABCDEFGH", "E123456789012345678", "护照123456"):
        assert problem_code(read_identity("passport", written, on=ON)) == "passport_shape"


def test_read_identity_none_needs_a_reason() -> None:
    assert read_identity("none", "", on=ON, reason="newborn") == Identity("none", "", reason="newborn")
    assert problem_code(read_identity("none", "", on=ON)) == "reason_missing"
    assert problem_code(read_identity("none", "1", on=ON, reason="lost")) == "number_without_kind"
    assert problem_code(read_identity("library_card", "1", on=ON)) == "kind_unknown"
