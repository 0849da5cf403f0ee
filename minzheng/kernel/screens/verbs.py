"""A register's own verbs as buttons and forms, read from the signature of the action.

A verb appears when the plate names its function (`verb_names = {"close_site": ("关闭", "Close")}`) and a form
can be filled in for it: on a record's page when its subject is that record, else above the list. An action
of the register's own that asks for `create` or `edit` takes the place of the plain form.
"""

from __future__ import annotations

import dataclasses
import inspect
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import get_language, gettext

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import DECLARED, ActionInfo
from minzheng.kernel.screens.sheets import Sheet

_GIVEN: Final = frozenset({"by", "on", "expect_version"})
_PLAIN: Final = (str, int, bool, date, Decimal, UUID)
_MISSING: Final = inspect.Parameter.empty
_NAMES: Final = {"create": "新建", "edit": "修改"}


@dataclass(frozen=True)
class Argument:
    """One thing a person fills in. `like` is the model field of the same name, when there is one."""

    name: str
    type: Any
    required: bool
    default: Any
    like: Any = None


@dataclass(frozen=True)
class Shape:
    """What an action takes: plain arguments, or a list of `item`s, or a mapping of `changes`."""

    arguments: tuple[Argument, ...]
    list_name: str = ""
    item: Any = None
    changes_name: str = ""


@dataclass(frozen=True)
class Verb:
    """One action offered on screens."""

    sheet: Sheet
    name: str
    info: ActionInfo
    shape: Shape

    @property
    def permission(self) -> str:
        return self.info.permission

    @property
    def title(self) -> str:
        zh, en = self.sheet.plate.verb_names.get(_public_name(self.info), ("", ""))
        return en if en and get_language() == "en" else gettext(zh or _NAMES.get(self.name, self.name))

    def run(self, *, record: Any, values: dict[str, Any], by: Actor, on: date, version: int | None) -> Any:
        """Call the action with the values of a valid form; a list action answers its one result."""
        given: dict[str, Any] = {"by": by, "on": on, **self._given(values)}
        if self.info.subject and record is not None:
            given[self.info.subject] = record
            if version is not None and "expect_version" in inspect.signature(self.info.function).parameters:
                given["expect_version"] = version
        answer = _declared(self.info)(**given)
        alone = self.shape.item is not None and isinstance(answer, Sequence) and len(answer) == 1
        return answer[0] if alone else answer

    def _given(self, values: dict[str, Any]) -> dict[str, Any]:
        if self.shape.changes_name:
            return {self.shape.changes_name: values}
        plain = _identifiers(self.shape, values)
        if self.shape.item is None:
            return plain
        return {self.shape.list_name: [self.shape.item(**plain)]}


def _identifiers(shape: Shape, values: dict[str, Any]) -> dict[str, Any]:
    """An action that takes an id gets the id of the record the form gave, and the district of its area."""
    types = {argument.name: argument.type for argument in shape.arguments}
    plain = {
        name: value.pk if isinstance(value, models.Model) and types.get(name) in (int, UUID) else value
        for name, value in values.items()
    }
    if "district_id" in types:
        plain["district_id"] = values["area_id"].district_id
    return plain


def _public_name(info: ActionInfo) -> str:
    """`commit_staged`, also where it guards a private action of that name."""
    return info.function.__name__.lstrip("_")


def _declared(info: ActionInfo) -> Any:
    """The guarded function as its module offers it to others, never the bare one."""
    module = sys.modules[info.function.__module__]
    return getattr(module, _public_name(info), None) or getattr(module, info.function.__name__)


@lru_cache(maxsize=512)
def find_own(sheet: Sheet, verb: str) -> Verb | None:
    """The register's own action for `create` or `edit` as a form can offer it, or None."""
    if not sheet.main:
        return None
    for info in own_actions(sheet):
        if info.permission == sheet.permission(verb) and bool(info.subject) == (verb == "edit"):
            made = _verb(sheet, verb, info)
            if made is not None:
                return made
    return None


@lru_cache(maxsize=512)
def find_verb(sheet: Sheet, name: str) -> Verb | None:
    """The named action of a sheet: on its records, or (main table only) on none."""
    for info in own_actions(sheet):
        if _public_name(info) == name and (info.subject or sheet.main):
            return _verb(sheet, name, info)
    return None


def list_verbs(sheet: Sheet, *, on_record: bool) -> list[Verb]:
    """The verbs that the plate names, in its order."""
    found = [find_verb(sheet, name) for name in sheet.plate.verb_names]
    return [verb for verb in found if verb is not None and bool(verb.info.subject) == on_record]


def own_actions(sheet: Sheet) -> list[ActionInfo]:
    """Every action that the register itself declares."""
    room = f"{sheet.plate.name}.actions."
    return [info for name, info in DECLARED.items() if name.startswith(room)]


def _verb(sheet: Sheet, name: str, info: ActionInfo) -> Verb | None:
    hints = get_type_hints(info.function)
    if info.subject and hints.get(info.subject) is not sheet.model:
        return None
    shape = _shape(info, hints, sheet.model)
    return Verb(sheet, name, info, shape) if shape is not None else None


def _shape(info: ActionInfo, hints: dict[str, Any], model: type[models.Model]) -> Shape | None:
    """What a form must ask for; None when an argument is not plain and cannot be left out."""
    parameters = {
        name: parameter
        for name, parameter in inspect.signature(info.function).parameters.items()
        if name not in _GIVEN and name != info.subject
    }
    needed = [name for name, parameter in parameters.items() if parameter.default is _MISSING]
    if len(needed) == 1 and get_origin(hints[needed[0]]) is Sequence:
        return _list_shape(needed[0], get_args(hints[needed[0]])[0], model)
    if len(needed) == 1 and get_origin(hints[needed[0]]) is Mapping:
        return Shape((), changes_name=needed[0])
    found = [
        argument_of(name, hints.get(name), parameter.default, model) for name, parameter in parameters.items()
    ]
    return _complete(found, set(needed), list(parameters))


def _list_shape(name: str, item: Any, model: type[models.Model]) -> Shape | None:
    """A list action is offered for one item: the fields of its dataclass or named tuple."""
    if not isinstance(item, type):
        return None
    defaults = _defaults_of(item)
    if defaults is None:
        return None
    hints = get_type_hints(item)
    asked = [one for one in defaults if one != "id"]
    found = [argument_of(one, hints[one], defaults[one], model) for one in asked]
    shape = _complete(found, {one for one in asked if defaults[one] is _MISSING}, asked)
    return dataclasses.replace(shape, list_name=name, item=item) if shape else None


def _defaults_of(item: Any) -> dict[str, Any] | None:
    if dataclasses.is_dataclass(item):
        return {
            field.name: _MISSING
            if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
            else None
            if field.default is dataclasses.MISSING
            else field.default
            for field in dataclasses.fields(item)
        }
    if hasattr(item, "_fields"):
        return {name: item._field_defaults.get(name, _MISSING) for name in item._fields}
    return None


def _complete(found: list[Argument | None], needed: set[str], names: list[str]) -> Shape | None:
    kept = [argument for argument in found if argument is not None]
    missing = needed - {argument.name for argument in kept}
    return None if missing or not (kept or not names) else Shape(tuple(kept))


def argument_of(name: str, hint: Any, default: Any, model: type[models.Model]) -> Argument | None:
    """The argument as a form asks for it, or None when it is not plain."""
    plain, optional = _without_none(hint)
    if not (isinstance(plain, type) and (plain in _PLAIN or issubclass(plain, (Enum, models.Model)))):
        return None
    like = _field_like(model, name)
    if plain is UUID and (like is None or not like.is_relation):
        return None
    value = None if default is _MISSING else default
    return Argument(name, plain, default is _MISSING and not optional, value, like)


def _field_like(model: type[models.Model], name: str) -> Any:
    try:
        field = model._meta.get_field(name.removesuffix("_id"))
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, UnionType):
        kept = [part for part in get_args(hint) if part is not type(None)]
        return (kept[0], True) if len(kept) == 1 else (None, False)
    return hint, False
