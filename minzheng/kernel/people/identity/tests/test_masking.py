"""Masks: what is left visible is counted character by character."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.people.identity.masking import (
    mask_account,
    mask_address,
    mask_birth_date,
    mask_identity_number,
    mask_name,
    mask_phone,
)


@pytest.mark.parametrize(
    ("name", "masked"), [("张三", "张*"), ("欧阳修", "欧**"), ("𬭚明", "𬭚*"), ("张", "张"), ("", "")]
)
def test_mask_name(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_mask_identity_number() -> None:
    assert mask_identity_number("320213195001011234", handler=True) == "320***********1234"
    assert mask_identity_number("320213195001011234", handler=False) == "**************1234"
    assert mask_identity_number("E12345678", handler=True) == "*******78"
    assert mask_identity_number("", handler=True) == ""


def test_mask_phone_and_account() -> None:
    assert mask_phone("13812341234") == "138****1234"
    assert mask_phone("051082701234") == "********1234"
    assert mask_phone("12345") == "*****"
    assert mask_account("6222021103012345678") == "***************5678"


def test_mask_birth_date() -> None:
    assert mask_birth_date(date(1958, 4, 2)) == "1958年"


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("无锡市梁溪区崇安寺街道东门社区人民路1号302室", "无锡市梁溪区崇安寺街道东门社区***"),
        ("梁溪区广益街道广益社区居委会5组", "梁溪区广益街道广益社区居委会***"),
        ("崇安寺街道东门社区12栋（近西门社区）", "崇安寺街道东门社区***"),
        ("梁溪区扬名街道锦绣花园小区5栋", "梁溪区扬名街道***"),
        ("江苏省无锡市梁溪区锦绣小区5栋", "江苏省无锡市梁溪区***"),
        ("人民路1号302室", "***"),
        ("梁溪区崇安寺街道东门社区", "梁溪区崇安寺街道东门社区"),
        ("", ""),
    ],
)
def test_mask_address(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@given(st.text("0123456789", min_size=4, max_size=25))
def test_masks_hide_most(number: str) -> None:
    for masked in (mask_phone(number), mask_account(number), mask_identity_number(number, handler=False)):
        assert len(masked) == len(number)
        assert masked.count("*") * 2 >= len(number) or len(number) == 11
