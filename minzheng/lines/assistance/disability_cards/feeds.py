"""残疾人证名册: the monthly file of the disabled persons' federation (区残联)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from minzheng.kernel.access.bulk import insert_rows, update_rows
from minzheng.kernel.feeds.declaration import Context, Importer, Outcome, SourceRow
from minzheng.kernel.feeds.digests import entries_of
from minzheng.kernel.feeds.owners import find_people, find_repeated
from minzheng.kernel.feeds.reading import Column, RowError, Template
from minzheng.kernel.ids import new_id
from minzheng.kernel.people.queries import chunked
from minzheng.lines.assistance.disability_cards.models import Category, DisabilityCard

_GRADES = {1: "一级", 2: "二级", 3: "三级", 4: "四级"}
TEMPLATE = Template(
    "disability_cards",
    "残疾人证名册",
    (
        Column("name", "姓名", max_length=100),
        Column("id_number", "身份证号码", aliases=("证件号码",), kind="citizen_number", required=True),
        Column(
            "category",
            "残疾类别",
            kind="choice",
            required=True,
            choices={str(word): (str(zh), f"{zh}残疾") for word, zh in Category.choices},
        ),
        Column(
            "grade",
            "残疾等级",
            kind="choice",
            required=True,
            choices={str(n): (zh, f"{n}级", str(n)) for n, zh in _GRADES.items()},
        ),
        Column("long_term_care", "需要长期照护", kind="bool", required=True),
        Column("valid_from", "有效期起", kind="date", required=True),
        Column("valid_to", "有效期止", kind="date", explanation="含当日；长期有效留空"),
    ),
)
CONTENT = ("category", "grade", "long_term_care", "valid_to")
Known = dict[tuple[UUID, date], tuple[UUID, int, tuple[Any, ...]]]


def prepare(rows: Sequence[SourceRow], context: Context) -> list[RowError]:
    owners, errors = find_people(rows, context, TEMPLATE)
    context.found["owners"] = owners
    for row in rows:
        until, since = row.values["valid_to"], row.values["valid_from"]
        if until is not None and until < since:  # type: ignore[operator]
            message = "有效期止早于有效期起。"
            errors.append(row.error(TEMPLATE, "valid_to", "dates_out_of_order", message, "请核对两个日期。"))
    return errors + find_repeated(rows, TEMPLATE, ("id_number", "valid_from"))


def commit(rows: Sequence[SourceRow], context: Context) -> Outcome:
    """A card is known by its holder and first valid day; anything else about it is corrected in place."""
    owners = context.found["owners"]
    known = _known({owners[row.sheet, row.number][0] for row in rows})
    ids: list[UUID] = []
    added: list[tuple[Any, ...]] = []
    corrected: list[tuple[Any, ...]] = []
    for row in rows:
        person, area = owners[row.sheet, row.number]
        content = _content(row)
        held = known.get((person, row.values["valid_from"]))  # type: ignore[arg-type]
        ids.append(new_id() if held is None else held[0])
        if held is None:
            added.append((ids[-1], 1, area, person, row.values["valid_from"], *content))
        elif held[2] != content:
            corrected.append((*content, held[0], held[1]))
    insert_rows(DisabilityCard, ("id", "version", "area_id", "person_id", "valid_from", *CONTENT), added)
    update_rows(DisabilityCard, CONTENT, corrected)
    entries = entries_of(DisabilityCard, ids)
    unchanged = len(rows) - len(added) - len(corrected)
    return Outcome(len(added), len(corrected), unchanged, [[entries[each]] for each in ids])


def _content(row: SourceRow) -> tuple[Any, ...]:
    values = row.values
    return values["category"], int(str(values["grade"])), values["long_term_care"], values["valid_to"]


def _known(people: set[UUID]) -> Known:
    known: Known = {}
    columns = ("person_id", "valid_from", "id", "version", *CONTENT)
    for chunk in chunked(sorted(people)):
        rows = DisabilityCard._base_manager.filter(person_id__in=chunk).values_list(*columns)
        for person, since, row_id, version, *content in rows:
            known[person, since] = (row_id, version, tuple(content))
    return known


IMPORTERS = (
    Importer("disability_cards", TEMPLATE.title_zh, TEMPLATE, "assistance.disability_cards", prepare, commit),
)
