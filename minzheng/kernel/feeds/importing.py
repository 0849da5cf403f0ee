"""The import pipeline's front: what a register needs to declare an importer, and what the shell calls."""

from minzheng.kernel.feeds.actions import (
    ImportResult,
    commit_staged,
    discard_staged,
    import_file,
    stage_file,
)
from minzheng.kernel.feeds.declaration import Context, Importer, Outcome, SourceRow
from minzheng.kernel.feeds.digests import Digester, Entry, entries_of
from minzheng.kernel.feeds.finding import find_importer, list_importers, list_kinds

__all__ = [
    "Context",
    "Digester",
    "Entry",
    "ImportResult",
    "Importer",
    "Outcome",
    "SourceRow",
    "commit_staged",
    "discard_staged",
    "entries_of",
    "find_importer",
    "import_file",
    "list_importers",
    "list_kinds",
    "stage_file",
]
