"""The whole roll as columns, and what every benefit makes of it in one month.

`Roll.persons` and `Roll.households` hold one NumPy array per input of `minzheng.benefits.inputs`, in its dtype.
Persons stand household after household; the members of household `h` are the rows `offsets[h]` to
`offsets[h + 1]`, at least one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minzheng.benefits.facts import columns_of, household_of
from minzheng.benefits.household import LARGEST_FEN, MOST_MEMBERS, Household
from minzheng.benefits.inputs import HOUSEHOLD_INPUTS, PERSON_INPUTS
from minzheng.benefits.plates import Benefit, find_benefits
from minzheng.benefits.statute import shipped_book, statute_graph
from minzheng.rules.blocks import THREADS, Wanted, run_blocks
from minzheng.rules.book import Book, Standards
from minzheng.rules.columns import Input, Words
from minzheng.rules.months import Month
from minzheng.rules.units import FEN

Array = NDArray[Any]


class RollError(ValueError):
    """A roll that does not hold what it must; the message names the column."""


@dataclass(frozen=True)
class Roll:
    """Columns of persons and households. `person_ids` and `household_ids` are only for description."""

    persons: Mapping[str, Array]
    households: Mapping[str, Array]
    offsets: NDArray[np.int64]
    person_ids: Sequence[str] | None = None
    household_ids: Sequence[str] | None = None

    def __post_init__(self) -> None:
        sizes = np.diff(self.offsets)
        if self.offsets[0] != 0 or (len(sizes) and (sizes.min() < 1 or sizes.max() > MOST_MEMBERS)):
            raise RollError(f"每户须有 1 至 {MOST_MEMBERS} 名成员，offsets 从 0 起递增")
        for each in PERSON_INPUTS:
            _check(each, self.persons, int(self.offsets[-1]))
        for each in HOUSEHOLD_INPUTS:
            _check(each, self.households, len(sizes))

    @classmethod
    def of(cls, households: Sequence[Household]) -> Roll:
        """A roll of described households: for tests, samples and single decisions, not for millions."""
        columns = [columns_of(household) for household in households]
        sizes = [len(household.members) for household in households]
        return cls(
            persons={
                each.name: np.array(
                    [value for held in columns for value in held[each.name]], dtype=each.dtype
                )
                for each in PERSON_INPUTS
            },
            households={
                each.name: np.array([held[each.name] for held in columns], dtype=each.dtype)
                for each in HOUSEHOLD_INPUTS
            },
            offsets=np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64),
            person_ids=[member.person for household in households for member in household.members],
            household_ids=[household.household for household in households],
        )


def _check(each: Input, columns: Mapping[str, Array], length: int) -> None:
    column = columns.get(each.name)
    if column is None:
        raise RollError(f"缺少列 {each.name}（{each.zh}）")
    if column.dtype != np.dtype(each.dtype) or column.shape != (length,):
        raise RollError(f"列 {each.name} 应为 {each.dtype}、{length} 行，现为 {column.dtype}、{column.shape}")
    if each.unit is FEN and length and (column.min() < 0 or column.max() > LARGEST_FEN):
        raise RollError(f"列 {each.name} 有负数或超过 {LARGEST_FEN} 分的金额")


@dataclass(frozen=True)
class BenefitResult:
    """One benefit over the roll: one row per person or per household, as its plate's unit says.

    `eligible` bool, `amount_fen` int64, `reason` int16 (a number of `reasons`). `covered` bool has one row per
    person in either case: whom an eligible row protects.
    """

    unit: str
    eligible: NDArray[np.bool_]
    amount_fen: NDArray[np.int64]
    reason: NDArray[np.int16]
    reasons: type[Words]
    covered: NDArray[np.bool_]


@dataclass(frozen=True)
class Results:
    """Every benefit by code, and the standards it was computed with."""

    standards: Standards
    benefits: Mapping[str, BenefitResult]

    @property
    def total_fen(self) -> int:
        """Everything together, in fen."""
        return sum(int(each.amount_fen.sum()) for each in self.benefits.values())


def calculate(roll: Roll, month: str, book: Book | None = None) -> Results:
    """Every benefit for the month (`2025-03`). Raises MonthError and MissingParameter."""
    return calculate_with(roll, (book or shipped_book()).at(Month.parse(month)))


def calculate_with(roll: Roll, standards: Standards, *, threads: int = THREADS) -> Results:
    """The same with standards already chosen, those of a sealed batch for instance."""
    benefits = find_benefits()
    wanted = [
        Wanted(benefit.full(name), dtype)
        for benefit in benefits.values()
        for name, dtype in (("eligible", "bool"), ("amount", "int64"), ("reason", "int16"))
    ]
    wanted += [
        Wanted(benefit.full(benefit.plate.covers), "bool")
        for benefit in benefits.values()
        if benefit.plate.covers
    ]
    given = {**roll.persons, **roll.households}
    found = run_blocks(statute_graph(), standards, given, roll.offsets, wanted, threads=threads)
    return Results(
        standards, {code: _result(benefit, found, roll.offsets) for code, benefit in benefits.items()}
    )


def _result(benefit: Benefit, found: Mapping[str, Array], offsets: NDArray[np.int64]) -> BenefitResult:
    eligible = found[benefit.full("eligible")]
    covered = eligible
    if benefit.plate.covers:
        covered = found[benefit.full(benefit.plate.covers)] & np.repeat(eligible, np.diff(offsets))
    return BenefitResult(
        benefit.plate.unit,
        eligible,
        found[benefit.full("amount")],
        found[benefit.full("reason")],
        benefit.reasons,
        covered,
    )


def describe(roll: Roll, index: int) -> Household:
    """Household `index` of the roll in words, ready to be explained."""
    low, high = int(roll.offsets[index]), int(roll.offsets[index + 1])
    people = (
        [str(name) for name in roll.person_ids[low:high]]
        if roll.person_ids is not None
        else [f"P{row - low + 1}" for row in range(low, high)]
    )
    name = str(roll.household_ids[index]) if roll.household_ids is not None else f"H{index + 1}"
    members: list[Mapping[str, int]] = [
        {each.name: roll.persons[each.name][row].item() for each in PERSON_INPUTS} for row in range(low, high)
    ]
    columns = {each.name: roll.households[each.name][index].item() for each in HOUSEHOLD_INPUTS}
    return household_of(name, people, columns, members)
