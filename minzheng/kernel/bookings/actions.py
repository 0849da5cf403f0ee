"""Holding, confirming and using a booking: lock the slot, then check, then insert."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Sum

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.bulk import update_rows
from minzheng.kernel.action import Unchanged, action, require_in, save_versioned
from minzheng.kernel.bookings.models import OPEN, Booking, BookingQuerySet, Slot, State
from minzheng.kernel.evidence import recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.problems import Problem, Refused


@dataclass(frozen=True)
class NewSlot:
    """One slot to offer: heads in all, and how many of them only for people who come without booking."""

    service: str
    area_id: int
    starts_at: datetime
    ends_at: datetime
    quota: int
    walk_in_quota: int = 0
    site_id: UUID | None = None
    id: UUID = field(default_factory=new_id)


@action("kernel.bookings.create")
def offer_slots(*, slots: Sequence[NewSlot], by: Actor, on: date) -> list[Slot]:
    """Offer up to 500 slots in one transaction, one event each. Raises the first Problem with its row."""
    require_in("kernel.bookings.create", by=by, area_ids=[new.area_id for new in slots])
    for row, new in enumerate(slots, start=1):
        if new.ends_at <= new.starts_at or not 0 <= new.walk_in_quota <= new.quota or new.quota < 1:
            raise Problem("slot", "时段应先始后终，名额为正且不少于现场名额。", row=row, column="quota")
    rows = [Slot(**vars(new)) for new in slots]
    entries = [
        _entry(row, "offered", f"开放预约时段 {row.service}", starts_at=row.starts_at, quota=row.quota, on=on)
        for row in rows
    ]
    for slot, event in zip(rows, recording.record_many(entries, by=by.username), strict=True):
        slot.event = event
    return Slot.objects.bulk_create(rows)  # type: ignore[no-any-return]


@action("kernel.bookings.hold", subject="slot")
def hold_place(
    *,
    slot: Slot,
    holder_key: str,
    held_until: datetime,
    by: Actor,
    on: date,
    at: datetime,
    heads: int = 1,
    id: UUID | None = None,
) -> Any:
    """Hold places in the slot until `held_until`. `id` is the client's: the same call again answers the same.

    Refused when the slot is closed, begun or full, or the holder has an open booking of this service.
    """
    if heads < 1 or held_until <= at or not holder_key:
        raise Problem("hold", "人数应为正数，占位期限应晚于现在。", column="heads")
    locked = _lock(slot)
    known = Booking._base_manager.filter(pk=id).first() if id else None
    if known is not None:
        return _repeated(known, locked, holder_key, heads)
    if locked.closed_at is not None or locked.starts_at <= at:
        raise Refused("slot_closed", "该时段已关闭或已开始。", fix="请选择其他时段。")
    _expire_own(locked, holder_key, at)
    if Booking._base_manager.filter(service=locked.service, holder_key=holder_key, state__in=OPEN).exists():
        raise Refused("already_booked", "您已有一个未使用的预约。", fix="请先取消原预约，再预约其他时段。")
    if _count_taken(locked, at) + heads > locked.bookable:
        raise Refused("slot_full", "该时段名额已满。", fix="请选择其他时段。")
    booking = Booking(
        id=id or new_id(), slot=locked, area_id=locked.area_id, service=locked.service, holder_key=holder_key,
        heads=heads, state=State.HELD, held_at=at, held_until=held_until,
    )  # fmt: skip
    booking.event = _record(booking, "held", "占位", by, slot=str(locked.pk), heads=heads, on=on)
    booking.save(force_insert=True)
    return booking


@action("kernel.bookings.confirm", subject="booking")
def confirm_booking(
    *,
    booking: Booking,
    by: Actor,
    on: date,
    at: datetime,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Any:
    """A hold becomes a booking while it lasts. Repeating it changes nothing."""
    if booking.state == State.CONFIRMED:
        return Unchanged(booking)
    if booking.state != State.HELD or booking.held_until <= at:
        raise Refused("hold_over", "占位已过期或已取消。", fix="请重新预约。")
    booking.state, booking.confirmed_at = State.CONFIRMED, at
    booking.event = _record(booking, "confirmed", "预约确认", by, on=on)
    save_versioned(booking, "state", "confirmed_at", "event")
    return booking


@action("kernel.bookings.arrive", subject="booking")
def arrive(*, booking: Booking, by: Actor, on: date, at: datetime, expect_version: int | None = None) -> Any:  # noqa: ARG001 - compared by @action
    """The holder of a confirmed booking came. Repeating it changes nothing."""
    if booking.state == State.ARRIVED:
        return Unchanged(booking)
    _require_state(booking, State.CONFIRMED)
    booking.state, booking.arrived_at = State.ARRIVED, at
    booking.event = _record(booking, "arrived", "到场", by, on=on)
    save_versioned(booking, "state", "arrived_at", "event")
    return booking


@action("kernel.bookings.cancel", subject="booking")
def cancel_booking(
    *,
    booking: Booking,
    by: Actor,
    on: date,
    at: datetime,
    reason: str = "",
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Any:
    """Give the place back. Repeating it changes nothing; a used or missed booking is refused."""
    if booking.state == State.CANCELLED:
        return Unchanged(booking)
    _require_state(booking, *OPEN)
    booking.state, booking.cancelled_at = State.CANCELLED, at
    booking.event = _record(booking, "cancelled", "取消预约", by, reason=reason, on=on)
    save_versioned(booking, "state", "cancelled_at", "event")
    return booking


@action("kernel.bookings.miss", subject="slot")
def mark_no_shows(*, slot: Slot, by: Actor, on: date, at: datetime) -> Any:
    """After the slot's end everybody confirmed who did not come is a no-show, one event each. Answers how many."""
    if at < slot.ends_at:
        raise Refused("slot_not_over", "该时段尚未结束。")
    return _change_many(Booking._base_manager.filter(slot=slot, state=State.CONFIRMED), State.NO_SHOW, by, on)


@action("kernel.bookings.expire", area="area_id")
def expire_holds(*, area_id: int, by: Actor, on: date, at: datetime) -> Any:
    """Tidy holds that ran out in one area. They use no quota anyway; answers how many."""
    over = Booking._base_manager.filter(area_id=area_id, state=State.HELD, held_until__lte=at)
    return _change_many(over, State.EXPIRED, by, on)


@action("kernel.bookings.close", subject="slot")
def close_slot(
    *,
    slot: Slot,
    reason: str,
    by: Actor,
    on: date,
    at: datetime,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Any:
    """No further booking in this slot; those made stay and are told by whoever closes it."""
    if slot.closed_at is not None:
        return Unchanged(slot)
    slot.closed_at = at
    slot.event = recording.record(
        _entry(slot, "closed", f"关闭预约时段 {slot.service}", reason=reason, on=on), by=by.username
    )
    save_versioned(slot, "closed_at", "event")
    return slot


def _lock(slot: Slot) -> Slot:
    """The slot as it is now, locked: PostgreSQL locks the row, SQLite has locked at the beginning."""
    return Slot._base_manager.select_for_update().get(pk=slot.pk)


def _count_taken(slot: Slot, at: datetime) -> int:
    taking = BookingQuerySet(Booking).filter(slot=slot).taking_at(at)
    return taking.aggregate(total=Sum("heads"))["total"] or 0


def _repeated(known: Booking, slot: Slot, holder_key: str, heads: int) -> Unchanged:
    if (known.slot_id, known.holder_key, known.heads) != (slot.pk, holder_key, heads):
        raise Refused("id_used", "该编号已用于另一个预约。")
    return Unchanged(known)


def _expire_own(slot: Slot, holder_key: str, at: datetime) -> None:
    """The holder's own lapsed hold no longer stands in the way; the event of the new hold tells of it."""
    stale = Booking._base_manager.filter(
        service=slot.service, holder_key=holder_key, state=State.HELD, held_until__lte=at
    )
    update_rows(Booking, ("state",), [(State.EXPIRED, *row) for row in stale.values_list("pk", "version")])


_SENTENCES: Final = {State.NO_SHOW: "爽约", State.EXPIRED: "占位过期"}


def _change_many(bookings: Any, state: State, by: Actor, on: date) -> Any:
    rows = list(bookings.order_by("pk"))
    if not rows:
        return Unchanged(0)
    entries = [_booking_entry(row, state.value, _SENTENCES[state], on=on) for row in rows]
    events = recording.record_many(entries, by=by.username)
    values = [(state.value, event, row.pk, row.version) for row, event in zip(rows, events, strict=True)]
    return update_rows(Booking, ("state", "event"), values)


def _require_state(booking: Booking, *states: State) -> None:
    if booking.state not in states:
        raise Refused("wrong_state", f"该预约已是“{booking.get_state_display()}”。")


def _record(booking: Booking, verb: str, sentence: str, by: Actor, **details: Any) -> int:
    return recording.record(_booking_entry(booking, verb, sentence, **details), by=by.username)


def _booking_entry(booking: Booking, verb: str, sentence: str, **details: Any) -> recording.Entry:
    return recording.Entry(
        kind=f"kernel.bookings.{verb}",
        sentence=sentence,
        subject_type="kernel.bookings",
        subject_id=str(booking.pk),
        area_id=booking.area_id,
        details={"service": booking.service, **details},
    )


def _entry(slot: Slot, verb: str, sentence: str, **details: Any) -> recording.Entry:
    return recording.Entry(
        kind=f"kernel.bookings.slot_{verb}",
        sentence=sentence,
        subject_type="kernel.bookings.slot",
        subject_id=str(slot.pk),
        area_id=slot.area_id,
        details=details,
    )
