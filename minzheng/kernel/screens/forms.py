"""Create and edit forms made from plate and model; the API validates through the same fields."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.places.models import Area
from minzheng.kernel.screens.cells import yuan
from minzheng.kernel.screens.columns import plain_label
from minzheng.kernel.screens.filters import DateInput
from minzheng.kernel.screens.pickers import AreaField, RecordChoiceField, RecordPicker
from minzheng.kernel.screens.sheets import Sheet, sheet_of

Money = Literal["yuan", "fen"]
_YUAN = re.compile(r"^(-?)(\d{1,12})(?:\.(\d{1,2}))?$")
_LARGE = 200


class YuanField(forms.CharField):
    """An amount typed in yuan with at most two decimals; answers integer fen. No float is involved."""

    default_error_messages = {"invalid": _("请填写金额，单位元，最多两位小数，例如 1080.00。")}

    def __init__(self, **kwargs: Any) -> None:
        for unused in ("min_value", "max_value"):
            kwargs.pop(unused, None)
        kwargs["widget"] = forms.TextInput(attrs={"inputmode": "decimal", "class": "num"})
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return yuan(value).replace(",", "") if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        found = _YUAN.match(str(value).replace(",", "").replace("，", "").strip())
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        fen = int(found[2]) * 100 + int((found[3] or "0").ljust(2, "0"))
        return -fen if found[1] else fen

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data) != initial)


def area_ids(sheet: Sheet, actor: Actor, verb: str) -> list[int]:
    """Areas in which the actor may do `verb`: an area that cannot be chosen cannot be written to."""
    permission = sheet.permission(verb)
    return [pk for pk in actor.areas_for(sheet.plate.line) if actor.may(permission, pk)]


def form_for(
    sheet: Sheet,
    actor: Actor,
    verb: str,
    *,
    data: Any = None,
    record: Any = None,
    money: Money = "yuan",
) -> forms.ModelForm[Any]:
    """The bound or empty form of a sheet for `create` or `edit`."""
    areas = area_ids(sheet, actor, verb)

    def formfield(field: Any, **kwargs: Any) -> Any:
        return field_of(field, areas=areas, money=money, **kwargs)

    made = forms.modelform_factory(sheet.model, fields=sheet.edit_names, formfield_callback=formfield)
    return made(data=data, instance=record)


def field_of(field: Any, *, areas: Iterable[int], money: Money = "yuan", **kwargs: Any) -> Any:
    """The form field of a model field."""
    common = {
        "label": gettext(plain_label(field)),
        "required": not field.blank and not (field.null and field.has_default()),
        "help_text": gettext(str(field.help_text)) if field.help_text else "",
    }
    if field.is_relation:
        return _relation_field(field, areas, common)
    if field.name.endswith("_fen") and money == "yuan":
        initial = field.default if field.has_default() else None
        return YuanField(**{**common, "label": f"{common['label']}（{gettext('元')}）", "initial": initial})
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        kwargs["widget"] = DateInput()
    made = field.formfield(**{**kwargs, "label": common["label"]})
    if made is not None and field.choices:
        made.choices = [(value, gettext(str(words)) if value else "—") for value, words in made.choices]
    if isinstance(made, forms.CharField) and isinstance(made.widget, forms.Textarea):
        made.widget.attrs["rows"] = 3
    return made


def _relation_field(field: Any, areas: Iterable[int], common: dict[str, Any]) -> Any:
    target = field.related_model
    if target is Area:
        return AreaField(areas, **common)
    if sheet_of(target) is not None:
        return RecordChoiceField(model=target, widget=RecordPicker(target), **common)
    return forms.ModelChoiceField(target._default_manager.all()[:_LARGE], **common)
