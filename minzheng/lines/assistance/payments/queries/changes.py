"""Why a household's payment differs between two months: what was recorded anew, and what time alone did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from minzheng.benefits.inputs import HOUSEHOLD_INPUTS, PERSON_INPUTS
from minzheng.lines.assistance.payments.queries.explanations import Entry, explain_household, member_ids
from minzheng.lines.assistance.payments.queries.sealed_months import SealedMonth
from minzheng.lines.assistance.payments.queries.words import print_fact

_STEPS_SHOWN = 4


class _Held(NamedTuple):
    """Columns of a roll and the row looked at."""

    columns: Mapping[str, Any]
    row: int

    def value(self, name: str) -> Any:
        return self.columns[name][self.row].item()


@dataclass(frozen=True)
class Comparison:
    """Two sealed months side by side.

    names: person id → how the page calls that person. deaths: days of death known today, for members who are
    gone. hidden: facts not to be shown.
    """

    before: SealedMonth
    after: SealedMonth
    names: Mapping[str, str] = field(default_factory=dict)
    deaths: Mapping[str, date] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def facts(self, number: str) -> list[str]:
        """What differs in a household's facts, a phrase each: members come and gone, values."""
        old, new = self.before.rows.get(number), self.after.rows.get(number)
        was, now = member_ids(self.before, number), member_ids(self.after, number)
        gone = [self._gone(person) for person in was if person not in now]
        if old is None or new is None:
            return [phrase for phrase in gone if phrase.endswith("去世")]
        houses = _Held(self.before.roll.households, old), _Held(self.after.roll.households, new)
        changes = [*self._changed(HOUSEHOLD_INPUTS, *houses, ""), *gone]
        changes += [f"新增成员 {self.names.get(person, '')}" for person in now if person not in was]
        for person in (each for each in now if each in was):
            rows = (
                _Held(self.before.roll.persons, self.before.persons[person]),
                _Held(self.after.roll.persons, self.after.persons[person]),
            )
            changes += self._changed(PERSON_INPUTS, *rows, f"{self.names.get(person, '')} ")
        return changes

    def steps(self, scheme: str, number: str, anchor: str) -> list[str]:
        """The first steps of a benefit's explanation that came out otherwise, where no fact changed: ages, cards."""
        entries = [self._entry(month, scheme, number, anchor) for month in (self.before, self.after)]
        if entries[0] is None or entries[1] is None:
            return []
        was = {step.zh: f"{step.value} {step.unit}".strip() for step in entries[0].steps}
        now = ((step.zh, f"{step.value} {step.unit}".strip()) for step in entries[1].steps)
        differ = (f"{zh}：{was[zh]} → {value}" for zh, value in now if zh in was and was[zh] != value)
        return list(islice(differ, _STEPS_SHOWN))

    def _entry(self, month: SealedMonth, scheme: str, number: str, anchor: str) -> Entry | None:
        found = explain_household(month, number, names=self.names)
        entries = (*found.granted, *found.refused) if found else ()
        return next((each for each in entries if each.anchor == anchor and each.scheme == scheme), None)

    def _gone(self, person: str) -> str:
        died = self.deaths.get(person)
        name = self.names.get(person, "")
        return f"{name} {died.isoformat()} 去世" if died else f"{name} 不再列为成员"

    def _changed(self, inputs: Iterable[Any], before: _Held, after: _Held, who: str) -> Iterator[str]:
        for each in inputs:
            was, now = before.value(each.name), after.value(each.name)
            if was != now and each.name in self.hidden:
                yield f"{who}{each.zh}：有变化"
            elif was != now:
                yield f"{who}{each.zh}：{print_fact(each, was)} → {print_fact(each, now)}"
