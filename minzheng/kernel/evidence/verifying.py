"""Walks the chain and names the first place that does not hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from minzheng import discovery
from minzheng.kernel.evidence import chain
from minzheng.kernel.evidence.models import Event, Head

BadKind = Literal["byte", "order", "missing", "tail", "checkpoint", "rows"]


@dataclass(frozen=True)
class Bad:
    """The first place that fails: the event's sequence, what kind of damage, and why in Chinese."""

    sequence: int
    kind: BadKind
    why: str


@dataclass(frozen=True)
class Verdict:
    ok: bool
    events: int
    first_bad: Bad | None
    checkpoint: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "events": self.events,
            "first_bad": asdict(self.first_bad) if self.first_bad else None,
            "checkpoint": self.checkpoint,
        }


def verify(progress: Callable[[int], None] = lambda _: None) -> Verdict:
    """The whole chain, then the rows that events vouch for (imports, sealed batches)."""
    head = Head.objects.filter(pk=1).first() or Head(sequence=-1, hash="")
    count, bad, last_hash = _walk(progress)
    if bad is None and (count != head.sequence or last_hash != head.hash):
        bad = Bad(count + 1, "tail", f"链尾记录为第 {head.sequence} 号，实际只到第 {count} 号。")
    if bad is None:
        bad = next(_bad_rows(), None)
    return Verdict(bad is None, count, bad, f"{head.sequence}:{head.hash}")


def _walk(progress: Callable[[int], None]) -> tuple[int, Bad | None, str]:
    previous, expected, count = chain.GENESIS, 1, 0
    for event in Event.objects.order_by("sequence").iterator(chunk_size=5_000):
        bad = _check(event, expected, previous)
        if bad is not None:
            return count, bad, previous
        previous, expected, count = event.hash, expected + 1, count + 1
        if count % 5_000 == 0:
            progress(count)
    return count, None, previous


def _check(event: Event, expected: int, previous: str) -> Bad | None:
    if event.sequence != expected:
        return Bad(expected, "missing", f"缺少第 {expected} 号事件。")
    if event.previous_hash != previous:
        return Bad(event.sequence, "order", "与前一事件不相连。")
    algorithm = event.hash.partition(":")[0]
    if (
        algorithm not in chain.ALGORITHMS.values()
        or chain.link(previous, event.body, algorithm) != event.hash
    ):
        return Bad(event.sequence, "byte", "事件内容与其摘要不符。")
    if not _columns_agree(event):
        return Bad(event.sequence, "byte", "事件的检索列与其内容不符。")
    return None


def _columns_agree(event: Event) -> bool:
    body = json.loads(event.body)
    return bool(
        body["sequence"] == event.sequence
        and body["kind"] == event.kind
        and body["by"] == event.actor
        and body["subject"] == [event.subject_type, event.subject_id]
        and body["at"] == event.at.astimezone(_zone()).isoformat(timespec="microseconds")
    )


def _zone() -> Any:
    from minzheng.kernel.clock import SHANGHAI

    return SHANGHAI


def _bad_rows() -> Iterator[Bad]:
    """Every kernel noun, register or report with a module `verification` vouches for rows of its own."""
    reports = discovery.find_packages("minzheng.reports", holding="verification.py")
    rooms = [*discovery.find_everywhere("verification"), *(f"{name}.verification" for name in reports)]
    for module in discovery.load(rooms):
        bad_rows: Iterable[tuple[int, str]] = module.find_bad_rows()
        for sequence, why in bad_rows:
            yield Bad(sequence, "rows", why)
