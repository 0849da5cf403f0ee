"""The one write path of the chain. Called inside the transaction of the change it tells of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from minzheng.kernel import clock
from minzheng.kernel.evidence import chain
from minzheng.kernel.evidence.models import Event, Head

_recorded: ContextVar[list[int] | None] = ContextVar("recorded_events", default=None)
_INSERT = 2_000
_LENGTHS = {field.name: field.max_length or 0 for field in Event._meta.concrete_fields if field.max_length}


@dataclass(frozen=True)
class Entry:
    """What is to be told: a dotted past-tense kind, the thing it happened to, a Chinese sentence and details.

    `changes` maps a field to [before, after]; sensitive values never stand here in plain.
    """

    kind: str
    sentence: str
    subject_type: str = ""
    subject_id: str = ""
    area_id: int | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)


def record(entry: Entry, *, by: str, at: datetime | None = None) -> int:
    """Append one event; answers its sequence number."""
    return record_many([entry], by=by, at=at)[0]


def record_many(entries: Iterable[Entry], *, by: str, at: datetime | None = None) -> range:
    """Append events in order; answers their sequence numbers. One lock and few statements for any number."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("留痕必须与其所述变更在同一事务中")
    head = _locked_head()
    instant = at or clock.now()
    algorithm = chain.ALGORITHMS[settings.CRYPTO_SUITE]
    first, sequence, previous = head.sequence + 1, head.sequence, head.hash
    pending: list[Event] = []
    for entry in entries:
        _check_lengths(entry, by)
        sequence += 1
        body = body_of(entry, sequence=sequence, by=by, at=instant)
        linked = chain.link(previous, body, algorithm)
        pending.append(
            Event(
                sequence=sequence, at=instant, kind=entry.kind, actor=by, subject_type=entry.subject_type,
                subject_id=entry.subject_id, body=body, previous_hash=previous, hash=linked,
            )
        )  # fmt: skip
        previous = linked
        if len(pending) == _INSERT:
            _flush(pending)
    _flush(pending)
    Head.objects.filter(pk=1).update(sequence=sequence, hash=previous)
    numbers = range(first, sequence + 1)
    _note(numbers)
    return numbers


def _check_lengths(entry: Entry, by: str) -> None:
    """SQLite would take a text of any length and PostgreSQL refuse it: refuse it everywhere."""
    for name, text in (
        ("kind", entry.kind),
        ("actor", by),
        ("subject_type", entry.subject_type),
        ("subject_id", entry.subject_id),
    ):
        if len(text) > _LENGTHS[name]:
            raise ValueError(f"留痕的 {name} 过长：{text[:100]}")


def body_of(entry: Entry, *, sequence: int, by: str, at: datetime) -> str:
    """The canonical text that is hashed."""
    return chain.canonical(
        {
            "sequence": sequence,
            "at": at,
            "kind": entry.kind,
            "by": by,
            "sentence": entry.sentence,
            "subject": [entry.subject_type, entry.subject_id],
            "area": entry.area_id,
            "changes": dict(entry.changes),
            "details": dict(entry.details),
        }
    )


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Field → [before, after] where they differ."""
    return {name: [before.get(name), after[name]] for name in after if before.get(name) != after[name]}


class watch:
    """Collects the sequence numbers recorded inside the block: no audit, no action."""

    def __enter__(self) -> list[int]:
        self._numbers: list[int] = []
        self._token = _recorded.set(self._numbers)
        return self._numbers

    def __exit__(self, *_: object) -> None:
        _recorded.reset(self._token)
        outer = _recorded.get()
        if outer is not None:
            outer.extend(self._numbers)


def _note(numbers: range) -> None:
    watcher = _recorded.get()
    if watcher is not None and len(numbers):
        watcher.extend((numbers[0], numbers[-1]))


def _locked_head() -> Head:
    heads: models.QuerySet[Head] = Head.objects.all()
    if connection.features.has_select_for_update:
        heads = heads.select_for_update()
    return heads.get(pk=1)


def _flush(pending: list[Event]) -> None:
    if pending:
        columns = [f.attname for f in Event._meta.concrete_fields]
        marks = ", ".join(["%s"] * len(columns))
        rows = [[_adapted(event, name) for name in columns] for event in pending]
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO evidence_event ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608 - names from the model
                rows,
            )
        pending.clear()


def _adapted(event: Event, name: str) -> Any:
    value = getattr(event, name)
    return connection.ops.adapt_datetimefield_value(value) if name == "at" else value
