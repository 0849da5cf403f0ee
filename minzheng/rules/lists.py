"""The plain execution: whole numbers of Python, every value kept, for one household or a few.

Values are lists with one entry per member, or one number for a household column.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import repeat
from typing import Any

from minzheng.rules.book import Standards
from minzheng.rules.columns import QUANTITIES
from minzheng.rules.graph import Graph, Step

Values = dict[str, Any]


def run_household(graph: Graph, standards: Standards, given: Mapping[str, Any], members: int) -> Values:
    """Every column of one household by full name, the inputs beside them.

    `given` has a list of `members` entries for each person input and one number for each household input.
    Raises MissingParameter when a formula needs a parameter that the month does not have.
    """
    values: Values = dict(given)
    for step in graph.steps:
        arguments = _arguments(step, standards, values, members)
        if step.column.level == "household":
            values[step.name] = step.column.formula(*arguments)
        else:
            each = list(map(step.column.formula, *arguments))
            values[step.name] = sum(each) if step.column.level == "sum" else each
            if step.column.level == "sum":
                values[f"{step.name}[]"] = each
    return values


def _arguments(step: Step, standards: Standards, values: Values, members: int) -> list[Any]:
    """The formula's arguments: numbers for a household column, equally long iterables for a person column."""
    alone = step.column.level == "household"
    arguments: list[Any] = [
        repeat(values[source], members) if spread else values[source]
        for source, spread in zip(step.sources, step.spread, strict=True)
    ]
    if QUANTITIES in step.column.arguments:
        quantities = standards.quantities(step.group)
        place = step.column.arguments.index(QUANTITIES)
        arguments.insert(place, quantities if alone else repeat(quantities, members))
    return arguments
