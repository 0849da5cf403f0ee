"""One payment month, from facts to sealed batch, ledger, evidence and bank file: `python -m bench.pay [--json]`.

The peer writes the same lines, coverage, evidence and file with one ORM call a row, in one transaction on the
same disk with the same settings (synchronous=FULL): what a straightforward Django program does. Both sums and
counts are read back from the database and compared before a ratio is told.
"""

from __future__ import annotations

import argparse
import csv
import time
from typing import Any

from bench import district as scratch


def ours(demo: Any, month: str) -> tuple[float, dict[str, int], Any]:
    """Compute, decide, open, sign twice, export: the product's own actions."""
    from minzheng.kernel import clock
    from minzheng.kernel.money import actions as money
    from minzheng.kernel.money.models import PaymentBatch
    from minzheng.lines.assistance.payments.actions import run_month

    area = demo.districts[0]
    started = time.perf_counter()
    officer = demo.actor("section_officer", area)
    with officer.in_scope():
        batch = run_month(district=area, month=month, by=officer, on=clock.today()).batch
    for role in ("section_head", "leader"):
        signer = demo.actor(role, area)
        with signer.in_scope():
            money.sign_batch(
                batch=PaymentBatch.objects.get(pk=batch.pk), digest=batch.digest, by=signer, on=clock.today()
            )
    finance = demo.actor("finance", area)
    with finance.in_scope():
        money.export_batch(batch=PaymentBatch.objects.get(pk=batch.pk), by=finance, on=clock.today())
    seconds = time.perf_counter() - started
    return seconds, sums_of(batch), batch


def sums_of(batch: Any) -> dict[str, int]:
    from django.db.models import Sum

    from minzheng.kernel.access.actors import everywhere
    from minzheng.kernel.money.models import LineCoverage, PaymentLine

    with everywhere():
        lines = PaymentLine.objects.filter(batch=batch)
        covered = LineCoverage.objects.filter(line__batch=batch)
        return {
            "lines": lines.count(),
            "fen": lines.aggregate(total=Sum("fen"))["total"],
            "people": covered.values("person").distinct().count(),
        }


def peer(batch: Any, month: str) -> tuple[float, dict[str, int]]:
    """The same rows again for another month, one call a row."""
    from django.conf import settings
    from django.db import transaction

    from minzheng.kernel.access.actors import everywhere
    from minzheng.kernel.evidence import recording
    from minzheng.kernel.ids import new_id
    from minzheng.kernel.money.models import LineCoverage, PaymentBatch, PaymentLine

    with everywhere():
        lines = list(PaymentLine.objects.filter(batch=batch).order_by("number"))
        covered: dict[Any, list[Any]] = {}
        for line_id, person_id in LineCoverage.objects.filter(line__batch=batch).values_list(
            "line_id", "person_id"
        ):
            covered.setdefault(line_id, []).append(person_id)
        path = settings.HOME / "peer.csv"
        started = time.perf_counter()
        with transaction.atomic(), path.open("w", newline="") as file:
            writer = csv.writer(file)
            copy = PaymentBatch.objects.get(pk=batch.pk)
            copy.pk, copy.number, copy.request_key, copy.month = new_id(), f"peer-{month}", "peer", month
            copy.state, copy.reviewer, copy.reviewed_on, copy.approver = "draft", None, None, None
            copy.approved_on = None
            copy.save(force_insert=True)
            for line in lines:
                old = line.pk
                line.pk, line.batch, line.month = new_id(), copy, month
                line.end_to_end_id = f"P{line.number}"
                line.state = "pending"
                line.save(force_insert=True)
                for person_id in covered[old]:
                    LineCoverage.objects.create(line=line, person_id=person_id)
                recording.record(recording.Entry("bench.line.paid", "逐笔", "bench", str(line.pk)), by="peer")
                writer.writerow([line.end_to_end_id, line.holder_name, line.bank_code, line.fen])
        return time.perf_counter() - started, sums_of(copy)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--scale", type=int, default=1_000, help="per thousand of the demo district's roll")
    options = parser.parse_args()
    scratch.open_scratch()
    demo = scratch.install()
    scratch.fill(demo, options.scale)
    with scratch.held(2025, 1, 10):
        ours_s, sums, batch = ours(demo, "2025-01")
        peak = scratch.peak_mb()
        peer_s, peer_sums = peer(batch, "2024-12")
    row = {
        "name": "payment month", "size": sums["people"], "ours_s": round(ours_s, 3), "peer": "orm-loop",
        "peer_s": round(peer_s, 3), "ratio": round(peer_s / ours_s, 2), "equal": sums == peer_sums,
        "peak_mb": peak,
    }  # fmt: skip
    return scratch.tell([row], options.json)


if __name__ == "__main__":
    raise SystemExit(main())
