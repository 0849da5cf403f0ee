"""From the words of a sentence to the figure they speak of: the declarations of bindings.yaml, applied.

The number itself plays no part: only the words before and after it, its sentence and its half of the report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from minzheng.reports.half_year.checker.contexts import Context

Groups = tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Binding:
    """The words of one figure or target; see the head of bindings.yaml."""

    id: str
    left: Groups
    right: Groups
    sentence: Groups
    without: Groups
    kind: str
    span: str
    mean: bool
    half: str | None
    subject: tuple[str, ...]
    names: str | None
    relation: str | None
    also: tuple[str, ...]
    note: str | None
    units: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """A statement without a number; see bindings.yaml."""

    id: str
    pattern: re.Pattern[str]
    kind: str
    expects: dict[str, str]
    otherwise: dict[str, str]
    relation: str | None
    note: str | None


@dataclass(frozen=True)
class Relation:
    """`kind` at_most | sum | parts | share over figure ids; `says` in Chinese."""

    kind: str
    ids: tuple[str, ...]
    says: str


@dataclass(frozen=True)
class Declarations:
    """All of bindings.yaml."""

    bindings: tuple[Binding, ...]
    claims: tuple[Claim, ...]
    mentions: dict[str, re.Pattern[str]]
    relations: tuple[Relation, ...]


@cache
def declarations() -> Declarations:
    """The compiled declarations."""
    raw: dict[str, Any] = yaml.safe_load(
        files(__package__).joinpath("bindings.yaml").read_text(encoding="utf-8")
    )
    bindings = [_binding(id_, entry, "figure") for id_, entry in raw["figures"].items()]
    bindings += [_binding(id_, entry, "target") for id_, entry in raw["targets"].items()]
    return Declarations(
        bindings=tuple(bindings),
        claims=tuple(_claim(id_, entry) for id_, entry in raw["claims"].items()),
        mentions={id_: re.compile(entry["pattern"]) for id_, entry in raw["mentions"].items()},
        relations=tuple(_relation(entry) for entry in raw["relations"]),
    )


def find_bindings(context: Context, *, kind: str) -> list[Binding]:
    """The best-fitting declarations for a number in `context`; more than one when they fit equally well.

    `kind` is "date" for a date, else "figure".
    """
    fitting = [
        (score, binding)
        for binding in declarations().bindings
        if (binding.kind == "date") == (kind == "date") and (score := _fit(binding, context))
    ]
    best = max((score for score, _ in fitting), default=0)
    return [binding for score, binding in fitting if score == best]


def _fit(binding: Binding, context: Context) -> int:
    """Number of word groups found; 0 when one is missing or a forbidden word stands there."""
    if binding.half and context.half and binding.half != context.half:
        return 0
    if any(word.search(context.clause) for word in binding.without):
        return 0
    places = (
        (binding.left, context.left),
        (binding.right, context.right),
        (binding.sentence, context.sentence),
    )
    if all(word.search(text) for words, text in places for word in words):
        return sum(len(words) for words, _ in places)
    return 0


def _binding(id_: str, entry: dict[str, Any], kind: str) -> Binding:
    return Binding(
        id=id_,
        left=_groups(entry.get("left")),
        right=_groups(entry.get("right")),
        sentence=_groups(entry.get("sentence")),
        without=_groups(entry.get("without")),
        kind=entry.get("kind", kind),
        span=entry.get("span", "plan"),
        mean=entry.get("mean", False),
        half=entry.get("half"),
        subject=tuple(entry.get("subject", ())),
        names=entry.get("names"),
        relation=entry.get("relation"),
        also=tuple(entry.get("also", ())),
        note=entry.get("note"),
        units=tuple(entry.get("units", ())),
    )


def _groups(words: list[str] | None) -> Groups:
    return tuple(re.compile(word) for word in words or ())


def _claim(id_: str, entry: dict[str, Any]) -> Claim:
    return Claim(
        id=id_,
        pattern=re.compile(entry["pattern"]),
        kind=entry.get("kind", "claim"),
        expects=entry.get("expects", {}),
        otherwise=entry.get("otherwise", {}),
        relation=entry.get("relation"),
        note=entry.get("note"),
    )


def _relation(entry: dict[str, Any]) -> Relation:
    kind = next(key for key in entry if key != "says")
    return Relation(kind, tuple(entry[kind]), entry["says"])
