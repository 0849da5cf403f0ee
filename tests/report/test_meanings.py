"""Cases 1-22: what looks like a figure and is none, and the same number with different meanings."""

from __future__ import annotations

import re
from datetime import date

import pytest

from minzheng.reports.half_year.checker.catalogue import catalogue
from tests.report.records import Records, by_id, check, contradicting, mutated, not_verified, one, source_text


def test_programme_number_is_a_name_and_another_one_is_unknown():
    assert one(check(source_text()), "3610").verdict == "not_a_figure"
    changed = check(mutated(("3610行動", "3611行動")))
    assert one(changed, "3611").verdict == "unknown"
    assert not_verified(changed) == {}


def test_year_beside_a_count_belongs_to_it():
    changed = check(mutated(("22個2025年度", "22個2024年度")))
    assert not_verified(changed) == {"SO-03": "differs"}
    assert one(changed, "2024").kind == "date"


def test_dates_and_index_numbers_are_never_judged():
    head = check(source_text()).findings[:6]
    assert {found.verdict for found in head} == {"not_a_figure"}
    assert [found.quote for found in head][1:3] == ["2025-08-22 09:08", "04618780/2025-01219"]


def test_520_is_the_name_of_a_day():
    assert one(check(source_text()), "520").kind == "name"
    assert one(check(mutated(("520", "521"))), "521").verdict == "unknown"
    assert not_verified(check(mutated(("等5場", "等6場")))) == {"AF-09": "differs"}


def test_grade_is_an_attribute_of_its_claim():
    assert one(check(source_text()), "5A級").id == "EC-04"
    assert not_verified(check(mutated(("5A級", "4A級")))) == {"EC-04": "differs"}
    assert not_verified(check(mutated(("5A級", "A級")))) == {"EC-04": "differs"}


def test_as_of_words_recompute_on_that_day():
    records = Records(as_of={("EC-09", date(2025, 5, 31)): "68012"})
    changed = check(mutated(("截至6月底", "截至5月底")), records)
    assert not_verified(changed) == {"EC-09": "differs"}
    assert by_id(changed)["EC-09"].computed == "68012"
    assert one(changed, "5月底").verdict == "not_a_figure"


def test_trial_opening_is_a_date_of_its_own():
    assert by_id(check(source_text()))["EC-03"].kind == "date"
    assert not_verified(check(mutated(("9月底試運營", "10月底試運營")))) == {"EC-03": "differs"}
    early = Records(opening=date(2025, 9, 20))
    assert not_verified(check(source_text(), early)) == {"EC-03": "differs"}


def test_hours_of_a_service_are_no_figure():
    assert one(check(source_text()), "24小").verdict == "not_a_figure"
    assert one(check(mutated(("24小時住家", "12小時住家"))), "12小").verdict == "unknown"


def test_numerals_in_words():
    kinds = {f.quote: f.kind for f in check(source_text()).findings if not re.search(r"\d", f.quote)}
    assert kinds["十周年"] == "ordinal"
    assert kinds["七一"] == kinds["八一"] == kinds["七夕"] == "date"
    listed = {quote for quote, kind in kinds.items() if kind not in ("claim", "list")}
    assert listed == {"兩項", "兩個", "百名", "一所", "三甲", "十周年", "七一", "八一", "七夕"}


def test_rank_claims_are_never_verified_beyond_their_records():
    assert not_verified(check(mutated(("全省首個", "全國首個")))) == {"AF-12": "unknown"}
    assert not_verified(check(mutated(("無錫首個", "全國首個")))) == {"SA-15": "unknown"}


@pytest.mark.parametrize(
    ("old", "new", "figure"),
    [
        ("在9個街道", "在8個街道", "SA-11"),
        ("全區9個街道", "全區8個街道", "EC-19"),
        (",9個街道未", ",8個街道未", "AF-01"),
    ],
)
def test_nine_subdistricts_are_three_figures(old, new, figure):
    changed = check(mutated((old, new)))
    assert not_verified(changed) == {figure: "differs"}
    assert contradicting(changed) == set()


def test_charity_spaces_add_up():
    changed = check(mutated(("新建9個慈善", "新建8個慈善")))
    assert not_verified(changed) == {"C-04": "differs"}
    assert contradicting(changed) == {"SO-13", "C-04", "C-05"}
    assert len(by_id(changed)["C-04"].contradicts) == 2


def test_three_of_many_kinds():
    changed = check(mutated(("3家永定", "4家永定")))
    assert not_verified(changed) == {"EC-06": "differs"}
    assert contradicting(changed) == set()


def test_eighteen_per_cent_and_eighteen_institutions():
    assert not_verified(check(mutated(("占比18%", "占比18.5%")))) == {"EC-11": "differs"}
    changed = check(mutated(("抽查18家機構", "抽查18%機構")))
    assert not_verified(changed) == {"EC-22": "differs"}
    assert "计量单位" in by_id(changed)["EC-22"].why


def test_prefixes_do_not_match_inside_longer_numbers():
    for old, new, figure in [
        ("10大", "105大", "SA-02"),
        ("371家", "37家", "SO-06"),
        ("撤銷50家", "撤銷500家", "SO-09"),
    ]:
        assert by_id(check(mutated((old, new))))[figure].verdict == "differs"


def test_list_without_a_digit_is_counted_and_named():
    assert not_verified(check(mutated(("“雙河”", "")))) == {"AF-05": "differs"}
    assert not_verified(check(mutated(("雙河", "單河")))) == {"AF-05": "differs"}


def test_adjacent_numbers_are_split():
    quotes = [f.quote for f in check(source_text()).findings]
    for quote in ("22個", "9個", "28個", "3家", "3個"):
        assert quote in quotes


def test_binding_never_looks_at_values():
    """Every figure keeps its id when all its digits are scrambled."""
    text = source_text()
    usual = check(text)
    scrambled = list(text)
    for found in usual.findings:
        if found.kind in ("figure", "target") and found.quote[0].isdigit():
            for place in range(found.offset, found.offset + found.length):
                if scrambled[place].isdigit():
                    scrambled[place] = str((int(scrambled[place]) * 7 + place) % 9 + 1)
    changed = check("".join(scrambled))
    assert [(f.id, f.kind) for f in changed.findings] == [(f.id, f.kind) for f in usual.findings]


def test_catalogue_holds_no_stated_value():
    assert not {"value", "lo", "hi", "target"} & set(vars(catalogue()["SA-03"]))


def test_two_equal_candidates_are_unknown_with_both_named():
    found = one(check("累计新增4家功能型党支部。"), "4家")
    assert (found.id, found.verdict, set(found.also)) == (None, "unknown", {"SO-01", "SO-02"})
    assert "SO-01" in found.why
    assert "SO-02" in found.why


def test_new_spaces_of_the_results_half_are_no_target():
    assert not_verified(check(mutated(("創新打造11個", "新建11個")))) == {}


def test_numerals_inside_a_phrase_are_not_listed():
    assert check("组织党员走进百户家庭，情系万家。").findings == ()


def test_numbers_above_the_body_are_marks():
    changed = check(mutated(("來源:區民政局", "瀏覽次數:153 來源:區民政局")))
    assert one(changed, "153").kind == "metadata"
    assert not_verified(changed) == {}


def test_sentence_that_says_not_computed_states_nothing():
    changed = check("年检率61.8%未计算（尚无登记）。")
    assert [(f.id, f.verdict) for f in changed.findings] == [(None, "not_a_figure")]
