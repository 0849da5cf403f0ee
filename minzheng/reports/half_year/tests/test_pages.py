"""The report on the screen: its numbers lead to the very question they answer."""

from datetime import date

import pytest

from minzheng.kernel.access.models import User
from minzheng.kernel.money.tests.paying import PayingHouse, answer_row
from minzheng.reports.half_year.actions import freeze_report

pytestmark = pytest.mark.both_databases


@pytest.fixture
def reader(client, cast, settings, tmp_path):
    settings.HOME = tmp_path
    house = PayingHouse(cast)
    batch = house.sent()
    house.answer(*(answer_row(house.line(batch, number)) for number in range(1, batch.line_count + 1)))
    client.force_login(User.objects.get(username=cast.head.username))
    return client


def test_numbers_lead_to_the_reports_own_period_and_district(reader, cast):
    page = reader.get("/report/2025H1/").content.decode()
    address = f"/figures/SA-03/?period=2025H1&amp;area={cast.district.pk}"
    assert f'href="{address}"' in page
    question = reader.get(address.replace("&amp;", "&")).context["question"]
    assert (question.code, question.area) == ("2025H1", cast.district)


def test_numbers_of_a_fixed_report_keep_its_cut_off(reader, cast):
    cut_off, on = date(2025, 7, 31), date(2025, 8, 1)
    freeze_report(area=cast.district, code="2025H1", cut_off=cut_off, by=cast.head, on=on)
    page = reader.get("/report/2025H1/").content.decode()
    address = f"/figures/SA-03/?period=2025H1&amp;area={cast.district.pk}&amp;cut_off=2025-07-31"
    assert f'href="{address}"' in page
