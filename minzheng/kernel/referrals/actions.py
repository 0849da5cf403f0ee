"""Asking, accepting, answering. Who answers needs the right of the register that is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.plates import find_plate
from minzheng.kernel.action import Unchanged, action, require, require_in, save_versioned
from minzheng.kernel.evidence import recording
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.ids import new_id
from minzheng.kernel.problems import Problem, Refused
from minzheng.kernel.referrals.models import Referral, State


@dataclass(frozen=True)
class NewReferral:
    """One request. `to_register` and `request` must stand in the receiving plate's `accepts`."""

    from_register: str
    to_register: str
    request: str
    area_id: int
    from_id: str = ""
    person_id: UUID | None = None
    household_id: UUID | None = None
    text: str = ""
    due_on: date | None = None
    id: UUID = field(default_factory=new_id)


@action("kernel.referrals.create")
def ask(*, referrals: Sequence[NewReferral], by: Actor, on: date) -> list[Referral]:
    """Ask for up to 500 things in one transaction, one event each.

    The asker must be able to view the register it asks from. Raises the first Problem with its row.
    """
    require_in("kernel.referrals.create", by=by, area_ids=[new.area_id for new in referrals])
    for row, new in enumerate(referrals, start=1):
        _answering_permission(new.to_register, new.request, row)
        if new.due_on is not None and new.due_on < on:
            raise Problem("due_on", "要求完成的日期不能早于今天。", row=row, column="due_on")
    for register, area_id in {(new.from_register, new.area_id) for new in referrals}:
        require(f"{register}.view", by=by, area_id=area_id)
    rows = [Referral(**vars(new), asked_on=on, asked_by_id=by.user_id) for new in referrals]
    entries = [
        _entry(
            row, "asked", f"转介：{row.request}", due_on=row.due_on, source=[row.from_register, row.from_id]
        )
        for row in rows
    ]
    for referral, event in zip(rows, recording.record_many(entries, by=by.username), strict=True):
        referral.event = event
    return Referral.objects.bulk_create(rows)  # type: ignore[no-any-return]


@action("kernel.referrals.accept", subject="referral")
def accept_referral(
    *,
    referral: Referral,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Any:
    """Take the request on. Repeating it changes nothing."""
    _require_answerer(referral, by)
    if referral.state == State.ACCEPTED:
        return Unchanged(referral)
    _require_state(referral, State.ASKED)
    referral.state = State.ACCEPTED
    referral.event = _record(referral, "accepted", "接收转介", by, on=on)
    save_versioned(referral, "state", "event")
    return referral


@action("kernel.referrals.answer", subject="referral")
def answer_referral(
    *,
    referral: Referral,
    result_event: int,
    answer: str,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Any:
    """Write back what came of it: the evidence event of the receiving register's own action.

    Refused unless that event exists, is of the receiving register, and came after the request.
    """
    _require_answerer(referral, by)
    if referral.state == State.DONE and referral.result_event == result_event:
        return Unchanged(referral)
    _require_state(referral, State.ASKED, State.ACCEPTED)
    _check_result(referral, result_event)
    return _close(referral, State.DONE, answer, by, on, result_event=result_event)


@action("kernel.referrals.decline", subject="referral")
def decline_referral(
    *,
    referral: Referral,
    reason: str,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Referral:
    """Refuse the request, with the reason that the asking line reads."""
    _require_answerer(referral, by)
    _require_state(referral, State.ASKED, State.ACCEPTED)
    return _close(referral, State.DECLINED, _reason(reason), by, on)


@action("kernel.referrals.withdraw", subject="referral")
def withdraw_referral(
    *,
    referral: Referral,
    reason: str,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Referral:
    """The asking line no longer needs it; possible until it is answered."""
    require(f"{referral.from_register}.view", by=by, area_id=referral.area_id)
    _require_state(referral, State.ASKED, State.ACCEPTED)
    return _close(referral, State.WITHDRAWN, _reason(reason), by, on)


_SENTENCES: Final = {State.DONE: "答复转介", State.DECLINED: "不予接收转介", State.WITHDRAWN: "撤回转介"}


def _close(
    referral: Referral, state: State, answer: str, by: Actor, on: date, result_event: int | None = None
) -> Referral:
    referral.state, referral.answer, referral.result_event = state, answer, result_event
    referral.answered_on, referral.answered_by_id = on, by.user_id
    referral.event = _record(referral, state.value, _SENTENCES[state], by, result_event=result_event, on=on)
    save_versioned(referral, "state", "answer", "result_event", "answered_on", "answered_by", "event")
    return referral


def _answering_permission(register: str, request: str, row: int | None = None) -> str:
    try:
        accepts = find_plate(register).accepts
    except KeyError:
        accepts = {}
    if request not in accepts:
        raise Problem(
            "not_accepted",
            "该登记不接收这种转介。",
            row=row,
            column="request",
            fix="请选择接收方公布的事项。",
        )
    return accepts[request]


def _require_answerer(referral: Referral, by: Actor) -> None:
    permission = _answering_permission(referral.to_register, referral.request)
    require(permission, by=by, area_id=referral.area_id)


def _require_state(referral: Referral, *states: State) -> None:
    if referral.state not in states:
        raise Refused("wrong_state", f"该转介已是“{referral.get_state_display()}”。")


def _check_result(referral: Referral, sequence: int) -> None:
    event = Event.objects.filter(sequence=sequence).first()
    asked = referral.event or 0
    if event is None or sequence <= asked or not event.kind.startswith(f"{referral.to_register}."):
        raise Problem(
            "no_result",
            "结果留痕不存在，或不是接收方在转介之后的办理。",
            column="result_event",
            fix="请填写办理结果的留痕序号。",
        )


def _reason(text: str) -> str:
    if not text.strip():
        raise Problem("reason", "请填写理由。", column="reason")
    return text


def _record(referral: Referral, verb: str, sentence: str, by: Actor, **details: Any) -> int:
    return recording.record(_entry(referral, verb, sentence, **details), by=by.username)


def _entry(referral: Referral, verb: str, sentence: str, **details: Any) -> recording.Entry:
    return recording.Entry(
        kind=f"kernel.referrals.{verb}",
        sentence=sentence,
        subject_type="kernel.referrals",
        subject_id=str(referral.pk),
        area_id=referral.area_id,
        details={"to": referral.to_register, "request": referral.request, **details},
    )
