"""The population aged 60 and over."""

from datetime import date

import pytest

from minzheng.indicators.eldercare.population import OLDER_RESIDENTS
from minzheng.indicators.engine import Asked, parse_period, total, trace
from minzheng.kernel.places.models import PopulationStatistic

pytestmark = pytest.mark.both_databases


@pytest.fixture
def statistics(cast):
    rows = [
        ("320213021001", 2023, 60, 65, 900),
        ("320213021001", 2024, 59, 60, 50),
        ("320213021001", 2024, 60, 80, 100),
        ("320213022001", 2024, 80, None, 20),
        ("329901001001", 2024, 60, None, 7),
        ("320213021001", 2026, 60, None, 5000),
    ]
    PopulationStatistic.objects.bulk_create(
        PopulationStatistic(area=cast.area(code), year=year, age_from=start, age_to=end, residents=number)
        for code, year, start, end, number in rows
    )
    return cast


def ask(cast, year=2025):
    return Asked(parse_period(f"{year}H1"), date(year, 6, 30), cast.district.pk)


def test_older_residents_of_the_newest_year_up_to_the_cut_off(statistics):
    with statistics.head.in_scope():
        assert total(OLDER_RESIDENTS, ask(statistics)).text == "120"
        assert total(OLDER_RESIDENTS, ask(statistics, 2023)).text == "900"
        assert sum(one["quantity"] for one in trace(OLDER_RESIDENTS, ask(statistics))["records"]) == 120


def test_older_residents_before_any_statistic_are_none_counted(statistics):
    with statistics.head.in_scope():
        assert total(OLDER_RESIDENTS, ask(statistics, 2020)).text == "0"


def test_older_residents_unknown_while_no_statistic_is_kept(cast):
    with cast.head.in_scope():
        assert total(OLDER_RESIDENTS, ask(cast)).text is None
