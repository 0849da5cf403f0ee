"""English and traditional Chinese are complete, and the compiled files say what the lists say."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from django.utils import translation

from minzheng.shell.locale.build import read_pairs, translate
from minzheng.shell.locale.texts import words

REBUILD = "请运行 python -m minzheng.shell.locale.build"


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """What the product says, gathered in a process of its own: other tests declare forms and words of theirs."""
    gather = (
        "import django, json, sys; django.setup(); from minzheng.shell.locale.texts import list_texts; "
        "json.dump(list_texts(), sys.stdout)"
    )
    done = subprocess.run([sys.executable, "-c", gather], capture_output=True, check=True)
    return json.loads(done.stdout)


def test_every_text_has_english(texts):
    missing = [msgid for msgid, english in translate(texts, "en").items() if not english]
    assert missing == [], "请补入 minzheng/shell/locale/english.csv"


def test_english_has_no_chinese_left(texts):
    left = [english for english in translate(texts, "en").values() if re.search("[\u4e00-\u9fff]", english)]
    assert left == []


@pytest.mark.parametrize(("language", "folder"), [("en", "en"), ("zh-hant", "zh_Hant")])
def test_compiled_files_are_up_to_date(texts, language, folder):
    with translation.override(language):
        wanted = {m: text for m, text in translate(texts, folder).items() if text}
        wrong = [msgid for msgid, text in wanted.items() if translation.gettext(msgid) != text]
    assert wrong == [], REBUILD


def test_placeholders_survive(texts):
    for folder in ("en", "zh_Hant"):
        for msgid, text in translate(texts, folder).items():
            assert not text or sorted(re.findall(r"%\(\w+\)s|%s", msgid)) == sorted(
                re.findall(r"%\(\w+\)s|%s", text)
            )


def test_english_list_has_no_dead_entries(texts):
    assert sorted(read_pairs("english.csv").keys() - texts.keys()) == []


def test_traditional_differs(texts):
    assert translate({"演示数据": ""}, "zh_Hant") == {"演示数据": "演示數據"}


@pytest.mark.parametrize(
    ("name", "english"), [("opened_on", "Opened on"), ("MealPoint", "Meal point"), ("budget_fen", "Budget")]
)
def test_words_of_identifiers(name, english):
    assert words(name) == english
