"""A cell: one value of one row, ready to be printed, masked where the plate says so."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.people import secrets
from minzheng.kernel.screens.columns import Column
from minzheng.kernel.screens.masks import HIDDEN, is_sealed, mask
from minzheng.kernel.screens.sheets import Sheet, sheet_of

EMPTY = "—"
_TONES: Final = {
    "ok": "active approved paid open held closed_ok done completed issued committed confirmed arrived closed",
    "warn": "pending draft calculated reviewed submitted waiting staged due overdue in_flight paused hold",
    "stop": "rejected refused returned stopped cancelled suspended failed revoked no_show dissolved",
}
_TONE_OF: Final = {word: tone for tone, words in _TONES.items() for word in words.split()}


@dataclass(frozen=True)
class Cell:
    """`kind` chooses the markup, `tone` the color of a status pill, `url` the record it leads to."""

    text: str
    kind: str = "text"
    tone: str = ""
    url: str = ""
    numeric: bool = False
    masked: bool = False


def yuan(fen: int) -> str:
    """1234567 fen → 12,345.67 (yuan), by integer arithmetic."""
    sign, whole = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"


def value_at(record: Any, path: str) -> Any:
    """The value at the end of a path over foreign keys; a property that is a method is called."""
    current = record
    for part in path.split("__"):
        if current is None:
            return None
        current = getattr(current, part)
    return current() if callable(current) and not isinstance(current, models.Model) else current


def cell(column: Column, record: Any, actor: Actor | None = None) -> Cell:
    """The printed form of one value."""
    value = value_at(record, column.name)
    if column.mask or is_sealed(value):
        return Cell(_masked(column, record, value) or EMPTY, column.kind, masked=True)
    if value is None or value == "":
        return Cell(EMPTY, column.kind, numeric=column.numeric)
    if isinstance(value, models.Model):
        return _link(value, actor)
    return Cell(
        text_of(column, value),
        column.kind,
        _TONE_OF.get(str(value), "info") if column.kind == "state" else "",
        numeric=column.numeric or (column.field is None and isinstance(value, int)),
    )


def _masked(column: Column, record: Any, value: Any) -> str:
    """A sealed field of a row with a key of its own is opened, and only its mask leaves this function."""
    openable = column.name.endswith("_sealed") and "__" not in column.name and hasattr(record, "data_key")
    if value and openable and column.mask not in ("", "hidden"):
        return mask(column.mask, secrets.open_field(record, column.name.removesuffix("_sealed")))
    return mask(column.mask, value)


def text_of(column: Column, value: Any) -> str:
    """A plain value in the words of the page."""
    if column.kind in ("choice", "state") and column.field is not None:
        return gettext(str(dict(column.field.flatchoices).get(value, value)))
    if column.kind == "money":
        return yuan(int(value))
    if column.kind == "number" and isinstance(value, int):
        return _plain_number(column, value)
    return text(value)


def _plain_number(column: Column, value: int) -> str:
    return str(value) if column.name.endswith(("year", "month", "number", "sequence")) else f"{value:,}"


def text(value: Any) -> str:
    """Dates, instants, flags and structures as a reader writes them."""
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def title_of(record: Any) -> str:
    """What a record is called where it is named alone; never more than its plate lets its list show."""
    sheet = sheet_of(type(record))
    if sheet is None or not sheet.plate.sensitive or not sheet.main:
        words = str(record)
        return HIDDEN if is_sealed(words) else words
    first = sheet.list_columns[0]
    if first.kind != "link":
        return cell(first, record).text
    related = record._state.fields_cache.get(first.name)
    return title_of(related) if related is not None else sheet.title


def _link(record: models.Model, actor: Actor | None) -> Cell:
    sheet = sheet_of(type(record))
    reachable = sheet is not None and actor is not None and sheet.allows(actor, "view")
    return Cell(title_of(record), "link", url=sheet.record_url(record.pk) if sheet and reachable else "")


def row_of(sheet: Sheet, record: Any, actor: Actor | None) -> list[Cell]:
    """A row of a list; its first cell leads to the record."""
    cells = [cell(column, record, actor) for column in sheet.list_columns]
    if cells:
        first = cells[0]
        shown = first.text if first.text != EMPTY else gettext("查看")
        cells[0] = Cell(
            shown, first.kind, first.tone, sheet.record_url(record.pk), first.numeric, first.masked
        )
    return cells
