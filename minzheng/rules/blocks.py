"""The NumPy execution: the whole roll in blocks of households that fit the processor's cache."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minzheng.rules.book import Standards
from minzheng.rules.graph import Graph, Step

BLOCK = 48_000
# A second thread pays only where a second core is idle: the operations are short, and the threads wait for
# the interpreter's lock between them.
THREADS = 1
Array = NDArray[Any]


@dataclass(frozen=True)
class Wanted:
    """A column to keep, and the NumPy type to keep it in."""

    name: str
    dtype: str


def run_blocks(
    graph: Graph,
    standards: Standards,
    given: Mapping[str, Array],
    offsets: NDArray[np.int64],
    wanted: Sequence[Wanted],
    *,
    block: int = BLOCK,
    threads: int = THREADS,
) -> dict[str, Array]:
    """The wanted columns, one value per person or household.

    `given` has one array per input; persons stand household after household, household `h` being the rows
    `offsets[h]` to `offsets[h + 1]`, at least one. Raises MissingParameter.
    """
    part = graph.part(each.name for each in wanted)
    work = _Work(part, standards, given, offsets, _spent(part, {each.name for each in wanted}))
    persons, households = int(offsets[-1]), len(offsets) - 1
    on_household = {step.name: step.column.on_household for step in part.steps}
    kept = {
        each.name: np.empty(households if on_household[each.name] else persons, dtype=each.dtype)
        for each in wanted
    }

    def compute(start: int, stop: int) -> None:
        values = work.block(start, stop)
        low, high = int(offsets[start]), int(offsets[stop])
        for name, out in kept.items():
            place = slice(start, stop) if on_household[name] else slice(low, high)
            out[place] = values[name]

    cuts = cut_blocks(offsets, block)
    pairs = list(pairwise(cuts))
    if threads == 1 or len(pairs) < threads:
        for start, stop in pairs:
            compute(start, stop)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda pair: compute(*pair), pairs))
    return kept


def cut_blocks(offsets: NDArray[np.int64], block: int) -> list[int]:
    """Household numbers at which blocks of about `block` persons begin, and the end."""
    marks = np.searchsorted(offsets, np.arange(0, int(offsets[-1]), block), side="left")
    return [int(mark) for mark in np.unique(np.append(marks, len(offsets) - 1))]


def _spent(graph: Graph, kept: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """By step, the values nobody reads after it: dropping them keeps a block inside the cache."""
    last = {source: step.name for step in graph.steps for source in step.sources}
    keep = set(kept)
    spent: dict[str, tuple[str, ...]] = {}
    for source, step in last.items():
        if source not in keep:
            spent[step] = (*spent.get(step, ()), source)
    return spent


@dataclass(frozen=True)
class _Work:
    graph: Graph
    standards: Standards
    given: Mapping[str, Array]
    offsets: NDArray[np.int64]
    spent: Mapping[str, tuple[str, ...]]

    def block(self, start: int, stop: int) -> dict[str, Any]:
        """Every kept value of the households from `start` to `stop`."""
        bounds = self.offsets[start : stop + 1] - self.offsets[start]
        low, high = int(self.offsets[start]), int(self.offsets[stop])
        values: dict[str, Any] = {
            name: self.given[name][low:high] if each.level == "person" else self.given[name][start:stop]
            for name, each in self.graph.inputs.items()
        }
        home = _homes(bounds)
        for step in self.graph.steps:
            value = step.column.formula(*self._arguments(step, values, home))
            values[step.name] = _added(value, bounds) if step.column.level == "sum" else value
            for name in self.spent.get(step.name, ()):
                values.pop(name, None)
                values.pop(f"{name}>", None)
        return values

    def _arguments(self, step: Step, values: dict[str, Any], home: NDArray[np.int64]) -> list[Any]:
        arguments = [
            _spread(source, values, home) if spread else values[source]
            for source, spread in zip(step.sources, step.spread, strict=True)
        ]
        if step.reads_parameters:
            arguments.insert(step.place_of_parameters, self.standards.quantities(step.group))
        return arguments


def _spread(source: str, values: dict[str, Any], home: NDArray[np.int64]) -> Any:
    """A household column with one entry per member; made once and kept beside the column."""
    spread = values.get(f"{source}>")
    if spread is None:
        value = values[source]
        spread = value[home] if isinstance(value, np.ndarray) else value
        values[f"{source}>"] = spread
    return spread


def _added(value: Any, bounds: NDArray[np.int64]) -> Array:
    """Sums of the members; flags are counted."""
    if not isinstance(value, np.ndarray):
        return np.diff(bounds) * int(value)
    # Differences of running totals: np.add.reduceat takes half as long again. Wrapping cannot matter here,
    # because a difference of wrapped totals is exact whenever the sum itself fits.
    last = bounds[1:] - 1
    if value.dtype == np.bool_:
        eights, within = _running(value)
        upto: Array = eights.take(last >> 3)
        upto += within.take(last)
    else:
        upto = np.cumsum(value, dtype=np.int64).take(last)
    upto[1:] -= upto[:-1].copy()
    return upto


def _homes(bounds: NDArray[np.int64]) -> NDArray[np.int64]:
    """The household of every person of the block, counted from 0."""
    begins = np.zeros(int(bounds[-1]), dtype=np.bool_)
    begins[bounds[1:-1]] = True
    eights, within = _running(begins)
    homes: NDArray[np.int64] = (eights[:, np.newaxis] + within.reshape(-1, 8)).reshape(-1)
    return homes[: len(begins)]


# Times this number, byte `k` of eight small bytes becomes the sum of the bytes 0 to `k`.
_SUM_UPTO = np.uint64(0x0101_0101_0101_0101)
_EIGHT = np.dtype("<u8")


def _running(flags: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The running count of flags in two parts: before each group of eight, and within the group.

    A plain running total waits for the addition before it, row by row; eight rows at a time take half as long.
    """
    padded = np.zeros(-(-len(flags) // 8) * 8, dtype=np.uint8)
    padded[: len(flags)] = flags
    within = (padded.view(_EIGHT) * _SUM_UPTO).astype(_EIGHT, copy=False).view(np.uint8)
    whole = within[7::8]
    return np.cumsum(whole, dtype=np.int64) - whole, within
