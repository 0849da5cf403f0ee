"""What happened to a record, told by its evidence events with the differences of fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext

from minzheng.kernel.access.models import User
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.screens.cells import EMPTY, text_of
from minzheng.kernel.screens.columns import column_of
from minzheng.kernel.screens.masks import HIDDEN, is_sealed
from minzheng.kernel.screens.sheets import Sheet

SHOWN = 30


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Happening:
    """One event: its place in the chain, who, when, the sentence and what differed."""

    sequence: int
    at: datetime
    who: str
    sentence: str
    kind: str
    differences: tuple[Difference, ...]


def list_happenings(sheet: Sheet, pk: Any) -> list[Happening]:
    """The latest events of a record, newest first. Two queries whatever their number."""
    events = list(
        Event.objects.filter(subject_type__in=_names(sheet), subject_id=str(pk)).order_by("-sequence")[:SHOWN]
    )
    names = dict(
        User.objects.filter(username__in={event.actor for event in events}).values_list(
            "username", "display_name"
        )
    )
    return [_happening(sheet, event, names) for event in events]


def _names(sheet: Sheet) -> list[str]:
    return sorted({sheet.key, sheet.plate.key})


def _happening(sheet: Sheet, event: Event, names: Mapping[str, str]) -> Happening:
    body: dict[str, Any] = json.loads(event.body)
    changes = body.get("changes") or {}
    return Happening(
        event.sequence,
        event.at,
        names.get(event.actor, event.actor),
        gettext(body.get("sentence", "")),
        event.kind,
        tuple(_difference(sheet, name, pair) for name, pair in sorted(changes.items())),
    )


def _difference(sheet: Sheet, name: str, pair: Any) -> Difference:
    before, after = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
    try:
        field: Any = sheet.model._meta.get_field(name)
    except FieldDoesNotExist:
        return Difference(gettext(name), _words(before), _words(after))
    label = gettext(str(getattr(field, "verbose_name", name)))
    if field.is_relation or name in sheet.plate.sensitive:
        return Difference(label, _words(before), _words(after))
    return Difference(label, _typed(sheet.model, name, before), _typed(sheet.model, name, after))


def _typed(model: type[models.Model], name: str, value: Any) -> str:
    """A stored JSON value in the words of its field: choices, yuan, dates."""
    if value is None or value == "":
        return EMPTY
    if is_sealed(value):
        return HIDDEN
    column = column_of(model, name, sensitive={})
    if column.kind == "date" and isinstance(value, str):
        return date.fromisoformat(value[:10]).isoformat()
    return text_of(column, value)


def _words(value: Any) -> str:
    if value is None or value == "":
        return EMPTY
    return HIDDEN if is_sealed(value) else str(value)
