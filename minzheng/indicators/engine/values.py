"""Exact values: a whole numerator over a whole denominator, with a unit. No float is ever made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from minzheng.kernel.facts import UNITS, Unit

#: digits kept of a value that has no finite decimal form (a monthly mean, a share)
_DIGITS: Final = 6
#: how many of the stored unit make one of the printed unit: fen are stored, yuan are printed
SCALE: Final = {"yuan": 100}


@dataclass(frozen=True)
class Value:
    """`numerator / denominator` in `unit`."""

    numerator: int
    denominator: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.denominator <= 0:
            raise ValueError("分母必须为正整数")

    @property
    def text(self) -> str:
        """The decimal text: exact where it ends within six digits, else rounded half up to six.

        Yuan always show two decimals.
        """
        whole = decimal_text(self.numerator, self.denominator, _DIGITS)
        shown = whole.rstrip("0").rstrip(".") if "." in whole else whole
        if self.unit.code != "yuan":
            return shown
        units, _, decimals = shown.partition(".")
        return f"{units}.{decimals.ljust(self.unit.decimals, '0')}"

    def __add__(self, other: Value) -> Value:
        unit = self.unit + other.unit
        numerator = self.numerator * other.denominator + other.numerator * self.denominator
        return Value(numerator, self.denominator * other.denominator, unit)

    def same_as(self, other: Value) -> bool:
        """Whether both are the same number of the same unit."""
        left, right = self.numerator * other.denominator, other.numerator * self.denominator
        return left == right and self.unit == other.unit


def measured(amount: int, unit: str) -> Value:
    """A value from what was counted or summed: fen become yuan by denominator, nothing is rounded."""
    return Value(amount, SCALE.get(unit, 1), UNITS[unit])


def decimal_text(numerator: int, denominator: int, digits: int) -> str:
    """`numerator / denominator` with exactly `digits` decimals, rounded half up (away from zero)."""
    sign = "-" if numerator < 0 else ""
    scaled, rest = divmod(abs(numerator) * 10**digits, denominator)
    scaled += 1 if rest * 2 >= denominator else 0
    text = str(scaled).rjust(digits + 1, "0")
    return f"{sign}{text[:-digits]}.{text[-digits:]}" if digits else f"{sign}{text}"
