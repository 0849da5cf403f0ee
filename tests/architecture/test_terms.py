"""One English word for one official term, and TERMS.md says what the plates say."""

from __future__ import annotations

from minzheng.shell.cli.terminology import list_terms, terms_table
from tests.architecture.source import ROOT


def test_no_official_term_has_two_english_words():
    english: dict[str, set[str]] = {}
    for zh, en, _ in list_terms():
        english.setdefault(zh, set()).add(en)
    assert {zh: words for zh, words in english.items() if len(words) > 1} == {}


def test_no_english_word_stands_for_two_registers():
    places: dict[str, set[str]] = {}
    for zh, en, place in list_terms():
        if place.startswith(("lines/", "benefits/")):
            places.setdefault(en.lower(), set()).add(zh)
    assert {en: terms for en, terms in places.items() if len(terms) > 1} == {}


def test_terms_file_is_up_to_date():
    assert (ROOT / "TERMS.md").read_text(encoding="utf-8") == terms_table(), "请运行 make terms"
