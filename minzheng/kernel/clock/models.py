"""The demo's day: how far its clock was moved on."""

from __future__ import annotations

from django.db import models


class DemoClock(models.Model):
    """One row: the instant shown at `set_real_at`; time runs on from there. Unused in production."""

    shown_at = models.DateTimeField("演示时间")
    set_real_at = models.DateTimeField("设定时刻")

    class Meta:
        verbose_name = "演示时钟"

    def __str__(self) -> str:
        return f"{self.shown_at:%Y-%m-%d %H:%M}"
