"""The plain execution: whole numbers of Python, every value kept, for one household or a few.

Values are lists with one entry per member, or one number for a household column.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minzheng.rules.book import Standards
from minzheng.rules.columns import QUANTITIES
from minzheng.rules.graph import Graph

Values = dict[str, Any]


def run_household(graph: Graph, standards: Standards, given: Mapping[str, Any], members: int) -> Values:
    """Every column of one household by full name, the inputs beside them.

    `given` has a list of `members` entries for each person input and one number for each household input.
    Raises MissingParameter when a formula needs a parameter that the month does not have.
    """
    values: Values = dict(given)
    once, each = _readable(graph, standards, given, members)
    for step in graph.steps:
        name, formula, level = step.name, step.column.formula, step.column.level
        if level == "household":
            value = formula(*[once[source] for source in step.reads])
        else:
            value = list(map(formula, *[each[source] for source in step.reads]))
        if level == "person":
            values[name] = each[name] = value
        else:
            values[name] = once[name] = total = sum(value) if level == "sum" else value
            each[name] = [total] * members
    return values


def _readable(
    graph: Graph, standards: Standards, given: Mapping[str, Any], members: int
) -> tuple[Values, Values]:
    """What household columns read, and what person columns read: one entry per member throughout."""
    once: Values = {f"{group}.{QUANTITIES}": standards.quantities(group) for group in graph.groups}
    once.update((name, given[name]) for name, kind in graph.inputs.items() if kind.level == "household")
    each: Values = {name: [value] * members for name, value in once.items()}
    each.update((name, given[name]) for name, kind in graph.inputs.items() if kind.level == "person")
    return once, each
