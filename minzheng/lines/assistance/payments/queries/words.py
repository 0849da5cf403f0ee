"""Facts, values and units of the rules in the words that a reader of a page expects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from minzheng.benefits import codes
from minzheng.benefits.plates import find_benefits
from minzheng.kernel.people.models import Relation
from minzheng.kernel.screens.cells import yuan
from minzheng.lines.assistance.circumstances.models import CareForm, ParentState, SelfCare, WorkAbility
from minzheng.lines.assistance.disability_cards.models import Category
from minzheng.rules.columns import Input
from minzheng.rules.months import NEVER_ENDS, NEVER_STARTED
from minzheng.rules.parameters import Source
from minzheng.rules.units import UNITS

NOTHING = "—"
YES, NO = "是", "否"
_PER_CENT = 100


def _labels(words: Sequence[str], choices: Sequence[tuple[str, Any]]) -> tuple[str, ...]:
    named = {str(code): str(label) for code, label in choices}
    return tuple(named.get(word, NOTHING) for word in words)


_PARENT = _labels(codes.PARENT_STATE, ParentState.choices)
_CODED: Mapping[str, tuple[str, ...]] = {
    "relation": _labels(codes.RELATION, Relation.choices),
    "work_ability": _labels(codes.WORK_ABILITY, WorkAbility.choices),
    "self_care": _labels(codes.SELF_CARE, SelfCare.choices),
    "care_form": _labels(codes.CARE_FORM, CareForm.choices),
    "disability": _labels(codes.DISABILITY, Category.choices),
    "father": _PARENT,
    "mother": _PARENT,
}
#: facts that say nothing at these values and are left out of a dense page
SILENT = (0, False, NEVER_STARTED, NEVER_ENDS)


def print_fact(each: Input, value: int) -> str:
    """A fact as the roll holds it, in words: codes by their labels, fen as yuan, dates as dates."""
    if each.name in _CODED:
        return _CODED[each.name][value]
    return " ".join(part for part in print_value(value, each.unit.code) if part)


def print_value(value: Any, unit: str) -> tuple[str, str]:
    """(text, unit in Chinese) of a step or a parameter; fen become yuan, ten-thousandths a percentage."""
    if unit == "fen":
        return yuan(int(value)), "元"
    if unit == "basis_points":
        return _percentage(int(value)), ""
    if unit == "flag":
        return (YES if value else NO), ""
    if unit == "date":
        return _day(int(value)), ""
    if unit == "codes":
        return "、".join(scheme_zh(str(code)) for code in value), ""
    if unit == "matrix":
        return f"{len(value)} × {len(value)} 对照表", ""
    if unit == "code":
        return str(value), ""
    return f"{value:,}", UNITS[unit].zh


def _percentage(points: int) -> str:
    whole, rest = divmod(points, _PER_CENT)
    return f"{whole}%" if not rest else f"{whole}.{rest:02d}%"


def _day(number: int) -> str:
    if number in (NEVER_STARTED, NEVER_ENDS):
        return NOTHING
    return date(number // 10_000, number // 100 % 100, number % 100).isoformat()


def cite(source: Source) -> str:
    """Title, number and article; whether it is official is said beside it."""
    return " ".join(part for part in (source.title, source.number, source.article) if part)


def scheme_zh(code: str) -> str:
    """The official Chinese name of a benefit; an unknown code stands for itself."""
    found = find_benefits().get(code)
    return found.plate.zh if found else code


def message_zh(message: str) -> str:
    """A message about a benefit, with the official name where it begins with the code."""
    code, colon, rest = message.partition("：")
    return f"{scheme_zh(code)}{colon}{rest}"


def reason_zh(scheme: str, word: str) -> str:
    """The Chinese sentence of a benefit's reason word."""
    found = find_benefits().get(scheme)
    if found is None:
        return word
    return next((each.zh for each in found.reasons if each.word == word), word)


def word_zh(scheme: str, column: str, word: str) -> str:
    """The Chinese of a code word that a column of a benefit answers."""
    for benefit in (find_benefits()[scheme], *find_benefits().values()):
        for each in benefit.columns:
            if each.name == column and each.words is not None:
                return next((known.zh for known in each.words if known.word == word), word)
    return word
