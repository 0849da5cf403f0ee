"""From a computed value to its printed form: the inverse of the checker's reading.

A rounding word is printed only where the checker would accept it; otherwise the exact number is printed and a warning says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from minzheng.reports.half_year.checker.catalogue import catalogue
from minzheng.reports.half_year.checker.quantities import (
    ABOVE,
    BELOW,
    SCALES,
    Quantity,
    decimal_text,
    round_half_up,
)

AFTER_THE_DIGITS = frozenset({"余", "多"})
CHINESE_NUMERALS = dict(enumerate("零一二三四五六七八九十")) | {100: "百", 1000: "千", 10_000: "万"}


@dataclass(frozen=True)
class Form:
    """How a figure is printed; see the head of forms.yaml. `step` in the unit, `decimals` in the scale."""

    unit: str
    word: str | None = None
    scale: str = ""
    step: int = 1
    decimals: int | None = None
    numeral: str = "digits"
    lead: str = ""


@dataclass(frozen=True)
class Printed:
    """`text` with number, word and unit; `quantity` as the checker will read it; `warnings` in Chinese."""

    text: str
    quantity: Quantity | None = None
    warnings: tuple[str, ...] = ()


def form_of(figure_id: str) -> Form:
    """The declared form of a figure or commitment; the plain number with its unit when none is declared."""
    return Form(**{"unit": catalogue()[figure_id].unit, **_declared().get(figure_id, {})})


def print_figure(value: Fraction | date, form: Form) -> Printed:
    """Prints `value` (exact, in the unit; or a date) in `form`.

    Whatever comes back is true: the value lies in the interval that the checker reads from the text.
    """
    if isinstance(value, date):
        return Printed(_print_date(value))
    wished = _wished(value, form)
    if value in wished.interval:
        return Printed(form.lead + _write(wished, form), wished)
    exact = _exact(value, form)
    word = f"“{form.word}”不成立" if form.word else "按规定位数取整会失实"
    return Printed(_write(exact, form), exact, (f"{word}，改印准确数{_write(exact, form)}",))


def _wished(value: Fraction, form: Form) -> Quantity:
    """The number that the form asks for, true or not."""
    scale = SCALES[form.scale]
    if form.word in ABOVE or form.word in BELOW or (form.word and form.decimals is None):
        steps = value // form.step
        rounded = steps if form.word not in BELOW or steps * form.step == value else steps + 1
        return Quantity(decimal_text(Fraction(rounded * form.step, scale)), scale, form.word, form.unit)
    if form.decimals is None:
        return Quantity(decimal_text(value), 1, form.word, form.unit)
    places = 10**form.decimals
    digits = str(round_half_up(value * places * Fraction(1, scale))).rjust(form.decimals + 1, "0")
    if form.decimals:
        digits = f"{digits[: -form.decimals]}.{digits[-form.decimals :]}"
    return Quantity(digits, scale, form.word, form.unit)


def _exact(value: Fraction, form: Form) -> Quantity:
    return Quantity(decimal_text(value), 1, None, form.unit)


def _write(quantity: Quantity, form: Form) -> str:
    """The characters: 3700余万元, 7万余人, 超过3000条, 近250户, 61.8%."""
    scale = form.scale if quantity.scale > 1 else ""
    digits, word = _numeral(quantity, form), quantity.word or ""
    if word not in AFTER_THE_DIGITS:
        return f"{word}{digits}{scale}{form.unit}"
    if scale and not digits.endswith("0"):
        return f"{digits}{scale}{word}{form.unit}"
    return f"{digits}{word}{scale}{form.unit}"


def _numeral(quantity: Quantity, form: Form) -> str:
    """Numerals where the form asks for them; 百 alone needs its word before it, or it would read as a part of a word."""
    if form.numeral == "chinese" and quantity.digits.isdigit():
        number = int(quantity.digits)
        if number in CHINESE_NUMERALS and (number <= 10) != bool(quantity.word):
            return CHINESE_NUMERALS[number]
    return quantity.digits


def _print_date(day: date) -> str:
    third = "底" if day.day > 20 else "中旬" if day.day > 10 else "上旬"
    return f"{day.month}月{third}"


@cache
def _declared() -> dict[str, dict[str, Any]]:
    text = files(__package__).joinpath("forms.yaml").read_text(encoding="utf-8")
    declared: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return declared
