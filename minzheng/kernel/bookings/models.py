"""Slots with a quota and the bookings in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import AreaRecord, scoped


class State(models.TextChoices):
    HELD = "held", "占位"
    CONFIRMED = "confirmed", "已预约"
    ARRIVED = "arrived", "已到场"
    NO_SHOW = "no_show", "爽约"
    CANCELLED = "cancelled", "已取消"
    EXPIRED = "expired", "占位过期"


#: states that use up quota as long as they last; a hold only until `held_until`
TAKING = (State.CONFIRMED, State.ARRIVED, State.NO_SHOW)
#: states in which a holder has a booking still to come
OPEN = (State.HELD, State.CONFIRMED)


class Slot(AreaRecord):
    """预约时段: so many heads of one service from `starts_at` to `ends_at`; some of the quota is kept for walk-ins."""

    service = models.CharField("服务", max_length=60)
    site = models.ForeignKey(
        "sites.Site", models.PROTECT, null=True, blank=True, related_name="slots", verbose_name="场所"
    )
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    quota = models.PositiveIntegerField("名额")
    walk_in_quota = models.PositiveIntegerField("现场名额", default=0)
    closed_at = models.DateTimeField("关闭时间", null=True, blank=True, editable=False)
    event = models.PositiveBigIntegerField("留痕序号", null=True, blank=True, editable=False)

    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "event"})
    objects: ClassVar[Any] = scoped("kernel", "area")

    class Meta:
        verbose_name = "预约时段"
        indexes = (models.Index(fields=["service", "starts_at"], name="bookings_service_start"),)
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="bookings_slot_period"),
            models.CheckConstraint(
                condition=Q(walk_in_quota__lte=F("quota")), name="bookings_walk_in_within_quota"
            ),
            models.UniqueConstraint(
                fields=["service", "site", "starts_at"],
                condition=Q(site__isnull=False, closed_at__isnull=True),
                name="bookings_slot_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.service} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def bookable(self) -> int:
        """Heads that may be booked ahead."""
        return self.quota - self.walk_in_quota


class BookingQuerySet(models.QuerySet["Booking"]):
    def taking_at(self, at: datetime) -> BookingQuerySet:
        """Bookings that use quota at that instant."""
        return self.filter(Q(state__in=TAKING) | Q(state=State.HELD, held_until__gt=at))


class Booking(AreaRecord):
    """预约: one holder (a person or a couple) in one slot. `holder_key` is a keyed token, never a number."""

    slot: Any = models.ForeignKey(Slot, models.PROTECT, related_name="bookings", verbose_name="时段")
    service = models.CharField("服务", max_length=60, editable=False)
    holder_key = models.CharField("预约人索引", max_length=100, editable=False)
    heads = models.PositiveIntegerField("人数", default=1)
    state = models.CharField("状态", max_length=12, choices=State.choices, editable=False)
    held_at = models.DateTimeField("占位时间", editable=False)
    held_until = models.DateTimeField("占位至", editable=False)
    confirmed_at = models.DateTimeField("确认时间", null=True, editable=False)
    arrived_at = models.DateTimeField("到场时间", null=True, editable=False)
    cancelled_at = models.DateTimeField("取消时间", null=True, editable=False)
    event = models.PositiveBigIntegerField("留痕序号", null=True, editable=False)

    technical_fields: ClassVar[frozenset[str]] = frozenset({"version", "event"})
    objects: ClassVar[Any] = scoped("kernel", "area", BookingQuerySet)

    class Meta:
        verbose_name = "预约"
        indexes = (models.Index(fields=["slot", "state"], name="bookings_slot_state"),)
        constraints = (
            models.UniqueConstraint(
                fields=["service", "holder_key"],
                condition=Q(state__in=["held", "confirmed"]),
                name="bookings_one_open_a_holder",
            ),
            models.CheckConstraint(condition=Q(heads__gte=1), name="bookings_heads"),
            models.CheckConstraint(condition=Q(held_until__gt=F("held_at")), name="bookings_hold_period"),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "arrived", "no_show"]) | Q(confirmed_at__isnull=False),
                name="bookings_confirmed_when",
            ),
            models.CheckConstraint(
                condition=Q(state="arrived", arrived_at__isnull=False)
                | (~Q(state="arrived") & Q(arrived_at__isnull=True)),
                name="bookings_arrived_when",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_at__isnull=True)),
                name="bookings_cancelled_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.service} {self.get_state_display()}"
