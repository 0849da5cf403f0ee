"""From results to what is to be paid: one row per scheme and person or household, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from minzheng.benefits.roll import BenefitResult, Results, Roll


@dataclass(frozen=True, slots=True)
class Due:
    """What one beneficiary is due for the month. Indexes are rows of the roll; `person` -1 for a household's."""

    scheme: str
    household: int
    person: int
    fen: int
    reason: str
    covered: tuple[int, ...]


def list_due(roll: Roll, results: Results, schemes: Sequence[str]) -> Iterator[Due]:
    """Everything due, scheme after scheme, household after household."""
    for scheme in schemes:
        result = results.benefits[scheme]
        yield from (
            _of_households(scheme, roll, result)
            if result.unit == "household"
            else _of_persons(scheme, roll, result)
        )


def _of_persons(scheme: str, roll: Roll, result: BenefitResult) -> Iterator[Due]:
    rows = np.flatnonzero(result.eligible & (result.amount_fen > 0))
    households = np.searchsorted(roll.offsets, rows, side="right") - 1
    for row, household in zip(rows.tolist(), households.tolist(), strict=True):
        reason = result.reasons.of(int(result.reason[row])).word
        yield Due(scheme, household, row, int(result.amount_fen[row]), reason, (row,))


def _of_households(scheme: str, roll: Roll, result: BenefitResult) -> Iterator[Due]:
    for household in np.flatnonzero(result.eligible & (result.amount_fen > 0)).tolist():
        low, high = int(roll.offsets[household]), int(roll.offsets[household + 1])
        covered = tuple((low + np.flatnonzero(result.covered[low:high])).tolist())
        reason = result.reasons.of(int(result.reason[household])).word
        yield Due(scheme, household, -1, int(result.amount_fen[household]), reason, covered)
