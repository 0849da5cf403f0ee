"""`kill -9` at every failpoint of a payment month: nothing lost, nothing double, and the month still gets done."""

import random
import re
import shutil
from datetime import date

import pytest

from minzheng.demo.bank import Habits, answer_payment_files
from tests.faults.conftest import KILLED, ROOT
from tests.faults.payday import PEOPLE

#: with this seed the bank rejects or returns some of the six payments, so that there is something to reissue
HABITS = Habits(rejected=2_000, returned=2_000, files=2)
SEED = 7
EXPECTED_FEN = sum(100_000 + n for n in range(PEOPLE))
MOST_RESTARTS = 12


def list_failpoints():
    """Every failpoint that the money room declares, read from its source: a new one is tested by existing."""
    text = "\n".join(path.read_text() for path in (ROOT / "minzheng/kernel/money").rglob("*.py"))
    return sorted(set(re.findall(r'failpoints\.reach\("(money\.[a-z_.]+)"\)', text)))


def finish(payday, home, failpoint, kills_wanted=1):
    """Run until the books are closed, the bank answering in between; how often the process was killed."""
    kills, report = 0, None
    for _ in range(MOST_RESTARTS):
        status, report = payday(home, "run", failpoint if kills < kills_wanted else "")
        kills += status == KILLED
        answered = answer_payment_files(home / "bank", seed=SEED, value_date=date(2025, 6, 20), habits=HABITS)
        if report and not answered and all(state == "closed" for _, state in report["states"]):
            break
    return kills, report


def check(report):
    assert report, "the month never came to an end"
    assert report["balanced"]
    assert report["verified"]
    assert len(report["paid"]) == len(set(report["paid"])) == PEOPLE
    assert report["paid_fen"] == EXPECTED_FEN == -report["accounts"]["fund:main"]
    assert [report["accounts"][name] for name in ("in_flight", "returned", "suspense")] == [0, 0, 0]


def test_failpoints_are_found():
    assert len(list_failpoints()) >= 25


@pytest.mark.parametrize("failpoint", list_failpoints())
def test_month_survives_kill_at(failpoint, fresh_home, payday, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(fresh_home, home)
    (home / "bank/in").mkdir(parents=True)
    (home / "bank/in/broken.csv").write_text("not,a,return\n")
    kills, report = finish(payday, home, failpoint)
    assert kills, "the failpoint was never reached"
    check(report)
    assert [path.name for path in (home / "bank/in").glob("*.csv")] == []
    assert (home / "bank/in/refused/broken.csv.errors.json").exists()


@pytest.mark.long
def test_month_survives_many_random_kills(fresh_home, payday, tmp_path):
    """500 kills at failpoints drawn by seed, at least 300 of them inside the critical section."""
    chance, points, kills, critical = random.Random(20250701), list_failpoints(), 0, 0
    while kills < 500:
        home = tmp_path / f"home{kills}"
        shutil.copytree(fresh_home, home)
        for _ in range(MOST_RESTARTS):
            point = chance.choice(points)
            status, _ = payday(home, "run", point)
            kills += status == KILLED
            critical += status == KILLED and not point.endswith("moved")
            answer_payment_files(home / "bank", seed=SEED, value_date=date(2025, 6, 20), habits=HABITS)
        check(finish(payday, home, "")[1])
        shutil.rmtree(home)
    assert critical >= 300
