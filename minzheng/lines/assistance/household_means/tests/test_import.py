"""Means arrive by file for households that are known, in yuan, kept in fen."""

from datetime import date

import pytest

from minzheng.lines.assistance.household_means.models import HouseholdMeans
from tests.deliveries import Deliveries

pytestmark = pytest.mark.both_databases
KIND = "household_means"


@pytest.fixture
def deliveries(cast, tmp_path, settings):
    settings.HOME = tmp_path
    return Deliveries(cast, tmp_path)


def test_yuan_become_the_fen_that_were_meant(cast, deliveries):
    deliveries.first(KIND)
    meant = {h.number: h.means for h in deliveries.population.households}
    with cast.head.in_scope():
        found = {row.household.number: row for row in HouseholdMeans.objects.select_related("household")}
    assert len(found) > 20
    for number, row in found.items():
        assert row.money_fen == meant[number].money
        assert (row.dwellings, row.vehicles) == (meant[number].dwellings, meant[number].vehicles)


def test_a_community_worker_may_not_import(cast, deliveries):
    from minzheng.kernel.feeds.importing import import_file
    from minzheng.kernel.problems import Refused

    folder = deliveries.write(date.min, date(2025, 1, 1))
    with cast.community.in_scope(), pytest.raises(Refused):
        import_file(
            kind=KIND, path=folder / "household_means.csv", by=cast.community, on=date(2025, 1, 2),
            district=cast.district,
        )  # fmt: skip


def test_households_of_nobody_are_named(cast, deliveries):
    folder = deliveries.write(date.min, date(2025, 1, 1))
    result = deliveries.take(KIND, folder, date(2025, 1, 2))
    assert result.state == "refused"
    assert {error.code for error in result.errors} == {"household_unknown"}
