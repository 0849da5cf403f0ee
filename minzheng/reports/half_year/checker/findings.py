"""What the checker says about one token."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from minzheng.reports.half_year.checker.quantities import Interval

COUNTED_KINDS = frozenset({"figure", "claim", "list", "target"})


@dataclass(frozen=True)
class Finding:
    """One token with its verdict; the shape of `report check`. Offsets count characters of the file as read."""

    id: str | None
    kind: str
    quote: str
    offset: int
    length: int
    verdict: str
    why: str
    also: tuple[str, ...] = ()
    word: str | None = None
    stated: str | None = None
    computed: str | None = None
    unit: str | None = None
    contradicts: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    interval: Interval | None = field(default=None, compare=False)

    @property
    def counted(self) -> bool:
        """Whether the summary counts it: figures, claims, lists, targets, and a date that is a figure."""
        return self.kind in COUNTED_KINDS or (self.kind == "date" and self.id is not None)

    def with_contradictions(self, offsets: tuple[int, ...], says: tuple[str, ...]) -> Finding:
        """The same finding, contradicting the tokens at `offsets`."""
        return replace(self, contradicts=offsets, warnings=(*self.warnings, *says))

    def as_json(self) -> dict[str, Any]:
        """The object of seam `report check`."""
        return {
            "id": self.id,
            "also": list(self.also),
            "kind": self.kind,
            "quote": self.quote,
            "offset": self.offset,
            "length": self.length,
            "word": self.word,
            "stated": self.stated,
            "computed": self.computed,
            "unit": self.unit,
            "verdict": self.verdict,
            "contradicts": list(self.contradicts),
            "warnings": list(self.warnings),
            "why": self.why,
        }
