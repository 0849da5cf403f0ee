"""A simulated bank: an outside party that reads payment files and answers with return files. It knows no database.

It takes what a bank would take: `out/*.csv` whose manifest exists and agrees, and it answers in `in/`, in several
files, in no particular order, with some payments that fail. The same seed gives the same answers.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

COLUMNS: Final = (
    "return_id", "batch", "line", "end_to_end_id", "status", "amount_fen", "code", "reason", "value_date",
    "reverses",
)  # fmt: skip
REASONS: Final[Mapping[str, str]] = {
    "account_closed": "账户已销户",
    "name_mismatch": "户名不符",
    "account_unknown": "账号不存在",
    "deceased": "持卡人已去世",
    "other": "其他原因",
}
Answer = dict[str, str]


@dataclass(frozen=True)
class Habits:
    """How this bank behaves, in lines of ten thousand: `rejected` never leave, `returned` come back after payment.

    files: into how many files the answers of a batch are split. late_days: after how many days a payment that
    comes back does so.
    """

    rejected: int = 18
    returned: int = 7
    files: int = 3
    late_days: int = 4


def list_ready(folder: Path) -> list[Path]:
    """Payment files that may be taken: the manifest is there and names exactly these bytes."""
    return [path for path in sorted((folder / "out").glob("*.csv")) if _is_ready(path)]


def _is_ready(path: Path) -> bool:
    manifest = path.with_suffix(".json")
    if not manifest.exists():
        return False
    told = json.loads(manifest.read_text(encoding="utf-8"))
    content = path.read_bytes()
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
    return bool(
        told["file_sha256"] == hashlib.sha256(content).hexdigest()
        and told["batch"] == path.stem
        and told["lines"] == len(rows)
        and told["amount_fen"] == sum(int(row["amount_fen"]) for row in rows)
    )


def answer_payment_files(
    folder: Path, *, seed: int, value_date: date, habits: Habits | None = None, deceased: Sequence[str] = ()
) -> list[Path]:
    """Answer every ready payment file that has not been answered; the return files written, in order of name.

    folder: `$MINZHENG_HOME/bank`. value_date: the day on which payments are booked. deceased: account numbers
    whose holders the bank knows to be dead. A batch is answered once: `out/.answered/` remembers it.
    """
    habits = habits or Habits()
    written: list[Path] = []
    for path in list_ready(folder):
        mark = folder / "out" / ".answered" / path.stem
        if mark.exists():
            continue
        answers = list(_answers(path, f"{seed}:{path.stem}", value_date, habits, deceased))
        random.Random(f"{seed}:{path.stem}:order").shuffle(answers)
        written.extend(_write_files(folder / "in", path.stem, answers, habits.files))
        mark.parent.mkdir(exist_ok=True, mode=0o700)
        mark.touch()
    return written


def _answers(path: Path, seed: str, day: date, habits: Habits, deceased: Sequence[str]) -> Iterator[Answer]:
    """An account fails or not, whatever stands around it in the file: that is how accounts are."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            chance = random.Random(f"{seed}:{row['account']}")
            lot = chance.randrange(10_000)
            if row["account"] in deceased:
                yield _answer(row, "rejected", "deceased", day)
            elif lot < habits.rejected:
                yield _answer(row, "rejected", chance.choice(("account_closed", "name_mismatch")), day)
            else:
                yield _answer(row, "paid", "", day)
                if lot < habits.rejected + habits.returned:
                    late = day + timedelta(days=habits.late_days)
                    yield _answer(row, "returned", chance.choice(("account_closed", "account_unknown")), late)


def _answer(row: Mapping[str, str], status: str, code: str, day: date) -> Answer:
    return {
        "return_id": f"B-{row['end_to_end_id']}-{status}", "batch": row["batch"], "line": row["line"],
        "end_to_end_id": row["end_to_end_id"], "status": status, "amount_fen": row["amount_fen"], "code": code,
        "reason": REASONS.get(code, ""), "value_date": day.isoformat(), "reverses": "",
    }  # fmt: skip


def _write_files(folder: Path, batch: str, answers: Sequence[Answer], count: int) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    written = []
    for index in range(count):
        part = answers[index::count]
        if part:
            path = folder / f"{batch}-{index + 1}.csv"
            _write_whole(path, part)
            written.append(path)
    return written


def _write_whole(path: Path, answers: Sequence[Answer]) -> None:
    """A bank, too, must not let half a file be seen."""
    aside = path.with_name(f".{path.name}")
    with aside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(answers)
    os.replace(aside, path)
