"""Claims and lists: statements of the report that carry no number of their own."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from minzheng.reports.half_year.checker.bindings import Claim, declarations
from minzheng.reports.half_year.checker.catalogue import catalogue
from minzheng.reports.half_year.checker.contexts import LONG_CLAUSE_ENDS, NOT_COMPUTED
from minzheng.reports.half_year.checker.findings import Finding
from minzheng.reports.half_year.checker.listings import compare_names, quoted_names
from minzheng.reports.half_year.checker.normal import QUOTES, NormalText
from minzheng.reports.half_year.checker.quantities import decimal_text
from minzheng.reports.half_year.checker.source import Computed, FigureSource

NO_RECORDS = "登记未启用或没有数据，无法核对"


def find_statements(normal: NormalText, source: FigureSource) -> list[Finding]:
    """Every claim and list of the text, each once, with its verdict."""
    return [
        _judge(normal, source, claim, match)
        for claim in declarations().claims
        if (match := _find(claim.pattern, normal.text))
    ]


def find_mentions(normal: NormalText) -> set[str]:
    """The ids that the text mentions without any number or statement."""
    return {id_ for id_, pattern in declarations().mentions.items() if pattern.search(normal.text)}


def _find(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    for match in pattern.finditer(text):
        end = LONG_CLAUSE_ENDS.search(text, match.end())
        if NOT_COMPUTED not in text[match.end() : end.start() if end else len(text)]:
            return match
    return None


def _quoted_span(normal: NormalText, start: int, end: int) -> tuple[int, int]:
    """Place in the source, with the opening quotation mark of a name that the statement begins with."""
    offset, length = normal.span(start, end)
    opened = offset > 0 and normal.source[offset - 1] in QUOTES
    return offset - opened, length + opened


def _judge(normal: NormalText, source: FigureSource, claim: Claim, match: re.Match[str]) -> Finding:
    offset, length = _quoted_span(normal, *match.span())
    names = quoted_names(normal, *match.span("names")) if "names" in match.groupdict() else None
    found = Finding(
        id=claim.id,
        kind=claim.kind,
        quote=normal.source[offset : offset + length],
        offset=offset,
        length=length,
        verdict="unknown",
        why=NO_RECORDS,
        stated=str(len(names)) if names is not None else None,
        unit=catalogue()[claim.id].unit,
        warnings=(claim.note,) if claim.note else (),
    )
    computed = source.computed(claim.id)
    if computed is None:
        return found
    assert isinstance(computed.value, Fraction)
    found = replace(
        found, computed=decimal_text(computed.value), warnings=(*found.warnings, *computed.warnings)
    )
    fault = _wrong_slot(claim, match, source.period.starts_on.year)
    if fault:
        return replace(found, verdict=fault[0], why=fault[1])
    if names is not None:
        return _judge_list(found, names, computed, claim.relation or "equal")
    if computed.value >= 1:
        return replace(found, verdict="verified", why="登记中有相应的记录")
    return replace(found, verdict="differs", why="登记中没有相应的记录")


def _wrong_slot(claim: Claim, match: re.Match[str], year: int) -> tuple[str, str] | None:
    for slot, expected in claim.expects.items():
        wanted, said = expected.format(year=year), match[slot]
        if not said.endswith(wanted):
            return claim.otherwise.get(slot, "differs"), f"原文写“{said}”，登记的是“{wanted}”"
    return None


def _judge_list(found: Finding, names: tuple[str, ...], computed: Computed, relation: str) -> Finding:
    if computed.value != len(names):
        return replace(found, verdict="differs", why=f"登记有{found.computed}个，原文列出{len(names)}个")
    fault = compare_names(names, computed.names, relation=relation)
    if fault and computed.names is not None:
        return replace(found, verdict="differs", why=fault)
    return replace(
        found,
        verdict="verified",
        why="与登记的名单一致" if fault is None else "与登记的数量一致",
        warnings=(*found.warnings, fault) if fault else found.warnings,
    )
