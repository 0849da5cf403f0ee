"""Where computed figures come from: a small protocol that the live indicators fulfil."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol


@dataclass(frozen=True)
class Period:
    """Half-open period: `starts_on` included, `ends_on` excluded."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Computed:
    """What the records say about one figure.

    `value` is exact, in `unit` of figures.csv (money in yuan as `Fraction(fen, 100)`, shares in per cent before
    rounding); a date for figures of kind date; for a claim the number of records behind it. `names` holds the
    named things counted, where the figure has names; `warnings` are passed on to the reader.
    """

    value: Fraction | date
    unit: str
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    names: frozenset[str] | None = None
    warnings: tuple[str, ...] = ()


class FigureSource(Protocol):
    """The records of one district, as seen by a report.

    `None` means that nothing says the register is in use: the checker answers "unknown". A register in use
    with nothing in the filter answers 0. With `cut_off` or `period` the same definition is computed as of another
    day or over another period; `None` then means that the figure cannot be computed that way.
    """

    @property
    def period(self) -> Period:
        """The half-year reported on."""
        ...

    @property
    def cut_off(self) -> date:
        """The last day whose records count (数据截止日)."""
        ...

    def computed(
        self, figure_id: str, *, cut_off: date | None = None, period: Period | None = None
    ) -> Computed | None:
        """The figure `figure_id` of figures.csv."""
        ...

    def target(self, commitment_id: str) -> Computed | None:
        """The target that the commitment register holds for `commitment_id` of commitments.csv."""
        ...
