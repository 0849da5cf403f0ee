"""The same lines as GB18030 text with `|` between the fields, the form of older bank systems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from minzheng.kernel.money.renderings.lines import BankLine, yuan


def render_text(lines: Iterable[BankLine]) -> Iterator[bytes]:
    """A line a payment: end-to-end id, account, holder, bank code, yuan with two decimals, purpose; CR LF.

    GB18030 carries every Chinese character, rare ones too. A `|` inside a name would shift the fields and is
    written full-width.
    """
    for line in lines:
        fields = (
            line.end_to_end_id,
            line.account,
            line.name,
            line.bank_code,
            yuan(line.amount_fen),
            line.purpose,
        )
        yield ("|".join(field.replace("|", "｜") for field in fields) + "\r\n").encode("gb18030")
