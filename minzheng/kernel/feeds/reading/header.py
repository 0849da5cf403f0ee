"""Finding the heading row, whatever stands above it and in whatever order the columns come."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from minzheng.kernel.feeds.reading.problems import FileRefused, RowError
from minzheng.kernel.feeds.reading.template import Column, Template

LOOK_ROWS = 30
_DECORATION = re.compile(r"[\s*＊:：]+|[（(]\s*必填\s*[)）]")


class Header(NamedTuple):
    """Where each column of the template stands: `places[i]` is the cell index of `columns[i]`, `labels[i]`
    its heading as the file spells it."""

    row: int
    columns: tuple[Column, ...]
    places: tuple[int, ...]
    labels: tuple[str, ...]
    width: int


def fold_heading(text: str) -> str:
    """A heading without spaces, line breaks, stars and 必填 marks; full-width folded, lower case."""
    return _DECORATION.sub("", unicodedata.normalize("NFKC", text)).lower()


def known_headings(template: Template) -> dict[str, Column]:
    """Every folded spelling of a heading, with its column."""
    return {
        fold_heading(spelling): column
        for column in template.columns
        for spelling in (column.name, column.header_zh, *column.aliases)
    }


def find_header(
    sheet: str, rows: list[list[str]], template: Template, *, ignore_extra: bool
) -> Header | None:
    """The heading row among the first rows of a sheet (row numbers from 1), None when there is none.

    FileRefused with every reason at once when it is there but wrong.
    """
    known = known_headings(template)
    scores = [len({known[key].name for cell in row if (key := fold_heading(cell)) in known}) for row in rows]
    best = max(scores, default=0)
    if best == 0 or (best == 1 and len(template.columns) > 1):
        return None
    index = scores.index(best)
    headings = [fold_heading(cell) for cell in rows[index]]
    errors = _heading_errors(sheet, index + 1, headings, rows[index], known, template, ignore_extra)
    if errors:
        raise FileRefused(*errors)
    found = {known[key].name: (place, known[key]) for place, key in enumerate(headings) if key in known}
    return Header(
        index + 1,
        tuple(column for _, column in found.values()),
        tuple(place for place, _ in found.values()),
        tuple(rows[index][place].strip() for place, _ in found.values()),
        len(headings),
    )


def _heading_errors(
    sheet: str,
    row: int,
    headings: list[str],
    raw: list[str],
    known: dict[str, Column],
    template: Template,
    ignore_extra: bool,
) -> list[RowError]:
    errors, seen = [], set()
    for key, text in zip(headings, raw, strict=True):
        column = known.get(key)
        if column is None and key and not ignore_extra:
            message = f"不认识的列“{text.strip()[:40]}”。"
            errors.append(
                RowError(
                    sheet,
                    row,
                    text.strip()[:40],
                    "column_unknown",
                    message,
                    "请删除该列，或改成模板中的列名。",
                )
            )
        if column is not None and column.name in seen:
            message = f"列“{column.header_zh}”出现了两次。"
            errors.append(
                RowError(sheet, row, column.header_zh, "column_twice", message, "请只保留其中一列。")
            )
        if column is not None:
            seen.add(column.name)
    for column in template.columns:
        if column.required and column.name not in seen:
            message = f"缺少必填列“{column.header_zh}”。"
            errors.append(
                RowError(sheet, row, column.header_zh, "column_missing", message, "请按模板补上该列。")
            )
    return errors
