"""Contradictions inside one text: numbers that cannot all be true, whatever the records say."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from minzheng.reports.half_year.checker.bindings import Relation, declarations
from minzheng.reports.half_year.checker.findings import Finding
from minzheng.reports.half_year.checker.quantities import Interval, round_half_up

TENTHS = 10


def mark_contradictions(findings: list[Finding]) -> list[Finding]:
    """The findings, each with the offsets of the tokens it contradicts and a warning saying how."""
    stated: dict[str, list[Finding]] = defaultdict(list)
    for found in findings:
        if found.id and found.interval:
            stated[found.id].append(found)
    offsets: dict[int, set[int]] = defaultdict(set)
    says: dict[int, list[str]] = defaultdict(list)
    for members, sentence in _broken(stated):
        for member in members:
            offsets[member.offset] |= {other.offset for other in members} - {member.offset}
            says[member.offset].append(f"文内自相矛盾：{sentence}")
    return [
        found.with_contradictions(tuple(sorted(offsets[found.offset])), tuple(says[found.offset]))
        if found.interval and found.offset in offsets
        else found
        for found in findings
    ]


def _broken(stated: dict[str, list[Finding]]) -> list[tuple[list[Finding], str]]:
    broken = []
    for relation in declarations().relations:
        members = [stated[id_][0] for id_ in relation.ids if id_ in stated]
        if len(members) == len(relation.ids) and not _holds(relation, [_interval(m) for m in members]):
            broken.append((members, relation.says))
    for repeated in stated.values():
        for other in repeated[1:]:
            if not _interval(repeated[0]).meets(_interval(other)):
                broken.append(([repeated[0], other], "同一口径出现两个不同的数"))
    return broken


def _interval(found: Finding) -> Interval:
    assert found.interval is not None  # only such findings are compared
    return found.interval


def _holds(relation: Relation, values: list[Interval]) -> bool:
    if relation.kind == "at_most":
        return not values[0].is_above(values[1])
    if relation.kind == "share":
        return _share(values[0], values[1]).meets(values[2])
    total = _add(values[0], values[1])
    return total.meets(values[2]) if relation.kind == "sum" else not total.is_above(values[2])


def _add(a: Interval, b: Interval) -> Interval:
    high = None if a.high is None or b.high is None else a.high + b.high
    return Interval(a.low + b.low, high, a.low_open or b.low_open, a.high_open or b.high_open)


def _share(part: Interval, whole: Interval) -> Interval:
    """100 × part / whole, rounded half up to a tenth as printed."""
    if part.high is None or whole.high is None or not whole.low:
        return Interval(Fraction(0), None)
    low, high = (
        Fraction(round_half_up(x * 100 * TENTHS), TENTHS)
        for x in (part.low / whole.high, part.high / whole.low)
    )
    return Interval(low, high)
