"""Every number of a text as a token, in reading order, each once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from minzheng.reports.half_year.checker.normal import NormalText
from minzheng.reports.half_year.checker.quantities import SCALES, Quantity, read_chinese_number

WORD_BEFORE = re.compile(r"(超过|超|逾|突破|将近|接近|(?<![最附])近|不足|不到|达到|达|至少|不少于|约)$")
DIGITS = r"\d+(?:\.\d+)?"
SCALE = r"百万|十万|亿|万|千|百"
HEADING_DIGITS = re.compile(r"(?:(?<=\n)|\A)\(?\d{1,2}(?:[.、)])(?!\d)")


@dataclass(frozen=True)
class Token:
    """A number in the text: `start:end` in the normal form, its kind, and its quantity when it counts something.

    `fault` says why a name cannot be vouched for.
    """

    start: int
    end: int
    kind: str
    quantity: Quantity | None = None
    fault: str | None = None
    numeral: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """The compiled contents of words.yaml."""

    names: tuple[tuple[re.Pattern[str], str, tuple[str, ...], str], ...]
    phrases: tuple[tuple[re.Pattern[str], str], ...]
    not_numerals: re.Pattern[str]
    dates: re.Pattern[str]
    metadata: re.Pattern[str]
    quantity: re.Pattern[str]
    numeral: re.Pattern[str]


@cache
def vocabulary() -> Vocabulary:
    """The words that tell a figure from a name, a date or a mark."""
    raw: dict[str, Any] = yaml.safe_load(
        files(__package__).joinpath("words.yaml").read_text(encoding="utf-8")
    )
    units = "|".join(raw["units"])
    tail = r"(?P<after>以上|左右)?"
    return Vocabulary(
        names=tuple(
            (re.compile(n["pattern"]), n["kind"], tuple(n.get("known", ())), n["term"]) for n in raw["names"]
        ),
        phrases=tuple((re.compile(p["pattern"]), p["kind"]) for p in raw["phrases"]),
        not_numerals=re.compile("|".join(raw["not_numerals"])),
        dates=re.compile("|".join(raw["dates"])),
        metadata=re.compile("|".join(raw["metadata"])),
        quantity=re.compile(
            rf"(?P<digits>{DIGITS})(?P<near>余|多)?(?P<scale>{SCALE})?(?P<far>余|多)?"
            rf"(?:[(\[]?(?P<unit>大(?=工程|行动|项目|举措)|{units}))?{tail}"
        ),
        numeral=re.compile(
            rf"(?P<digits>[一二两三四五六七八九十百千万]+)(?:(?P<near>余|多)(?P<scale>万)?)?(?P<far>余|多)?(?P<unit>{'|'.join(raw['numeral_units'])})"
        ),
    )


def find_tokens(normal: NormalText) -> list[Token]:
    """All numbers of the text in reading order; no two overlap."""
    taken = bytearray(len(normal.text))
    found: list[Token] = []
    for token in _candidates(normal.text):
        if not any(taken[token.start : token.end]):
            taken[token.start : token.end] = b"\x01" * (token.end - token.start)
            found.append(token)
    return sorted(found, key=lambda token: token.start)


def _candidates(text: str) -> Iterator[Token]:
    """Possible readings, the surer ones first: the first to take a character keeps it."""
    words = vocabulary()
    yield from (Token(*match.span(), "metadata") for match in words.metadata.finditer(text))
    yield from (Token(*match.span(), "date") for match in words.dates.finditer(text))
    yield from _names(text, words)
    yield from (Token(*match.span(), "ordinal") for match in HEADING_DIGITS.finditer(text))
    for pattern, kind in words.phrases:
        yield from (Token(*match.span(), kind, numeral=True) for match in pattern.finditer(text))
    yield from (_quantity(text, match) for match in words.quantity.finditer(text))
    yield from _numerals(text, words)


def _names(text: str, words: Vocabulary) -> Iterator[Token]:
    for pattern, kind, known, term in words.names:
        for match in pattern.finditer(text):
            start, end = match.span()
            number = match["number"]
            if text[start - 1 : start].isdigit() or text[start - 1 : start] == ".":
                continue
            fault = f"没有名为“{match.group()}”的{term}" if known and number not in known else None
            yield Token(start, end, kind, fault=fault)


def _quantity(text: str, match: re.Match[str]) -> Token:
    before = WORD_BEFORE.search(text, max(0, match.start() - 4), match.start())
    word = match["near"] or match["far"] or (before[1] if before else None) or match["after"]
    quantity = Quantity(match["digits"], SCALES[match["scale"] or ""], word, match["unit"])
    return Token(*match.span(), "figure", quantity)


def _numerals(text: str, words: Vocabulary) -> Iterator[Token]:
    """Counts written in numerals; a bare 百 or 万 counts only after a rounding word (超百名), never in 万家."""
    skipped = {i for match in words.not_numerals.finditer(text) for i in range(*match.span())}
    for match in words.numeral.finditer(text):
        if match.start() in skipped or text[match.start() - 1 : match.start()].isdigit():
            continue
        before = WORD_BEFORE.search(text, max(0, match.start() - 4), match.start())
        digits = match["digits"]
        after = match["near"] or match["far"]
        if not set(digits) - set("百千万") and not (before or after):
            continue
        word = after or (before[1] if before else None)
        number = str(read_chinese_number(digits))
        yield Token(
            *match.span(),
            "figure",
            Quantity(number, SCALES[match["scale"] or ""], word, match["unit"]),
            numeral=True,
        )
