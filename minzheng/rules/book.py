"""The book of parameters, and the standards it gives for one month.

A value is in force for a month when it started on or before the month's last day. A bureau's own values lie
over the shipped ones: where the bureau has a value for the month, it decides.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from minzheng.rules.graph import SHARED
from minzheng.rules.months import Month
from minzheng.rules.parameters import Dated, Parameter, ParameterError, Value, read_dated
from minzheng.rules.units import UNITS


class MissingParameter(Exception):
    """No value of a parameter is in force for the month: which one, and from when there is one."""

    def __init__(self, key: str, month: Month, earliest: date | None) -> None:
        known = "没有任何值" if earliest is None else f"最早的值从 {earliest.isoformat()} 起"
        super().__init__(f"{month} 没有参数“{key}”的值（{known}）。请先录入该月适用的标准")
        self.key, self.month, self.earliest = key, month, earliest


@dataclass(frozen=True)
class InForce:
    """A parameter and the value of it that the month computed uses."""

    parameter: Parameter
    dated: Dated

    @property
    def value(self) -> Value:
        """The value itself."""
        return self.dated.value


class Quantities:
    """What formulas see as `q`: the values of the month by bare name, `month_first` and `month_last`.

    A matrix is given flat, row after row, for `lookup`.
    """

    def __init__(self, standards: Standards, group: str) -> None:
        for each in standards.of(group):
            self.__dict__[each.parameter.name] = _flat(each.value)
        self.month_first = standards.month.first_day
        self.month_last = standards.month.last_day
        self._standards, self._group = standards, group

    def __getattr__(self, name: str) -> bool:
        # Reached only for a missing parameter. The type is for formulas: a bool is also an int, so that
        # flags and amounts both pass the type checker.
        raise self.__dict__["_standards"].missing(f"{self.__dict__['_group']}.{name}")


def _flat(value: Value) -> Any:
    if isinstance(value, tuple) and isinstance(value[0], tuple):
        return tuple(cell for row in value for cell in row)
    return value


@dataclass(frozen=True)
class Standards:
    """Every parameter in force for one month, by key. Can be sealed, and computed from again.

    `memo` is for callers that derive something from the standards once.
    """

    month: Month
    in_force: Mapping[str, InForce]
    _earliest: Mapping[str, date] = field(default_factory=dict, repr=False)
    _quantities: dict[str, Quantities] = field(default_factory=dict, repr=False, compare=False)
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def of(self, group: str) -> Iterator[InForce]:
        """The shared parameters and those of the group."""
        return (each for each in self.in_force.values() if each.parameter.group in (SHARED, group))

    def find(self, group: str, name: str) -> InForce:
        """The parameter a formula of the group means by `q.<name>`. Raises MissingParameter."""
        found = self.in_force.get(f"{group}.{name}") or self.in_force.get(f"{SHARED}.{name}")
        if found is None:
            raise self.missing(f"{group}.{name}")
        return found

    def quantities(self, group: str) -> Quantities:
        """The `q` of a group's formulas."""
        if group not in self._quantities:
            self._quantities[group] = Quantities(self, group)
        return self._quantities[group]

    def missing(self, key: str) -> MissingParameter:
        """The error that says since when the parameter has values."""
        shared = f"{SHARED}.{key.partition('.')[2]}"
        known = shared if shared in self._earliest and key not in self._earliest else key
        return MissingParameter(known, self.month, self._earliest.get(known))

    def sealed(self) -> dict[str, Any]:
        """The merged set as plain data: what a sealed batch stores. `unseal` is its inverse."""
        return {
            "month": str(self.month),
            "parameters": [
                {
                    "key": key,
                    "zh": each.parameter.zh,
                    "unit": each.parameter.unit.code,
                    "checked_on": each.parameter.checked_on.isoformat(),
                    "from": each.dated.starts_on.isoformat(),
                    "value": each.value,
                    "source": each.dated.source.as_dict(),
                }
                for key, each in sorted(self.in_force.items())
            ],
        }

    def digest(self) -> str:
        """SHA-256, in hexadecimal, of the canonical JSON of the sealed set."""
        text = json.dumps(self.sealed(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def unseal(sealed: Mapping[str, Any]) -> Standards:
    """The standards a batch was computed with, from what it stored. Raises ParameterError."""
    in_force = {}
    for row in sealed["parameters"]:
        unit = UNITS[row["unit"]]
        dated = read_dated(row["key"], {name: row[name] for name in ("from", "value", "source")}, unit)
        checked_on = date.fromisoformat(row["checked_on"])
        in_force[row["key"]] = InForce(Parameter(row["key"], row["zh"], unit, checked_on, (dated,)), dated)
    return Standards(Month.parse(sealed["month"]), in_force)


@dataclass(frozen=True)
class Book:
    """Parameters by key; `own` holds a bureau's own values, which lie over the shipped ones."""

    parameters: Mapping[str, Parameter]
    own: Mapping[str, tuple[Dated, ...]] = field(default_factory=dict)
    _months: dict[Month, Standards] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, parameters: Iterable[Parameter]) -> Book:
        """A book; a name that is both shared and a benefit's is refused, because `q.<name>` would be two things."""
        by_key = {each.key: each for each in parameters}
        shared = {each.name for each in by_key.values() if each.group == SHARED}
        for each in by_key.values():
            if each.group != SHARED and each.name in shared:
                raise ParameterError(each.key, "与共用参数同名", "请改名")
        return cls(by_key)

    def overlay(self, rows: Iterable[Mapping[str, Any]]) -> Book:
        """A book with a bureau's own values `{key, from, value, source}` laid over. Raises ParameterError."""
        own = {key: list(dated) for key, dated in self.own.items()}
        for number, row in enumerate(rows, 1):
            key = str(row.get("key"))
            if key not in self.parameters:
                raise ParameterError(f"自有标准第 {number} 条", f"没有参数“{key}”", "请从参数目录里选择")
            rest = {name: value for name, value in row.items() if name != "key"}
            dated = read_dated(f"自有标准 {key}", rest, self.parameters[key].unit)
            kept = [each for each in own.get(key, []) if each.starts_on != dated.starts_on]
            own[key] = sorted([*kept, dated], key=lambda each: each.starts_on)
        return Book(self.parameters, {key: tuple(dated) for key, dated in own.items()})

    def at(self, month: Month) -> Standards:
        """What is in force for the month. A parameter without a value yet is left out and missed when used."""
        known = self._months.get(month)
        if known is None:
            known = self._months[month] = self._choose(month)
        return known

    def _choose(self, month: Month) -> Standards:
        in_force = {}
        for key, parameter in self.parameters.items():
            dated = _latest(self.own.get(key, ()), month) or _latest(parameter.dated, month)
            if dated is not None:
                in_force[key] = InForce(parameter, dated)
        earliest = {
            key: min(each.starts_on for each in (*parameter.dated, *self.own.get(key, ())))
            for key, parameter in self.parameters.items()
        }
        return Standards(month, in_force, earliest)


def _latest(dated: Iterable[Dated], month: Month) -> Dated | None:
    started = [each for each in dated if _started(each, month)]
    return started[-1] if started else None


def _started(dated: Dated, month: Month) -> bool:
    return (dated.starts_on.year, dated.starts_on.month) <= (month.year, month.month)
