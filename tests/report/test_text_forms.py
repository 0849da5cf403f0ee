"""Cases 55-65: the same text in other forms gets the same verdicts."""

from __future__ import annotations

import re

import opencc
import pytest

from minzheng.reports.half_year.checker.normal import normalize
from tests.report.records import by_id, check, mutated, not_verified, one, source_text

SIMPLIFIED = opencc.OpenCC("t2s").convert(source_text())
WIDE = str.maketrans("0123456789%(),:+", "０１２３４５６７８９％（），：＋")


def judged(text: str) -> list[tuple[str | None, str, str | None, str | None, str, int]]:
    """What a form of the text must not change."""
    return [
        (f.id, f.kind, f.stated, f.unit if f.id else None, f.verdict, len(f.contradicts))
        for f in check(text).findings
    ]


def wrapped(text: str, width: int) -> str:
    """The text with hard line ends every `width` characters, as extracted from a PDF."""
    lines = []
    for line in text.split("\n"):
        lines += [line[i : i + width] for i in range(0, len(line), width)] or [""]
    return "\n".join(lines)


FORMS = {
    "simplified": SIMPLIFIED,
    **{name: opencc.OpenCC(name).convert(SIMPLIFIED) for name in ("s2t", "s2tw", "s2hk")},
    "wide": source_text().translate(WIDE),
    "wide digits": source_text().translate(str.maketrans("0123456789%", "０１２３４５６７８９％")),
    "thin thousands": re.sub(r"(?<![\d/.-])(\d{1,2})(\d{3})(?=[名人余])", "\\1\u2009\\2", source_text()),
    "no-break thousands": re.sub(r"(?<![\d/.-])(\d{1,2})(\d{3})(?=[名人余])", "\\1\u00a0\\2", source_text()),
    "comma thousands": re.sub(r"(?<![\d/.-])(\d{1,2})(\d{3})(?=[名人余])", r"\1,\2", source_text()),
    "zero width": re.sub(r"(?<=[^\x00-\x7f\s])(\d)(?=\d)", "\\1\u200b", source_text()),
    "spaced digits": re.sub(r"(?<=[^\W\da-zA-Z])(\d+)(?=[^\W\da-zA-Z])", r" \1 ", source_text()),
    "corner quotes": source_text().replace("“", "「").replace("”", "」"),
    "straight quotes": source_text().replace("“", '"').replace("”", '"'),
    "windows lines": source_text().replace("\n", "\r\n"),
    "brackets": source_text().replace("(點)", "（點）"),
}


@pytest.mark.parametrize("form", FORMS)
def test_form_keeps_every_verdict(form):
    text = FORMS[form]
    assert judged(text) == judged(source_text())
    for found in check(text).findings:
        assert text[found.offset : found.offset + found.length] == found.quote


def test_form_thousands_really_changed():
    assert "10\u2009516" in FORMS["thin thousands"]
    assert "10,516" in FORMS["comma thousands"]
    assert "1\u200b0" in FORMS["zero width"]


@pytest.mark.parametrize("width", [3, 7, 11, 28, 31, 40])
def test_form_wrapped_lines(width):
    body = source_text()[source_text().index("一、工作") :]
    head = source_text()[: source_text().index("一、工作")]
    assert judged(head + wrapped(body, width)) == judged(source_text())


def test_form_page_numbers_between_lines():
    text = mutated(("困難群眾發放最低", "困難群\n— 3 —\n眾發放最低"), ("2195人", "21\n\n- 12 -\n\n95人"))
    report = check(text)
    assert not_verified(report) == {}
    assert [f.quote for f in report.findings if f.why == "页码"] == ["3", "12"]


def test_form_quotes_and_brackets_between_number_and_noun():
    for old, new in [
        ("11個“慈善關愛空間”", "11個慈善關愛空間"),
        ("105個助餐", "105（個）助餐"),
        ("10516名", "“10516”名"),
    ]:
        assert judged(mutated((old, new)))[7:] == judged(source_text())[7:]


def test_form_long_list_before_the_number():
    assert by_id(check(source_text()))["SO-11"].quote == "48個"
    assert not_verified(check(mutated(("“春風助殘”", "“夏風助殘”")))) == {"SO-11": "differs"}


def test_form_lost_characters_do_not_stop_matching():
    for old, new in [("患老人", "患者老人"), ("康服務體驗", "康復服務體驗"), ("功能障礙患老人", "障礙老人")]:
        assert not_verified(check(mutated((old, new)))) == {}


def test_form_area_names():
    assert not_verified(check(mutated(("、惠山街道、", "、惠山區、")))) == {"AF-02": "differs"}
    assert not_verified(check(mutated(("黃巷街道3個", "黄巷街道3個")))) == {}


def test_form_full_width_comma_is_no_thousands_separator():
    assert normalize("共300，425家").text == "共300,425家"
    assert one(check("应参检社会组织600，完成年检371家"), "371").stated == "371"
    assert normalize("共10,516名").text == "共10516名"


def test_form_numerals_instead_of_digits():
    changed = mutated(
        ("3所老年大學", "三所老年大學"), ("截至6月底", "截至六月底"), ("9月底試運營", "九月底試運營")
    )
    assert not_verified(check(changed)) == {}
    changed = mutated(
        ("3700余萬元", "三千七百余萬元"),
        ("3萬余名", "三萬余名"),
        ("近1000戶", "近千戶"),
        ("7萬余人", "七萬餘人"),
    )
    assert judged(changed) == judged(source_text())


def test_form_pages_of_a_pdf():
    """Headers of every page and bare page numbers stand between the halves of a sentence."""
    pages = [SIMPLIFIED[i : i + 500] for i in range(0, len(SIMPLIFIED), 500)]
    text = "".join(
        f"演示数据  2025\n\n示例参数\n{wrapped(page, 28)}\n\n  {i + 1}\n\f" for i, page in enumerate(pages)
    )
    report = check(text)
    assert not_verified(report) == {}
    assert report.count("verified") == 70
    assert [f.quote for f in report.findings if f.why == "页码"] == [str(i + 1) for i in range(len(pages))]


def test_form_one_single_line():
    assert judged(source_text().replace("\n", "")) == judged(source_text())
