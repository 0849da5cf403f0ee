"""Files in and out of a register's list."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from minzheng.kernel.access.routes import needs, route
from minzheng.kernel.problems import NotThere
from minzheng.kernel.screens.actions import export_rows
from minzheng.kernel.screens.exporting import Format, temporary, write_file
from minzheng.kernel.screens.listing import list_matching
from minzheng.kernel.screens.sheets import Sheet

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def exporting(sheet: Sheet) -> Any:
    """The list as a file: what search and filters select, masked, told in evidence."""

    @route(needs(sheet.permission("export")))
    @require_POST
    def view(request: HttpRequest, form: str) -> HttpResponse:
        if form not in _TYPES:
            raise NotThere("页面")
        actor: Any = request.actor  # type: ignore[attr-defined]
        listing = list_matching(sheet, request.GET, actor)
        path = temporary(cast(Format, form))
        try:
            export_rows(
                sheet=sheet,
                write=lambda: write_file(sheet, listing.matching, cast(Format, form), path),
                filters=_told(request),
                by=actor,
                on=request.on,  # type: ignore[attr-defined]
            )
            content = path.read_bytes()
        finally:
            path.unlink(missing_ok=True)
        name = f"{sheet.key}.{form}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(content, content_type=_TYPES[form], headers=headers)

    return view


def _told(request: HttpRequest) -> dict[str, str]:
    """The filters as evidence keeps them; what was typed to search may be an identity number."""
    left_out = ("page", "sort", "csrfmiddlewaretoken")
    return {
        name: "（检索词）" if name == "q" else str(value)
        for name, value in request.GET.items()
        if value and name not in left_out
    }
