"""A register's own verbs as buttons and forms, made from the signature of the action.

A verb appears when the plate names its function (`verb_names = {"close_site": ("关闭", "Close")}`) and the
action takes one record (its subject) and plain arguments: text, number, date, flag, choice, record. An
action of the register's own that asks for `create` or `edit` takes the place of the plain form, when it can
be filled in on a form.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import DECLARED, ActionInfo
from minzheng.kernel.places.models import Area
from minzheng.kernel.screens.columns import plain_label
from minzheng.kernel.screens.filters import DateInput
from minzheng.kernel.screens.forms import YuanField, area_ids, field_of
from minzheng.kernel.screens.pickers import AreaField, RecordChoiceField
from minzheng.kernel.screens.sheets import Sheet, sheet_of

_GIVEN: Final = frozenset({"by", "on", "expect_version"})
_LABELS: Final = {
    "reason": _("理由"),
    "note": _("备注"),
    "opinion": _("意见"),
    "day": _("日期"),
    "due_on": _("期限"),
    "source": _("来源"),
}
_MISSING: Final = inspect.Parameter.empty


@dataclass(frozen=True)
class Argument:
    name: str
    type: Any
    required: bool
    default: Any


@dataclass(frozen=True)
class Verb:
    """One action offered on screens."""

    sheet: Sheet
    name: str
    info: ActionInfo
    arguments: tuple[Argument, ...]

    @property
    def permission(self) -> str:
        return self.info.permission

    @property
    def title(self) -> str:
        zh = self.sheet.plate.verb_names.get(self.info.function.__name__, ("",))[0]
        return gettext(zh or {"create": "新建", "edit": "修改"}.get(self.name, self.name))

    def run(self, *, record: Any, values: dict[str, Any], by: Actor, on: date, version: int | None) -> Any:
        """Call the action with the arguments of a valid form."""
        given: dict[str, Any] = {**values, "by": by, "on": on}
        if self.info.subject and record is not None:
            given[self.info.subject] = record
            if version is not None and "expect_version" in inspect.signature(self.info.function).parameters:
                given["expect_version"] = version
        return _declared(self.info)(**given)


def _declared(info: ActionInfo) -> Any:
    """The guarded function as its module offers it, never the bare one."""
    module = inspect.getmodule(info.function)
    return getattr(module, info.function.__name__)


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
    """The named action `name` of a sheet that acts on one record, or None."""
    for info in own_actions(sheet):
        if info.function.__name__ == name and info.subject:
            return _verb(sheet, name, info)
    return None


def list_verbs(sheet: Sheet) -> list[Verb]:
    """The verbs that the plate names, in its order."""
    found = [find_verb(sheet, name) for name in sheet.plate.verb_names] if sheet.plate.verb_names else []
    return [verb for verb in found if verb is not None]


def own_actions(sheet: Sheet) -> list[ActionInfo]:
    """Every action that the register itself declares."""
    room = f"{sheet.plate.name}.actions"
    return [info for name, info in DECLARED.items() if name.startswith(f"{room}.")]


def _verb(sheet: Sheet, name: str, info: ActionInfo) -> Verb | None:
    if info.subject and _subject_type(info) is not sheet.model:
        return None
    arguments = _arguments(info)
    return Verb(sheet, name, info, arguments) if arguments is not None else None


def _subject_type(info: ActionInfo) -> Any:
    return get_type_hints(info.function).get(info.subject)


def _arguments(info: ActionInfo) -> tuple[Argument, ...] | None:
    """The arguments a person fills in; None when one is not plain and cannot be left out."""
    hints = get_type_hints(info.function)
    found = []
    for name, parameter in inspect.signature(info.function).parameters.items():
        if name in _GIVEN or name == info.subject:
            continue
        plain, optional = _without_none(hints.get(name))
        required = parameter.default is _MISSING and not optional
        if _is_plain(plain):
            default = None if parameter.default is _MISSING else parameter.default
            found.append(Argument(name, plain, required, default))
        elif parameter.default is _MISSING:
            return None
    return tuple(found)


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, UnionType):
        kept = [part for part in get_args(hint) if part is not type(None)]
        return (kept[0], True) if len(kept) == 1 else (None, False)
    return hint, False


def _is_model(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, models.Model)


def _is_plain(hint: Any) -> bool:
    return isinstance(hint, type) and (
        hint in (str, int, bool, date) or issubclass(hint, Enum) or _is_model(hint)
    )


# -- forms ---------------------------------------------------------------------------------------


class VerbForm(forms.Form):
    """Fields are added per verb."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


def verb_form(verb: Verb, actor: Actor, *, data: Any = None, record: Any = None) -> VerbForm:
    """The bound or empty form of a verb."""
    form = VerbForm(data=data, initial={"version": getattr(record, "version", None)})
    for argument in verb.arguments:
        form.fields[argument.name] = _form_field(verb, argument, actor)
        initial = (
            getattr(record, argument.name, argument.default) if verb.name == "edit" else argument.default
        )
        form.initial[argument.name] = initial
    return form


def _form_field(verb: Verb, argument: Argument, actor: Actor) -> forms.Field:
    common: dict[str, Any] = {"label": _label(verb, argument), "required": argument.required}
    areas = area_ids(verb.sheet, actor, verb.permission.rpartition(".")[2])
    like = _model_field(verb, argument.name)
    if _is_model(argument.type):
        return _record_field(argument, areas, common)
    if issubclass(argument.type, Enum):
        return forms.ChoiceField(choices=getattr(argument.type, "choices", ()), **common)
    if like is not None and like.choices and argument.type is str:
        made: forms.Field = field_of(like, areas=areas)
        made.required = argument.required
        return made
    return _plain_field(argument, common)


def _plain_field(argument: Argument, common: dict[str, Any]) -> forms.Field:
    if argument.type is date:
        return forms.DateField(widget=DateInput(), **common)
    if argument.type is bool:
        return forms.BooleanField(**{**common, "required": False})
    if argument.type is int:
        return YuanField(**common) if argument.name.endswith("_fen") else forms.IntegerField(**common)
    wide = argument.name in ("reason", "note", "opinion", "details")
    widget = forms.Textarea(attrs={"rows": 3}) if wide else forms.TextInput()
    return forms.CharField(widget=widget, max_length=2_000, **common)


def _record_field(argument: Argument, areas: list[int], common: dict[str, Any]) -> forms.Field:
    if argument.type is Area:
        return AreaField(areas, **common)
    if sheet_of(argument.type) is not None:
        return RecordChoiceField(model=argument.type, **common)
    return forms.ModelChoiceField(argument.type._default_manager.all()[:200], **common)


def _model_field(verb: Verb, name: str) -> Any:
    try:
        return verb.sheet.model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _label(verb: Verb, argument: Argument) -> str:
    field = _model_field(verb, argument.name)
    if field is not None and hasattr(field, "verbose_name"):
        unit = f"（{gettext('元')}）" if argument.name.endswith("_fen") else ""
        return gettext(plain_label(field)) + unit
    if _is_model(argument.type):
        return gettext(str(argument.type._meta.verbose_name))
    return str(_LABELS.get(argument.name, argument.name))
