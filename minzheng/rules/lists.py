"""The plain execution: whole numbers of Python, every value kept, for one household or a few.

Values are lists with one entry per member, or one number for a household column.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import repeat
from typing import Any

from minzheng.rules.book import Standards
from minzheng.rules.graph import Graph, Step

Values = dict[str, Any]


def run_household(graph: Graph, standards: Standards, given: Mapping[str, Any], members: int) -> Values:
    """Every column of one household by full name, the inputs beside them.

    `given` has a list of `members` entries for each person input and one number for each household input.
    Raises MissingParameter when a formula needs a parameter that the month does not have.
    """
    values: Values = dict(given)
    for step in graph.steps:
        formula, level = step.column.formula, step.column.level
        if level == "household":
            values[step.name] = formula(*_arguments(step, standards, values))
            continue
        each = list(map(formula, *_iterables(step, standards, values, members)))
        if level == "sum":
            values[f"{step.name}[]"] = each
            values[step.name] = sum(each)
        else:
            values[step.name] = each
    return values


def _arguments(step: Step, standards: Standards, values: Values) -> list[Any]:
    """The numbers a household column is computed from."""
    arguments = [values[source] for source in step.sources]
    if step.reads_parameters:
        arguments.insert(step.place_of_parameters, standards.quantities(step.group))
    return arguments


def _iterables(step: Step, standards: Standards, values: Values, members: int) -> list[Any]:
    """One equally long iterable per argument of a person column."""
    arguments: list[Any] = [
        repeat(values[source], members) if spread else values[source]
        for source, spread in zip(step.sources, step.spread, strict=True)
    ]
    if step.reads_parameters:
        arguments.insert(step.place_of_parameters, repeat(standards.quantities(step.group), members))
    return arguments
