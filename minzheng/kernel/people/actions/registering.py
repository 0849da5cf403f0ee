"""Registering persons, correcting them, and showing a sealed value to somebody who gives a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from minzheng.kernel.access.actors import Actor, everywhere
from minzheng.kernel.action import Unchanged, action, require_in, save_versioned
from minzheng.kernel.evidence import recording
from minzheng.kernel.people import secrets
from minzheng.kernel.people.actions.rolls import NewPerson, join_initials, write_people
from minzheng.kernel.people.identity import (
    get_search_keys,
    mask_address,
    mask_identity_number,
    mask_name,
    mask_phone,
    read_identity,
)
from minzheng.kernel.people.models import Person, Sex
from minzheng.kernel.people.queries import get_people_by_token
from minzheng.kernel.problems import Problem, Refused

PLAIN_FIELDS = frozenset(("name", "sex", "birth_date", "death_date"))
SEALED_FIELDS = frozenset(("phone", "address"))
IDENTITY_FIELDS = frozenset(("id_kind", "id_number", "no_id_reason"))
_MASKS: dict[str, Callable[[str], str]] = {
    "name": mask_name,
    "phone": mask_phone,
    "address": mask_address,
    "id_number": lambda text: mask_identity_number(text, handler=False),
}


@action("kernel.people.register")
def register_people(*, people: Sequence[NewPerson], by: Actor, on: date) -> list[UUID]:
    """Register persons, all or none; answers their ids in order. One event a person.

    Refused when an identity number is already registered or stands twice in the list; a number that cannot
    be right raises the Problem of `people.identity`.
    """
    if not people:
        raise Refused("empty", "没有要登记的人员。")
    require_in("kernel.people.register", by=by, area_ids=(person.area_id for person in people))
    checked = [_checked(person, on) for person in people]
    numbered = [person for person in checked if person.id_number]
    for district in {person.district_id for person in numbered}:
        _refuse_known([(p.id_kind, p.id_number) for p in numbered if p.district_id == district], district)
    rows = write_people(people=checked, by=by, on=on)
    entries = [_registered(row[0], person) for row, person in zip(rows, checked, strict=True)]
    recording.record_many(entries, by=by.username)
    return [row[0] for row in rows]


def _registered(identifier: UUID, person: NewPerson) -> recording.Entry:
    return recording.Entry(
        kind="kernel.people.registered",
        sentence=f"登记人员 {mask_name(person.name)}",
        subject_type="kernel.people",
        subject_id=str(identifier),
        area_id=person.area_id,
        details={"id_kind": person.id_kind},
    )


def _checked(person: NewPerson, on: date) -> NewPerson:
    found = read_identity(person.id_kind, person.id_number, on=on, reason=person.no_id_reason)
    if isinstance(found, Problem):
        raise found
    _refuse_other_birth_date(found.birth_date, person.birth_date)
    if person.sex not in Sex.values:
        raise Problem("sex_unknown", "性别只能是男或女。", column="sex")
    born = person.birth_date or found.birth_date
    return person._replace(id_number=found.number, birth_date=born, no_id_reason=found.reason)


def _refuse_other_birth_date(on_document: date | None, said: date | None) -> None:
    if on_document and said and on_document != said:
        raise Problem(
            "birth_date_differs", "出生日期与证件号码不一致。", column="birth_date", fix="请对照证件核对。"
        )


def _refuse_known(numbers: Sequence[tuple[str, str]], district_id: int, *, but: UUID | None = None) -> None:
    """A number is the district's: one in another area answers as one in the actor's own, and names nobody."""
    tokens = {token for kind, number in numbers for token in secrets.number_candidates(number, kind=kind)}
    with everywhere():
        found = get_people_by_token(tokens, fields=("id",), district_id=district_id).values()
    known = [one for (one,) in found if one != but]
    if known or len(set(numbers)) != len(numbers):
        raise Refused("already_registered", "该证件号码已登记。", fix="请先查询已有记录，必要时申请合并。")


@action("kernel.people.edit", subject="person")
def edit_person(
    *,
    person: Person,
    changes: Mapping[str, Any],
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Person:
    """Correct a person's fields: PLAIN_FIELDS, SEALED_FIELDS (plain texts come in) and IDENTITY_FIELDS.

    The event names the fields and shows sensitive values masked. Nothing changed is nothing recorded.
    """
    unknown = changes.keys() - PLAIN_FIELDS - SEALED_FIELDS - IDENTITY_FIELDS
    if unknown:
        raise Refused("field_not_editable", f"不能修改的字段：{'、'.join(sorted(unknown))}。")
    key = secrets.data_key_of(person)
    before = {name: _shown(person, name, key) for name in changes}
    changes = {name: value for name, value in changes.items() if before[name] != value}
    if not changes:
        return Unchanged(person)  # type: ignore[return-value]
    written = _apply(person, changes, on)
    save_versioned(person, *written)
    shown = {name: [_masked(name, before[name]), _masked(name, value)] for name, value in changes.items()}
    recording.record(
        recording.Entry(
            kind="kernel.people.edited",
            sentence=f"更正人员 {mask_name(person.name)} 的信息",
            subject_type="kernel.people",
            subject_id=str(person.id),
            area_id=person.area_id,
            changes=shown,
        ),
        by=by.username,
    )
    return person


def _shown(person: Person, name: str, key: Any) -> Any:
    sealed = name in SEALED_FIELDS or name == "id_number"
    return secrets.open_field(person, name, key) if sealed else getattr(person, name)


def _masked(name: str, value: Any) -> Any:
    if name == "birth_date" or name == "death_date":
        return f"{value.year}年" if value else None
    mask = _MASKS.get(name)
    return mask(value) if mask and value else value


def _apply(person: Person, changes: Mapping[str, Any], on: date) -> list[str]:
    """Set the fields on the row; answers the names of the stored fields that changed with them."""
    written: list[str] = []
    for name in sorted(changes.keys() & PLAIN_FIELDS):
        setattr(person, name, changes[name])
        written.append(name)
    for name in sorted(changes.keys() & SEALED_FIELDS):
        setattr(person, f"{name}_sealed", secrets.seal_field(person, name, changes[name]))
        written.append(f"{name}_sealed")
    if "name" in changes:
        person.folded_name, initials = get_search_keys(person.name)
        person.initials = join_initials(initials)
        written += ["folded_name", "initials"]
    if changes.keys() & IDENTITY_FIELDS:
        written += _apply_identity(person, changes, on)
    elif "birth_date" in changes:
        held = read_identity(
            person.id_kind, secrets.open_field(person, "id_number"), on=on, reason=person.no_id_reason
        )
        if not isinstance(held, Problem):
            _refuse_other_birth_date(held.birth_date, person.birth_date)
    return written


def _apply_identity(person: Person, changes: Mapping[str, Any], on: date) -> list[str]:
    kind = changes.get("id_kind", person.id_kind)
    number = changes.get("id_number", secrets.open_field(person, "id_number"))
    found = read_identity(kind, number, on=on, reason=changes.get("no_id_reason", person.no_id_reason))
    if isinstance(found, Problem):
        raise found
    _refuse_other_birth_date(found.birth_date, person.birth_date)
    if found.number:
        _refuse_known([(found.kind, found.number)], person.district_id, but=person.id)
    person.id_kind, person.no_id_reason = found.kind, found.reason
    person.id_number_sealed = secrets.seal_field(person, "id_number", found.number)
    person.id_number_index = secrets.number_token(found.kind, found.number) if found.number else None
    person.last_four_index = secrets.last_four_token(found.number) if found.number else ""
    return ["id_kind", "no_id_reason", "id_number_sealed", "id_number_index", "last_four_index"]


@action("kernel.people.reveal", subject="person")
def reveal(*, person: Person, field: str, reason: str, by: Actor, on: date) -> str:
    """The plain text of `id_number`, `phone` or `address`. The event with the reason is written first."""
    if field not in SEALED_FIELDS | {"id_number"}:
        raise Refused("field_not_sealed", "该字段没有加密内容可查看。")
    if len(reason.strip()) < 4:
        raise Refused("reason_missing", "查看敏感信息须写明理由（至少四个字）。", fix="请写明办理的事项。")
    recording.record(
        recording.Entry(
            kind="kernel.people.revealed",
            sentence=f"查看人员 {mask_name(person.name)} 的敏感信息",
            subject_type="kernel.people",
            subject_id=str(person.id),
            area_id=person.area_id,
            details={"field": field, "reason": reason.strip(), "on": on},
        ),
        by=by.username,
    )
    return secrets.open_field(person, field)
