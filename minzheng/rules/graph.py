"""From named columns to an order of work.

A name inside a group of columns (a benefit) means, in this order: a column of the same group, a shared
column, an input, a column of another group whose name no other group uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from minzheng.rules.columns import QUANTITIES, Column, Input

SHARED = "shared"


class GraphError(Exception):
    """The columns do not fit together; the message says which and how to mend it."""


@dataclass(frozen=True)
class Step:
    """One column in the order of work. `sources` are full names, `spread` marks household values a person reads."""

    name: str
    group: str
    column: Column
    sources: tuple[str, ...]
    spread: tuple[bool, ...]

    @cached_property
    def reads_parameters(self) -> bool:
        """Whether the formula takes `q`."""
        return QUANTITIES in self.column.arguments

    @cached_property
    def place_of_parameters(self) -> int:
        """The place of `q` among the arguments."""
        return self.column.arguments.index(QUANTITIES)

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Where each argument is found, in their order: a source's full name, `<group>.q` for the parameters."""
        names = list(self.sources)
        if self.reads_parameters:
            names.insert(self.place_of_parameters, f"{self.group}.{QUANTITIES}")
        return tuple(names)


@dataclass(frozen=True)
class Graph:
    """Inputs by name, and steps in an order in which every source stands before its use."""

    inputs: Mapping[str, Input]
    steps: tuple[Step, ...]

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The groups of its columns, each once."""
        return tuple(dict.fromkeys(step.group for step in self.steps))

    def step(self, name: str) -> Step:
        """The step of a full name such as `elder_allowance.amount`. Raises KeyError."""
        return next(step for step in self.steps if step.name == name)

    def part(self, wanted: Iterable[str]) -> Graph:
        """The same graph with only what the wanted full names need."""
        needed = set(wanted)
        for step in reversed(self.steps):
            if step.name in needed:
                needed.update(step.sources)
        inputs = {name: each for name, each in self.inputs.items() if name in needed}
        return Graph(inputs, tuple(step for step in self.steps if step.name in needed))


def build_graph(inputs: Iterable[Input], groups: Mapping[str, Iterable[Column]]) -> Graph:
    """Resolve every argument and order the columns. Raises GraphError."""
    known_inputs = {each.name: each for each in inputs}
    columns = {f"{group}.{col.name}": (group, col) for group, cols in groups.items() for col in cols}
    published = _published(columns)
    steps = {
        name: _step(name, group, column, known_inputs, columns, published)
        for name, (group, column) in columns.items()
    }
    order = _order(steps)
    return Graph(known_inputs, tuple(steps[name] for name in order))


def _published(columns: Mapping[str, tuple[str, Column]]) -> dict[str, list[str]]:
    """Full names by bare name: what another group may refer to."""
    names: dict[str, list[str]] = {}
    for full, (_, column) in columns.items():
        names.setdefault(column.name, []).append(full)
    return names


def _step(
    name: str,
    group: str,
    column: Column,
    inputs: Mapping[str, Input],
    columns: Mapping[str, tuple[str, Column]],
    published: Mapping[str, list[str]],
) -> Step:
    sources = tuple(
        _resolve(argument, group, name, inputs, columns, published)
        for argument in column.arguments
        if argument != QUANTITIES
    )
    on_household = [
        inputs[source].level == "household" if source in inputs else columns[source][1].on_household
        for source in sources
    ]
    if column.level == "household" and not all(on_household):
        culprit = sources[on_household.index(False)]
        raise GraphError(
            f"{name}: a household column cannot read the person column {culprit}; sum it with @over_members"
        )
    spread = tuple(on and column.level != "household" for on in on_household)
    return Step(name, group, column, sources, spread)


def _resolve(
    argument: str,
    group: str,
    reader: str,
    inputs: Mapping[str, Input],
    columns: Mapping[str, tuple[str, Column]],
    published: Mapping[str, list[str]],
) -> str:
    for candidate in (f"{group}.{argument}", f"{SHARED}.{argument}"):
        if candidate in columns:
            return candidate
    if argument in inputs:
        return argument
    elsewhere = published.get(argument, [])
    if len(elsewhere) == 1:
        return elsewhere[0]
    if elsewhere:
        raise GraphError(f"{reader}: the name {argument} stands for {', '.join(elsewhere)}; rename one")
    raise GraphError(f"{reader}: nothing is called {argument} (not a column, an input or a shared column)")


def _order(steps: Mapping[str, Step]) -> list[str]:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, step in steps.items():
        sorter.add(name, *(source for source in step.sources if source in steps))
    try:
        return list(sorter.static_order())
    except CycleError as circle:
        raise GraphError("columns read each other in a circle: " + " → ".join(circle.args[1])) from circle
