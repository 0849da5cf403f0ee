"""Chinese names: the form kept, the form compared, and the pinyin initials an officer types.

Characters are converted one by one, never by phrase, so that a part of a name folds as the whole does and
a search by its first characters still finds it. Rare characters (GB18030 extensions, outside the basic
plane) pass through everything untouched.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from minzheng.kernel.people.identity.readings import (
    COMPOUND_SURNAMES,
    PRIVATE_USE,
    SEVERAL_READINGS,
    SURNAMES,
)

DOT = "·"
# A name with many polyphones is found by its commonest readings; more would only find strangers.
MOST_INITIALS = 12

_DOTS = re.compile(r"[•・‧･∙⋅●᛫]|(?<=[^\x00-\x7f])\s*[.．]\s*(?=[^\x00-\x7f])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACE = re.compile(r"\s+")
_SPACE_BESIDE_HAN = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])| (?=·)|(?<=·) ")
_NOT_COMPARED = re.compile("[\\s·'’\\-\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(0x5E)} | {0x3000: 0x20}


class NameKeys(NamedTuple):
    """What a name is found by: its folded form and its possible initials, the likeliest first."""

    folded: str
    initials: tuple[str, ...]


def clean_name(text: str) -> str:
    """The form to keep: one kind of dot, no alignment spaces, no invisible marks, no full-width letters.

    Traditional and variant characters stay as the document has them.
    """
    if text.isalpha() and not text.isascii() and max(text) < "\uff00":
        return text.translate(PRIVATE_USE)
    plain = _INVISIBLE.sub("", text.translate(_FULL_WIDTH).translate(PRIVATE_USE))
    dotted = _DOTS.sub(DOT, _SPACE.sub(" ", plain).strip())
    return _SPACE_BESIDE_HAN.sub("", dotted)


def has_private_use(text: str) -> bool:
    """Whether a character of an old local font (造字) is left, which other machines cannot show."""
    return any(unicodedata.category(letter) == "Co" for letter in text if letter > "\ud7ff")


def fold_name(text: str) -> str:
    """The form to compare and to search: simplified, without dots and spaces, Latin letters upper case."""
    kept = _NOT_COMPARED.sub("", clean_name(text))
    return "".join([_simplified(letter) for letter in kept])


def get_initials(name: str) -> tuple[str, ...]:
    """Every plausible row of pinyin initials in upper case, the likeliest first, at most MOST_INITIALS.

    The surname has its own readings (单 S, 解 X, 仇 Q); a given-name character with several living readings
    keeps them all. A character without a known reading stands for itself.
    """
    return _initials_of(fold_name(name))


def _initials_of(folded: str) -> tuple[str, ...]:
    if not folded:
        return ()
    compound = COMPOUND_SURNAMES.get(folded[:2])
    first = [compound] if compound else [SURNAMES.get(folded[0]) or _readings(folded[0])]
    rest = [_readings(letter) for letter in folded[2 if compound else 1 :]]
    rows: dict[str, None] = {}
    for letters in product(*first, *rest):
        rows["".join(letters)] = None
        if len(rows) == MOST_INITIALS:
            break
    return tuple(rows)


def get_search_keys(name: str) -> NameKeys:
    """Folded form and initials of one name; under 10 µs when its characters were seen before."""
    folded = fold_name(name)
    return NameKeys(folded, _initials_of(folded))


def is_initials(query: str) -> bool:
    """Whether a search text is to be taken for pinyin initials: Latin letters only."""
    return query.isascii() and query.isalpha()


@lru_cache(maxsize=100_000)
def _simplified(letter: str) -> str:
    if letter < "\u3400":
        return unicodedata.normalize("NFKC", letter).upper()
    return _converter().convert(unicodedata.normalize("NFC", letter))


@lru_cache(maxsize=100_000)
def _readings(letter: str) -> tuple[str, ...]:
    several = SEVERAL_READINGS.get(letter)
    if several or letter < "\u3400":
        return several or (letter,)
    return (_first_letter()(letter)[:1].upper(),)


@cache
def _first_letter() -> Callable[[str], str]:
    """The package's reading of one character, loaded at the first use: only who needs initials pays for it.

    Its table of phrases is left out: 44 MB (measured) that decide nothing where characters come one by one.
    """
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, lazy_pinyin

    return lambda letter: str(lazy_pinyin(letter, style=Style.FIRST_LETTER, errors="default")[0])


class _Converter:
    """OpenCC's converter, typed."""

    def __init__(self) -> None:
        import opencc

        self._inner = opencc.OpenCC("t2s")

    def convert(self, text: str) -> str:
        return str(self._inner.convert(text))


@cache
def _converter() -> _Converter:
    return _Converter()
