"""The payment file of a batch in the forms that banks take: the only download with account numbers in plain."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from minzheng.kernel.access.routes import needs, route
from minzheng.kernel.money.models import PaymentBatch
from minzheng.kernel.money.renderings.csv_file import render_csv
from minzheng.kernel.money.renderings.lines import read_bank_lines
from minzheng.kernel.problems import NotThere
from minzheng.kernel.screens.actions import export_rows
from minzheng.kernel.screens.sheets import find_sheet
from minzheng.lines.assistance.payments.queries.batches import get_batch, powers_of
from minzheng.lines.assistance.payments.views.downloads import TYPES, attachment
from minzheng.lines.assistance.payments.views.requests import Request

#: (ending, label) of the forms offered
FORMS = (("csv", "CSV"),)


@route(needs("kernel.money.export"))
@require_POST
def bank_file(request: Request, pk: UUID, form: str) -> HttpResponse:
    """A batch that went to the bank, rendered once more; every download is told in evidence."""
    batch = get_batch(pk)
    if form not in TYPES or not powers_of(request.actor, batch).file:
        raise NotThere("银行文件")
    content = b""

    def write() -> tuple[int, str]:
        nonlocal content
        content = _render(batch, form)
        return batch.line_count, hashlib.sha256(content).hexdigest()

    export_rows(
        sheet=find_sheet("kernel.money"),
        write=write,
        filters={"batch": batch.number, "form": form},
        by=request.actor,
        on=request.on,
    )
    return attachment(content, f"{batch.number}.{form}", form)


def _render(batch: PaymentBatch, form: str) -> bytes:
    lines = read_bank_lines(batch)
    if form == "csv":
        return b"".join(render_csv(lines))
    raise NotThere("银行文件")
