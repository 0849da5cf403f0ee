"""The demo from end to end: files, imports, six months with two signatures and a bank, the checked report.

Everything goes the way a bureau goes, on the days it would: the same importers, actions, approvals and files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings

from minzheng import discovery
from minzheng.demo.files import Window
from minzheng.demo.population import known_before, make_population
from minzheng.demo.writing import write_kernel_files
from minzheng.kernel import clock
from minzheng.kernel.access.actors import everywhere
from minzheng.kernel.feeds.importing import import_file
from minzheng.kernel.money import actions as money
from minzheng.kernel.money.models import PaymentBatch
from minzheng.kernel.places.models import Area, AreaCode, CodeSystem, Level
from minzheng.kernel.places.queries import list_districts
from minzheng.kernel.problems import BrokenInvariant, Refused
from minzheng.shell.cli import demo_months
from minzheng.shell.cli.demo_accounts import install_demo_accounts
from minzheng.shell.cli.demo_run import Demo, Say
from minzheng.shell.cli.installation import install

AREA_FILES = ("areas.csv", "second_district.csv")
SMALL = 30  # the second district's roll, per thousand of the first's
MONTHS = tuple(date(2025, month, 1) for month in range(1, 7))
REPORT = "2025H1"
IMPORT_ORDER = (
    "population_statistics", "household_roll", "member_roll", "household_means", "member_circumstances",
    "disability_cards", "payout_accounts", "life_events",
)  # fmt: skip


def write_files(folder: Path, *, seed: int, scale: int) -> list[Path]:
    """The input files of both districts, one folder a delivery: `<district>/<month>/`."""
    written: list[Path] = []
    for code, communities, share in _places(scale):
        population = make_population(code, communities, seed=seed, scale=share)
        for first, window in _deliveries():
            delivery = folder / code / f"{window.until:%Y-%m}"
            known = known_before(population, window.until)
            written += write_kernel_files(known, delivery, window, first=first)
            for module in discovery.load(discovery.find_everywhere("demo")):
                path = module.write_demo_files(known, delivery, window)
                written += [path] if path else []
    return written


def _places(scale: int) -> Iterator[tuple[str, list[str], int]]:
    """(district code, communities, scale) from the shipped area files; needs no database."""
    from minzheng.kernel.places.actions import DATA, read_area_file

    for name, share in zip(AREA_FILES, (scale, SMALL * scale // 1_000), strict=True):
        rows = read_area_file(DATA / name)
        district = next(row.code for row in rows if row.level == Level.DISTRICT)
        yield district, [row.code for row in rows if row.level == Level.COMMUNITY], max(1, share)


def _deliveries() -> Iterator[tuple[bool, Window]]:
    """Everything known before January, then month by month what the month before brought."""
    yield True, Window(date.min, MONTHS[0])
    edges = [*MONTHS, date(2025, 7, 1)]
    for since, until in pairwise(edges):
        yield False, Window(since, until)


def run(read_from: Path | None, *, seed: int, scale: int, say: Say) -> dict[str, Any]:
    """The whole demo; answers and writes what `demo.json` says."""
    for line in install(AREA_FILES):
        say(line)
    with everywhere():
        paid = PaymentBatch.objects.exists()
    if paid:
        raise Refused(
            "demo_exists", "这里已有发放数据。", fix="请加 --fresh 重新开始，或另设 MINZHENG_HOME。"
        )
    districts = list_districts()
    codes = dict(AreaCode.objects.filter(system=CodeSystem.STATISTICS).values_list("area_id", "code"))
    folder = read_from or settings.HOME / "demo" / "files"
    demo = Demo(folder, seed, say, districts, codes)
    accounts = install_demo_accounts(districts, codes)
    if read_from is None:
        say(f"写出 {len(write_files(folder, seed=seed, scale=scale))} 个输入文件")
    for district in districts:
        _run_district(demo, district)
    return _finish(demo, accounts)


def _run_district(demo: Demo, district: Area) -> None:
    first = datetime.combine(date(2024, 12, 30), time(9), clock.SHANGHAI)
    with clock.held_at(first):
        finance = demo.actor("finance", district)
        with finance.in_scope():
            money.install_fund(
                district=district,
                code="social_assistance",
                name="社会救助专项资金",
                by=finance,
                on=clock.today(),
            )
    for month in MONTHS:
        with clock.held_at(datetime.combine(month.replace(day=2), time(9), clock.SHANGHAI)):
            import_delivery(demo, district, month)
        demo_months.pay_month(demo, district, month)
    with clock.held_at(datetime.combine(date(2025, 7, 1), time(8, 30), clock.SHANGHAI)):
        import_delivery(demo, district, date(2025, 7, 1))


def import_delivery(demo: Demo, district: Area, month: date) -> None:
    """Every file of the month's folder, in the order in which one refers to another."""
    folder = demo.folder / demo.codes[district.pk] / f"{month:%Y-%m}"
    actor = demo.actor("section_head", district)
    rows = 0
    with actor.in_scope():
        for kind in IMPORT_ORDER:
            for path in sorted(folder.glob(f"{kind}.*")):
                result = import_file(kind=kind, path=path, by=actor, on=clock.today(), district=district)
                if result.errors:
                    raise BrokenInvariant("demo_file", f"{path.name}：{result.errors[0].message}")
                rows += result.rows
    demo.say(f"{district.name} {month:%Y-%m}：导入 {rows} 行")


def _finish(demo: Demo, accounts: list[dict[str, Any]]) -> dict[str, Any]:
    from minzheng.shell.cli.reporting import build_and_check

    leader = demo.actor("leader", demo.districts[0])
    with leader.in_scope():
        report = build_and_check(demo.districts[0], REPORT, leader)
    own = [batch for batch in demo.batches if batch["district"] == demo.codes[demo.districts[0].pk]]
    result = {
        "seed": demo.seed,
        "people": report["people"],
        "amount_fen": report["amount_fen"],
        "batches": len(own),
        "report": report["files"],
        "figures": report["figures"],
        "accounts": accounts,
    }
    _write_private(settings.HOME / "demo.json", result)
    return result


def _write_private(path: Path, result: dict[str, Any]) -> None:
    """Readable by its owner alone: it holds the demo accounts' passwords."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(result, file, ensure_ascii=False, indent=1)


def summary(result: dict[str, Any]) -> str:
    """What a person reads at the end."""
    figures = result["figures"]
    return "\n".join(
        (
            f"发放困难群众 {result['people']} 人，{result['amount_fen'] // 100} 元（演示数据）",
            f"核对：属实 {figures['verified']}，不符 {figures['differs']}，未知 {figures['unknown']}",
            f"报告：{result['report']['docx']}",
            f"账号：{settings.HOME / 'demo.json'}",
        )
    )


__all__ = ["Demo", "import_delivery", "run", "summary", "write_files"]
