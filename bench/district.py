"""A scratch installation with a synthetic district, for benchmarks that need a real database on a real disk."""

from __future__ import annotations

import os
import platform
import resource
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

SEED = 20250701


def open_scratch() -> Path:
    """An own MINZHENG_HOME and Django on it; call before importing anything of the product."""
    home = Path(tempfile.mkdtemp(prefix="minzheng-bench-"))
    os.environ.update(
        MINZHENG_HOME=str(home), MINZHENG_MODE="demo", DJANGO_SETTINGS_MODULE="minzheng.config.settings"
    )
    import django

    django.setup()
    return home


def install() -> Any:
    """Database, areas, keys and accounts; answers the demo with its districts."""
    from minzheng.kernel.places.models import AreaCode, CodeSystem
    from minzheng.kernel.places.queries import list_districts
    from minzheng.shell.cli import demonstration
    from minzheng.shell.cli.demo_accounts import install_demo_accounts
    from minzheng.shell.cli.installation import install as set_up

    list(set_up(demonstration.AREA_FILES))
    districts = list_districts()
    codes = dict(AreaCode.objects.filter(system=CodeSystem.STATISTICS).values_list("area_id", "code"))
    install_demo_accounts(districts, codes)
    home = Path(os.environ["MINZHENG_HOME"])
    return demonstration.Demo(home / "files", SEED, lambda _: None, districts, codes)


def held(year: int, month: int, day: int) -> Any:
    from minzheng.kernel import clock

    return clock.held_at(datetime(year, month, day, 9, tzinfo=clock.SHANGHAI))


def fill(demo: Any, scale: int) -> None:
    """Write and import everything known about the first district before January, and its fund."""
    from minzheng.kernel import clock
    from minzheng.kernel.money import actions as money
    from minzheng.shell.cli import demonstration

    district = demo.districts[0]
    demonstration.write_files(demo.folder, seed=SEED, scale=scale)
    with held(2025, 1, 2):
        demonstration.import_delivery(demo, district, date(2025, 1, 1))
        finance = demo.actor("finance", district)
        with finance.in_scope():
            money.install_fund(
                district=district, code="social_assistance", name="基准", by=finance, on=clock.today()
            )


def machine() -> dict[str, Any]:
    return {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def tell(results: list[dict[str, Any]], as_json: bool) -> int:
    """Print the answer of seams.md, or a line a row; exit 1 when contestants differ."""
    import json

    if as_json:
        print(json.dumps({"machine": machine(), "results": results}))
    else:
        for row in results:
            print(
                f"{row['name']:24} {row['size']:>9,} ours {row['ours_s']:.3f} s, {row['peer']} "
                f"{row['peer_s']:.3f} s, ratio {row['ratio']}, equal {row['equal']}, peak {row['peak_mb']} MB"
            )
    return 0 if all(row["equal"] for row in results) else 1
