"""What else is known of a record: rows of its own register's further tables, and facts that name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.facts import Column as FactColumn
from minzheng.kernel.facts import Fact, list_facts
from minzheng.kernel.screens.cells import EMPTY, Cell, cell, text, title_of, yuan
from minzheng.kernel.screens.columns import Column, column_of
from minzheng.kernel.screens.masks import HIDDEN, is_sealed, mask
from minzheng.kernel.screens.sheets import Sheet, list_sheets, sheet_of

SHOWN = 20
_NAMED_BY = {
    "people.person": "person",
    "people.household": "household",
    "organizations.organization": "organization",
}


@dataclass(frozen=True)
class RelatedTable:
    """A small table on a record's page; `more` when not all rows are shown."""

    title: str
    labels: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: bool


def list_related(record: Any, actor: Actor) -> list[RelatedTable]:
    """Every non-empty table about the record: one query a table, never one a row."""
    tables = [*_own_tables(record, actor), *_fact_tables(record, actor)]
    return [table for table in tables if table.rows]


# -- rows of the same register that point to the record -----------------------------------------


def _own_tables(record: Any, actor: Actor) -> list[RelatedTable]:
    relations = [
        relation
        for relation in record._meta.related_objects
        if relation.one_to_many and relation.related_model._meta.app_label == record._meta.app_label
    ]
    return [_own_table(record, relation, actor) for relation in relations]


def _own_table(record: Any, relation: Any, actor: Actor) -> RelatedTable:
    model: Any = relation.related_model
    columns = _columns_of(model, without=relation.field.name)
    rows = model._default_manager.filter(**{relation.field.name: record.pk}).order_by("-pk")
    joins = sorted({path for column in columns for path in column.joins})
    found = list((rows.select_related(*joins) if joins else rows)[: SHOWN + 1])
    title = gettext(str(model._meta.verbose_name))
    if model is type(record):
        title = gettext("下级") + title
    elif relation.field.name not in (record._meta.model_name, "area"):
        title = f"{title}（{gettext(str(relation.field.verbose_name))}）"
    return RelatedTable(
        title,
        tuple(column.label for column in columns),
        tuple(_own_row(row, columns, actor) for row in found[:SHOWN]),
        len(found) > SHOWN,
    )


def _own_row(row: Any, columns: list[Column], actor: Actor) -> tuple[Cell, ...]:
    cells = [cell(column, row, actor) for column in columns]
    sheet = sheet_of(type(row))
    if sheet is not None and cells and not cells[0].url:
        first = cells[0]
        cells[0] = Cell(first.text, first.kind, first.tone, sheet.record_url(row.pk), first.numeric)
    return tuple(cells)


def _columns_of(model: type[models.Model], *, without: str) -> list[Column]:
    sheet = sheet_of(model)
    if sheet is not None:
        return [column for column in sheet.list_columns if column.name != without]
    config = model._meta.app_config
    sensitive = config.sensitive if isinstance(config, RegisterConfig) else {}
    names = [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in ("id", "version", without) and not isinstance(field, models.BinaryField)
    ]
    return [column_of(model, name, sensitive=sensitive) for name in names[:8]]


# -- facts with a person, household or organization column ---------------------------------------


def _fact_tables(record: Any, actor: Actor) -> list[RelatedTable]:
    kind = _NAMED_BY.get(record._meta.label_lower)
    if kind is None:
        return []
    found = []
    for fact in list_facts():
        names = [name for name, column in fact.columns.items() if column.kind == kind]
        sheet = _sheet_of_fact(fact)
        if not names or sheet is None or sheet.plate.label == record._meta.app_label:
            continue
        if sheet.allows(actor, "view"):
            found.append(_fact_table(fact, names[0], record.pk, sheet))
    return found


def _sheet_of_fact(fact: Fact) -> Sheet | None:
    """The pages of the register that a fact names by its key or its label."""
    for sheet in list_sheets():
        if sheet.main and fact.register in (sheet.plate.key, sheet.plate.label):
            return sheet
    return None


def _fact_table(fact: Fact, name: str, pk: Any, sheet: Sheet) -> RelatedTable:
    shown = {
        column: declared
        for column, declared in fact.columns.items()
        if column not in (name, fact.record, fact.area, fact.evidence)
        and declared.kind not in ("id", "person", "household", "organization", "area")
    }
    paths = [fact.path_of(fact.record), *(fact.path_of(column) for column in shown)]
    rows = list(
        fact.rows().filter(**{fact.path_of(name): pk}).order_by("-pk").values_list(*paths)[: SHOWN + 1]
    )
    labels = tuple(gettext(declared.zh) for declared in shown.values())
    cells = tuple(_fact_row(sheet, shown, row) for row in rows[:SHOWN])
    return RelatedTable(gettext(fact.zh), labels, cells, len(rows) > SHOWN)


def _fact_row(sheet: Sheet, columns: dict[str, FactColumn], row: tuple[Any, ...]) -> tuple[Cell, ...]:
    masks = sheet.plate.sensitive
    cells = [
        Cell(mask(masks[name], value)) if name in masks else _fact_cell(column, value)
        for (name, column), value in zip(columns.items(), row[1:], strict=True)
    ]
    if cells:
        first = cells[0]
        cells[0] = Cell(first.text, first.kind, url=sheet.record_url(row[0]), numeric=first.numeric)
    return tuple(cells)


def _fact_cell(column: FactColumn, value: Any) -> Cell:
    if value is None or value == "":
        return Cell(EMPTY)
    if is_sealed(value):
        return Cell(HIDDEN)
    if column.kind == "fen":
        return Cell(yuan(int(value)), "money", numeric=True)
    return Cell(
        text(value) if not isinstance(value, models.Model) else title_of(value), numeric=column.kind == "int"
    )
