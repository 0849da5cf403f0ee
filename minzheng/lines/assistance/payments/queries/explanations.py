"""How an amount came about, step by step, from the facts and standards that the month's run sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from minzheng.benefits.household_file import explain_with
from minzheng.benefits.inputs import HOUSEHOLD_INPUTS, PERSON_INPUTS
from minzheng.benefits.plates import find_benefits
from minzheng.benefits.roll import describe
from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.plates import find_plate
from minzheng.kernel.money.models import PaymentLine
from minzheng.kernel.screens.masks import HIDDEN
from minzheng.lines.assistance.payments.queries.sealed_months import SealedMonth, line_digest
from minzheng.lines.assistance.payments.queries.words import (
    SILENT,
    cite,
    print_fact,
    print_value,
    scheme_zh,
    word_zh,
)

#: units of parameters that say how to read the law, not how much is paid
_READING_UNITS = ("flag", "codes", "matrix")
#: facts of a household that a page says elsewhere
_ELSEWHERE = ("area", "relation")
#: fact → (register, field) whose plate says whether a screen may show it
_PLATED = {
    "severe_illness": ("assistance.circumstances", "severe_illness"),
    "in_custody": ("assistance.circumstances", "in_custody"),
    "father": ("assistance.circumstances", "father"),
    "mother": ("assistance.circumstances", "mother"),
    "disability": ("assistance.disability_cards", "category"),
    "disability_grade": ("assistance.disability_cards", "grade"),
    "asset_money": ("assistance.household_means", "money_fen"),
    "birth_date": ("kernel.people", "birth_date"),
}
#: facts whose "no" is what entitles somebody
_TELLING = ("source_of_living", "has_capable_supporter")


@dataclass(frozen=True)
class Step:
    """One step: a parameter of the statute book (with `starts_on` and `official`) or a computed column.

    A reading is a parameter that says how, not how much.
    """

    zh: str
    value: str
    unit: str
    source: str
    key: str = ""
    starts_on: str = ""
    official: bool = True
    is_reading: bool = False

    @property
    def is_parameter(self) -> bool:
        return bool(self.key)


@dataclass(frozen=True)
class PaidLine:
    """A line of the month beside its explanation; `matches` says whether the digests agree."""

    line: PaymentLine
    matches: bool


@dataclass(frozen=True)
class Entry:
    """What one benefit made of the household or of one member; `fen` a month. Refusals are entries too."""

    scheme: str
    anchor: str
    zh: str
    law: str
    who: str
    eligible: bool
    fen: int
    reason: str
    official: bool
    parameters: tuple[Step, ...]
    steps: tuple[Step, ...]
    paid: tuple[PaidLine, ...] = ()

    @property
    def amounts(self) -> list[Step]:
        return [step for step in self.parameters if not step.is_reading]

    @property
    def readings(self) -> list[Step]:
        return [step for step in self.parameters if step.is_reading]


@dataclass(frozen=True)
class Facts:
    """What was known of the household or of a member: (name, value) pairs that say something."""

    who: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Explanation:
    """A household in a month. `granted` are entries that pay, `refused` those that do not."""

    number: str
    month: str
    total_fen: int
    facts: tuple[Facts, ...]
    granted: tuple[Entry, ...]
    refused: tuple[Entry, ...]

    @property
    def official(self) -> bool:
        """Whether every standard that paid something is confirmed."""
        return all(entry.official for entry in self.granted)

    @property
    def matches(self) -> bool:
        """Whether every line of the month is explained to the digest."""
        return all(paid.matches for entry in (*self.granted, *self.refused) for paid in entry.paid)


def list_hidden(actor: Actor, area: int) -> frozenset[str]:
    """Facts that this actor sees only as hidden: sensitive by their plate, and not this actor's to record."""
    return frozenset(
        fact
        for fact, (key, name) in _PLATED.items()
        if name in find_plate(key).sensitive and not actor.may(f"{key}.edit", area)
    )


def explain_household(
    month: SealedMonth,
    number: str,
    *,
    names: Mapping[str, str],
    lines: Iterable[PaymentLine] = (),
    hidden: frozenset[str] = frozenset(),
) -> Explanation | None:
    """The household's explanation, or None when it is not on the month's roll.

    names: person id → how the page calls that member. lines: the household's lines of the month. hidden:
    facts not to be shown.
    """
    row = month.rows.get(number)
    if row is None:
        return None
    answer = explain_with(describe(month.roll, row), month.standards)
    paid = _by_beneficiary(month, number, lines)
    entries = [_entry(month, each, names, paid) for each in answer["benefits"]]
    return Explanation(
        number=number,
        month=month.month,
        total_fen=answer["total_fen"],
        facts=tuple(_facts(month, row, names, hidden)),
        granted=tuple(entry for entry in entries if entry.fen),
        refused=tuple(entry for entry in entries if not entry.fen),
    )


def member_ids(month: SealedMonth, number: str) -> list[str]:
    """Ids of the household's members of that month, in the order of the roll."""
    row, people = month.rows.get(number), month.roll.person_ids or ()
    return [] if row is None else [people[at] for at in month.members(row)]


def _by_beneficiary(
    month: SealedMonth, number: str, lines: Iterable[PaymentLine]
) -> dict[tuple[str, str | None], tuple[PaidLine, ...]]:
    """(scheme, person id or None) → the lines of that benefit with their verification."""
    found: dict[tuple[str, str | None], tuple[PaidLine, ...]] = {}
    benefits = find_benefits()
    for line in lines:
        if line.scheme not in benefits:
            continue
        expected = line_digest(month, scheme=line.scheme, number=number, beneficiary=line.beneficiary)
        for_household = benefits[line.scheme].plate.unit == "household"
        key = (line.scheme, None if for_household else str(line.beneficiary))
        paid = PaidLine(line, bool(expected) and expected == line.explanation_digest)
        found[key] = (*found.get(key, ()), paid)
    return found


def _entry(
    month: SealedMonth,
    each: Mapping[str, Any],
    names: Mapping[str, str],
    paid: Mapping[tuple[str, str | None], tuple[PaidLine, ...]],
) -> Entry:
    code, person = each["code"], each["person"]
    steps = [_step(month, code, step, names) for step in each["steps"]]
    return Entry(
        scheme=code,
        anchor=code if person is None else f"{code}-{person}",
        zh=scheme_zh(code),
        law=find_benefits()[code].plate.law,
        who="" if person is None else names.get(person, ""),
        eligible=each["eligible"],
        fen=each["amount_fen"],
        reason=each["reason_zh"],
        official=each["status"] == "official",
        parameters=tuple(step for step in steps if step.is_parameter),
        steps=tuple(step for step in steps if not step.is_parameter),
        paid=paid.get((code, person), ()),
    )


def _step(month: SealedMonth, code: str, step: Mapping[str, Any], names: Mapping[str, str]) -> Step:
    column, _, person = step["name"].partition("/")
    zh = step["zh"]
    if person:
        zh = zh.replace(person, names.get(person, "").replace("（", "·").rstrip("）"))
    value = step["value"]
    if step["unit"] == "code" and isinstance(value, str):
        value = word_zh(code, column, value)
    text, unit = print_value(value, step["unit"])
    parameter = step["parameter"]
    if parameter is None:
        return Step(zh, text, unit, step["source"])
    source = month.standards.in_force[parameter["key"]].dated.source
    is_reading = step["unit"] in _READING_UNITS
    return Step(
        zh, text, unit, cite(source), parameter["key"], parameter["from"], source.is_official, is_reading
    )


def _facts(month: SealedMonth, row: int, names: Mapping[str, str], hidden: frozenset[str]) -> Iterator[Facts]:
    yield Facts("", tuple(_said(HOUSEHOLD_INPUTS, month.roll.households, row, hidden)))
    people, relation = month.roll.person_ids or (), month.roll.persons["relation"]
    for at in sorted(month.members(row), key=lambda at: relation[at]):
        person = people[at]
        yield Facts(names.get(person, ""), tuple(_said(PERSON_INPUTS, month.roll.persons, at, hidden)))


def _said(
    inputs: Iterable[Any], columns: Mapping[str, Any], row: int, hidden: frozenset[str]
) -> Iterator[tuple[str, str]]:
    for each in inputs:
        value = columns[each.name][row].item()
        if each.name in _TELLING or (each.name not in _ELSEWHERE and value not in SILENT):
            yield each.zh, HIDDEN if each.name in hidden else print_fact(each, value)


def is_explained(month: SealedMonth, line: PaymentLine, number: str) -> bool:
    """Whether the explanation computed anew carries the digest that was sealed into the line."""
    expected = line_digest(month, scheme=line.scheme, number=number, beneficiary=line.beneficiary)
    return bool(expected) and expected == line.explanation_digest


def anchor_of(line: PaymentLine) -> str:
    """Where on the page of its household's explanation a line is explained."""
    return anchor_for(line.scheme, line.beneficiary)


def anchor_for(scheme: str, beneficiary: UUID) -> str:
    """The same from scheme and beneficiary: a household's benefit has one entry, a person's one each."""
    found = find_benefits().get(scheme)
    for_household = found is None or found.plate.unit == "household"
    return scheme if for_household else f"{scheme}-{beneficiary}"
