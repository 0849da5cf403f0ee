"""The forms of verbs: one field an argument, like the model field of the same name where there is one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.places.models import Area
from minzheng.kernel.screens.columns import plain_label
from minzheng.kernel.screens.filters import DateInput
from minzheng.kernel.screens.forms import Money, YuanField, area_ids, field_of, form_for
from minzheng.kernel.screens.pickers import AreaField, RecordChoiceField
from minzheng.kernel.screens.sheets import sheet_of
from minzheng.kernel.screens.verbs import Argument, Verb

_LABELS: Final = {
    "reason": _("理由"),
    "note": _("备注"),
    "opinion": _("意见"),
    "day": _("日期"),
    "due_on": _("期限"),
    "source": _("来源"),
    "field": _("字段"),
    "phone": _("联系电话"),
    "address": _("详细地址"),
    "id_number": _("证件号码"),
    "amount_fen": _("金额"),
    "digest": _("批次摘要"),
}
_LONG: Final = ("reason", "note", "opinion", "details")
NOT_ASKED: Final = frozenset({"district_id"})


class VerbForm(forms.Form):
    """Fields are added per verb."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


def verb_form(
    verb: Verb, actor: Actor, *, data: Any = None, record: Any = None, money: Money = "yuan"
) -> Any:
    """The bound or empty form of a verb."""
    if verb.shape.changes_name:
        return form_for(verb.sheet, actor, "edit", data=data, record=record, money=money)
    form = VerbForm(data=data, initial={"version": getattr(record, "version", None)})
    areas = area_ids(verb.sheet, actor, verb.permission.rpartition(".")[2])
    for argument in verb.shape.arguments:
        if argument.name in NOT_ASKED:
            continue
        sealed = _sealed_choices(verb) if argument.name == "field" else []
        form.fields[argument.name] = (
            forms.ChoiceField(choices=sealed, label=_("字段"))
            if sealed
            else _form_field(argument, areas, money)
        )
        start = getattr(record, argument.name, argument.default) if verb.name == "edit" else argument.default
        form.initial[argument.name] = start
    return form


def _sealed_choices(verb: Verb) -> list[tuple[str, str]]:
    """The sealed fields of a sheet by their short names, for an action that takes one as `field`."""
    return [
        (column.name.removesuffix("_sealed"), column.label)
        for column in verb.sheet.detail_columns
        if column.name.endswith("_sealed")
    ]


def _form_field(argument: Argument, areas: list[int], money: Money) -> Any:
    like = argument.like
    if like is not None and not isinstance(like, (models.TextField, models.JSONField)):
        made = field_of(like, areas=areas, money=money)
        if made is not None:
            made.required = argument.required
            if argument.default is not None:
                made.initial = argument.default
            return made
    common: dict[str, Any] = {"label": _label(argument), "required": argument.required}
    if issubclass(argument.type, models.Model):
        return _record_field(argument.type, areas, common)
    if issubclass(argument.type, Enum):
        return forms.ChoiceField(choices=getattr(argument.type, "choices", ()), **common)
    return _plain_field(argument, common, money)


def _plain_field(argument: Argument, common: dict[str, Any], money: Money) -> forms.Field:
    if argument.type is date:
        return forms.DateField(widget=DateInput(), **common)
    if argument.type is bool:
        return forms.BooleanField(**{**common, "required": False})
    if argument.type is Decimal:
        return forms.DecimalField(**common)
    if argument.type is int:
        in_yuan = argument.name.endswith("_fen") and money == "yuan"
        return YuanField(**common) if in_yuan else forms.IntegerField(**common)
    widget = forms.Textarea(attrs={"rows": 3}) if argument.name in _LONG else forms.TextInput()
    return forms.CharField(widget=widget, max_length=2_000, **common)


def _record_field(model: Any, areas: list[int], common: dict[str, Any]) -> forms.Field:
    if model is Area:
        return AreaField(areas, **common)
    if sheet_of(model) is not None:
        return RecordChoiceField(model=model, **common)
    return forms.ModelChoiceField(model._default_manager.all()[:200], **common)


def _label(argument: Argument) -> str:
    if argument.like is not None:
        unit = f"（{gettext('元')}）" if argument.name.endswith("_fen") else ""
        return gettext(plain_label(argument.like)) + unit
    if issubclass(argument.type, models.Model):
        return gettext(str(argument.type._meta.verbose_name))
    return str(_LABELS.get(argument.name, argument.name))
