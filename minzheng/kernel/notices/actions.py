"""Posting and withdrawing notices; receiving, revealing and resolving objections."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import action, save_versioned
from minzheng.kernel.crypto import Place
from minzheng.kernel.crypto.keys_in_use import keyring
from minzheng.kernel.evidence import recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.notices.allow_lists import find_notice_kind
from minzheng.kernel.notices.composing import compose
from minzheng.kernel.notices.models import Objection, PublicNotice
from minzheng.kernel.places.models import Area
from minzheng.kernel.problems import NotThere, Problem, Refused
from minzheng.rules.parameters import Dated

_SEALED = ("objector", "text")


@action("kernel.notices.create", area="area")
def post_notice(
    *,
    kind: str,
    subject_type: str,
    subject_id: str,
    area: Area,
    title: str,
    values: Mapping[str, Any],
    place: str,
    starts_on: date,
    term: Dated,
    by: Actor,
    on: date,
    id: UUID | None = None,
) -> PublicNotice:
    """Post a notice from `starts_on` for the days of `term` (a dated value with its source), at a place.

    `values` must hold exactly the allow-listed fields of the kind: ids of adults and bodies, counts, fen, dates.
    """
    if by.user_id is None:
        raise Refused("no_person", "公示须由具体人员办理。")
    if type(term.value) is not int or term.value < 1 or starts_on < on or not place.strip():
        raise Problem("posting", "请填写张贴地点；公示不能早于今天，期限至少一天。", column="starts_on")
    rules = find_notice_kind(kind)
    with by.in_scope():
        printed = compose(rules, values, on=starts_on)
    notice = PublicNotice(
        id=id or new_id(), kind=kind, subject_type=subject_type, subject_id=subject_id, area=area, title=title,
        text=rules.text.format(**printed), printed=printed, place=place, starts_on=starts_on,
        ends_on=starts_on + timedelta(days=term.value), term_source=str(term.source), posted_by_id=by.user_id,
    )  # fmt: skip
    notice.event = _record(
        notice, "posted", f"公示：{title}", by, fields=sorted(printed), place=place, starts_on=starts_on,
        ends_on=notice.ends_on, subject=[subject_type, subject_id],
    )  # fmt: skip
    notice.save(force_insert=True)
    return notice


@action("kernel.notices.withdraw", subject="notice")
def withdraw_notice(
    *,
    notice: PublicNotice,
    reason: str,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> PublicNotice:
    """Take a notice down before its time; it has then not passed."""
    if notice.withdrawn_on is not None or notice.ends_on <= on:
        raise Refused("not_posted", "该公示已撤下或已期满。")
    if not reason.strip():
        raise Problem("reason", "请填写撤下原因。", column="reason")
    notice.withdrawn_on, notice.withdrawn_because = on, reason
    notice.event = _record(notice, "withdrawn", f"撤下公示：{notice.title}", by, reason=reason, on=on)
    save_versioned(notice, "withdrawn_on", "withdrawn_because", "event")
    return notice


@action("kernel.notices.object", subject="notice")
def receive_objection(
    *,
    notice: PublicNotice,
    objector: str,
    text: str,
    received_on: date,
    by: Actor,
    on: date,
    id: UUID | None = None,
) -> Objection:
    """Take in an objection while the notice hangs out. Who and what are sealed; the event tells neither."""
    if not notice.starts_on <= received_on < notice.ends_on or received_on > on or notice.withdrawn_on:
        raise Refused("not_posted", "只能在公示期内提出异议。")
    if not text.strip():
        raise Problem("text", "请填写异议内容。", column="text")
    objection = Objection(id=id or new_id(), notice=notice, received_on=received_on)
    key, objection.data_key = keyring().new_data_key(str(objection.pk))
    for name, plain in zip(_SEALED, (objector, text), strict=True):
        setattr(objection, f"{name}_sealed", key.seal(plain, _place(objection, name)))
    objection.event = _record(
        notice,
        "objected",
        f"收到异议：{notice.title}",
        by,
        objection=str(objection.pk),
        received_on=received_on,
    )
    objection.save(force_insert=True)
    return objection


@action("kernel.notices.reveal", subject="notice")
def reveal_objection(
    *, notice: PublicNotice, objection: Objection, reason: str, by: Actor, on: date
) -> dict[str, str]:
    """The plain objector and text; why they were read is recorded before they leave."""
    _check_belongs(notice, objection)
    if not reason.strip():
        raise Problem("reason", "请填写查看理由。", column="reason")
    _record(
        notice,
        "objection_revealed",
        f"查看异议：{notice.title}",
        by,
        objection=str(objection.pk),
        reason=reason,
        on=on,
    )
    key = keyring().unwrap(str(objection.pk), objection.data_key)
    return {name: key.open(getattr(objection, f"{name}_sealed"), _place(objection, name)) for name in _SEALED}


@action("kernel.notices.resolve", subject="notice", not_same_as=("posted_by",))
def resolve_objection(
    *, notice: PublicNotice, objection: Objection, result: str, resolution: str, by: Actor, on: date
) -> Objection:
    """Uphold or reject an objection once, with reasons; never by the person who posted the notice."""
    _check_belongs(notice, objection)
    if objection.result:
        raise Refused("resolved", "该异议已处理。")
    if result not in Objection.Result.values or not resolution.strip():
        raise Problem("result", "请选择结果并填写处理意见。", column="resolution")
    objection.result, objection.resolution = result, resolution
    objection.resolved_on, objection.resolved_by_id = on, by.user_id
    objection.event = _record(
        notice,
        "objection_resolved",
        f"处理异议：{notice.title}",
        by,
        objection=str(objection.pk),
        result=result,
        on=on,
    )
    save_versioned(objection, "result", "resolution", "resolved_on", "resolved_by", "event")
    return objection


def _check_belongs(notice: PublicNotice, objection: Objection) -> None:
    """The right was checked for the notice: an objection to another one is not there."""
    if objection.notice_id != notice.pk:
        raise NotThere("异议")


def _place(objection: Objection, name: str) -> Place:
    return Place(Objection._meta.db_table, f"{name}_sealed", str(objection.pk))


def _record(notice: PublicNotice, verb: str, sentence: str, by: Actor, **details: Any) -> int:
    return recording.record(
        recording.Entry(
            kind=f"kernel.notices.{verb}",
            sentence=sentence,
            subject_type="kernel.notices",
            subject_id=str(notice.pk),
            area_id=notice.area_id,
            details={"kind": notice.kind, **details},
        ),
        by=by.username,
    )
