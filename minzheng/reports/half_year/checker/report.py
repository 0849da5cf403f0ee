"""The whole check of one text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from minzheng.reports.half_year.checker.catalogue import checked_ids
from minzheng.reports.half_year.checker.contexts import Surroundings
from minzheng.reports.half_year.checker.findings import Finding
from minzheng.reports.half_year.checker.normal import NormalText, normalize
from minzheng.reports.half_year.checker.relations import mark_contradictions
from minzheng.reports.half_year.checker.source import FigureSource
from minzheng.reports.half_year.checker.statements import find_mentions, find_statements
from minzheng.reports.half_year.checker.tokens import find_tokens
from minzheng.reports.half_year.checker.verdicts import Judge


@dataclass(frozen=True)
class CheckReport:
    """All findings in reading order, and the ids that the text does not state."""

    findings: tuple[Finding, ...]
    not_in_text: tuple[str, ...]

    def count(self, verdict: str) -> int:
        """How many figures, claims, lists and targets got `verdict`."""
        return sum(found.counted and found.verdict == verdict for found in self.findings)

    @property
    def contradicting(self) -> int:
        """How many of them contradict another number of the text."""
        return sum(found.counted and bool(found.contradicts) for found in self.findings)

    def exit_code(self, *, strict: bool = False) -> int:
        """1 when anything differs or contradicts, with `strict` also when anything is unknown; else 0."""
        faults = self.count("differs") + self.contradicting + (self.count("unknown") if strict else 0)
        return 1 if faults else 0

    def as_json(self) -> dict[str, Any]:
        """The object that `report check --json` prints."""
        return {
            "summary": {
                "verified": self.count("verified"),
                "differs": self.count("differs"),
                "unknown": self.count("unknown"),
                "contradicting": self.contradicting,
                "not_in_text": list(self.not_in_text),
            },
            "figures": [found.as_json() for found in self.findings],
        }


def check_text(text: str, source: FigureSource) -> CheckReport:
    """Checks every number and statement of `text` against `source`.

    What a number is called decides what it is compared with; the number itself never does.
    """
    normal = normalize(text)
    tokens = find_tokens(normal)
    around, judge = Surroundings(normal, tokens), Judge(normal, source)
    findings = [judge.judge(token, around.of(token)) for token in tokens]
    findings += find_statements(normal, source)
    findings += [_page_number(normal, start, end) for start, end in normal.page_numbers]
    findings = mark_contradictions(sorted(findings, key=lambda found: (found.offset, found.length)))
    stated = {found.id for found in findings} | find_mentions(normal)
    missing = tuple(id_ for id_ in checked_ids() if id_ not in stated)
    return CheckReport(tuple(findings), missing)


def _page_number(normal: NormalText, start: int, end: int) -> Finding:
    return Finding(None, "metadata", normal.source[start:end], start, end - start, "not_a_figure", "页码")
