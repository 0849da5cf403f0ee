"""A sheet: one table of a register as screens and the API offer it, made from plate and model alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, gettext

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.plates import RegisterConfig, list_plates
from minzheng.kernel.problems import NotThere
from minzheng.kernel.screens.columns import Column, column_of

_TECHNICAL = frozenset({"id", "version"})
_SHOWN_BY_DEFAULT = 6


@dataclass(frozen=True)
class Sheet:
    """`main` is the register's own table; further tables of the register are read-only sheets beside it."""

    plate: RegisterConfig
    model: type[models.Model]
    main: bool

    @cached_property
    def slug(self) -> str:
        """The sheet's part of a web address: `assistance/payments` or `kernel/people/household`."""
        return self.plate.slug if self.main else f"{self.plate.slug}/{self.model._meta.model_name}"

    @cached_property
    def key(self) -> str:
        """`line.register`, or `line.register.table` for a further table; the name of its addresses."""
        return self.plate.key if self.main else f"{self.plate.key}.{self.model._meta.model_name}"

    @property
    def title(self) -> str:
        """The table's name in the language of the page."""
        if self.main:
            return self.plate.en if get_language() == "en" else gettext(self.plate.zh)
        return gettext(str(self.model._meta.verbose_name))

    def permission(self, verb: str) -> str:
        return f"{self.plate.key}.{verb}"

    def allows(self, actor: Actor, verb: str) -> bool:
        return actor.has(self.permission(verb))

    # -- columns -------------------------------------------------------------------------------

    def column(self, name: str) -> Column:
        return column_of(self.model, name, sensitive=self.plate.sensitive)

    @cached_property
    def list_columns(self) -> tuple[Column, ...]:
        names = self._list_names()
        return tuple(self.column(name) for name in names)

    def _list_names(self) -> tuple[str, ...]:
        if not self.main:
            named = tuple(self.plate.further_tables.get(self.model.__name__, ()))
            return named or self._field_names()[:_SHOWN_BY_DEFAULT]
        return tuple(self.plate.list_columns) or self._field_names()[:_SHOWN_BY_DEFAULT]

    @cached_property
    def detail_columns(self) -> tuple[Column, ...]:
        names = self.plate.detail_fields if self.main else ()
        return tuple(self.column(name) for name in names or self._field_names())

    @cached_property
    def edit_names(self) -> tuple[str, ...]:
        """Fields that create and edit offer: those named, or every editable one that is not sealed."""
        if self.main and self.plate.edit_fields:
            return tuple(self.plate.edit_fields)
        return tuple(
            field.name
            for field in self.model._meta.concrete_fields
            if field.editable and not field.primary_key and not isinstance(field, models.BinaryField)
        )

    def _field_names(self) -> tuple[str, ...]:
        return tuple(
            field.name
            for field in self.model._meta.concrete_fields
            if field.name not in _TECHNICAL and not isinstance(field, models.BinaryField)
        )

    @cached_property
    def area_path(self) -> str:
        """The lookup from a row to its area, or nothing where rows have none."""
        if not self.main or not self.plate.area_field:
            return "area" if has_field(self.model, "area") else ""
        return self.plate.area_field if has_field(self.model, self.plate.area_field) else ""

    @cached_property
    def versioned(self) -> bool:
        return has_field(self.model, "version")

    # -- rows ----------------------------------------------------------------------------------

    def rows(self) -> models.QuerySet[Any]:
        """Rows that the actor in force may see, with what the columns need joined."""
        joined = sorted({path for column in self.list_columns for path in column.joins})
        rows = self.model._default_manager.all()
        return rows.select_related(*joined) if joined else rows

    def get(self, pk: str) -> Any:
        """One row; a wrong id, a missing and a forbidden row answer alike."""
        key: Any = self.model._meta.pk
        joined = sorted({path for column in self.detail_columns for path in column.joins})
        try:
            value = key.to_python(pk)
            rows = self.model._default_manager.all()
            return (rows.select_related(*joined) if joined else rows).get(pk=value)
        except (ObjectDoesNotExist, ValidationError, ValueError, TypeError, OverflowError):
            raise NotThere from None

    def search_hook(self) -> Callable[[str], Any] | None:
        """`search(text)` of the register's queries.py, when it has one."""
        if not self.main:
            return None
        return getattr(_module(f"{self.plate.name}.queries"), "search", None)

    # -- addresses -----------------------------------------------------------------------------

    def url(self, page: str = "list") -> str:
        return reverse(f"{self.key}.{page}")

    def record_url(self, pk: Any, page: str = "detail") -> str:
        return reverse(f"{self.key}.{page}", args=[str(pk)])


def has_field(model: type[models.Model], path: str) -> bool:
    """Whether a lookup path such as `household__area` leads to a field."""
    current: Any = model
    for part in path.split("__"):
        try:
            field = current._meta.get_field(part)
        except (FieldDoesNotExist, AttributeError):
            return False
        current = getattr(field, "related_model", None)
    return True


@lru_cache(maxsize=1)
def list_sheets() -> tuple[Sheet, ...]:
    """Every sheet of every register that somebody may view and that keeps rows."""
    return tuple(sheet for plate in list_plates() if plate.roles_for("view") for sheet in _sheets_of(plate))


def _sheets_of(plate: RegisterConfig) -> Iterator[Sheet]:
    if not any(True for _ in plate.get_models()):
        return
    yield Sheet(plate, plate.model(), True)
    for name in plate.further_tables:
        yield Sheet(plate, plate.get_model(name), False)


def sheet_of(model: type[models.Model]) -> Sheet | None:
    """The sheet that shows rows of `model`, if there is one."""
    return _by_model().get(model)


def find_sheet(key: str) -> Sheet:
    """The sheet named `line.register` or `line.register.table`; KeyError if there is none."""
    return _by_key()[key]


@lru_cache(maxsize=1)
def _by_model() -> dict[type[models.Model], Sheet]:
    return {sheet.model: sheet for sheet in list_sheets()}


@lru_cache(maxsize=1)
def _by_key() -> dict[str, Sheet]:
    return {sheet.key: sheet for sheet in list_sheets()}


@lru_cache(maxsize=256)
def _module(dotted: str) -> Any:
    return import_module(dotted) if find_spec(dotted) else None
