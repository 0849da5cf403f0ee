"""Who sees which figure, and how its records are named and linked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from minzheng.indicators.engine import Indicator, find_indicator, list_indicators
from minzheng.indicators.engine.folds import Distinct
from minzheng.indicators.engine.tracing import Traced
from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.plates import RegisterConfig, list_plates
from minzheng.kernel.facts import Fact
from minzheng.kernel.problems import NotThere
from minzheng.kernel.screens.cells import title_of
from minzheng.kernel.screens.sheets import sheet_of

_SUBJECTS = {
    "person": "people.Person",
    "household": "people.Household",
    "organization": "organizations.Organization",
}


@dataclass(frozen=True)
class Named:
    """A record as a page shows it; without an address where the reader may not open it."""

    title: str
    url: str = ""


@dataclass(frozen=True)
class DrillRow:
    """One record behind a figure."""

    counted: Named
    record: Named
    evidence: str
    quantity: int


def may_see(indicator: Indicator, actor: Actor) -> bool:
    """Whether the actor may view the registers whose records stand behind the figure."""
    if indicator.parts:
        return all(may_see(part, actor) for part in indicator.parts)
    plate = _plate_of(indicator.fact)
    return plate is not None and actor.has(f"{plate.key}.view")


def list_visible(actor: Actor) -> list[Indicator]:
    """The indicators the actor may see, in the order of their ids."""
    return [one for one in list_indicators() if may_see(one, actor)]


def get_visible(figure: str, actor: Actor) -> Indicator:
    """The indicator. Raises NotThere when there is none or the actor may not see it."""
    indicator = find_indicator(figure)
    if not may_see(indicator, actor):
        raise NotThere("指标")
    return indicator


def register_title(indicator: Indicator) -> str:
    """The Chinese name of the register that keeps the records."""
    plate = _plate_of(indicator.fact)
    return plate.zh if plate else ""


def name_rows(indicator: Indicator, traced: Iterable[Traced], actor: Actor) -> list[DrillRow]:
    """Records with titles and links: one query a table, however many rows."""
    rows, fact = list(traced), indicator.fact
    assert fact is not None
    records = _named(record_model(fact), {row.record for row in rows}, actor)
    things = _named(_thing_model(indicator), {row.counted_as for row in rows}, actor)
    return [
        DrillRow(
            counted=things.get(row.counted_as) or Named(""),
            record=records.get(row.record) or Named(row.record),
            evidence=row.evidence,
            quantity=row.quantity,
        )
        for row in rows
    ]


def record_model(fact: Fact) -> type[models.Model]:
    """The model that the fact's record column names: its own rows', or the one a key leads to."""
    current: Any = fact.rows().model
    path = fact.path_of(fact.record)
    for part in path.split("__"):
        field = (
            current._meta.pk if part in ("id", "pk") else current._meta.get_field(part.removesuffix("_id"))
        )
        current = field.related_model or current
    return current  # type: ignore[no-any-return]


def _thing_model(indicator: Indicator) -> type[models.Model] | None:
    fold = indicator.primitive
    if not isinstance(fold, Distinct) or len(fold.columns) > 1 or indicator.fact is None:
        return None
    label = _SUBJECTS.get(indicator.fact.columns[fold.columns[0]].kind)
    return apps.get_model(label) if label else None


def _named(model: type[models.Model] | None, keys: set[str], actor: Actor) -> dict[str, Named]:
    if model is None:
        return {}
    sheet = sheet_of(model)
    wanted = [UUID(key) for key in keys] if isinstance(model._meta.pk, models.UUIDField) else list(keys)
    rows = model._default_manager.filter(pk__in=wanted)
    linked = sheet is not None and sheet.allows(actor, "view")
    return {
        str(row.pk): Named(title_of(row), sheet.record_url(row.pk) if linked and sheet else "")
        for row in rows
    }


def _plate_of(fact: Fact | None) -> RegisterConfig | None:
    if fact is None or not fact.register:
        return None
    named = (plate for plate in list_plates() if fact.register in (plate.key, plate.label))
    return next(named, None)
