"""Amount, eligibility and reason of six benefits for a whole roll, beside OpenFisca-Core in the same run: `python -m bench.rules [--json] [--large]`.

Equality to the fen is checked before anything is timed. Each contestant runs in a process of its own, so that
peak memory is its own; the seeded roll stands in memory before the clock starts. Medians of `--runs` runs.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from minzheng.benefits.household_file import explain_with
from minzheng.benefits.roll import Roll, calculate_with, describe
from minzheng.benefits.sample import sample_roll
from minzheng.benefits.statute import shipped_book
from minzheng.rules.months import Month

MONTH = "2025-03"
SEED = 20250630
PEER = "openfisca-core"
SIZES = (10_000, 1_000_000)
LARGE = 10_000_000
EXPLAINED = 200


def median_s(work: Callable[[], Any], runs: int) -> float:
    """Median seconds of a number of runs."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def peak_mb() -> int:
    """Most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def run_ours(size: int, runs: int) -> dict[str, Any]:
    """Our rules on NumPy blocks, and one household explained."""
    roll, standards = sample_roll(size, SEED), shipped_book().at(Month.parse(MONTH))
    calculate_with(sample_roll(1_000, 1), standards)
    seconds = median_s(lambda: calculate_with(roll, standards), runs)
    totals = {
        f"{code}.{name}": digest(values)
        for code, each in calculate_with(roll, standards).benefits.items()
        for name, values in (
            ("amount", each.amount_fen),
            ("eligible", each.eligible),
            ("reason", each.reason),
        )
    }
    sample = [describe(roll, index) for index in range(EXPLAINED)]
    peak = peak_mb()
    explained = median_s(lambda: [explain_with(each, standards) for each in sample], runs) / EXPLAINED
    return {"seconds": seconds, "explain_s": explained, "peak_mb": peak, "totals": totals}


def run_peer(size: int, runs: int) -> dict[str, Any]:
    """OpenFisca-Core: building the simulation and calculating, the calculation alone, one household traced."""
    from bench.openfisca_model import results, simulation, system

    roll, country = sample_roll(size, SEED), system(shipped_book().at(Month.parse(MONTH)))
    results(simulation(country, sample_roll(1_000, 1), MONTH), MONTH)
    built_s, calculated_s = [], []
    for _ in range(runs):
        start = time.perf_counter()
        built = simulation(country, roll, MONTH)
        middle = time.perf_counter()
        results(built, MONTH)
        calculated_s.append(time.perf_counter() - middle)
        built_s.append(middle - start)
        del built
    totals = {
        code: digest(values) for code, values in results(simulation(country, roll, MONTH), MONTH).items()
    }
    peak = peak_mb()
    sample = [Roll.of([describe(roll, index)]) for index in range(20)]
    traced = median_s(lambda: [traced_lines(country, one) for one in sample], runs) / len(sample)
    return {
        "seconds": statistics.median(map(sum, zip(built_s, calculated_s, strict=True))),
        "calculate_s": statistics.median(calculated_s),
        "explain_s": traced,
        "peak_mb": peak,
        "totals": totals,
    }


def traced_lines(country: Any, roll: Roll) -> list[str]:
    """What OpenFisca says of one household: every variable with its value."""
    from bench.openfisca_model import results, simulation

    built = simulation(country, roll, MONTH, trace=True)
    results(built, MONTH)
    lines: list[str] = built.tracer.computation_log.lines()
    return lines


def digest(values: Any) -> list[int]:
    """Total, number paid, and a sum weighted by place: equal only when every row is."""
    fen = np.asarray(values).astype(np.int64)
    places = np.arange(len(fen), dtype=np.int64) % 9973 + 1
    return [int(fen.sum()), int((fen > 0).sum()), int((fen * places).sum())]


def in_own_process(who: str, size: int, runs: int) -> dict[str, Any]:
    """One contestant's measurements, from a fresh interpreter."""
    command = [
        sys.executable,
        "-m",
        "bench.rules",
        "--contestant",
        who,
        "--size",
        str(size),
        "--runs",
        str(runs),
    ]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def compare(size: int, runs: int) -> list[dict[str, Any]]:
    """Rows of the answer for one size."""
    ours, peer = in_own_process("ours", size, runs), in_own_process("peer", size, runs)
    equal = ours["totals"] == peer["totals"]

    def row(name: str, persons: int, ours_s: float, peer_s: float) -> dict[str, Any]:
        return {
            "name": name,
            "size": persons,
            "ours_s": round(ours_s, 6),
            "peer": PEER,
            "peer_s": round(peer_s, 6),
            "ratio": round(peer_s / ours_s, 2),
            "equal": equal,
            "peak_mb": ours["peak_mb"],
            "peer_peak_mb": peer["peak_mb"],
        }

    return [
        row("rules", size, ours["seconds"], peer["seconds"]),
        row("rules, calculation alone", size, ours["seconds"], peer["calculate_s"]),
        row("one household explained", 1, ours["explain_s"], peer["explain_s"]),
    ]


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    import os

    return {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}


def main() -> int:
    """The command. Exit 1 when the contestants differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--large", action="store_true", help="10 million persons too (about 6 GB)")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--size", type=int, action="append")
    parser.add_argument("--contestant", choices=("ours", "peer"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.contestant:
        run = run_ours if options.contestant == "ours" else run_peer
        print(json.dumps(run(options.size[0], options.runs)))
        return 0
    sizes = options.size or [*SIZES, *([LARGE] if options.large else [])]
    results = [row for size in sizes for row in compare(size, options.runs)]
    if options.json:
        print(json.dumps({"machine": machine(), "results": results}))
    else:
        for row in results:
            print(
                f"{row['name']:28} {row['size']:>9,} ours {row['ours_s']:.6f} s, {row['peer']} {row['peer_s']:.6f} s, "
                f"ratio {row['ratio']}, equal {row['equal']}, peak {row['peak_mb']} / {row['peer_peak_mb']} MB"
            )
    return 0 if all(row["equal"] for row in results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
