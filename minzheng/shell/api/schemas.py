"""Types of the interface, made from sheets: what comes out is masked as on screen, money is integer fen."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Literal
from uuid import UUID

from django.db import models
from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from minzheng.kernel.screens.cells import cell, title_of, value_at
from minzheng.kernel.screens.columns import Column, column_of
from minzheng.kernel.screens.masks import is_sealed
from minzheng.kernel.screens.sheets import Sheet
from minzheng.kernel.screens.verb_forms import NOT_ASKED
from minzheng.kernel.screens.verbs import Argument, Shape

_LONGEST = 10_000


class ProblemOut(Schema):
    """The one shape of every error."""

    code: str = Field(description="稳定的英文代码")
    message: str = Field(description="中文说明")
    row: int | None = None
    column: str | None = None
    fix: str | None = Field(None, description="怎样更正")
    errors: list[dict[str, Any]] | None = Field(None, description="其余错误，形状相同")


class LinkOut(Schema):
    """A record another record points to."""

    id: str
    title: str


class AnswerOut(Schema):
    """What a verb answers: the record it changed, or a text shown once."""

    id: str | None = None
    title: str | None = None
    version: int | None = None
    answer: str | None = None


class _Strict(Schema):
    model_config = ConfigDict(extra="forbid")


def _model(name: str, base: Any, fields: dict[str, Any]) -> Any:
    return create_model(name, __base__=base, **fields)


def type_name(sheet: Sheet, suffix: str) -> str:
    return "".join(part.capitalize() for part in sheet.key.replace(".", "_").split("_")) + suffix


# -- out -----------------------------------------------------------------------------------------


def out_columns(sheet: Sheet) -> dict[str, Column]:
    """Columns of a record in the interface: those of its page and of the list."""
    return {column.name: column for column in (*sheet.detail_columns, *sheet.list_columns)}


def record_out(sheet: Sheet) -> Any:
    """The type of one record."""
    fields: dict[str, Any] = {"id": (str, ...), "title": (str, ...)}
    if sheet.versioned:
        fields["version"] = (int, ...)
    for column in out_columns(sheet).values():
        fields[column.name] = (_type_out(column) | None, Field(None, description=column.msgid))
    return _model(type_name(sheet, "Out"), Schema, fields)


def page_out(sheet: Sheet, item: Any) -> Any:
    """The type of one page of a list."""
    return _model(
        type_name(sheet, "Page"),
        Schema,
        {
            "items": (list[item], ...),
            "page": (int, ...),
            "has_next": (bool, ...),
            "count": (int, Field(..., description="至多数到 10000")),
            "more_than_counted": (bool, ...),
        },
    )


def _type_out(column: Column) -> Any:
    if column.mask or column.field is None:
        return str
    if column.kind == "link":
        return LinkOut
    return {
        "money": int,
        "date": date,
        "instant": datetime,
        "flag": bool,
        "json": Any,
        "number": Decimal if isinstance(column.field, models.DecimalField) else int,
    }.get(column.kind, str)


def record_dict(sheet: Sheet, record: Any) -> dict[str, Any]:
    """One record as the interface says it."""
    found: dict[str, Any] = {"id": str(record.pk), "title": title_of(record)}
    if sheet.versioned:
        found["version"] = record.version
    for column in out_columns(sheet).values():
        found[column.name] = _value(column, record)
    return found


def _value(column: Column, record: Any) -> Any:
    value = value_at(record, column.name)
    if value is None or value == "":
        return None
    if column.mask or column.field is None or is_sealed(value):
        return cell(column, record).text
    if isinstance(value, models.Model):
        return {"id": str(value.pk), "title": title_of(value)}
    return value


# -- in ------------------------------------------------------------------------------------------


def record_in(sheet: Sheet, *, partial: bool) -> Any:
    """What plain create or edit takes; edit needs the version that was read."""
    fields: dict[str, Any] = {}
    for name in sheet.edit_names:
        field: Any = sheet.model._meta.get_field(name)
        kind = _type_in(column_of(sheet.model, name, sensitive={}), field)
        needed = not partial and not field.blank and not field.has_default()
        fields[name] = (kind, Field(..., description=str(field.verbose_name))) if needed else (
            kind | None,
            Field(None, description=str(field.verbose_name)),
        )  # fmt: skip
    if partial:
        fields["version"] = (int, Field(..., ge=0, le=2**31 - 1))
    return _model(type_name(sheet, "Change" if partial else "In"), _Strict, fields)


def _type_in(column: Column, field: Any) -> Any:
    if field.is_relation:
        return str
    if field.choices:
        return Literal[tuple(value for value, _ in field.flatchoices)]
    return {
        "money": int,
        "date": date,
        "instant": datetime,
        "flag": bool,
        "json": dict[str, Any],
        "number": Decimal if isinstance(field, models.DecimalField) else int,
    }.get(column.kind, str)


def verb_in(sheet: Sheet, name: str, shape: Shape, *, on_record: bool) -> Any:
    """What a named verb takes."""
    if shape.changes_name:
        return record_in(sheet, partial=True)
    fields: dict[str, Any] = {
        argument.name: _argument(argument) for argument in shape.arguments if argument.name not in NOT_ASKED
    }
    if on_record:
        fields["version"] = (int | None, Field(None, ge=0, le=2**31 - 1))
    return _model(type_name(sheet, "".join(part.capitalize() for part in name.split("_"))), _Strict, fields)


def _argument(argument: Argument) -> Any:
    kind: Any = argument.type
    like = argument.like
    if isinstance(kind, type) and (issubclass(kind, models.Model) or kind is UUID or _is_key(argument)):
        kind = str
    elif isinstance(kind, type) and issubclass(kind, Enum):
        kind = Literal[tuple(kind._value2member_map_)]
    elif like is not None and getattr(like, "choices", None) and kind is str:
        kind = Literal[tuple(value for value, _ in like.flatchoices)]
    return (kind, ...) if argument.required else (kind | None, None)


def _is_key(argument: Argument) -> bool:
    return argument.like is not None and argument.like.is_relation


def as_form_data(payload: Any, start: dict[str, Any]) -> dict[str, Any]:
    """A validated body as the forms read it, laid over what stands already."""
    import json

    data = {name: value for name, value in start.items() if value is not None}
    for name, value in payload.model_dump(exclude_unset=True).items():
        if value is None:
            data.pop(name, None)
        elif isinstance(value, (dict, list)):
            data[name] = json.dumps(value, ensure_ascii=False)
        elif isinstance(value, bool):
            data[name] = "true" if value else "false"
        else:
            data[name] = value.isoformat() if isinstance(value, (date, datetime)) else str(value)[:_LONGEST]
    return data
