"""Tables as files, through the one way out that evidence tells of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, cast

from django.http import HttpResponse

from minzheng.kernel.problems import NotThere
from minzheng.kernel.screens.actions import export_rows
from minzheng.kernel.screens.exporting import Format, temporary, write_table
from minzheng.kernel.screens.sheets import find_sheet
from minzheng.lines.assistance.payments.views.requests import Request

TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain; charset=gb18030",
    "xml": "application/xml",
}
_TABLES: Final = ("csv", "xlsx")


def send_table(
    request: Request,
    *,
    name: str,
    form: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    told: Mapping[str, str],
) -> HttpResponse:
    """A table of this register as CSV or XLSX; `told` is what evidence says of the selection."""
    if form not in _TABLES:
        raise NotThere("页面")
    kind = cast(Format, form)
    path = temporary(kind)
    try:
        export_rows(
            sheet=find_sheet("assistance.payments"),
            write=lambda: write_table(name, heads, rows, kind, path),
            filters=dict(told),
            by=request.actor,
            on=request.on,
        )
        content = path.read_bytes()
    finally:
        path.unlink(missing_ok=True)
    return attachment(content, f"{name}.{form}", form)


def attachment(content: bytes, name: str, form: str) -> HttpResponse:
    """A file to be saved, kept in no cache."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=TYPES[form], headers=headers)
