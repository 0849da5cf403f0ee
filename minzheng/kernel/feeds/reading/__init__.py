"""The reading half of file import: from a file as it arrives to typed rows, or errors with their places."""

from minzheng.kernel.feeds.reading.digest import ContentDigest, file_digest
from minzheng.kernel.feeds.reading.limits import Limits
from minzheng.kernel.feeds.reading.problems import FileRefused, RowError
from minzheng.kernel.feeds.reading.rows import Row, read_all, read_rows
from minzheng.kernel.feeds.reading.sources import safe_csv_cell
from minzheng.kernel.feeds.reading.template import Column, Template, Value
from minzheng.kernel.feeds.reading.writing import open_workbook, write_annotated, write_template

__all__ = [
    "Column",
    "ContentDigest",
    "FileRefused",
    "Limits",
    "Row",
    "RowError",
    "Template",
    "Value",
    "file_digest",
    "open_workbook",
    "read_all",
    "read_rows",
    "safe_csv_cell",
    "write_annotated",
    "write_template",
]
