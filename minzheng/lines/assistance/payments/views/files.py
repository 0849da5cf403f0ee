"""The payment file of a batch in the forms that banks take: the only download with account numbers in plain."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from minzheng.kernel.access.routes import needs, route
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.money.models import PaymentBatch
from minzheng.kernel.money.renderings.csv_file import render_csv
from minzheng.kernel.money.renderings.lines import read_bank_lines
from minzheng.kernel.money.renderings.pain001 import Debtor, render_pain001
from minzheng.kernel.money.renderings.plain_text import render_text
from minzheng.kernel.money.renderings.workbook import render_workbook
from minzheng.kernel.problems import NotThere
from minzheng.kernel.screens.actions import export_rows
from minzheng.kernel.screens.sheets import find_sheet
from minzheng.lines.assistance.payments.queries.batches import get_batch, powers_of
from minzheng.lines.assistance.payments.views.downloads import attachment
from minzheng.lines.assistance.payments.views.requests import Request


@route(needs("kernel.money.export"))
@require_POST
def bank_file(request: Request, pk: UUID, form: str) -> HttpResponse:
    """A batch that went to the bank, rendered once more; every download is told in evidence."""
    batch = get_batch(pk)
    if form not in dict(list_forms()) or not powers_of(request.actor, batch).file:
        raise NotThere("银行文件")
    content = _render(batch, form)
    export_rows(
        sheet=find_sheet("kernel.money"),
        write=lambda: (batch.line_count, hashlib.sha256(content).hexdigest()),
        filters={"batch": batch.number, "form": form},
        by=request.actor,
        on=request.on,
    )
    return attachment(content, f"{batch.number}.{form}", form)


def list_forms() -> list[tuple[str, str]]:
    """(ending, label) of the forms offered; pain.001 needs to know who pays."""
    iso = [("xml", "pain.001")] if settings.BANK_PAYER else []
    return [("csv", "CSV"), ("xlsx", "XLSX"), ("txt", "TXT"), *iso]


def _render(batch: PaymentBatch, form: str) -> bytes:
    lines = read_bank_lines(batch)
    if form == "csv":
        return b"".join(render_csv(lines))
    if form == "txt":
        return b"".join(render_text(lines))
    if form == "xlsx":
        return render_workbook(lines)
    return render_pain001(lines, batch=batch.number, debtor=_payer(batch))


def _payer(batch: PaymentBatch) -> Debtor:
    """The special account as settings name it; the instant is that of the decision to pay."""
    sent = Event.objects.filter(
        subject_type="kernel.money", subject_id=str(batch.pk), kind="kernel.money.batch.exported"
    ).get()
    holder, account, bank_code = settings.BANK_PAYER
    return Debtor(
        holder, account, bank_code, made_at=localtime(sent.at), execute_on=batch.exported_on or sent.at.date()
    )
