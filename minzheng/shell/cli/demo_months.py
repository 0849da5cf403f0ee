"""One paid month of the demo: computed, signed twice, sent, answered by the bank, put right, closed."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime, time

from django.conf import settings

from minzheng.demo.bank import answer_payment_files
from minzheng.kernel import clock
from minzheng.kernel.money import actions as money
from minzheng.kernel.money.models import LineState, PaymentBatch, PaymentLine
from minzheng.kernel.places.models import Area
from minzheng.lines.assistance.payments.actions import run_month
from minzheng.shell.cli.demo_run import Demo

#: pay day, the day finance puts right what came back, and the day the month is closed
PAY, MEND, CLOSE = 10, 18, 26
GROUPS = ("", "elder_allowance")
MENDABLE = ("account_closed", "name_mismatch", "account_unknown")


def pay_month(demo: Demo, district: Area, month: date) -> None:
    """The protection schemes and the elder allowance of one month."""
    numbers: list[str] = []
    with _on(month, PAY):
        for scheme in GROUPS:
            numbers.append(_pay(demo, district, month, scheme))
        _bank_answers(demo, district)
    with _on(month, MEND):
        for number in list(numbers):
            numbers += _mend(demo, district, number)
        _bank_answers(demo, district)
    with _on(month, CLOSE):
        for number in numbers:
            _close(demo, district, number)


def _on(month: date, day: int) -> AbstractContextManager[None]:
    return clock.held_at(datetime.combine(month.replace(day=day), time(10), clock.SHANGHAI))


def _pay(demo: Demo, district: Area, month: date, scheme: str) -> str:
    officer = demo.actor("section_officer", district)
    with officer.in_scope():
        run = run_month(
            district=district, month=f"{month:%Y-%m}", scheme=scheme, by=officer, on=clock.today()
        )
    batch: PaymentBatch = run.batch
    _sign_and_send(demo, district, batch)
    demo.batches.append({"batch": batch.number, "district": demo.codes[district.pk]})
    demo.say(
        f"{district.name} {batch.title}：{batch.people_count} 人 {batch.line_count} 笔 {batch.amount_fen // 100} 元"
    )
    return batch.number


def _sign_and_send(demo: Demo, district: Area, batch: PaymentBatch) -> None:
    """Two people who did not make it sign what they see; finance sends the file."""
    for role in ("section_head", "leader"):
        signer = demo.actor(role, district)
        with signer.in_scope():
            current = PaymentBatch.objects.get(pk=batch.pk)
            money.sign_batch(batch=current, digest=current.digest, by=signer, on=clock.today())
    finance = demo.actor("finance", district)
    with finance.in_scope():
        money.export_batch(batch=PaymentBatch.objects.get(pk=batch.pk), by=finance, on=clock.today())


def _bank_answers(demo: Demo, district: Area) -> None:
    """The bank, outside, answers with files; finance takes them."""
    answer_payment_files(settings.HOME / "bank", seed=demo.seed, value_date=clock.today())
    finance = demo.actor("finance", district)
    with finance.in_scope():
        money.pick_up_returns(by=finance, on=clock.today())


def _mend(demo: Demo, district: Area, number: str) -> list[str]:
    """Lines that came back for a wrong account are sent again to the account the family brought."""
    officer = demo.actor("section_officer", district)
    with officer.in_scope():
        lines = list(
            PaymentLine.objects.filter(
                batch__number=number,
                state__in=(LineState.REJECTED, LineState.RETURNED),
                bank_reason__in=MENDABLE,
            ).select_related("payee")
        )
        if not lines:
            return []
        requests = {
            line.payee_id: money.AccountRequest(
                line.payee_id, line.payee.name, line.bank_code, _brought(line.account_id.int)
            )
            for line in lines
        }
        accounts = money.register_accounts(requests=list(requests.values()), by=officer, on=clock.today())
        by_payee = {account.payee_id: account.pk for account in accounts}
        batch = money.reissue_lines(
            district=district,
            accounts={line.pk: by_payee[line.payee_id] for line in lines},
            title=f"{number} 退回重发",
            by=officer,
            on=clock.today(),
        )
    _sign_and_send(demo, district, batch)
    demo.batches.append({"batch": batch.number, "district": demo.codes[district.pk]})
    return [batch.number]


def _brought(seed: int) -> str:
    """An invented account number that differs from the one that failed."""
    return f"62{seed % 10**17:017d}"


def _close(demo: Demo, district: Area, number: str) -> None:
    """Nothing stays in flight; what came back and could not be put right is carried with its reason."""
    finance = demo.actor("finance", district)
    with finance.in_scope():
        batch = PaymentBatch.objects.get(number=number)
        open_lines = PaymentLine.objects.filter(
            batch=batch, state__in=(LineState.REJECTED, LineState.RETURNED)
        ).values_list("pk", flat=True)
        money.close_batch(
            batch=batch, carry=dict.fromkeys(open_lines, "收款人情况待核实"), by=finance, on=clock.today()
        )
