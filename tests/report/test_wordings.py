"""Cases 35-54 and 66-73: words, units, periods and names changed while the number stays."""

from __future__ import annotations

from datetime import date

import pytest

from minzheng.reports.half_year.checker import Period
from tests.report.records import (
    VALUES,
    Records,
    by_id,
    check,
    contradicting,
    mutated,
    not_verified,
    one,
    source_text,
)

SWAPPED = "\ue000"


def swap(first: str, second: str) -> list[tuple[str, str]]:
    return [(first, SWAPPED), (second, first), (SWAPPED, second)]


@pytest.mark.parametrize(
    ("changes", "differing"),
    [
        ([("82687人次", "82687人")], {"EC-09"}),
        ([("449家次", "449家")], {"EC-24"}),
        ([("21.63萬元", "21.63元")], {"SA-10"}),
        ([("3700余萬元", "3700萬元")], {"SA-04"}),
        ([("近250戶", "超250戶")], {"EC-14"}),
        ([("8300余戶次", "8300余戶")], {"SA-07"}),
        ([("月均走訪", "累計走訪")], {"SA-07"}),
        (swap("結婚登記2203", "離婚登記1007"), {"AF-06", "AF-07"}),
        (swap("龍塘岸項目", "禾嘉國際醫康養項目"), {"EC-01", "EC-02", "EC-03"}),
        ([("瞻江街道養老", "揚名街道養老")], {"EC-04"}),
        ([("、惠山街道、", "、廣益街道、")], {"AF-02"}),
        (
            [("直接參與超", "Q"), ("有效宣傳覆蓋人數達", "直接參與達"), ("Q", "有效宣傳覆蓋人數超")],
            {"AF-10", "AF-11"},
        ),
    ],
)
def test_wording_differs(changes, differing):
    text = mutated(*[(a, b) for a, b in changes if "登記2203" not in a and "登記1007" not in b])
    if any("登記2203" in a for a, _ in changes):
        text = mutated(("結婚登記2203", "離婚登記2203"), ("離婚登記1007", "結婚登記1007"))
    changed = check(text)
    assert not_verified(changed) == dict.fromkeys(differing, "differs")
    assert contradicting(changed) == set()


def test_wording_sessions_and_events_are_verified_with_a_warning():
    changed = check(mutated(("101場次", "101場")))
    assert not_verified(changed) == {}
    assert any("场次" in warning for warning in by_id(changed)["EC-21"].warnings)


def test_wording_this_year_needs_the_same_cut_off():
    text = mutated(("上半年累計注銷", "今年累計注銷"))
    assert by_id(check(text))["SO-08"].verdict == "verified"
    later = Records(cut_off=date(2025, 7, 31))
    assert by_id(check(text, later))["SO-08"].verdict == "unknown"


def test_wording_deregistered_and_struck_off_swapped():
    changed = check(mutated(("注銷8家、撤銷50家", "撤銷8家、注銷50家")))
    assert not_verified(changed) == {"SO-08": "differs", "SO-09": "differs"}


def test_wording_submitted_and_completed_swapped():
    changed = check(mutated(("已參檢425", "完成年檢425"), ("完成年檢371", "已參檢371")))
    assert not_verified(changed) == {"SO-05": "differs", "SO-06": "differs"}
    assert {"SO-05", "SO-06"} <= contradicting(changed)


def test_wording_new_and_total_swapped():
    changed = check(mutated(("今年新增4家", "今年累計4家"), ("累計建成31家", "新增建成31家")))
    assert not_verified(changed) == {"SO-01": "differs", "SO-02": "differs"}
    assert contradicting(changed) == {"SO-01", "SO-02"}


def test_wording_quarter_instead_of_half_year():
    text = mutated(("上半年共為10516", "第一季度共為10516"))
    assert not_verified(check(text)) == {"SA-03": "differs", "SA-04": "differs"}
    first_quarter = Period(date(2025, 1, 1), date(2025, 4, 1))
    records = Records(over={("SA-03", first_quarter): "10402", ("SA-04", first_quarter): "18700000"})
    assert by_id(check(text, records))["SA-03"].computed == "10402"


@pytest.mark.parametrize(("due", "contradicts"), [("601家", True), ("600.5家", False)])
def test_wording_due_set_must_carry_the_rate(due, contradicts):
    changed = check(mutated(("組織600家", f"組織{due}")))
    assert by_id(changed)["SO-04"].verdict == "differs"
    assert bool(contradicting(changed)) == contradicts
    assert by_id(changed)["SO-07"].verdict == "verified"


def test_wording_target_compares_with_the_commitment_register():
    changed = check(mutated(("完成20個慈善", "完成21個慈善")))
    assert not_verified(changed) == {"C-05": "differs"}
    assert contradicting(changed) == {"SO-13", "C-04", "C-05"}
    assert not_verified(check(source_text(), Records(targets={}))) == dict.fromkeys(
        ("C-01", "C-03", "C-04", "C-05"), "unknown"
    )


def test_register_not_in_use_is_unknown_and_in_use_but_empty_is_zero():
    assert not_verified(check(source_text(), Records().with_value("EC-17", None))) == {"EC-17": "unknown"}
    changed = check(source_text(), Records().with_value("EC-17", "0"))
    assert by_id(changed)["EC-17"].computed == "0"
    assert not_verified(changed) == {"EC-17": "differs"}


def test_true_number_in_a_wrong_sentence_differs():
    changed = check(mutated(("為82687人次", "為46671人次")))
    assert not_verified(changed) == {"EC-09": "differs"}


def test_deleted_sentence_is_reported():
    changed = check(
        mutated(("編制養老顧問工作手冊,進一步強化養老顧問隊伍能力素養。", ""), ("組建146人應急保障隊伍", ""))
    )
    assert changed.not_in_text == ("EC-12", "AF-03")
    assert changed.count("verified") == 68
    assert check(mutated(("社區綜合救助服務中心", ""))).not_in_text == ("SA-06",)


def test_added_number_is_unknown():
    found = one(check(mutated(("月均走訪", "新增就業307人,月均走訪"))), "307人")
    assert (found.id, found.kind, found.verdict) == (None, "figure", "unknown")
    found = one(check("新增就业三百人。"), "三百人")
    assert (found.id, found.stated, found.verdict) == (None, "300", "unknown")


def test_same_figure_stated_twice_differently_contradicts():
    changed = check("上半年,办理结婚登记2203对。其中结婚登记2204对。")
    assert [bool(f.contradicts) for f in changed.findings] == [True, True]


def test_one_record_less_differs():
    fewer = Records().with_value("SA-03", str(int(VALUES["SA-03"]) - 1))
    changed = check(source_text(), fewer)
    assert not_verified(changed) == {"SA-03": "differs"}
    assert by_id(changed)["SA-03"].computed == "10515"
    assert changed.exit_code() == 1


@pytest.mark.parametrize("figure", [id_ for id_ in VALUES if id_ != "SA-06"])
def test_every_figure_is_really_compared(figure):
    """A wrong record makes exactly its own figure differ."""
    changed = check(source_text(), Records().with_value(figure, "0"))
    assert not_verified(changed) == {figure: "differs"}


def test_contradiction_between_rounded_numbers():
    """More than 10 and exactly 10 are more than 20."""
    changed = check(mutated(("創新打造11個", "創新打造超10個"), ("新建9個", "新建10個")))
    assert contradicting(changed) == {"SO-13", "C-04", "C-05"}
    changed = check(mutated(("創新打造11個", "創新打造超10個")))
    assert contradicting(changed) == set()
