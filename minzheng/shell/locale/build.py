"""Write the translations: `python -m minzheng.shell.locale.build`.

Simplified Chinese is what the code says. Traditional is made from it by OpenCC with the exceptions of
traditional.csv; English comes from english.csv, plates and stored words. Both .po and .mo are written.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LANGUAGES = {"en": "en", "zh_Hant": "zh_Hant"}


def read_pairs(name: str) -> dict[str, str]:
    """A two-column list kept by hand."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return {row[0]: row[1] for row in csv.reader(file) if len(row) == 2}


def translate(texts: dict[str, str], language: str) -> dict[str, str]:
    """msgid → translation; without one the text is left out and the Chinese is shown."""
    if language == "en":
        by_hand = read_pairs("english.csv")
        return {msgid: by_hand.get(msgid) or english for msgid, english in texts.items()}
    from opencc import OpenCC

    converter, exceptions = OpenCC("s2t"), read_pairs("traditional.csv")
    return {msgid: exceptions.get(msgid) or _amended(converter.convert(msgid), exceptions) for msgid in texts}


def _amended(text: str, exceptions: dict[str, str]) -> str:
    for wrong, right in exceptions.items():
        text = text.replace(wrong, right)
    return text


def write(language: str, translations: dict[str, str]) -> Path:
    """Both files of one language; answers the compiled one."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import write_po

    catalog = Catalog(locale=LANGUAGES[language], project="minzheng", charset="utf-8", creation_date=None)
    for msgid, translation in sorted(translations.items()):
        if translation:
            catalog.add(msgid, translation, flags={"python-format"} & _flags(msgid))
    folder = HERE / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "django.po").open("wb") as file:
        write_po(file, catalog, omit_header=False, sort_output=True, width=110)
    _without_dates(folder / "django.po")
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalog)
    return folder / "django.mo"


def _flags(msgid: str) -> set[str]:
    return {"python-format"} if "%(" in msgid else set()


def _without_dates(path: Path) -> None:
    """The same texts give the same file on every day."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    left_out = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', "# Copyright", "# FIRST AUTHOR")
    path.write_text("".join(line for line in lines if not line.startswith(left_out)), encoding="utf-8")


def main() -> int:
    """Write every language; exit 1 and list what has no English yet."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.config.settings")
    import django

    django.setup()
    from minzheng.shell.locale.texts import list_texts

    texts = list_texts()
    for language in LANGUAGES:
        write(language, translate(texts, language))
    missing = sorted(msgid for msgid, english in translate(texts, "en").items() if not english)
    for msgid in missing:
        sys.stderr.write(f"没有英文：{msgid}\n")
    sys.stderr.write(f"{len(texts)} 条，缺英文 {len(missing)} 条\n")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
