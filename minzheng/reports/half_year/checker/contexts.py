"""The words around a number: its clause before and after, its sentence, its half of the report."""

from __future__ import annotations

import re
from dataclasses import dataclass

from minzheng.reports.half_year.checker.normal import NormalText
from minzheng.reports.half_year.checker.tokens import Token

SENTENCE_ENDS = re.compile(r"[。！？!?\n|]")
CLAUSE_ENDS = re.compile(r"[,;:。！？!?\n|、]")
LONG_CLAUSE_ENDS = re.compile(r"[,;:。！？!?\n|]")
PLAN_HEADING = re.compile(
    r"[二三四五六]、[^。,;\n]{0,6}下半年(?:的)?(?:主要|重点)?工作(?:计划|打算|安排|思路|任务)"
)
BODY_START = re.compile(r"现将|一、")
NOT_COMPUTED = "未计算"


@dataclass(frozen=True)
class Context:
    """What stands around one number, in normal form.

    `left`, `right`: the clause before and after, up to the neighbouring figures; `clause`: the whole clause;
    `before`: the sentence up to the number; `sentence`: all of it; `half`: "results", "plan" or None when the text
    does not tell; `head`: whether it stands above the body.
    """

    left: str
    right: str
    clause: str
    before: str
    sentence: str
    sentence_start: int
    half: str | None
    head: bool


class Surroundings:
    """Answers for the context of any token of one text."""

    def __init__(self, normal: NormalText, tokens: list[Token]) -> None:
        self._text = normal.text
        self._figures = [token for token in tokens if token.kind == "figure"]
        plan = PLAN_HEADING.search(self._text)
        self._plan_start = plan.start() if plan else None
        body = BODY_START.search(self._text)
        self._body_start = body.start() if body and plan else 0

    def of(self, token: Token) -> Context:
        """The context of `token`."""
        text, start, end = self._text, token.start, token.end
        sentence_start = _last(SENTENCE_ENDS, text, start)
        sentence_end = _first(SENTENCE_ENDS, text, end)
        left_end = max((t.end for t in self._figures if t.end <= start), default=0)
        right_end = min((t.start for t in self._figures if t.start >= end), default=len(text))
        return Context(
            left=text[max(_last(CLAUSE_ENDS, text, start), left_end) : start],
            right=text[end : min(_first(CLAUSE_ENDS, text, end), right_end)].lstrip(")]"),
            clause=text[_last(LONG_CLAUSE_ENDS, text, start) : _first(LONG_CLAUSE_ENDS, text, end)],
            before=text[sentence_start:start],
            sentence=text[sentence_start:sentence_end],
            sentence_start=sentence_start,
            half=self._half(start),
            head=start < self._body_start,
        )

    def _half(self, place: int) -> str | None:
        if self._plan_start is None:
            return None
        return "plan" if place >= self._plan_start else "results"


def _last(pattern: re.Pattern[str], text: str, end: int) -> int:
    """Where the stretch begins that reaches up to `end`."""
    for place in range(end - 1, -1, -1):
        if pattern.match(text, place):
            return place + 1
    return 0


def _first(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.search(text, start)
    return match.start() if match else len(text)
