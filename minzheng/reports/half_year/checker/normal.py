"""Normal form of a text, with every character's place in the original.

Traditional becomes simplified, full-width becomes half-width, thousands separators and breaks inside a number go,
quotation marks go, page numbers go. Nothing is ever inserted except a line feed that stood there, so each character keeps its place.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from minzheng.reports.half_year.checker.pages import find_page_furniture

ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
QUOTES = frozenset("“”‘’「」『』﹁﹂﹃﹄\"'＂＇`")
# Variants that the character table of OpenCC leaves alone.
VARIANTS = {"馀": "余", "衞": "卫", "戸": "户", "﹪": "%", "٪": "%", "\u2236": ":", "﹕": ":"}
LINE_FEEDS = frozenset("\n\r\f\v\u2028\u2029\u0085")
PAGE_LINE = re.compile(
    r"\s*\n *(?:[—–―\-－一~·]+ *\d{1,3} *[—–―\-－一~·]+|第 *\d{1,3} *页.{0,12}) *(?=\n|\Z)\s*"
)
HEADING = re.compile(r"[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|\|")
BREAK = re.compile(r" *\n[ \n]*")
SPACED_THOUSANDS = re.compile(r"(?<![\d.:/\-])\d{1,3}(?: \d{3})+(?![\d\-:/])")
COMMA_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?!\d)")
SPACES = re.compile(r" +")
SENTENCE_END = frozenset("。！？!?:;|")


@dataclass(frozen=True)
class NormalText:
    """`text` is what the checker reads; `places[i]` is the index of `text[i]` in `source`."""

    source: str
    text: str
    places: tuple[int, ...]
    page_numbers: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """(offset, length) in the source of the half-open range `start:end` of the text."""
        offset = self.places[start]
        return offset, self.places[end - 1] + 1 - offset

    def quote(self, start: int, end: int) -> str:
        """The source characters behind `start:end`."""
        offset, length = self.span(start, end)
        return self.source[offset : offset + length]


def normalize(source: str) -> NormalText:
    """The normal form of `source`; linear in its length."""
    furniture = find_page_furniture(source)
    chars, places = _fold_all(source, furniture.skipped)
    chars, places, pages = _drop_page_numbers(chars, places)
    chars, places = _settle_breaks(chars, places)
    for drop in (_separators, _loose_spaces, _quotes):
        dropped = drop(chars, source, places)
        keep = [i for i in range(len(chars)) if i not in dropped]
        chars, places = "".join(chars[i] for i in keep), [places[i] for i in keep]
    return NormalText(source, chars, tuple(places), (*furniture.numbers, *pages))


@cache
def fold_character(character: str) -> str:
    """One character in its plain form; empty when it has no width."""
    if character in ZERO_WIDTH:
        return ""
    if character in LINE_FEEDS:
        return "\n"
    if character in VARIANTS:
        return VARIANTS[character]
    if (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    if character.isspace():
        return " "
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    simplified: str = _simplifier().convert(character)
    return simplified if len(simplified) == 1 else character


@cache
def _simplifier() -> Any:
    import opencc  # late: loads its tables

    return opencc.OpenCC("t2s")


def _fold_all(source: str, skipped: tuple[tuple[int, int], ...]) -> tuple[str, list[int]]:
    gone = {place for start, end in skipped for place in range(start, end)}
    folded = [(fold_character(c), i) for i, c in enumerate(source) if i not in gone]
    return "".join(c for c, _ in folded), [i for c, i in folded if c]


def _drop_page_numbers(chars: str, places: list[int]) -> tuple[str, list[int], list[tuple[int, int]]]:
    """Takes lines such as "— 3 —" out, so that a sentence runs on over the page."""
    pages: list[tuple[int, int]] = []
    kept: list[str] = []
    kept_places: list[int] = []
    end = 0
    for match in PAGE_LINE.finditer(chars):
        number = re.search(r"\d+", match.group())
        assert number is not None  # both forms of the pattern hold digits
        start = match.start() + number.start()
        pages.append((places[start], places[start + len(number.group()) - 1] + 1))
        feed = match.start() + match.group().index("\n")
        kept.append(chars[end : match.start()] + "\n")
        kept_places += [*places[end : match.start()], places[feed]]
        end = match.end()
    return "".join(kept) + chars[end:], kept_places + places[end:], pages


def _settle_breaks(chars: str, places: list[int]) -> tuple[str, list[int]]:
    """Keeps a line feed where a paragraph ends, drops it where a line was only wrapped."""
    kept: list[str] = []
    kept_places: list[int] = []
    end = 0
    for match in BREAK.finditer(chars):
        kept.append(chars[end : match.start()])
        kept_places += places[end : match.start()]
        if _is_paragraph_end(chars, match):
            kept.append("\n")
            kept_places.append(places[match.start()])
        end = match.end()
    return "".join(kept) + chars[end:], kept_places + places[end:]


def _is_paragraph_end(chars: str, match: re.Match[str]) -> bool:
    before, after = chars[max(0, match.start() - 12) : match.start()], chars[match.end() : match.end() + 8]
    if not before or not after or before[-1] in SENTENCE_END or HEADING.match(after):
        return True
    if before[-1].isdigit() and after[0].isdigit():
        finished = re.search(r"\d{4}-\d{1,2}-\d{1,2}$", before) or re.match(r"\d{4}年", after)
        return bool(finished) or match.group().count("\n") > 1
    return False


def _separators(chars: str, source: str, places: list[int]) -> set[int]:
    """Thousands separators; a full-width comma between half-width digits is punctuation."""
    dropped: set[int] = set()
    for match in SPACED_THOUSANDS.finditer(chars):
        dropped.update(i for i in range(*match.span()) if chars[i] == " ")
    for match in COMMA_THOUSANDS.finditer(chars):
        commas = [i for i in range(*match.span()) if chars[i] == ","]
        wide_digits = not source[places[match.start()]].isascii()
        if wide_digits or all(source[places[i]] == "," for i in commas):
            dropped.update(commas)
    return dropped


def _loose_spaces(chars: str, source: str, places: list[int]) -> set[int]:  # noqa: ARG001
    """Every space but one between two Latin letters or digits."""
    dropped: set[int] = set()
    for match in SPACES.finditer(chars):
        before, after = chars[max(0, match.start() - 1) : match.start()], chars[match.end() : match.end() + 1]
        spoken = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
        dropped.update(range(match.start() + spoken, match.end()))
    return dropped


def _quotes(chars: str, source: str, places: list[int]) -> set[int]:  # noqa: ARG001
    return {i for i, c in enumerate(chars) if c in QUOTES}
