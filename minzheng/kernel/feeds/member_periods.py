"""Laying the lines of a member roll over what is held: which person, which membership, and no overlaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from minzheng.kernel.feeds.declaration import Context
from minzheng.kernel.feeds.member_lines import HOUSEHOLD_AT, MEMBERSHIP_AT, PERSON_AT, Line, Stored
from minzheng.kernel.feeds.reading import RowError, Template
from minzheng.kernel.people import secrets
from minzheng.kernel.people.actions.rolls import MEMBERSHIP_COLUMNS, PERSON_COLUMNS
from minzheng.kernel.people.identity.citizen_number import NONE
from minzheng.kernel.people.models import Membership, Person
from minzheng.kernel.people.queries import chunked

HOME, START, END = (MEMBERSHIP_AT[name] for name in ("household_id", "starts_on", "ends_on"))


def lay_memberships(lines: Sequence[Line], context: Context, template: Template) -> list[RowError]:
    """Find persons and memberships of the lines; errors where a person would live in two households."""
    _find_people(lines, context)
    held = _held({line.person[0] for line in lines if line.person is not None})
    groups: dict[tuple[Any, ...], list[Line]] = {}
    for line in lines:
        groups.setdefault(line.key, []).append(line)
    errors: list[RowError] = []
    for group in groups.values():
        person = group[0].person
        rows = held.get(person[0], []) if person is not None else []
        if rows or len(group) > 1:
            errors.extend(_lay_group(group, rows, template))
    return errors + _check_heads(lines, template)


def _find_people(lines: Sequence[Line], context: Context) -> None:
    by_token = _people_by_token({line.token for line in lines if line.token}, lines, context)
    nameless = _people_without_number([line for line in lines if not line.token])
    for line in lines:
        line.person = by_token.get(line.token) if line.token else nameless.get(line.key)


def _people_by_token(tokens: set[str], lines: Sequence[Line], context: Context) -> dict[str, Stored]:
    """Stored persons by the token their number has now; former index keys are tried only if any are left."""
    present = {token: token for token in tokens}
    left = (
        Person.objects.filter(district=context.district, id_number_index__isnull=False)
        .exclude(id_number_index__startswith=secrets.current_number_prefix())
        .exists()
    )
    if left:
        for line in lines:
            if line.token:
                former = secrets.number_candidates(line.number, line.kind)
                present.update((token, line.token) for token in former)
    found: dict[str, Stored] = {}
    for chunk in chunked(sorted(present)):
        rows = Person.objects.filter(district=context.district, id_number_index__in=chunk)
        for row in rows.values_list(*PERSON_COLUMNS):
            found[present[row[PERSON_AT["id_number_index"]]]] = list(row)
    return _without_duplicates(found)


def _without_duplicates(found: dict[str, Stored]) -> dict[str, Stored]:
    """A line about a merged row speaks of the person it was merged into."""
    at = PERSON_AT["merged_into_id"]
    wanted = {row[at] for row in found.values() if row[at] is not None}
    while wanted:
        kept = {
            row[0]: list(row) for row in Person.objects.filter(id__in=wanted).values_list(*PERSON_COLUMNS)
        }
        found = {token: kept.get(row[at], row) for token, row in found.items()}
        wanted = {row[at] for row in kept.values() if row[at] is not None}
    return found


def _people_without_number(lines: Sequence[Line]) -> dict[tuple[Any, ...], Stored]:
    """Persons without a number are known by household, name and birth date."""
    found: dict[tuple[Any, ...], Stored] = {}
    for chunk in chunked(sorted({line.home[0] for line in lines})):
        rows = Membership.objects.filter(household_id__in=chunk, person__id_kind=NONE)
        for row in rows.values_list("household_id", *(f"person__{name}" for name in PERSON_COLUMNS)):
            person = list(row[1:])
            found[row[0], person[PERSON_AT["name"]], person[PERSON_AT["birth_date"]]] = person
    return found


def _held(person_ids: Iterable[Any]) -> dict[Any, list[Stored]]:
    """person id → its memberships as stored."""
    held: dict[Any, list[Stored]] = {}
    for chunk in chunked(sorted(set(person_ids))):
        for row in Membership.objects.filter(person_id__in=chunk).values_list(*MEMBERSHIP_COLUMNS):
            held.setdefault(row[MEMBERSHIP_AT["person_id"]], []).append(list(row))
    return held


def _lay_group(group: list[Line], held: list[Stored], template: Template) -> list[RowError]:
    """All lines about one person, against what is held of it."""
    free = list(held)
    for line in sorted(group, key=lambda one: one.starts_on or date.min):
        line.membership = _match(line, free)
        if line.membership is not None:
            free.remove(line.membership)
    for line in group:
        if line.membership is None:
            line.ends = next((row for row in free if _is_ended_by(row, line)), None)
    return _overlaps(group, free, template)


def _match(line: Line, held: list[Stored]) -> Stored | None:
    """The held membership that a line speaks of: same household, same or unsaid beginning, not long over."""
    for row in held:
        if row[HOME] != line.home[0]:
            continue
        start, end = row[START], row[END]
        if end is not None and line.starts_on is not None and line.starts_on >= end:
            continue
        if line.starts_on is None or start is None or start == line.starts_on:
            return row
    return None


def _is_ended_by(row: Stored, line: Line) -> bool:
    """Whether joining this household on a named day ends an open membership of another one."""
    start = row[START]
    return (
        row[END] is None
        and row[HOME] != line.home[0]
        and line.starts_on is not None
        and (start is None or start < line.starts_on)
    )


def _overlaps(group: list[Line], free: list[Stored], template: Template) -> list[RowError]:
    ended = {line.ends[0]: line.starts_on for line in group if line.ends is not None}
    periods: list[tuple[date, date, Line | None]] = [
        (row[START] or date.min, ended.get(row[0]) or row[END] or date.max, None) for row in free
    ]
    for line in group:
        start, end = line.starts_on, line.ends_on
        if line.membership is not None:
            start, end = start or line.membership[START], end or line.membership[END]
        periods.append((start or date.min, end or date.max, line))
    periods.sort(key=lambda period: period[:2])
    errors: list[RowError] = []
    for (_, end, before), (start, _, after) in pairwise(periods):
        if start < end:
            errors.append(_overlap_error(after or before or group[0], template))
    return errors


def _overlap_error(line: Line, template: Template) -> RowError:
    return line.row.error(
        template,
        "household",
        "already_member",
        "该人员在同一时间属于两个家庭，或在文件中重复。",
        "请填写加入、离开日期，或删去重复的行。",
    )


def _check_heads(lines: Sequence[Line], template: Template) -> list[RowError]:
    """One head a household at a time, and the one that the household roll names."""
    errors: list[RowError] = []
    heads: dict[Any, Line] = {}
    leaving: set[tuple[Any, Any]] = set()
    for line in lines:
        if line.relation == "self" and line.ends_on is None:
            if line.home[0] in heads:
                errors.append(_head_error(line, template, "head_twice", "该户有两个户主。"))
            heads[line.home[0]] = line
        elif line.person is not None:
            leaving.add((line.home[0], line.person[0]))
    for line in heads.values():
        named, held = line.home[HOUSEHOLD_AT["head_index"]], line.home[HOUSEHOLD_AT["head_id"]]
        if named and line.token and named != line.token:
            errors.append(_head_error(line, template, "head_differs", "户主与家庭名册所载的证件号不一致。"))
        elif held and (line.person is None or line.person[0] != held) and (line.home[0], held) not in leaving:
            errors.append(_head_error(line, template, "head_taken", "该户已有户主，且文件中没有其变更。"))
    return errors


def _head_error(line: Line, template: Template, code: str, message: str) -> RowError:
    return line.row.error(
        template, "relation", code, message, "请核对户主；变更户主须同时列出原户主的新关系。"
    )
