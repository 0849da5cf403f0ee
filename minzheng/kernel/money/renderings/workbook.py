"""The same lines as a workbook, for banks that want one. Every text is written as text: nothing can be a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Final

from minzheng.kernel.money.renderings.lines import BankLine, yuan

HEADINGS: Final = ("批次号", "序号", "支付标识", "账号", "户名", "开户行行号", "金额（元）", "用途")


def render_workbook(lines: Iterable[BankLine]) -> bytes:
    """An .xlsx with one sheet; amounts in yuan as text with two decimals, so that no cell rounds them."""
    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"constant_memory": True, "in_memory": True})
    sheet = workbook.add_worksheet("代发明细")
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(0, column, heading)
    for row, line in enumerate(lines, start=1):
        cells = (*line._asdict().values(),)
        for column, value in enumerate((*cells[:6], yuan(line.amount_fen), line.purpose)):
            sheet.write_string(row, column, str(value))
    workbook.close()
    return buffer.getvalue()
