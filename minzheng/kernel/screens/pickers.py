"""Choosing one of many: areas of the actor, and records of a large register found by typing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.places.models import Area, Level
from minzheng.kernel.screens.cells import title_of
from minzheng.kernel.screens.sheets import sheet_of

_INDENT = {Level.DISTRICT: "", Level.SUBDISTRICT: "　", Level.COMMUNITY: "　　", Level.PARK: "　　"}


def area_choices(ids: Iterable[int]) -> list[tuple[str, str]]:
    """The given areas in the order of the tree, indented by level."""
    rows = Area.objects.filter(pk__in=list(ids)).order_by("path").values_list("pk", "name", "level")
    return [(str(pk), f"{_INDENT.get(Level(level), '')}{name}") for pk, name, level in rows]


class AreaField(forms.TypedChoiceField):
    """An area among those given; answers the Area."""

    def __init__(self, ids: Iterable[int], **kwargs: Any) -> None:
        choices = area_choices(ids)
        first = [("", "—")] if len(choices) != 1 else []
        super().__init__(
            choices=[*first, *choices], coerce=lambda pk: Area.objects.get(pk=pk), empty_value=None, **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        return str(value.pk) if isinstance(value, Area) else str(value) if value is not None else ""


class RecordPicker(forms.Select):
    """A search box whose answers fill a native select: keyboard and screen readers need nothing special."""

    template_name = "screens/_picker.html"

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__()
        self.model = model

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        sheet = sheet_of(self.model)
        context["lookup_url"] = reverse("screens.lookup", args=[sheet.key]) if sheet else ""
        return context

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        chosen = [text for text in value if text]
        found = [self._option(text) for text in chosen]
        self.choices = [("", "—"), *(option for option in found if option)]
        return super().optgroups(name, value, attrs)

    def _option(self, text: str) -> tuple[str, str] | None:
        try:
            row = self.model._default_manager.filter(pk=text).first()
        except (ValueError, forms.ValidationError):
            return None
        return (text, title_of(row)) if row else None


class RecordChoiceField(forms.Field):
    """A record the actor may see; answers the record."""

    default_error_messages = {"invalid_choice": _("没有找到所选记录，或您无权查看。")}

    def __init__(self, *, model: type[models.Model], **kwargs: Any) -> None:
        kwargs.setdefault("widget", RecordPicker(model))
        super().__init__(**kwargs)
        self.model = model

    def prepare_value(self, value: Any) -> Any:
        return str(value.pk) if isinstance(value, models.Model) else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if isinstance(value, self.model):
            return value
        try:
            found = self.model._default_manager.filter(pk=value).first()
        except (ValueError, TypeError, forms.ValidationError):
            found = None
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return found
