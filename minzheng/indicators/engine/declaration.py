"""The declaration of a figure: *an indicator is a filter and a fold over a register's facts.*

Everything that can be wrong with a declaration is found when it is made, not when it is computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from minzheng.indicators.engine import checks
from minzheng.indicators.engine.folds import Fold, Mean, Plus, Primitive, Ratio
from minzheng.kernel.facts import UNITS, Condition, Fact, Unit

Nature = Literal["stock", "flow"]


@dataclass(frozen=True)
class Indicator:
    """One figure.

    `where` may hold placeholders (period, cut-off, dated parameters). `period_field` is the date column by
    which a flow is dealt out to months. `newest` keeps only rows with the newest value of that column
    among those that pass (the year of a frozen statistic). `definition` says in one Chinese sentence how it
    is counted; `source` is the law, statistical form or document it follows; a change of meaning raises
    `version` and sets `valid_from`. `splits` are columns by which it may also be shown.
    """

    id: str
    zh: str
    en: str
    definition: str
    unit: str
    nature: Nature
    fold: Fold
    source: str
    valid_from: date
    fact: Fact | None = None
    where: tuple[Condition, ...] = ()
    period_field: str = ""
    newest: str = ""
    splits: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    version: int = 1
    commitments: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checks.check(self)

    @property
    def counted_in(self) -> Unit:
        return UNITS[self.unit]

    @property
    def reads_rows(self) -> bool:
        """Whether it filters a fact itself; otherwise it is made of other figures."""
        return not isinstance(self.fold, Ratio | Plus)

    @property
    def primitive(self) -> Primitive:
        """The fold that reads rows; of a mean, the one it divides. TypeError for a ratio or a sum of figures."""
        if isinstance(self.fold, Mean):
            return self.fold.of
        if isinstance(self.fold, Ratio | Plus):
            raise TypeError(f"{self.id} 由其他指标组成，没有自己的明细")
        return self.fold

    @property
    def parts(self) -> tuple[Indicator, ...]:
        """The figures it is made of."""
        if isinstance(self.fold, Ratio):
            return (self.fold.of, self.fold.to)
        return self.fold.of if isinstance(self.fold, Plus) else ()
