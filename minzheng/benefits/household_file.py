"""Reads a household file, and answers for one month what every benefit makes of it and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from minzheng.benefits.facts import columns_of
from minzheng.benefits.file_errors import HouseholdFileError, refusal
from minzheng.benefits.household import Household
from minzheng.benefits.plates import Benefit, find_benefits
from minzheng.benefits.statute import shipped_book, statute_graph
from minzheng.rules.book import Book, InForce, Standards
from minzheng.rules.columns import Column
from minzheng.rules.graph import SHARED, Step
from minzheng.rules.lists import Values, run_household
from minzheng.rules.months import Month
from minzheng.rules.units import FLAG

__all__ = ["HouseholdFileError", "explain", "explain_with", "parameters", "read"]


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
    """The same with standards already chosen, those of a sealed batch for instance."""
    known = read(household) if isinstance(household, dict) else household
    people = [member.person for member in known.members]
    values = run_household(statute_graph(), standards, columns_of(known), len(people))
    entries = [
        entry
        for benefit in find_benefits().values()
        for entry in _entries(benefit, standards, values, people)
    ]
    return {
        "household": known.household,
        "month": str(standards.month),
        "total_fen": sum(entry["amount_fen"] for entry in entries),
        "benefits": entries,
    }


def _entries(
    benefit: Benefit, standards: Standards, values: Values, people: list[str]
) -> Iterator[dict[str, Any]]:
    official, fixed = _known_parameter_steps(benefit.code, standards)
    if benefit.plate.unit == "household":
        yield _entry(benefit, values, None, official, [*fixed, *_steps(benefit.code, values, people, None)])
        return
    for at, who in enumerate(people):
        yield _entry(
            benefit, values, (at, who), official, [*fixed, *_steps(benefit.code, values, people, at)]
        )


def _entry(
    benefit: Benefit,
    values: Values,
    whose: tuple[int, str] | None,
    official: bool,
    steps: list[dict[str, Any]],
) -> dict[str, Any]:
    def result(name: str) -> Any:
        value = values[benefit.full(name)]
        return value if whose is None else value[whose[0]]

    reason = benefit.reasons.of(result("reason"))
    return {
        "code": benefit.code,
        "person": None if whose is None else whose[1],
        "eligible": bool(result("eligible")),
        "amount_fen": int(result("amount")),
        "reason": reason.word,
        "reason_zh": reason.zh,
        "status": "official" if official else "unofficial",
        "steps": steps,
    }


@lru_cache(maxsize=64)
def _plan(code: str) -> tuple[Step, ...]:
    """The benefit's own columns and the foreign ones they read, in the order of work.

    Own columns that only other benefits read stay out; those nobody reads are there for the reader.
    """
    graph = statute_graph()
    needed = graph.part(f"{code}.{result}" for result in ("eligible", "amount", "reason"))
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


def _steps(code: str, values: Values, people: list[str], at: int | None) -> Iterator[dict[str, Any]]:
    """One step per column; in a household's entry a person column takes one step per member."""
    for full, column, readable in _lines(code):
        value = values[full]
        if column.on_household:
            yield _said(column.name, column.zh, readable(value), column)
        elif at is not None:
            yield _said(column.name, column.zh, readable(value[at]), column)
        else:
            for who, each in zip(people, value, strict=True):
                yield _said(f"{column.name}/{who}", f"{column.zh}（{who}）", readable(each), column)


@lru_cache(maxsize=64)
def _lines(code: str) -> tuple[tuple[str, Column, Callable[[Any], Any]], ...]:
    """Full name, column, and how its value is said: a code as its word, a flag as true or false."""
    return tuple((step.name, step.column, _readable(step.column)) for step in _plan(code))


def _readable(column: Column) -> Callable[[Any], Any]:
    if column.words is not None:
        return {word.value: word.word for word in column.words}.__getitem__
    return bool if column.unit is FLAG else int


def _said(name: str, zh: str, value: Any, column: Column) -> dict[str, Any]:
    return {
        "name": name,
        "zh": zh,
        "value": value,
        "unit": column.unit.code,
        "parameter": None,
        "source": column.cite,
    }


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
