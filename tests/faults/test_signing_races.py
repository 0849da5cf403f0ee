"""Many sign at once: exactly one signature counts, on both databases."""

import shutil

import pytest
from django.db import connection

from minzheng.kernel.money.tests.paying import PayingHouse
from tests.faults.payday import race_to_sign

pytestmark = pytest.mark.both_databases
ROUNDS = 3


def test_one_winner_among_threads_sqlite(fresh_home, payday, tmp_path):
    """In a process of its own: threads need a database file, and tests on SQLite live in memory."""
    for number in range(ROUNDS):
        home = tmp_path / f"home{number}"
        shutil.copytree(fresh_home, home)
        _, found = payday(home, "race")
        assert found == {"reviewed": 1, "approved": 1}


@pytest.mark.django_db(transaction=True)
def test_one_winner_among_threads_postgresql(cast, settings, tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("threads on SQLite are tested in a process of their own")
    settings.HOME = tmp_path
    house = PayingHouse(cast)
    for name in ("head", "leader", "finance", "second_head"):
        getattr(cast, name)
    for number in range(ROUNDS):
        batch = house.open(month=f"2025-0{number + 1}")
        assert (race_to_sign(batch, "review"), race_to_sign(batch, "approve")) == (1, 1)
