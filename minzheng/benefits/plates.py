"""The plate on a benefit's door, and the catalogue of doors found by walking the folders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Literal

from minzheng import discovery
from minzheng.rules.columns import Column, Words


@dataclass(frozen=True)
class Plate:
    """What a benefit is called and to whom it is paid. `law` is its legal ground in words.

    `covers` names the person column that says whom a household's benefit protects; a person's benefit
    protects that person.
    """

    code: str
    zh: str
    en: str
    unit: Literal["person", "household"]
    period: Literal["month"]
    law: str
    covers: str = ""


@dataclass(frozen=True)
class Benefit:
    """A benefit found in the statute book: plate, columns, reasons, folder."""

    plate: Plate
    columns: tuple[Column, ...]
    folder: Path
    reasons: type[Words]

    @property
    def code(self) -> str:
        """The plate's code: also the name of the folder and of the group of columns."""
        return self.plate.code

    def full(self, column: str) -> str:
        """The full name of one of its columns, `eligible`, `amount` or `reason` among them."""
        return f"{self.code}.{column}"


def columns_in(module: ModuleType) -> tuple[Column, ...]:
    """The columns a module declares, in the order written; imported ones do not count."""
    return tuple(
        value
        for value in vars(module).values()
        if isinstance(value, Column) and value.formula.__module__ == module.__name__
    )


@lru_cache(maxsize=1)
def find_benefits() -> dict[str, Benefit]:
    """Every benefit by code. A folder without a plate, or without its three results, raises AttributeError."""
    return {benefit.code: benefit for benefit in _load_all()}


def _load_all() -> Iterator[Benefit]:
    for dotted in discovery.find_benefits():
        package, formulas = import_module(dotted), import_module(f"{dotted}.formulas")
        assert package.__file__ is not None
        columns = columns_in(formulas)
        if not {"eligible", "amount", "reason"} <= {column.name for column in columns}:
            raise AttributeError(
                f"{dotted}: formulas.py must declare the columns eligible, amount and reason"
            )
        benefit = Benefit(package.PLATE, columns, Path(package.__file__).parent, formulas.Reason)
        if (package.PLATE.unit == "household") != bool(package.PLATE.covers):
            raise AttributeError(f"{dotted}: a household's benefit names whom it covers, a person's does not")
        yield benefit
