"""Plain create, edit and export: versioned, in the actor's areas, told in evidence with masked differences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import ACTIONS, DECLARED, Unchanged, action, require, save_versioned
from minzheng.kernel.evidence import recording
from minzheng.kernel.problems import Problem
from minzheng.kernel.screens.cells import title_of, value_at
from minzheng.kernel.screens.masks import is_sealed, mask
from minzheng.kernel.screens.sheets import Sheet


def is_generic(sheet: Sheet, verb: str) -> bool:
    """Whether create or edit is plain here: an action of the register's own takes its place."""
    if not sheet.main or not sheet.versioned or not sheet.plate.roles_for(verb):
        return False
    special = any(name.startswith(f"{sheet.plate.name}.actions.") for name in DECLARED)
    if special and verb not in sheet.plate.may:
        return False  # a register with verbs of its own says itself whether plain ones are allowed too
    declared = ACTIONS.get(sheet.permission(verb))
    return declared is None or declared.function.__module__ == __name__


def create_record(*, sheet: Sheet, values: Mapping[str, Any], by: Actor, on: date) -> Any:
    """A new row. Raises Refused or NotThere without the right in the row's area, Problem on a broken constraint."""
    return _creating(sheet.permission("create"))(
        sheet=sheet, values=values, area=_area_of(sheet, values), by=by, on=on
    )


def edit_record(
    *, sheet: Sheet, record: Any, values: Mapping[str, Any], expect_version: int, by: Actor, on: date
) -> Any:
    """Change the named fields of a row as it was read; Stale when somebody was faster."""
    return _editing(sheet.permission("edit"))(
        sheet=sheet,
        record=record,
        values=values,
        area=value_at(record, f"{sheet.area_path}_id" if sheet.area_path == "area" else sheet.area_path)
        if sheet.area_path
        else None,
        expect_version=expect_version,
        by=by,
        on=on,
    )


def export_rows(
    *, sheet: Sheet, write: Callable[[], tuple[int, str]], filters: Mapping[str, Any], by: Actor, on: date
) -> int:
    """Run `write` (which answers the number of rows and the digest of the file) and tell of it."""
    return int(
        _exporting(sheet.permission("export"))(sheet=sheet, write=write, filters=filters, by=by, on=on)
    )


@lru_cache(maxsize=512)
def _creating(permission: str) -> Callable[..., Any]:
    @action(permission, area="area")
    def create(*, sheet: Sheet, values: Mapping[str, Any], area: Any, by: Actor, on: date) -> Any:  # noqa: ARG001
        record = sheet.model(**values)
        _check(record)
        _write(lambda: record.save(force_insert=True))
        changes = {name: [None, shown] for name, shown in shown_values(sheet, record).items()}
        _tell(sheet, record, "created", "新建", changes, by)
        return record

    return create


@lru_cache(maxsize=512)
def _editing(permission: str) -> Callable[..., Any]:
    @action(permission, subject="record", area="area")
    def edit(
        *,
        sheet: Sheet,
        record: Any,
        values: Mapping[str, Any],
        area: Any,  # noqa: ARG001
        expect_version: int,  # noqa: ARG001
        by: Actor,
        on: date,  # noqa: ARG001
    ) -> Any:
        before, seen = _stored(record), shown_values(sheet, record)
        for name, value in values.items():
            setattr(record, name, value)
        changed = [name for name, value in _stored(record).items() if before[name] != value]
        if not changed:
            return Unchanged(record)
        _require_new_area(permission, sheet, record, by)
        _check(record)
        _write(lambda: save_versioned(record, *changed))
        shown = shown_values(sheet, record)
        changes = {name: [seen[name], shown[name]] for name in changed}
        _tell(sheet, record, "edited", "修改", changes, by)
        return record

    return edit


@lru_cache(maxsize=512)
def _exporting(permission: str) -> Callable[..., Any]:
    @action(permission)
    def export(
        *,
        sheet: Sheet,
        write: Callable[[], tuple[int, str]],
        filters: Mapping[str, Any],
        by: Actor,
        on: date,  # noqa: ARG001
    ) -> int:
        rows, digest = write()
        recording.record(
            recording.Entry(
                f"{sheet.plate.key}.exported",
                f"导出{sheet.plate.zh}{rows}行",
                subject_type=sheet.plate.key,
                details={"rows": rows, "sha256": digest, "filters": dict(filters)},
            ),
            by=by.username,
        )
        return rows

    return export


def shown_values(sheet: Sheet, record: models.Model) -> dict[str, Any]:
    """The row's values by field as evidence may keep them: sensitive ones masked, sealed ones hidden."""
    return {
        field.name: _shown(sheet, field.name, field.value_from_object(record))
        for field in record._meta.concrete_fields
        if field.name not in ("id", "version")
    }


def _shown(sheet: Sheet, name: str, value: Any) -> Any:
    if name in sheet.plate.sensitive or is_sealed(value):
        return mask(sheet.plate.sensitive.get(name, "hidden"), value)
    if isinstance(value, (Decimal, float, models.Model)):
        return str(value)
    return value


def _stored(record: models.Model) -> dict[str, Any]:
    return {field.name: field.value_from_object(record) for field in record._meta.concrete_fields}


def _tell(sheet: Sheet, record: Any, verb: str, zh: str, changes: Mapping[str, Any], by: Actor) -> None:
    recording.record(
        recording.Entry(
            f"{sheet.plate.key}.{verb}",
            f"{zh}{sheet.plate.zh}：{title_of(record)}",
            subject_type=sheet.plate.key,
            subject_id=str(record.pk),
            area_id=getattr(record, "area_id", None),
            changes=changes,
        ),
        by=by.username,
    )


def _area_of(sheet: Sheet, values: Mapping[str, Any]) -> int | None:
    """The area a new row would belong to, through its first foreign key where it has none of its own."""
    if not sheet.area_path:
        return None
    first, _, rest = sheet.area_path.partition("__")
    start = values.get(first)
    found = value_at(start, rest) if rest and start is not None else start
    if found is None:
        raise Problem("area_missing", "请选择所属区域。", column=first)
    return int(getattr(found, "pk", found))


def _require_new_area(permission: str, sheet: Sheet, record: Any, by: Actor) -> None:
    """A row must not be pushed into an area where the actor may not write."""
    if sheet.area_path:
        area = value_at(record, sheet.area_path)
        require(permission, by=by, area_id=getattr(area, "pk", None))


def _check(record: models.Model) -> None:
    """Model validation as one problem naming the first field that is wrong."""
    try:
        record.full_clean(validate_unique=False, validate_constraints=True)
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise Problem("invalid", "；".join(error.messages)) from None
        name, messages = next(iter(error.message_dict.items()))
        raise Problem("invalid", "；".join(messages), column=None if name == "__all__" else name) from None


def _write(write: Callable[[], object]) -> None:
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        raise Problem(
            "constraint", "与已有记录重复，或不符合登记约束。", fix="请核对唯一编号和起止日期。"
        ) from None
