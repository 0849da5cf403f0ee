"""Reads a household file, and answers for one month what every benefit makes of it and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from minzheng.benefits.facts import columns_of
from minzheng.benefits.file_errors import HouseholdFileError, refusal
from minzheng.benefits.household import Household
from minzheng.benefits.plates import Benefit, find_benefits
from minzheng.benefits.statute import shipped_book, statute_graph
from minzheng.rules.book import Book, InForce, Standards
from minzheng.rules.graph import SHARED, Step
from minzheng.rules.lists import Values, run_household
from minzheng.rules.months import Month
from minzheng.rules.units import FLAG

__all__ = ["HouseholdFileError", "explain", "explain_with", "parameters", "read"]

Said = dict[str, list[dict[str, Any]]]


def read(text: str | bytes | dict[str, Any]) -> Household:
    """A household file in full, or HouseholdFileError with every fault of it."""
    if isinstance(text, dict):
        text = json.dumps(text, ensure_ascii=False)
    try:
        return Household.model_validate_json(text)
    except ValidationError as invalid:
        raise refusal(invalid) from None


def explain(household: Household | dict[str, Any], month: str, book: Book | None = None) -> dict[str, Any]:
    """Every benefit of the household and its members in the month (`2025-03`), each with its steps.

    Amounts are fen a month. Raises HouseholdFileError, MonthError and MissingParameter.
    """
    return explain_with(household, (book or shipped_book()).at(Month.parse(month)))


def explain_with(household: Household | dict[str, Any], standards: Standards) -> dict[str, Any]:
    """The same with standards already chosen, those of a sealed batch for instance.

    Answers share steps that say the same: read them, copy what you change.
    """
    known = read(household) if isinstance(household, dict) else household
    people = [member.person for member in known.members]
    values = run_household(statute_graph(), standards, columns_of(known), len(people))
    said = _said_once(values, len(people))
    entries = [
        entry
        for benefit in find_benefits().values()
        for entry in _entries(benefit, standards, values, said, people)
    ]
    return {
        "household": known.household,
        "month": str(standards.month),
        "total_fen": sum(entry["amount_fen"] for entry in entries),
        "benefits": entries,
    }


def _entries(
    benefit: Benefit, standards: Standards, values: Values, said: Said, people: list[str]
) -> Iterator[dict[str, Any]]:
    official, fixed = _known_parameter_steps(benefit.code, standards)
    if benefit.plate.unit == "household":
        yield _entry(benefit, values, None, official, [*fixed, *_steps(benefit.code, said, people)])
        return
    columns = [said[line.full] for line in _lines(benefit.code)]
    for at, who in enumerate(people):
        steps = [column[at] for column in columns]
        yield _entry(benefit, values, (at, who), official, [*fixed, *steps])


def _entry(
    benefit: Benefit,
    values: Values,
    whose: tuple[int, str] | None,
    official: bool,
    steps: list[dict[str, Any]],
) -> dict[str, Any]:
    eligible, amount, number = (values[name] for name in _results(benefit.code))
    if whose is not None:
        eligible, amount, number = eligible[whose[0]], amount[whose[0]], number[whose[0]]
    word, zh = _reasons(benefit.code)[number]
    return {
        "code": benefit.code,
        "person": None if whose is None else whose[1],
        "eligible": bool(eligible),
        "amount_fen": int(amount),
        "reason": word,
        "reason_zh": zh,
        "status": "official" if official else "unofficial",
        "steps": steps,
    }


@lru_cache(maxsize=64)
def _results(code: str) -> tuple[str, ...]:
    """The full names of a benefit's three results."""
    return tuple(f"{code}.{result}" for result in ("eligible", "amount", "reason"))


@lru_cache(maxsize=64)
def _reasons(code: str) -> dict[int, tuple[str, str]]:
    """By number, the word and the sentence of each reason of a benefit."""
    return {each.value: (each.word, each.zh) for each in find_benefits()[code].reasons}


@lru_cache(maxsize=64)
def _plan(code: str) -> tuple[Step, ...]:
    """The benefit's own columns and the foreign ones they read, in the order of work.

    Own columns that only other benefits read stay out; those nobody reads are there for the reader.
    """
    graph = statute_graph()
    needed = graph.part(_results(code))
    read_by_any = {source for step in graph.steps for source in step.sources}
    own = {step.name for step in needed.steps if step.group == code}
    own |= {step.name for step in graph.steps if step.group == code and step.name not in read_by_any}
    read_by_own = {source for step in graph.steps if step.name in own for source in step.sources}
    return tuple(step for step in graph.steps if step.name in own or step.name in read_by_own)


def _known_parameter_steps(code: str, standards: Standards) -> tuple[bool, list[dict[str, Any]]]:
    """Made once for the standards of a month: they do not depend on the household."""
    known = standards.memo.get(code)
    if known is None:
        known = standards.memo[code] = _parameter_steps(_plan(code), standards)
    return known


def _parameter_steps(plan: tuple[Step, ...], standards: Standards) -> tuple[bool, list[dict[str, Any]]]:
    """Whether all are official, and one step per parameter that the plan's formulas read."""
    used: dict[str, InForce] = {}
    for step in plan:
        for name in step.column.parameters:
            if not name.startswith("month_"):
                found = standards.find(step.group, name)
                used[found.parameter.key] = found
    return all(each.dated.source.is_official for each in used.values()), [
        {
            "name": key,
            "zh": each.parameter.zh,
            "value": each.value,
            "unit": each.parameter.unit.code,
            "parameter": {
                "key": key,
                "value": each.value,
                "from": each.dated.starts_on.isoformat(),
            },
            "source": str(each.dated.source),
        }
        for key, each in used.items()
    ]


def _steps(code: str, said: Said, people: list[str]) -> Iterator[dict[str, Any]]:
    """One step per column of a household's entry; a person column takes one step per member."""
    for line in _lines(code):
        if line.on_household:
            yield said[line.full][0]
            continue
        for who, step in zip(people, said[line.full], strict=True):
            yield {**step, "name": f"{line.name}/{who}", "zh": f"{line.zh}（{who}）"}


def _said_once(values: Values, members: int) -> Said:
    """By full name, the step of every member: many benefits read the same column, and say the same of it."""
    said: Said = {}
    for line in _all_lines():
        if line.on_household:
            said[line.full] = line.say([values[line.full]]) * members
        else:
            said[line.full] = line.say(values[line.full])
    return said


@dataclass(frozen=True)
class _Line:
    """How a column is said. `known` has the steps of a column with few values, made once: flags and codes."""

    full: str
    on_household: bool
    name: str
    zh: str
    unit: str
    cite: str
    known: dict[int, dict[str, Any]]

    def say(self, values: list[int]) -> list[dict[str, Any]]:
        """One step per value."""
        if self.known:
            return [self.known[value] for value in values]
        return [self.step(int(value)) for value in values]

    def step(self, value: Any) -> dict[str, Any]:
        """The step of a value already in words."""
        return {
            "name": self.name,
            "zh": self.zh,
            "value": value,
            "unit": self.unit,
            "parameter": None,
            "source": self.cite,
        }


@lru_cache(maxsize=64)
def _lines(code: str) -> tuple[_Line, ...]:
    """The lines of a benefit's plan."""
    return tuple(_line(step) for step in _plan(code))


@lru_cache(maxsize=1)
def _all_lines() -> tuple[_Line, ...]:
    """The lines of every plan, each column once."""
    return tuple({line.full: line for code in find_benefits() for line in _lines(code)}.values())


def _line(step: Step) -> _Line:
    column = step.column
    line = _Line(step.name, column.on_household, column.name, column.zh, column.unit.code, column.cite, {})
    if column.words is not None:
        line.known.update((word.value, line.step(word.word)) for word in column.words)
    elif column.unit is FLAG:
        line.known.update((int(flag), line.step(flag)) for flag in (False, True))
    return line


def parameters(month: str, book: Book | None = None) -> dict[str, Any]:
    """Every parameter in force in the month (`2025-03`), with value, source and status."""
    standards = (book or shipped_book()).at(Month.parse(month))
    return {
        "month": str(standards.month),
        "parameters": [
            {
                "key": key,
                "benefit": None if each.parameter.group == SHARED else each.parameter.group,
                "value": each.value,
                "unit": each.parameter.unit.code,
                "from": each.dated.starts_on.isoformat(),
                "status": each.dated.source.status,
                "source": each.dated.source.as_dict(),
                "checked_on": each.parameter.checked_on.isoformat(),
            }
            for key, each in sorted(standards.in_force.items())
        ],
    }
