"""The pages of figures: who sees what, the numbers on them, the way down to the record, a bounded number of queries."""

import json
from dataclasses import replace

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from minzheng.kernel.access.models import User
from minzheng.kernel.ids import new_id
from minzheng.kernel.money.tests.paying import PayingHouse, answer_row
from minzheng.kernel.places.models import PopulationStatistic
from minzheng.reports.dashboards.asking import read_question

pytestmark = pytest.mark.both_databases
PERIOD = "?period=2025H1"


@pytest.fixture
def house(cast, settings, tmp_path):
    settings.HOME = tmp_path
    return PayingHouse(cast)


def pay(house, people):
    more = [replace(line, covered=tuple(people)) for line in house.lines(people[:1], fen=100_000)]
    batch = house.sent(lines=[*more, *house.lines(people[1:])])
    house.answer(*(answer_row(house.line(batch, number)) for number in range(1, len(people) + 1)))
    return batch


def client_of(cast, who):
    actor = getattr(cast, who)
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def test_list_shows_the_figures_with_values(house):
    pay(house, house.people)
    page = client_of(house.cast, "head").get(f"/figures/{PERIOD}").content.decode()
    assert "发放各类保障金的困难群众人数" in page
    assert "<strong>4</strong>" in page
    assert "<strong>4,435.03</strong>" in page
    assert "梁溪区" in page


def test_detail_shows_value_definition_parts_and_links_to_the_record(house):
    pay(house, house.people)
    page = client_of(house.cast, "head").get(f"/figures/SA-03/{PERIOD}").content.decode()
    assert 'data-figure="SA-03">4 人<' in page
    assert "数的是被保障的成员，不是收款人" in page
    assert "崇安寺" in page
    assert "最低生活保障" in page
    assert "2025-06" in page
    assert reverse("kernel.people.detail", args=[house.people[0]]) in page
    assert page.count("<tr>") > 10


def test_area_below_shows_its_own_value_and_another_district_does_not_exist(house):
    pay(house, house.people)
    client, cast = client_of(house.cast, "head"), house.cast
    other = cast.area("320213022").pk
    assert 'data-figure="SA-03">0 人<' in client.get(f"/figures/SA-03/{PERIOD}&area={other}").content.decode()
    assert client.get(f"/figures/SA-03/{PERIOD}&area={cast.other_district.pk}").status_code == 404
    assert client.get(f"/figures/SA-03/{PERIOD}&area=x").status_code == 404


def test_other_district_sees_only_its_own(house):
    pay(house, house.people)
    page = client_of(house.cast, "foreigner").get(f"/figures/SA-03/{PERIOD}").content.decode()
    assert str(house.people[0]) not in page
    assert "示例区" in page


@pytest.mark.parametrize(("who", "seen"), [("head", True), ("community", False), ("auditor", True)])
def test_figure_is_seen_by_whoever_may_view_its_register(house, who, seen):
    client = client_of(house.cast, who)
    assert ("SA-04" in client.get("/figures/").content.decode()) is seen
    assert client.get("/figures/SA-04/").status_code == (200 if seen else 404)


def test_administrators_see_no_figures_and_strangers_log_in(house):
    assert client_of(house.cast, "system").get("/figures/").status_code == 404
    assert Client().get("/figures/").status_code == 302


def test_unknown_figure_and_bad_questions_are_answered(house):
    client = client_of(house.cast, "head")
    assert client.get("/figures/ZZ-99/").status_code == 404
    assert client.get("/figures/?period=2025H9").status_code == 400
    assert client.get("/figures/?cut_off=yesterday").status_code == 400


def test_register_not_in_use_is_said(house):
    page = client_of(house.cast, "head").get(f"/figures/SA-04/{PERIOD}").content.decode()
    assert "未知：登记尚未启用" in page


def test_default_question_is_the_half_year_before(house):
    asked = read_question(QueryDict(""), house.cast.head, on=house.cast.district.valid_from)
    assert (asked.code, asked.area.pk) == ("2022H2", house.cast.district.pk)


def test_catalogue_is_data(house):
    found = json.loads(client_of(house.cast, "head").get("/figures/catalogue.json").content)
    assert {"SA-03", "SA-04", "POP-60"} <= {one["id"] for one in found["indicators"]}


def count_residents(cast, *codes):
    PopulationStatistic.objects.bulk_create(
        PopulationStatistic(id=new_id(), area=cast.area(code), year=2024, age_from=60, residents=9)
        for code in codes
    )


@pytest.mark.parametrize("address", ["/figures/", "/figures/SA-03/", "/figures/SA-04/", "/figures/POP-60/"])
def test_number_of_queries_does_not_grow_with_the_rows(house, address):
    cast, client = house.cast, client_of(house.cast, "head")
    pay(house, house.people[:1])
    count_residents(cast, "320213021001")
    with CaptureQueriesContext(connection) as few:
        client.get(address + PERIOD)
    batch = house.sent(lines=house.lines(house.people[1:]), month="2025-05")
    house.answer(*(answer_row(house.line(batch, number)) for number in (1, 2, 3)), name="more.csv")
    count_residents(cast, "320213021002", "320213022001", "320213022002")
    with CaptureQueriesContext(connection) as many:
        client.get(address + PERIOD)
    assert len(many) == len(few)
