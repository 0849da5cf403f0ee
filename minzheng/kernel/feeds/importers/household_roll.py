"""家庭名册: households with their community, address and the number of their head."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from minzheng.kernel.access.bulk import update_rows
from minzheng.kernel.crypto import DataKey, Place
from minzheng.kernel.crypto.keys_in_use import keyring
from minzheng.kernel.feeds.declaration import Context, Importer, Outcome, SourceRow
from minzheng.kernel.feeds.digests import Digester, Entry, entries_of
from minzheng.kernel.feeds.reading import Column, RowError, Template
from minzheng.kernel.people import secrets
from minzheng.kernel.people.actions.rolls import HOUSEHOLD_COLUMNS, NewHousehold, write_households
from minzheng.kernel.people.identity import KINDS, read_identity
from minzheng.kernel.people.identity.citizen_number import CITIZEN_NUMBER, NONE
from minzheng.kernel.people.models import Household
from minzheng.kernel.people.queries import chunked, get_people_by_token
from minzheng.kernel.problems import Problem

COMMUNITY_DIGITS = 12
TEMPLATE = Template(
    "household_roll",
    "家庭名册",
    (
        Column("number", "户号", ("户编号", "家庭编号"), required=True, max_length=40),
        Column(
            "head_kind",
            "户主证件类型",
            ("证件类型",),
            kind="choice",
            choices={code: (zh,) for code, zh in KINDS.items()},
            explanation="不填按居民身份证。",
        ),
        Column(
            "head_number", "户主证件号", ("户主证件号码", "户主身份证号", "户主身份证号码"), max_length=40
        ),
        Column(
            "area",
            "区划代码",
            ("社区代码", "社区区划代码"),
            kind="area",
            required=True,
            explanation="统计用区划代码，12位社区代码。",
        ),
        Column("address", "详细地址", ("住址", "地址"), max_length=200, explanation="社区以下的地址。"),
        Column("phone", "联系电话", ("电话", "手机号"), max_length=30),
        Column("registered_on", "登记日期", kind="date"),
        Column("closed_on", "销户日期", kind="date"),
    ),
)
_AT = {name: place for place, name in enumerate(HOUSEHOLD_COLUMNS)}


def prepare(rows: Sequence[SourceRow], context: Context) -> list[RowError]:
    """Each number once, the community known and the actor's own, the head's number a right one."""
    errors: list[RowError] = []
    seen: dict[str, int] = {}
    tokens: list[str] = []
    areas: list[int] = []
    for row in rows:
        errors.extend(_check_number(row, seen))
        area_id = _area_of(row, context)
        token = _head_token(row, context)
        errors.extend(found for found in (area_id, token) if isinstance(found, RowError))
        errors.extend(_check_dates(row))
        areas.append(area_id if isinstance(area_id, int) else 0)
        tokens.append(token if isinstance(token, str) else "")
    context.found["areas"], context.found["tokens"] = areas, tokens
    context.found["known"] = known_households(seen, context)
    return errors


def _check_number(row: SourceRow, seen: dict[str, int]) -> list[RowError]:
    number = cast("str", row.values["number"])
    if number in seen:
        return [
            row.error(TEMPLATE, "number", "repeated", f"户号与第{seen[number]}行重复。", "请删去重复的行。")
        ]
    seen[number] = row.number
    return []


def _area_of(row: SourceRow, context: Context) -> int | RowError:
    code = cast("str", row.values["area"])
    area_id = context.area_ids.get(code)
    if len(code) != COMMUNITY_DIGITS or area_id is None:
        return row.error(
            TEMPLATE,
            "area",
            "unknown_area",
            "不是已登记的社区代码。",
            "请填写统计用区划代码中的12位社区代码。",
        )
    if not context.may(area_id):
        return row.error(TEMPLATE, "area", "area_not_yours", "该社区不在您的辖区内。", "请删去辖区以外的行。")
    return area_id


def _head_token(row: SourceRow, context: Context) -> str | RowError:
    text = cast("str | None", row.values["head_number"])
    if not text:
        return ""
    kind = cast("str", row.values["head_kind"] or CITIZEN_NUMBER)
    found = read_identity(kind, text, on=context.on)
    if isinstance(found, Problem):
        return row.error(TEMPLATE, "head_number", found.code, found.message, found.fix)
    return "" if kind == NONE else secrets.number_token(kind, found.number)


def _check_dates(row: SourceRow) -> list[RowError]:
    start, end = row.values["registered_on"], row.values["closed_on"]
    if isinstance(start, date) and isinstance(end, date) and end < start:
        return [
            row.error(TEMPLATE, "closed_on", "ends_before_start", "销户日期早于登记日期。", "请核对日期。")
        ]
    return []


def known_households(numbers: Sequence[str] | dict[str, int], context: Context) -> dict[str, list[Any]]:
    """户号 → the stored row (HOUSEHOLD_COLUMNS) of households of the district that the actor may see."""
    found: dict[str, list[Any]] = {}
    for chunk in chunked(sorted(set(numbers))):
        rows = Household.objects.filter(district=context.district, number__in=chunk)
        found.update((row[_AT["number"]], list(row)) for row in rows.values_list(*HOUSEHOLD_COLUMNS))
    return found


def commit(rows: Sequence[SourceRow], context: Context) -> Outcome:
    """Insert new households, update those that differ; an empty cell leaves what is known as it is."""
    known, areas, tokens = (context.found[name] for name in ("known", "areas", "tokens"))
    heads = get_people_by_token({token for token in tokens if token}, fields=("id",))
    records: list[tuple[Entry, ...]] = [()] * len(rows)
    fresh: list[tuple[int, NewHousehold]] = []
    changed: list[tuple[int, list[Any]]] = []
    same: list[tuple[int, Any]] = []
    for at, row in enumerate(rows):
        head = heads.get(tokens[at], (None,))[0]
        stored = known.get(row.values["number"])
        if stored is None:
            fresh.append((at, _new(row, areas[at], context, head, tokens[at])))
        elif _apply(stored, row, areas[at], head, tokens[at]):
            changed.append((at, stored))
        else:
            same.append((at, stored[0]))
    written = write_households(households=[home for _, home in fresh], by=context.by, on=context.on)
    digester = Digester(Household, HOUSEHOLD_COLUMNS)
    for (at, _), stored_row in zip(fresh, written, strict=True):
        records[at] = (digester.entry(stored_row),)
    columns = [name for name in HOUSEHOLD_COLUMNS if name not in ("id", "version", "data_key")]
    update_rows(Household, columns, [[*(s[_AT[c]] for c in columns), s[0], s[1]] for _, s in changed])
    entries = entries_of(Household, [s[0] for _, s in changed] + [one for _, one in same])
    for at, identifier in [(at, s[0]) for at, s in changed] + same:
        records[at] = (entries[identifier],)
    return Outcome(len(fresh), len(changed), len(same), records)


def _new(row: SourceRow, area_id: int, context: Context, head: Any, token: str) -> NewHousehold:
    values: dict[str, Any] = row.values
    return NewHousehold(
        area_id,
        context.district.pk,
        values["number"],
        head,
        token,
        values["address"] or "",
        values["phone"] or "",
        values["registered_on"],
        values["closed_on"],
    )


def _apply(stored: list[Any], row: SourceRow, area_id: int, head: Any, token: str) -> bool:
    """Put the line's values into the stored row; whether anything differs."""
    before = list(stored)
    values: dict[str, Any] = row.values
    stored[_AT["area_id"]] = area_id
    if token:
        stored[_AT["head_index"]] = token
        stored[_AT["head_id"]] = head or stored[_AT["head_id"]]
    for name in ("registered_on", "closed_on"):
        stored[_AT[name]] = values[name] or stored[_AT[name]]
    key: DataKey | None = None
    for name in ("address", "phone"):
        if values[name]:
            key = key or keyring().unwrap(str(stored[0]), stored[_AT["data_key"]])
            _apply_sealed(stored, name, values[name], key)
    return before != stored


def _apply_sealed(stored: list[Any], name: str, text: str, key: DataKey) -> None:
    """A sealed text is replaced only when what is inside differs: sealing again would look like a change."""
    at = _AT[f"{name}_sealed"]
    place = Place(Household._meta.db_table, f"{name}_sealed", str(stored[0]))
    if not stored[at] or key.open(stored[at], place) != text:
        stored[at] = key.seal(text, place)


IMPORTERS = (Importer("household_roll", "家庭名册", TEMPLATE, "kernel.people", prepare, commit),)
