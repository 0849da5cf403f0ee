"""Number checker (数字核对) of a half-year report: every printed number against the records.

`read_document` opens a file, `check_text` judges it against a `FigureSource`.
"""

from minzheng.reports.half_year.checker.reading import UnreadableDocument, read_document
from minzheng.reports.half_year.checker.report import CheckReport, check_text
from minzheng.reports.half_year.checker.source import Computed, FigureSource, Period

__all__ = [
    "CheckReport",
    "Computed",
    "FigureSource",
    "Period",
    "UnreadableDocument",
    "check_text",
    "read_document",
]
