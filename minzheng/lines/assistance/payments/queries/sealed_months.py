"""A month computed, opened again from what its run sealed: the roll, the standards, and what came out.

Nothing here reads the registers: what they say today does not explain what was decided then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from minzheng.benefits.codes import RELATION
from minzheng.benefits.roll import Results, Roll, calculate_with
from minzheng.kernel.crypto import Place
from minzheng.kernel.crypto.keys_in_use import keyring
from minzheng.kernel.problems import BrokenInvariant
from minzheng.lines.assistance.payments.models import MonthRun
from minzheng.lines.assistance.payments.queries.words import message_zh, reason_zh
from minzheng.lines.assistance.payments.rules.sealing import RowDigests, digest_of, unpack
from minzheng.rules.book import Standards, unseal

#: columns of a run that only opening it needs; large, so that lists leave them out
SEALED_COLUMNS = ("facts_sealed", "data_key", "standards")
_SELF = RELATION.index("self")
NOT_ON_ROLL = "当月不在册"


@dataclass(frozen=True)
class SealedMonth:
    """`left_out` is the message by household number for those that were not computed or not paid."""

    month: str
    roll: Roll
    standards: Standards
    left_out: Mapping[str, str]

    @cached_property
    def results(self) -> Results:
        """Every benefit over the roll, computed anew."""
        return calculate_with(self.roll, self.standards)

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Household number → row of the roll."""
        return {number: row for row, number in enumerate(self.roll.household_ids or ())}

    @cached_property
    def persons(self) -> Mapping[str, int]:
        """Person id → row of the roll."""
        return {person: row for row, person in enumerate(self.roll.person_ids or ())}

    @cached_property
    def digests(self) -> RowDigests:
        return RowDigests(self.roll, self.standards)

    def members(self, row: int) -> range:
        """Rows of the members of a household."""
        return range(int(self.roll.offsets[row]), int(self.roll.offsets[row + 1]))

    def head(self, number: str) -> str:
        """Id of the household's head in that month, else of its first member; empty when not on the roll."""
        row = self.rows.get(number)
        if row is None:
            return ""
        relation, people = self.roll.persons["relation"], self.roll.person_ids or ()
        heads = [at for at in self.members(row) if relation[at] == _SELF]
        return people[heads[0] if heads else self.members(row)[0]]

    def outcome(self, scheme: str, number: str, beneficiary: UUID) -> str:
        """What this month made of a beneficiary: the rule's reason, or why there was nothing to decide."""
        result = self.results.benefits.get(scheme)
        if result is None:
            return ""
        row = self.rows.get(number) if result.unit == "household" else self.persons.get(str(beneficiary))
        if row is None:
            return self.left_out.get(number, NOT_ON_ROLL)
        return reason_zh(scheme, result.reasons.of(int(result.reason[row])).word)


def open_month(run: MonthRun) -> SealedMonth:
    """The month as it was sealed; BrokenInvariant when facts and digest disagree.

    The caller has read `run` within the actor's scope: this opens it whole.
    """
    return _opened(str(run.pk), run.inputs_digest)


@lru_cache(maxsize=4)
def _opened(pk: str, inputs_digest: str) -> SealedMonth:
    run: Any = MonthRun._base_manager.get(pk=pk)
    key = keyring().unwrap(pk, run.data_key)
    place = Place(MonthRun._meta.db_table, "facts_sealed", pk)
    roll, standards = unpack(key.open(run.facts_sealed, place)), unseal(run.standards)
    if digest_of(roll, standards) != inputs_digest:
        raise BrokenInvariant("inputs_changed", f"{run.month} 的核算依据与摘要不符，已停止。")
    left_out = {each["household"]: message_zh(each["message"]) for each in run.left_out}
    return SealedMonth(run.month, roll, standards, left_out)


def line_digest(month: SealedMonth, *, scheme: str, number: str, beneficiary: UUID) -> str:
    """The explanation digest that the line of a beneficiary must carry, from facts and rules computed anew.

    Empty when the household or the person is not on the roll.
    """
    result, row = month.results.benefits[scheme], month.rows.get(number)
    person = -1 if result.unit == "household" else month.persons.get(str(beneficiary))
    if row is None or person is None:
        return ""
    at = row if person < 0 else person
    word = result.reasons.of(int(result.reason[at])).word
    return month.digests.of(row, f"{scheme}/{person}/{int(result.amount_fen[at])}/{word}")
