"""A printed quantity and the values it may stand for.

The readings of the rounding words are a house rule (the words have no legal definition): with u the place value of the
last non-zero printed digit times the scale, 余 多 超 超过 逾 mean (n, n+u); 近 means [n-u, n), with one significant
digit [0.9n, n); 达 with a whole count means n or more; a decimal or a percentage stands for its rounded values, half up.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

SCALES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "亿": 100_000_000,
}
ABOVE = frozenset({"余", "多", "超", "超过", "逾", "突破"})
BELOW = frozenset({"近", "将近", "接近", "不足", "不到"})
REACHES = frozenset({"达", "达到", "至少", "不少于", "以上"})
ABOUT = frozenset({"约", "左右"})
CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
CHINESE_PLACES = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True)
class Interval:
    """All values from `low` to `high`; an open end is excluded; `high` None has no upper end."""

    low: Fraction
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    def __contains__(self, value: Fraction) -> bool:
        if value < self.low or (self.low_open and value == self.low):
            return False
        return self.high is None or value < self.high or (not self.high_open and value == self.high)

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        return not self.is_above(other) and not other.is_above(self)

    def is_above(self, other: Interval) -> bool:
        """Whether every value here is greater than every value of `other`."""
        if other.high is None:
            return False
        return self.low > other.high or (self.low == other.high and (self.low_open or other.high_open))


@dataclass(frozen=True)
class Quantity:
    """A number as printed: `digits` ("3460"), `scale` (10000), `word` ("多"), `unit` ("元", None when none follows)."""

    digits: str
    scale: int
    word: str | None
    unit: str | None

    @property
    def stated(self) -> Fraction:
        """The printed number itself, without its word, in the unit."""
        return Fraction(self.digits) * self.scale

    @property
    def interval(self) -> Interval:
        """The values that may be printed so."""
        n = self.stated
        if self.word in ABOVE:
            return Interval(n, n + self._last_place(), True, True)
        if self.word in BELOW:
            low = n - self._last_place() if self._significant_digits() > 1 else n * Fraction(9, 10)
            return Interval(low, n, False, True)
        if self.word in ABOUT:
            return Interval(
                n - self._last_place() * Fraction(1, 2), n + self._last_place() * Fraction(1, 2), False, True
            )
        if self._is_rounded():
            half = self._printed_place() * Fraction(1, 2)
            return Interval(n - half, n + half, False, True)
        return Interval(n, None if self.word in REACHES else n)

    def _is_rounded(self) -> bool:
        """Decimals and percentages are rounded in print; 0 % and 100 % stand for none and all, exactly."""
        if self.unit == "%":
            return self.stated not in (0, 100)
        return "." in self.digits

    def _printed_place(self) -> Fraction:
        decimals = len(self.digits.partition(".")[2])
        return Fraction(self.scale, 10**decimals)

    def _last_place(self) -> Fraction:
        bare = self.digits.replace(".", "")
        zeros: int = len(bare) - len(bare.rstrip("0")) if bare.strip("0") else 0
        return self._printed_place() * Fraction(10**zeros)

    def _significant_digits(self) -> int:
        return len(self.digits.replace(".", "").strip("0"))


def read_chinese_number(text: str) -> int:
    """The value of a Chinese numeral below 一万万 such as 一百二十三 or 百. Raises KeyError on another character."""
    total = section = digit = 0
    pending = False
    for character in text:
        if character in CHINESE_DIGITS:
            digit, pending = CHINESE_DIGITS[character], True
        elif character == "万":
            total, section, digit, pending = (section + digit or 1) * 10_000, 0, 0, False
        else:
            section += (digit if pending else 1) * CHINESE_PLACES[character]
            digit, pending = 0, False
    return total + section + digit


def decimal_text(value: Fraction) -> str:
    """`value` as a decimal string; exact where it ends within six places, else rounded half up to four."""
    for places in range(7):
        scaled = value * 10**places
        if scaled.denominator == 1:
            return _place_point(int(scaled), places)
    return _place_point(round_half_up(value * 10_000), 4)


def round_half_up(value: Fraction) -> int:
    """The nearest whole number; halves go up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _place_point(scaled: int, places: int) -> str:
    return str(Decimal(scaled).scaleb(-places)) if places else str(scaled)
