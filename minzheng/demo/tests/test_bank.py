"""The simulated bank: it takes only what is ready, answers the same for one seed, and touches files alone."""

import csv
import hashlib
import json
from datetime import date

import pytest

from minzheng.demo.bank import Habits, answer_payment_files, list_ready

DAY = date(2025, 6, 10)
HEADER = "batch,line,end_to_end_id,account,name,bank_code,amount_fen,purpose\n"


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, "b1", 200)
    return tmp_path


def write(folder, batch, lines):
    (folder / "out").mkdir(exist_ok=True)
    rows = "".join(
        f"{batch},{n},{batch}-{n},6222{n:08d},张三,308,{100 + n},低保\n" for n in range(1, lines + 1)
    )
    content = (HEADER + rows).encode()
    path = folder / "out" / f"{batch}.csv"
    path.write_bytes(content)
    manifest = {
        "batch": batch, "lines": lines, "amount_fen": sum(100 + n for n in range(1, lines + 1)),
        "file_sha256": hashlib.sha256(content).hexdigest(), "batch_digest": "sha256:0",
    }  # fmt: skip
    path.with_suffix(".json").write_text(json.dumps(manifest))
    return path


def read(paths):
    return [row for path in paths for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]


def test_answers_every_payment_and_fails_some(folder):
    rows = read(
        answer_payment_files(folder, seed=1, value_date=DAY, habits=Habits(rejected=1_000, returned=1_000))
    )
    assert {int(row["line"]) for row in rows if row["status"] in ("paid", "rejected")} == set(range(1, 201))
    assert {row["status"] for row in rows} == {"paid", "rejected", "returned"}
    assert len({row["return_id"] for row in rows}) == len(rows)
    assert [int(row["line"]) for row in rows] != sorted(int(row["line"]) for row in rows)


def test_same_seed_same_answers(folder, tmp_path):
    first = [p.read_bytes() for p in answer_payment_files(folder, seed=1, value_date=DAY)]
    other = tmp_path / "other"
    other.mkdir()
    write(other, "b1", 200)
    assert [p.read_bytes() for p in answer_payment_files(other, seed=1, value_date=DAY)] == first


def test_answers_once(folder):
    assert answer_payment_files(folder, seed=1, value_date=DAY)
    assert answer_payment_files(folder, seed=1, value_date=DAY) == []


@pytest.mark.parametrize("damage", ["manifest", "byte", "amount"])
def test_takes_only_what_is_ready(folder, damage):
    path = folder / "out" / "b1.csv"
    manifest = path.with_suffix(".json")
    if damage == "manifest":
        manifest.unlink()
    elif damage == "byte":
        path.write_bytes(path.read_bytes().replace(b"6222", b"6223", 1))
    else:
        manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "amount_fen": 1}))
    assert list_ready(folder) == []
    assert answer_payment_files(folder, seed=1, value_date=DAY) == []


def test_dead_holders_are_known(folder):
    rows = read(answer_payment_files(folder, seed=1, value_date=DAY, deceased=["622200000007"]))
    assert [(row["status"], row["code"]) for row in rows if row["line"] == "7"] == [("rejected", "deceased")]
