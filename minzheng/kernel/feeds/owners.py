"""Whose a line of a file is: persons by identity number, households by number, found in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from minzheng.kernel.feeds.declaration import Context, SourceRow
from minzheng.kernel.feeds.reading import RowError, Template
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.people.queries import chunked, get_household_ids_by_number, get_people_ids_by_number

Owner = tuple[UUID, int]
_NOT_YOURS = ("area_not_yours", "这一行不在您负责的区域。", "请由负责该区域的人员导入。")


def find_people(
    rows: Sequence[SourceRow],
    context: Context,
    template: Template,
    *,
    kind: str = "id_kind",
    number: str = "id_number",
) -> tuple[dict[tuple[str, int], Owner], list[RowError]]:
    """(sheet, row) → (person id, area id), and an error for each line whose person is unknown or elsewhere."""
    wanted = {
        (row.sheet, row.number): (str(row.values.get(kind) or "citizen_number"), str(row.values[number]))
        for row in rows
    }
    ids = get_people_ids_by_number(wanted.values())
    areas = _areas_of(Person, ids.values())
    owners: dict[tuple[str, int], Owner] = {}
    errors: list[RowError] = []
    for row in rows:
        person = ids.get(wanted[row.sheet, row.number])
        if person is None:
            message = "人员尚未登记。"
            errors.append(row.error(template, number, "person_unknown", message, "请先导入成员花名册。"))
        elif not context.may(areas[person]):
            errors.append(row.error(template, number, *_NOT_YOURS))
        else:
            owners[row.sheet, row.number] = (person, areas[person])
    return owners, errors


def find_households(
    rows: Sequence[SourceRow], context: Context, template: Template, *, number: str = "household"
) -> tuple[dict[tuple[str, int], Owner], list[RowError]]:
    """(sheet, row) → (household id, area id), and an error for each line whose household is unknown."""
    numbers = [str(row.values[number]) for row in rows]
    ids = get_household_ids_by_number(numbers, district_id=context.district.pk)
    areas = _areas_of(Household, ids.values())
    owners: dict[tuple[str, int], Owner] = {}
    errors: list[RowError] = []
    for row in rows:
        household = ids.get(str(row.values[number]))
        if household is None:
            message = f"户号 {row.values[number]} 尚未登记。"
            errors.append(row.error(template, number, "household_unknown", message, "请先导入家庭花名册。"))
        elif not context.may(areas[household]):
            errors.append(row.error(template, number, *_NOT_YOURS))
        else:
            owners[row.sheet, row.number] = (household, areas[household])
    return owners, errors


def find_repeated(rows: Sequence[SourceRow], template: Template, columns: tuple[str, ...]) -> list[RowError]:
    """An error for every line after the first that names the same thing twice."""
    seen: dict[tuple[object, ...], int] = {}
    errors: list[RowError] = []
    for row in rows:
        key = tuple(row.values.get(column) for column in columns)
        if key in seen:
            message = f"与第 {seen[key]} 行重复。"
            errors.append(row.error(template, columns[0], "row_repeated", message, "请只保留一行。"))
        seen.setdefault(key, row.number)
    return errors


def _areas_of(model: type[Person] | type[Household], ids: object) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for chunk in chunked(sorted(set(ids))):  # type: ignore[call-overload]
        found.update(model.objects.filter(id__in=chunk).values_list("id", "area_id"))
    return found
