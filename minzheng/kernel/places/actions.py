"""Setting up the tree of areas. Done once, at installation, before anybody has rights."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from minzheng.kernel.evidence import recording
from minzheng.kernel.places.models import Area, AreaCode, CodeSystem, Level
from minzheng.kernel.places.names import short_name
from minzheng.kernel.problems import Unreadable

DATA = Path(__file__).parent / "data"
STATISTICS_SINCE = date(2023, 6, 30)


@dataclass(frozen=True)
class AreaRow:
    """One line of an area file: statistical code, official name, level and the parent's code."""

    code: str
    name: str
    level: str
    parent: str


def read_area_file(path: Path) -> list[AreaRow]:
    """Rows of a UTF-8 CSV with the columns code, name_zh, level, parent."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [AreaRow(r["code"], r["name_zh"], r["level"], r["parent"]) for r in csv.DictReader(file)]
    for number, row in enumerate(rows, start=2):
        if row.level not in Level.values:
            raise Unreadable("unknown_level", f"不认识的层级 {row.level}。", row=number, column="level")
    return rows


@transaction.atomic
def install_areas(*, rows: Iterable[AreaRow], by: str, on: date) -> int:
    """Write areas that are not there yet, with their statistical codes; answers how many are new."""
    known = dict(AreaCode.objects.filter(system=CodeSystem.STATISTICS).values_list("code", "area_id"))
    new: list[AreaRow] = []
    for row in rows:
        if row.code not in known:
            known[row.code] = _write_area(row, known.get(row.parent)).pk
            new.append(row)
    if new:
        recording.record(
            recording.Entry(
                kind="kernel.places.installed",
                sentence=f"建立区划 {len(new)} 个",
                subject_type="kernel.places",
                details={"codes": [row.code for row in new], "on": on},
            ),
            by=by,
        )
    return len(new)


@transaction.atomic
def install_civil_affairs_codes(*, path: Path, by: str, on: date) -> int:
    """Add the second code system of subdistricts; answers how many codes are new."""
    areas = dict(AreaCode.objects.filter(system=CodeSystem.STATISTICS).values_list("code", "area_id"))
    existing = set(AreaCode.objects.filter(system=CodeSystem.CIVIL_AFFAIRS).values_list("code", flat=True))
    with path.open(encoding="utf-8", newline="") as file:
        codes = [
            AreaCode(
                area_id=areas[row["statistics_code"]],
                system=CodeSystem.CIVIL_AFFAIRS,
                code=row["civil_affairs_code"],
                valid_from=STATISTICS_SINCE,
            )
            for row in csv.DictReader(file)
            if row["civil_affairs_code"] not in existing
        ]
    AreaCode.objects.bulk_create(codes)
    if codes:
        recording.record(
            recording.Entry(
                kind="kernel.places.coded",
                sentence=f"登记民政区划代码 {len(codes)} 个",
                subject_type="kernel.places",
                details={"codes": [code.code for code in codes], "on": on},
            ),
            by=by,
        )
    return len(codes)


def _write_area(row: AreaRow, parent_id: int | None) -> Area:
    if parent_id is None and row.level != Level.DISTRICT:
        raise Unreadable("unknown_parent", f"{row.name} 的上级代码 {row.parent} 不存在。", column="parent")
    area = Area.objects.create(
        name=row.name, short_name=short_name(row.name), level=row.level, parent_id=parent_id,
        path="", valid_from=STATISTICS_SINCE,
    )  # fmt: skip
    parent_path = Area.objects.values_list("path", flat=True).get(pk=parent_id) if parent_id else ""
    area.path = f"{parent_path}{area.pk}/"
    area.save(update_fields=["path"])
    AreaCode.objects.create(
        area=area, system=CodeSystem.STATISTICS, code=row.code, valid_from=STATISTICS_SINCE
    )
    return area
