"""Named places where a test may kill or stop the process; settings refuse them in production mode.

`MINZHENG_FAILPOINT=name` raises there, `name:kill` ends the process as a power cut would.
"""

from __future__ import annotations

import os
import signal

from django.conf import settings


class FailPointReached(RuntimeError):
    """Raised by a test's failpoint, never in production."""


def reach(name: str) -> None:
    """Mark a place between two steps that must not be separable."""
    wanted: str = settings.FAILPOINT
    if not wanted or wanted.partition(":")[0] != name:
        return
    if wanted.endswith(":kill"):
        os.kill(os.getpid(), signal.SIGKILL)
    raise FailPointReached(name)
