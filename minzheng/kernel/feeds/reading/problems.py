"""What reading a file can find wrong: with a place, a reason and a remedy, in Chinese."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import NamedTuple

from minzheng.kernel.problems import Unreadable


class CellProblem(NamedTuple):
    """What is wrong with one cell, before it is known where the cell stands."""

    code: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class RowError:
    """One error of a file. `row` counts from 1 as the spreadsheet program shows it; `sheet` is empty for CSV.

    `column` is the heading as the file spells it, empty when the whole row is meant.
    """

    sheet: str
    row: int
    column: str
    code: str
    message: str
    fix: str

    def as_dict(self) -> dict[str, object]:
        """The shape of seams: {sheet, row, column, code, message, fix}."""
        return asdict(self)


class FileRefused(Unreadable):
    """The file as a whole cannot be read. `errors` is never empty; the first gives code and message."""

    def __init__(self, *errors: RowError) -> None:
        first = errors[0]
        super().__init__(
            first.code,
            first.message,
            fix=first.fix,
            sheet=first.sheet or None,
            row=first.row or None,
            column=first.column or None,
        )
        self.errors = errors


def refuse(code: str, message: str, fix: str, *, sheet: str = "", row: int = 0) -> FileRefused:
    """A refusal of the whole file with one reason."""
    return FileRefused(RowError(sheet, row, "", code, message, fix))
