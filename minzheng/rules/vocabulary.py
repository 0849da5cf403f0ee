"""The words rules are written in. The same text works on a plain int and on a NumPy array.

Rule functions are annotated with `int` and `bool`: that is what they mean and what the type checker reads.
The arrays are the engine's business. Whatever is not here (+, -, *, //, <, ==, &, |) Python already says
the same way for both. Money is never divided but by `rounded`.
"""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

PER_TEN_THOUSAND = 10_000


_SMALL = 127


def _many(value: object) -> bool:
    """Whether the value is really an array of them."""
    return type(value) is np.ndarray


def pick(condition: bool, yes: int, otherwise: int) -> int:
    """`yes` where the condition holds, else `otherwise`. Both sides are always computed."""
    flag: Any = condition
    if flag is not True and flag is not False and _many(flag):
        return _pick_of_many(flag, yes, otherwise)
    return yes if flag else otherwise


def _pick_of_many(condition: Any, yes: Any, otherwise: Any) -> Any:
    """By arithmetic: `np.where` branches on every row, which takes five times as long on mixed conditions."""
    # Widened once and then changed in place: every further array would have to pass through the cache.
    values = condition.astype(np.int64)
    if type(otherwise) is int and otherwise == 0:
        values *= yes
    else:
        values *= yes - otherwise
        values += otherwise
    return values


def first(*cases: tuple[bool, int], otherwise: int) -> int:
    """The value of the first case whose condition holds, in the order written."""
    plain: Sequence[tuple[Any, Any]] = cases
    value: Any = otherwise
    for flag, then in reversed(plain):
        if flag is not True and flag is not False and _many(flag):
            return _first_of_many(len(flag), cases, otherwise)
        if flag:
            value = then
    return value


def _first_of_many(rows: int, cases: Sequence[tuple[Any, Any]], otherwise: Any) -> Any:
    """From the last case to the first over one array, without branches; a byte a row when the values fit."""
    small = all(
        type(then) is not np.ndarray and abs(then) <= _SMALL for then in (otherwise, *(t for _, t in cases))
    )
    number = np.int8 if small else np.int64
    values: Any = np.full(rows, otherwise, dtype=number)
    for condition, then in reversed(cases):
        # Ones in every bit of the rows where the case holds: there, and only there, `then` is taken over.
        held = np.asarray(condition, dtype=np.bool_).view(np.int8)
        mask = np.negative(held, dtype=number)
        change = values ^ (number(then) if small else then)
        change &= mask
        values ^= change
    return values


def most(left: int, *others: int) -> int:
    """The greatest of the values, row by row."""
    for other in others:
        larger: Any = np.maximum(left, other) if _many(left) or _many(other) else max(left, other)
        left = larger
    return left


def highest_or_sum(only_one: bool, *values: int) -> int:
    """The greatest of the values where only one may count, else all of them together."""
    if _many(only_one):
        return pick(only_one, most(*values), sum(values))
    return most(*values) if only_one else sum(values)


def least(left: int, *others: int) -> int:
    """The smallest of the values, row by row."""
    for other in others:
        smaller: Any = np.minimum(left, other) if _many(left) or _many(other) else min(left, other)
        left = smaller
    return left


def no(condition: bool) -> bool:
    """The opposite of a flag."""
    flag: Any = condition
    if flag is not True and flag is not False and _many(flag):
        return np.logical_not(flag)
    return not flag


def among(value: int, *choices: int) -> bool:
    """Whether the value is one of the choices."""
    found = value == choices[0]
    for choice in choices[1:]:
        found = found | (value == choice)
    return found


def lookup(table: Any, index: int) -> int:
    """The entry of a table (a sequence of whole numbers) at the index, counted from 0."""
    entry: Any = np.asarray(table, dtype=np.int64).take(index) if _many(index) else table[index]
    return entry


def rounded(parts: int, whole: int, *, to: int = 1, up: bool = False) -> int:
    """`parts` divided by `whole`, in fen, rounded once: half up, or always up, to a multiple of `to` fen.

    Both must be integers, `parts` not negative, `whole` and `to` positive. This is the only division of
    money; call it once, on the last line of a calculation.
    """
    step = whole * to
    if up:
        return (parts + step - 1) // step * to
    return (2 * parts + step) // (2 * step) * to


def percent(amount: int, basis_points: int) -> int:
    """A share of an amount of fen given in ten-thousandths, rounded half up to the fen."""
    return rounded(amount * basis_points, PER_TEN_THOUSAND)
