"""Which files a register takes in: the importers that the feeds pipeline knows for it."""

from __future__ import annotations

from typing import Any

from minzheng.kernel.screens.sheets import Sheet


def list_import_kinds(sheet: Sheet) -> list[Any]:
    """Importers whose permission is this register's `import`."""
    return []
