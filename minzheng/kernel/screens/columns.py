"""A column: what a field is called, how its value is written, whether it may be sorted by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext

Kind = Literal["text", "number", "money", "date", "instant", "choice", "state", "flag", "link", "json"]

#: fields whose choices are drawn as a status pill
STATE_NAMES = frozenset({"state", "status", "result"})


@dataclass(frozen=True)
class Column:
    """`name` is the path from the row (`household__number`); `mask` the kind of mask it must carry."""

    name: str
    msgid: str
    kind: Kind
    mask: str
    sortable: bool
    joins: tuple[str, ...]
    field: models.Field[Any, Any] | None

    @property
    def label(self) -> str:
        """The name in the language of the page; money is shown in yuan, so its unit is not fen."""
        return gettext(self.msgid)

    @property
    def numeric(self) -> bool:
        return self.kind in ("number", "money")


def column_of(model: type[models.Model], name: str, *, sensitive: Mapping[str, str]) -> Column:
    """The column `name` of `model`: a field, a path over foreign keys, or a property of the row."""
    steps, field = _walk(model, name)
    if field is None:
        return Column(name, _property_label(model, name), "text", sensitive.get(name, ""), False, (), None)
    kind = kind_of(field)
    joins = tuple("__".join(steps[: index + 1]) for index in range(len(steps)))
    if kind == "link":
        joins = (*joins, "__".join((*steps, field.name)))
    mask = sensitive.get(name, "") or ("hidden" if isinstance(field, models.BinaryField) else "")
    sortable = not mask and kind not in ("link", "json")
    return Column(name, plain_label(field), kind, mask, sortable, joins, field)


def _walk(model: type[models.Model], name: str) -> tuple[tuple[str, ...], models.Field[Any, Any] | None]:
    *steps, last = name.split("__")
    current: Any = model
    for step in steps:
        current = current._meta.get_field(step).related_model
    try:
        return tuple(steps), current._meta.get_field(last)
    except FieldDoesNotExist:
        return tuple(steps), None


def plain_label(field: models.Field[Any, Any]) -> str:
    """The field's Chinese name; （分） falls away because screens write yuan."""
    return str(field.verbose_name).removesuffix("（分）").removesuffix("(分)")


def _property_label(model: type[models.Model], name: str) -> str:
    found = getattr(model, name, None)
    target = found.fget if isinstance(found, property) else found
    return str(getattr(target, "short_description", name))


def kind_of(field: models.Field[Any, Any]) -> Kind:
    """How values of a field are written."""
    if field.is_relation:
        return "link"
    if field.choices:
        return "state" if field.name in STATE_NAMES else "choice"
    if field.name.endswith("_fen") or field.name == "fen":
        return "money"
    for kinds, kind in _KINDS:
        if isinstance(field, kinds):
            return kind
    return "text"


_KINDS: tuple[tuple[Any, Kind], ...] = (
    (models.DateTimeField, "instant"),
    (models.DateField, "date"),
    (models.BooleanField, "flag"),
    ((models.IntegerField, models.DecimalField), "number"),
    (models.JSONField, "json"),
)
