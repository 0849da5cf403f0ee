"""Names are found however they are typed, and kept as the document has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.people.identity.names import (
    MOST_INITIALS,
    clean_name,
    fold_name,
    get_initials,
    get_search_keys,
    has_private_use,
    is_initials,
)
from minzheng.kernel.people.identity.readings import COMPOUND_SURNAMES, SEVERAL_READINGS, SURNAMES


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("王  明", "王明"),
        ("　李\u200b娜 ", "李娜"),
        ("買買提•吐尔逊", "買買提·吐尔逊"),
        ("买买提・吐尔逊", "买买提·吐尔逊"),
        ("买买提.吐尔逊", "买买提·吐尔逊"),
        ("买买提 · 吐尔逊", "买买提·吐尔逊"),
        ("Ｊｏｈｎ　Smith", "John Smith"),
        ("J. Smith", "J. Smith"),
        ("張\ue81e", "張\u9fb4"),
        ("王𬭚", "王𬭚"),
        ("㛃", "㛃"),
        ("", ""),
    ],
)
def test_clean_name_forms(written: str, kept: str) -> None:
    assert clean_name(written) == kept


@given(st.text(max_size=20))
def test_clean_and_fold_are_idempotent(name: str) -> None:
    assert clean_name(clean_name(name)) == clean_name(name)
    assert fold_name(clean_name(name)) == fold_name(name)


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("張國偉", "张国伟"),
        ("买买提·吐尔逊", "買買提吐爾遜"),
        ("john smith", "JOHN SMITH"),
        ("葛\U000e0100", "葛"),
        ("\uf9b4", "领"),
    ],
)
def test_fold_name_equal(name: str, same: str) -> None:
    assert fold_name(name) == fold_name(same)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=4))
def test_fold_name_of_a_part_is_part_of_the_fold(name: str) -> None:
    assert fold_name(name).startswith(fold_name(name[:2]))
    assert fold_name(name) == fold_name(name[:1]) + fold_name(name[1:])


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("单雄信", "SXX"),
        ("單雄信", "SXX"),
        ("解晓东", "XXD"),
        ("仇小妹", "QXM"),
        ("曾国强", "ZGQ"),
        ("查良镛", "ZLY"),
        ("朴海英", "PHY"),
        ("区桂芳", "OGF"),
        ("尉迟恭", "YCG"),
        ("长孙无忌", "ZSWJ"),
        ("万俟丽", "MQL"),
        ("令狐冲", "LHC"),
        ("任建华", "RJH"),
        ("王𬭚明", "WCM"),
        ("李㛃", "LJ"),
        ("买买提·吐尔逊", "MMTTEX"),
        ("John Wu", "JOHNWU"),
        ("欧阳娜娜", "OYNN"),
    ],
)
def test_get_initials_likeliest(name: str, initials: str) -> None:
    assert get_initials(name)[0] == initials


@pytest.mark.parametrize(
    ("name", "all_of"),
    [("覃丽", {"QL", "TL"}), ("乐嘉", {"YJ", "LJ"}), ("王乐", {"WL", "WY"}), ("张晟", {"ZS", "ZC"})],
)
def test_get_initials_keeps_several(name: str, all_of: set[str]) -> None:
    assert set(get_initials(name)) == all_of


def test_get_initials_surname_reading_is_the_surnames_alone() -> None:
    assert get_initials("丁一") == ("DY",)
    assert get_initials("解放")[0] == "XF"
    assert "JF" not in get_initials("解放")


@given(st.text(max_size=12))
def test_get_search_keys_never_raises(name: str) -> None:
    keys = get_search_keys(name)
    assert len(keys.initials) <= MOST_INITIALS
    assert bool(keys.initials) == bool(keys.folded)


@given(st.text(st.characters(min_codepoint=0x20000, max_codepoint=0x323AF), min_size=1, max_size=4))
def test_rare_characters_survive(name: str) -> None:
    assert clean_name(name) == name
    assert get_search_keys(name).folded


def test_has_private_use() -> None:
    assert has_private_use("张\ue000")
    assert not has_private_use("张𬭚㛃")
    assert not has_private_use(clean_name("张\ue864"))


def test_is_initials() -> None:
    assert is_initials("zgw")
    assert not is_initials("张gw")
    assert not is_initials("")


def test_readings_are_simplified_and_upper_case() -> None:
    for table in (SURNAMES, COMPOUND_SURNAMES, SEVERAL_READINGS):
        for key, letters in table.items():
            assert fold_name(key) == key
            assert all(text.isascii() and text.isupper() for text in letters)
