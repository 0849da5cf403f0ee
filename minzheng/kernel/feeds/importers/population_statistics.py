"""人口统计: registered residents of a community by year and age band, as the police statistics give them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from minzheng.kernel.access.bulk import insert_rows, update_rows
from minzheng.kernel.feeds.declaration import Context, Importer, Outcome, SourceRow
from minzheng.kernel.feeds.digests import entries_of
from minzheng.kernel.feeds.reading import Column, RowError, Template
from minzheng.kernel.ids import new_id
from minzheng.kernel.places.models import PopulationStatistic

TEMPLATE = Template(
    "population_statistics",
    "人口统计",
    (
        Column("area", "社区代码", ("区划代码",), kind="area", required=True, explanation="12位社区代码。"),
        Column("year", "年度", kind="int", required=True),
        Column("age_from", "年龄起", kind="int", required=True),
        Column("age_to", "年龄止", kind="int", explanation="不含该年龄；最高一段不填。"),
        Column("residents", "户籍人口", ("人口数", "户籍人口数"), kind="int", required=True),
    ),
)
_COLUMNS = ("id", "version", "area_id", "year", "age_from", "age_to", "residents")


def prepare(rows: Sequence[SourceRow], context: Context) -> list[RowError]:
    """Communities known and the actor's own, numbers sensible, each band once and none overlapping."""
    errors: list[RowError] = []
    bands: dict[tuple[int, int], list[tuple[int, int, SourceRow]]] = {}
    for row in rows:
        wrong = _check(row, context)
        if wrong is not None:
            errors.append(wrong)
            continue
        v: dict[str, Any] = row.values
        key = (context.area_ids[v["area"]], v["year"])
        bands.setdefault(key, []).append((v["age_from"], v["age_to"] or 1_000, row))
    for found in bands.values():
        found.sort(key=lambda band: band[:2])
        errors.extend(
            after[2].error(TEMPLATE, "age_from", "bands_overlap", "年龄段与另一行重叠。", "请核对年龄起止。")
            for before, after in pairwise(found)
            if after[0] < before[1]
        )
    context.found["known"] = _known(bands)
    return errors


def _check(row: SourceRow, context: Context) -> RowError | None:
    v: dict[str, Any] = row.values
    area_id = context.area_ids.get(v["area"])
    if area_id is None or len(v["area"]) != 12:
        return row.error(TEMPLATE, "area", "unknown_area", "不是已登记的社区代码。", "请填写12位社区代码。")
    if not context.may(area_id):
        return row.error(TEMPLATE, "area", "area_not_yours", "该社区不在您的辖区内。", "请删去辖区以外的行。")
    if not 1949 <= v["year"] <= context.on.year:
        return row.error(TEMPLATE, "year", "year", "年度不合理或尚未到来。", "请填写四位年份。")
    if v["age_from"] < 0 or (v["age_to"] is not None and v["age_to"] <= v["age_from"]):
        return row.error(TEMPLATE, "age_to", "band", "年龄止须大于年龄起。", "请核对年龄段。")
    if v["residents"] < 0:
        return row.error(TEMPLATE, "residents", "negative", "人口数不能为负。", "请核对人口数。")
    return None


def _known(bands: dict[tuple[int, int], list[tuple[int, int, SourceRow]]]) -> dict[tuple[int, int, int], Any]:
    years = {year for _, year in bands}
    rows = PopulationStatistic.objects.filter(year__in=years).values_list(*_COLUMNS)
    return {(row[2], row[3], row[4]): row for row in rows if (row[2], row[3]) in bands}


def commit(rows: Sequence[SourceRow], context: Context) -> Outcome:
    """Insert new bands and correct those whose end or number differs."""
    known = context.found["known"]
    new: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    ids: list[Any] = []
    for row in rows:
        v: dict[str, Any] = row.values
        area_id = context.area_ids[v["area"]]
        held = known.get((area_id, v["year"], v["age_from"]))
        if held is None:
            ids.append(new_id())
            new.append((ids[-1], 1, area_id, v["year"], v["age_from"], v["age_to"], v["residents"]))
            continue
        ids.append(held[0])
        if (held[5], held[6]) != (v["age_to"], v["residents"]):
            changed.append((v["age_to"], v["residents"], held[0], held[1]))
    insert_rows(PopulationStatistic, _COLUMNS, new)
    update_rows(PopulationStatistic, ("age_to", "residents"), changed)
    entries = entries_of(PopulationStatistic, ids)
    unchanged = len(rows) - len(new) - len(changed)
    return Outcome(len(new), len(changed), unchanged, [(entries[one],) for one in ids])


IMPORTERS = (Importer("population_statistics", "人口统计", TEMPLATE, "kernel.places", prepare, commit),)
