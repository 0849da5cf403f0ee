"""Filters of a list, made from the plate's `filter_fields` with django-filter."""

from __future__ import annotations

from typing import Any

import django_filters as df
from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.places.models import Area
from minzheng.kernel.screens.columns import plain_label
from minzheng.kernel.screens.pickers import RecordChoiceField, area_choices
from minzheng.kernel.screens.sheets import Sheet, has_field, sheet_of

_FLAGS = (("true", _("是")), ("false", _("否")))


class DateInput(forms.DateInput):
    """The browser's own date field, which speaks ISO in every language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def filter_set(sheet: Sheet, query: Any, rows: models.QuerySet[Any], actor: Actor) -> df.FilterSet:
    """The filters of a sheet bound to a query string. Only declared fields can be asked for."""
    declared: dict[str, Any] = {}
    if sheet.area_path:
        declared["area"] = _area_filter(sheet, actor)
    for name in sheet.plate.filter_fields if sheet.main else ():
        if name != sheet.area_path and has_field(sheet.model, name):
            declared.update(_filters_for(sheet.model, name))
    meta = type("Meta", (), {"model": sheet.model, "fields": []})
    made: type[df.FilterSet] = type("SheetFilters", (df.FilterSet,), {**declared, "Meta": meta})
    return made(query, queryset=rows)


def _area_filter(sheet: Sheet, actor: Actor) -> df.Filter:
    def within(rows: models.QuerySet[Any], _name: str, value: str) -> models.QuerySet[Any]:
        if not value:
            return rows
        below = Area.objects.within(int(value)).values("pk")
        return rows.filter(**{f"{sheet.area_path}__in": below})

    return df.ChoiceFilter(
        label=_("区域"),
        choices=lambda: area_choices(actor.areas_for(sheet.plate.line)),
        empty_label=gettext("全部区域"),
        method=within,
    )


def _filters_for(model: type[models.Model], path: str) -> dict[str, df.Filter]:
    field = _field_at(model, path)
    label = plain_label(field)
    if isinstance(field, models.DateField):
        return {
            f"{path}_from": df.DateFilter(path, "gte", label=_("%s 起") % gettext(label), widget=DateInput()),
            f"{path}_to": df.DateFilter(path, "lte", label=_("%s 止") % gettext(label), widget=DateInput()),
        }
    return {path: _one_filter(field, path, gettext(label))}


def _one_filter(field: Any, path: str, label: str) -> df.Filter:
    if field.is_relation:
        return _relation_filter(field, path, label)
    if field.choices:
        choices = [(value, gettext(str(words))) for value, words in field.flatchoices]
        return df.ChoiceFilter(path, label=label, choices=choices, empty_label=gettext("全部"))
    if isinstance(field, models.BooleanField):
        return df.TypedChoiceFilter(
            path, label=label, choices=_FLAGS, coerce=lambda word: word == "true", empty_label=gettext("全部")
        )
    if isinstance(field, models.IntegerField):
        return df.NumberFilter(path, label=label, field_class=forms.IntegerField)
    return df.CharFilter(path, "icontains", label=label)


def _relation_filter(field: Any, path: str, label: str) -> df.Filter:
    target = field.related_model
    if target is Area:
        return df.NumberFilter(path, label=label, field_class=forms.IntegerField)
    if sheet_of(target) is None:
        return df.ModelChoiceFilter(
            field_name=path, label=label, queryset=target._default_manager.all()[:200]
        )
    return _RecordFilter(path, label=label, model=target)


class _RecordFilter(df.Filter):  # type: ignore[misc]  # django-filter has no types
    """One record of a large register, found by typing."""

    field_class = RecordChoiceField


def _field_at(model: Any, path: str) -> Any:
    *steps, last = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(last)
