"""The slow obvious execution. It knows no order of work, no blocks and no lists: it asks for a value and,
if the value is computed, first asks for what it needs. The tests believe it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minzheng.rules.book import Standards
from minzheng.rules.columns import QUANTITIES
from minzheng.rules.graph import Graph, Step


def judge(
    graph: Graph,
    standards: Standards,
    household: Mapping[str, int],
    members: list[Mapping[str, int]],
    wanted: str,
) -> Any:
    """One number for a household column, a list with one number a member for a person column."""
    steps = {step.name: step for step in graph.steps}

    def value(name: str, member: int | None) -> Any:
        if name in household:
            return household[name]
        if name not in steps:
            assert member is not None
            return members[member][name]
        step = steps[name]
        if step.column.level == "sum":
            return sum(call(step, each) for each in range(len(members)))
        return call(step, member)

    def call(step: Step, member: int | None) -> Any:
        sources = iter(step.sources)
        arguments = [
            standards.quantities(step.group) if argument == QUANTITIES else value(next(sources), member)
            for argument in step.column.arguments
        ]
        return step.column.formula(*arguments)

    if steps[wanted].column.on_household:
        return value(wanted, None)
    return [value(wanted, member) for member in range(len(members))]
