"""A payment month as a program of its own, so that it can be killed anywhere and started again.

`python -m tests.faults.payday` reads one request a line and forks a process for each: a process that is killed
dies as after a power cut, and starting the next one costs no second import. `run` does whatever is not yet done, up
to closed books. Everything it knows is in the request's home; the bank is played by the test, from outside.
"""

import json
import os
import sys
from datetime import date
from pathlib import Path

ON = date(2025, 7, 1)
PEOPLE = 6


def setup():
    """An empty installation: areas, staff, people with accounts."""
    from django.core.management import call_command
    from django.db import transaction

    from conftest import Cast
    from minzheng.kernel.money.tests.paying import PayingHouse

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        cast = Cast()
        for name in ("officer", "head", "leader", "finance", "second_head"):
            getattr(cast, name)
    PayingHouse(cast, people=PEOPLE)


def actor(name):
    from minzheng.kernel.access.actors import find_actor

    return find_actor(name, on=ON)


def run():
    """Open, sign twice, export, take returns, reissue what came back, close: each step only when it is due."""
    from minzheng.kernel.money import actions

    open_month()
    sign_and_export()
    actions.pick_up_returns(by=actor("finance"), on=ON)
    reissue()
    sign_and_export()
    close()


def sign_and_export():
    """Every batch as far as it can go; an export is repeated, as after a crash one would."""
    from minzheng.kernel.money import actions
    from minzheng.kernel.money.models import PaymentBatch

    for batch in PaymentBatch._base_manager.select_related("fund", "area").order_by("number"):
        if batch.state == "calculated":
            actions.review_batch(batch=batch, digest=batch.digest, by=actor("head"), on=ON)
        if batch.state == "reviewed":
            actions.approve_batch(batch=batch, digest=batch.digest, by=actor("leader"), on=ON)
        if batch.state in ("approved", "exported"):
            actions.export_batch(batch=batch, by=actor("finance"), on=ON)


def race():
    """Twelve threads of six signers sign one batch at once, in rounds; the report counts who won."""
    from minzheng.kernel.money.models import PaymentBatch

    open_month()
    batch = PaymentBatch._base_manager.get(number="320213-202506-01")
    return {"reviewed": race_to_sign(batch, "review"), "approved": race_to_sign(batch, "approve")}


def race_to_sign(batch, verb):
    """How many of the threads that all hold the same state of the batch get their signature on it."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection

    from minzheng.kernel.money import actions
    from minzheng.kernel.money.models import PaymentBatch
    from minzheng.kernel.problems import Refused

    call = {"review": actions.review_batch, "approve": actions.approve_batch}[verb]
    signers = ("head", "leader", "finance", "second_head") * 3
    start = Barrier(len(signers))

    def sign(name):
        try:
            by = actor(name)
            mine = PaymentBatch._base_manager.select_related("fund").get(pk=batch.pk)
            start.wait()
            call(batch=mine, digest=mine.digest, by=by, on=ON)
        except Refused:
            return 0
        else:
            return 1
        finally:
            connection.close()

    with ThreadPoolExecutor(len(signers)) as pool:
        return sum(pool.map(sign, signers))


def open_month():
    from minzheng.kernel.money import actions, queries
    from minzheng.kernel.money.actions import FinishedLine
    from minzheng.kernel.people.models import Person
    from minzheng.kernel.places.queries import find_area

    by, district = actor("officer"), find_area("320213")
    with by.in_scope():
        accounts = queries.get_accounts_in_use()
        people = list(Person.objects.order_by("id").values_list("id", "area_id"))
        fund = queries.find_fund(district.pk, "main")
    first = dict(sorted(accounts.items(), key=lambda pair: pair[0]))
    lines = [
        FinishedLine("low_income_allowance", pk, pk, first[pk], area, 100_000 + n, (pk,))
        for n, (pk, area) in enumerate(people)
    ]
    actions.open_batch(
        district=district, month="2025-06", title="六月低保", schemes={"low_income_allowance": "最低生活保障金"},
        fund=fund, lines=lines, population=1_000, request_key="2025-06:all", by=by, on=ON,
    )  # fmt: skip


def reissue():
    """All lines that came back go out again to the account in use, in one batch."""
    from minzheng.kernel.money import actions
    from minzheng.kernel.money.models import PaymentLine
    from minzheng.kernel.places.queries import find_area

    back = PaymentLine._base_manager.filter(state__in=("rejected", "returned"))
    accounts = dict(back.values_list("id", "account_id"))
    if accounts:
        actions.reissue_lines(
            district=find_area("320213"), accounts=accounts, title="重发", by=actor("officer"), on=ON
        )


def close():
    from minzheng.kernel.money import actions
    from minzheng.kernel.money.models import PaymentBatch

    for batch in PaymentBatch._base_manager.filter(state="returned"):
        actions.close_batch(batch=batch, carry={}, by=actor("finance"), on=ON)


def report():
    """The state of the money, judged by the product's own checks and by plain sums."""
    from minzheng.kernel.access.actors import everywhere
    from minzheng.kernel.evidence.verifying import verify
    from minzheng.kernel.money.models import PaymentBatch, PaymentLine
    from minzheng.kernel.money.reconciling import reconcile

    books = reconcile()
    with everywhere():
        verdict = verify()
    paid = PaymentLine._base_manager.filter(state="paid")
    return {
        "states": list(PaymentBatch._base_manager.order_by("number").values_list("number", "state")),
        "balanced": books["balanced"],
        "accounts": books["accounts"],
        "verified": verdict.ok,
        "paid": sorted(str(beneficiary) for beneficiary in paid.values_list("beneficiary", flat=True)),
        "paid_fen": sum(paid.values_list("fen", flat=True)),
    }


def work(request):
    """In the forked process: point the settings at the request's home, do it, leave the report there."""
    from django.conf import settings
    from django.db import connections

    home = Path(request["home"])
    settings.HOME, settings.FAILPOINT = home, request["failpoint"]
    connections.databases["default"]["NAME"] = str(home / "minzheng.sqlite3")
    found = {"setup": setup, "run": run, "race": race}[request["verb"]]()
    (home / "report.json").write_text(json.dumps(found or report(), ensure_ascii=False))


def serve():
    """One forked process a request; answers with its exit status, negative when it was killed."""
    import django

    django.setup()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                work(json.loads(line))
            except BaseException:
                sys.excepthook(*sys.exc_info())
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
