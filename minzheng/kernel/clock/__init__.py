"""The only reader of time. Asia/Shanghai.

Called by action, evidence, access and the shell; everything else receives `on` (a day) or `at` (an
instant). In demo mode it starts at MINZHENG_NOW and can be moved on; in production it is the
system's clock and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

SHANGHAI = ZoneInfo("Asia/Shanghai")
_held: ContextVar[datetime | None] = ContextVar("held_clock", default=None)
_process_started_at = datetime.now(SHANGHAI)


def now() -> datetime:
    """The present instant in Asia/Shanghai."""
    held = _held.get()
    if held is not None:
        return held
    real = datetime.now(SHANGHAI)
    if settings.PRODUCTION:
        return real
    return _demo_now(real)


def today() -> date:
    """The present day in Asia/Shanghai."""
    return now().date()


@contextmanager
def held_at(instant: datetime) -> Iterator[None]:
    """Time stands still at `instant` inside the block (demo months, tests). Refused in production."""
    if settings.PRODUCTION:
        raise RuntimeError("生产模式不能拨动时钟")
    token = _held.set(instant.astimezone(SHANGHAI))
    try:
        yield
    finally:
        _held.reset(token)


def move_demo_to(instant: datetime) -> None:
    """Let the demo's clock show `instant` from now on."""
    from minzheng.kernel.clock.models import DemoClock

    if settings.PRODUCTION:
        raise RuntimeError("生产模式不能拨动时钟")
    DemoClock.objects.update_or_create(
        pk=1, defaults={"shown_at": instant, "set_real_at": datetime.now(SHANGHAI)}
    )


def _demo_now(real: datetime) -> datetime:
    from minzheng.kernel.clock.models import DemoClock

    row = DemoClock.objects.filter(pk=1).first()
    if row is not None:
        return (row.shown_at + (real - row.set_real_at)).astimezone(SHANGHAI)
    return (datetime.fromisoformat(settings.NOW) + (real - _process_started_at)).astimezone(SHANGHAI)
