"""A list: search, filters, sort by allow-list, pages without counting a whole province."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import django_filters as df
from django.db import models
from django.db.models import Q
from django.http import QueryDict

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.people.identity.names import fold_name
from minzheng.kernel.screens.filters import filter_set
from minzheng.kernel.screens.sheets import Sheet, has_field

PAGE_SIZE = 50
COUNT_LIMIT = 10_000
SEARCH_LIMIT = 200


@dataclass
class Listing:
    """One page of a list. `count` is exact up to COUNT_LIMIT, above it `more_than_counted` is set."""

    sheet: Sheet
    query: QueryDict
    filters: df.FilterSet
    matching: models.QuerySet[Any]
    rows: Sequence[Any] = ()
    number: int = 1
    has_next: bool = False
    count: int = 0
    more_than_counted: bool = False
    sort: str = ""
    search: str = ""
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    def query_with(self, **changes: object) -> str:
        """The query string with some parameters changed (None takes one out)."""
        query = self.query.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = str(value)
        return query.urlencode()

    @property
    def next_query(self) -> str:
        return self.query_with(page=self.number + 1)

    @property
    def previous_query(self) -> str:
        return self.query_with(page=self.number - 1)

    @property
    def filter_query(self) -> str:
        """Search and filters without page and order: what an export takes over."""
        return self.query_with(page=None)

    @property
    def headings(self) -> list[dict[str, Any]]:
        """Column heads with the address that sorts by them."""
        return [self._heading(column) for column in self.sheet.list_columns]

    def _heading(self, column: Any) -> dict[str, Any]:
        down = self.sort == column.name
        direction = {column.name: "ascending", f"-{column.name}": "descending"}.get(self.sort, "")
        wanted = f"-{column.name}" if down else column.name
        query = self.query_with(sort=wanted, page=None) if column.sortable else ""
        return {"column": column, "direction": direction, "query": query}


def list_matching(sheet: Sheet, query: QueryDict, actor: Actor) -> Listing:
    """The rows a query string asks for, unsliced: for lists, exports and the API alike."""
    rows = search_rows(sheet, sheet.rows(), query.get("q", ""))
    filters = filter_set(sheet, query, rows, actor)
    matching = filters.qs if filters.is_valid() else rows.none()
    sort = _allowed_sort(sheet, query.get("sort", ""))
    if sort:
        matching = matching.order_by(sort, "pk")
    elif not matching.query.order_by:
        matching = matching.order_by("-pk" if sheet.versioned else "pk")
    return Listing(sheet, query, filters, matching, sort=sort, search=query.get("q", ""))


def list_page(sheet: Sheet, query: QueryDict, actor: Actor, *, size: int = PAGE_SIZE) -> Listing:
    """One page; one row more is read to know whether another page follows."""
    listing = list_matching(sheet, query, actor)
    listing.number = _page_number(query.get("page", ""), size)
    start = (listing.number - 1) * size
    found = list(listing.matching[start : start + size + 1])
    listing.rows, listing.has_next = found[:size], len(found) > size
    listing.count = (
        start + len(found)
        if not listing.has_next and (found or listing.number == 1)
        else _count(listing.matching)
    )
    listing.more_than_counted = listing.count > COUNT_LIMIT
    listing.count = min(listing.count, COUNT_LIMIT)
    return listing


def _count(rows: models.QuerySet[Any]) -> int:
    return rows.order_by()[: COUNT_LIMIT + 1].count()


def _page_number(text: str, size: int) -> int:
    """Pages beyond the counted rows are not offered: narrowing the search finds more than paging."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    return max(1, min(number, COUNT_LIMIT // size))


def _allowed_sort(sheet: Sheet, wanted: str) -> str:
    allowed = {column.name for column in sheet.list_columns if column.sortable}
    return wanted if wanted.removeprefix("-") in allowed else ""


def search_rows(sheet: Sheet, rows: models.QuerySet[Any], text: str) -> models.QuerySet[Any]:
    """Rows that match what was typed: by the register's own search, else by its search fields, in
    simplified or traditional characters."""
    text = text.replace("\x00", "").strip()[:SEARCH_LIMIT]  # PostgreSQL stores no NUL
    if not text:
        return rows
    hook = sheet.search_hook()
    if hook is not None:
        return rows.filter(pk__in=hook(text).order_by().values("pk"))
    names = [name for name in search_names(sheet) if has_field(sheet.model, name)]
    if not names:
        return rows
    condition = Q()
    for variant in {text, fold_name(text)}:
        for name in names:
            condition |= Q(**{f"{name}__icontains": variant})
    return rows.filter(condition)


def search_names(sheet: Sheet) -> tuple[str, ...]:
    """Fields a text is looked for in; for a further table its short texts."""
    if sheet.main:
        return tuple(sheet.plate.search_fields)
    return tuple(
        column.name
        for column in sheet.list_columns
        if column.sortable and isinstance(column.field, models.CharField) and not column.field.choices
    )
