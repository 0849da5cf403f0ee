"""The same lines as an ISO 20022 customer credit transfer initiation (pain.001.001.09)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree import ElementTree as ET

from minzheng.kernel.money.renderings.lines import BankLine, yuan

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"


@dataclass(frozen=True)
class Debtor:
    """Who pays: the bureau's special account, from the deployment's settings; `made_at` is the batch's instant."""

    name: str
    account: str
    bank_code: str
    made_at: datetime
    execute_on: date


def render_pain001(lines: Iterable[BankLine], *, batch: str, debtor: Debtor) -> bytes:
    """One payment information block with a transaction a line; amounts in CNY from integer fen."""
    rows = list(lines)
    total = yuan(sum(line.amount_fen for line in rows))
    ET.register_namespace("", NAMESPACE)
    document = ET.Element(_tag("Document"))
    initiation = _add(document, "CstmrCdtTrfInitn")
    header = _add(initiation, "GrpHdr")
    _add(header, "MsgId", batch)
    _add(header, "CreDtTm", debtor.made_at.isoformat(timespec="seconds"))
    _totals(header, len(rows), total)
    _add(_add(header, "InitgPty"), "Nm", debtor.name)
    payment = _payment(initiation, batch, len(rows), total, debtor)
    for line in rows:
        _transaction(payment, line)
    return bytes(ET.tostring(document, encoding="utf-8", xml_declaration=True))


def _payment(initiation: ET.Element, batch: str, count: int, total: str, debtor: Debtor) -> ET.Element:
    payment = _add(initiation, "PmtInf")
    _add(payment, "PmtInfId", batch)
    _add(payment, "PmtMtd", "TRF")
    _totals(payment, count, total)
    _add(_add(payment, "ReqdExctnDt"), "Dt", debtor.execute_on.isoformat())
    _add(_add(payment, "Dbtr"), "Nm", debtor.name)
    _account(payment, "DbtrAcct", debtor.account)
    _agent(payment, "DbtrAgt", debtor.bank_code)
    return payment


def _transaction(payment: ET.Element, line: BankLine) -> None:
    transfer = _add(payment, "CdtTrfTxInf")
    identity = _add(transfer, "PmtId")
    _add(identity, "InstrId", f"{line.batch}-{line.line}")
    _add(identity, "EndToEndId", line.end_to_end_id)
    amount = _add(_add(transfer, "Amt"), "InstdAmt", yuan(line.amount_fen))
    amount.set("Ccy", "CNY")
    _agent(transfer, "CdtrAgt", line.bank_code)
    _add(_add(transfer, "Cdtr"), "Nm", line.name)
    _account(transfer, "CdtrAcct", line.account)
    _add(_add(transfer, "RmtInf"), "Ustrd", line.purpose)


def _totals(parent: ET.Element, count: int, total: str) -> None:
    _add(parent, "NbOfTxs", str(count))
    _add(parent, "CtrlSum", total)


def _account(parent: ET.Element, name: str, number: str) -> None:
    _add(_add(_add(_add(parent, name), "Id"), "Othr"), "Id", number)


def _agent(parent: ET.Element, name: str, bank_code: str) -> None:
    institution = _add(_add(parent, name), "FinInstnId")
    _add(_add(institution, "ClrSysMmbId"), "MmbId", bank_code)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, _tag(name))
    element.text = text
    return element
