"""A demo run in progress: where its files are, who acts, what has been paid so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from minzheng.kernel import clock
from minzheng.kernel.access.actors import Actor, find_actor
from minzheng.kernel.places.models import Area
from minzheng.shell.cli.demo_accounts import username_of

Say = Callable[[str], None]


@dataclass
class Demo:
    """A run in progress."""

    folder: Path
    seed: int
    say: Say
    districts: list[Area]
    codes: dict[int, str]
    batches: list[dict[str, Any]] = field(default_factory=list)

    def actor(self, role: str, district: Area) -> Actor:
        return find_actor(username_of(role, self.codes[district.pk]), on=clock.today())
