"""A small district's files, as offices send them, for tests of the registers that receive them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from minzheng import discovery
from minzheng.demo.files import Window
from minzheng.demo.people import Population
from minzheng.demo.population import known_before, make_population
from minzheng.demo.writing import write_kernel_files
from minzheng.kernel.feeds.importing import import_file

SINCE = date(2025, 1, 1)
BASIC = ("household_roll", "member_roll")


class Deliveries:
    """`deliver(kinds, until)` imports what became known before a day and after the delivery before it."""

    def __init__(self, cast: Any, folder: Path, *, seed: int = 3, scale: int = 12) -> None:
        self.cast, self.folder = cast, folder
        self.population: Population = make_population(
            "320213", ["320213021001", "320213022001"], seed=seed, scale=scale
        )

    def write(self, since: date, until: date) -> Path:
        folder = self.folder / until.isoformat()
        known, window = known_before(self.population, until), Window(since, until)
        write_kernel_files(known, folder, window, first=since == date.min)
        for module in discovery.load(discovery.find_everywhere("demo")):
            module.write_demo_files(known, folder, window)
        return folder

    def take(self, kind: str, folder: Path, on: date) -> Any:
        path = next(iter(folder.glob(f"{kind}.*")), None)
        if path is None:
            return None
        with self.cast.head.in_scope():
            return import_file(kind=kind, path=path, by=self.cast.head, on=on, district=self.cast.district)

    def first(self, *kinds: str) -> dict[str, Any]:
        """The first delivery: households and members, then the kinds asked for."""
        folder = self.write(date.min, SINCE)
        results = {kind: self.take(kind, folder, SINCE) for kind in (*BASIC, *kinds)}
        assert all(result.state == "committed" for result in results.values()), results
        return results

    def later(self, *kinds: str, until: date = date(2025, 7, 1)) -> dict[str, Any]:
        folder = self.write(SINCE, until)
        return {kind: self.take(kind, folder, until) for kind in (*BASIC, *kinds)}
