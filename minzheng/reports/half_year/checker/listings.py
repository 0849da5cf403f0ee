"""Names listed in a sentence, and whether they are the things the records name."""

from __future__ import annotations

import re

from minzheng.reports.half_year.checker.contexts import Context
from minzheng.reports.half_year.checker.normal import NormalText, fold_character

QUOTED = re.compile(r"[“「『﹁\"'‘]([^“”「」『』﹁﹂\"'‘’。]{1,24})[”」』﹂\"'’]")
STREETS = re.compile(r"((?:[^,。;:、\n]{2,8}街道[、和与]?)+)$")
SPLIT = re.compile(r"(?<=街道)[、和与]?")


def names_before(normal: NormalText, context: Context, how: str) -> tuple[str, ...]:
    """The names listed before a number, in simplified form: quoted ones of the clause, or subdistricts."""
    if how == "streets":
        match = STREETS.search(context.before)
        return tuple(name for name in SPLIT.split(match[1]) if name) if match else ()
    start = context.sentence_start + max(context.before.rfind(mark) for mark in ",;:") + 1
    end = context.sentence_start + len(context.before)
    return quoted_names(normal, start, end)


def quoted_names(normal: NormalText, start: int, end: int) -> tuple[str, ...]:
    """The quoted names of the source behind `start:end` of the normal text; split at 、 when nothing is quoted."""
    if start >= end:
        return ()
    first = normal.places[start - 1] + 1 if start else 0
    last = normal.places[end] if end < len(normal.places) else len(normal.source)
    quoted = QUOTED.findall("".join(normal.source[first:last].split()))
    names = quoted or re.split("[、和]", normal.text[start:end])
    return tuple(folded for name in names if (folded := "".join(map(fold_character, "".join(name.split())))))


def compare_names(listed: tuple[str, ...], recorded: frozenset[str] | None, *, relation: str) -> str | None:
    """What is wrong with a list of names, in Chinese; None when it agrees.

    "equal": the list is the whole set recorded; "among": every name is one of it. A listed name may carry a verb before it.
    """
    if recorded is None:
        return "登记没有给出名单，只核对了数量"
    strangers = [name for name in listed if not any(name.endswith(known) for known in recorded)]
    if strangers:
        return f"登记的名单中没有：{'、'.join(strangers)}"
    missing = [known for known in sorted(recorded) if not any(name.endswith(known) for name in listed)]
    if relation == "equal" and missing:
        return f"原文的名单缺少：{'、'.join(missing)}"
    return None
