"""Pure: what must be decided when a month's findings meet the entitlements that run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID


class Key(NamedTuple):
    """What may run only once: a scheme for a beneficiary."""

    scheme: str
    beneficiary: UUID


@dataclass(frozen=True, slots=True)
class Finding:
    """What the rules found for a month. `person` is None for a household's benefit; fen a month, above zero."""

    scheme: str
    beneficiary: UUID
    person: UUID | None
    household: UUID
    area_id: int
    monthly_fen: int
    reason: str

    @property
    def key(self) -> Key:
        return Key(self.scheme, self.beneficiary)


@dataclass(frozen=True, slots=True)
class Running:
    """An entitlement in force, as far as a decision needs it."""

    id: UUID
    version: int
    key: Key
    monthly_fen: int
    area_id: int
    household: UUID


@dataclass(frozen=True)
class Decisions:
    """granted: new; changed: (the one that ends, the one that follows); stopped: ended with nothing after it."""

    granted: list[Finding]
    changed: list[tuple[Running, Finding]]
    stopped: list[Running]

    def __len__(self) -> int:
        return len(self.granted) + len(self.changed) + len(self.stopped)


def compare(
    findings: Iterable[Finding], running: Mapping[Key, Running], *, held: Collection[UUID] = ()
) -> Decisions:
    """Every finding is granted, changed or left alone; what runs and was not found is stopped.

    held: households about which too little is known this month; nothing of theirs is stopped.
    """
    granted: list[Finding] = []
    changed: list[tuple[Running, Finding]] = []
    found: set[Key] = set()
    for finding in findings:
        if finding.key in found:
            raise ValueError(f"{finding.scheme} found twice for {finding.beneficiary}")
        found.add(finding.key)
        known = running.get(finding.key)
        if known is None:
            granted.append(finding)
        elif known.monthly_fen != finding.monthly_fen:
            changed.append((known, finding))
    stopped = [
        entitlement
        for key, entitlement in running.items()
        if key not in found and entitlement.household not in held
    ]
    return Decisions(granted, changed, stopped)
