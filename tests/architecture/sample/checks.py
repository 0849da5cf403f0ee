"""What must be true of a register that is only a folder. Run inside the scratch copy by test_one_folder.py."""

import csv
import io
import json
from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minzheng.kernel.access.models import Assignment, User
from minzheng.kernel.access.plates import list_permissions
from minzheng.kernel.evidence.models import Event

LIST = "/memorial_days/flower_points/"
API = f"/api{LIST}"
ON = date(2025, 7, 1)


@pytest.fixture
def points(cast):
    return apps.get_model("memorial_days_flower_points", "FlowerPoint")


@pytest.fixture
def make(cast, points):
    def add(name="惠山鲜花点", code="320213021001", **values):
        return points._base_manager.create(name=name, area=cast.area(code), **values)

    return add


@pytest.fixture
def as_officer(client, cast):
    client.force_login(User.objects.get(username=cast.officer.username))
    return client


def text(response):
    return response.content.decode()


def body(client, area, **changes):
    return {
        "name": "新点",
        "state": "open",
        "area": area.pk,
        "budget_fen": "1080.50",
        "phone": "13812345678",
        **changes,
    }


def test_menu_names_it(as_officer):
    page = text(as_officer.get("/"))
    assert "清明祭扫" in page
    assert f'href="{LIST}"' in page


def test_home_counts_its_open_work(as_officer, make):
    make(state="planned")
    page = as_officer.get("/")
    assert ("鲜花领取点", 1) in [(card.title, card.count) for card in page.context["cards"]]


def test_list_searches_filters_and_sorts(as_officer, make):
    make("惠山点", state="open", opened_on=date(2025, 3, 1), budget_fen=500)
    make("广益点", state="planned", code="320213025001", budget_fen=900)
    assert "惠山点" in text(as_officer.get(LIST, {"q": "惠山"}))
    assert "广益点" not in text(as_officer.get(LIST, {"q": "惠山"}))
    assert "广益点" in text(as_officer.get(LIST, {"q": "廣益"}))
    assert "广益点" not in text(as_officer.get(LIST, {"state": "open"}))
    assert "惠山点" not in text(as_officer.get(LIST, {"opened_on_from": "2025-04-01"}))
    page = text(as_officer.get(LIST, {"sort": "-budget_fen"}))
    assert page.index("广益点") < page.index("惠山点")
    assert as_officer.get(LIST, {"sort": "phone"}).context["page"].sort == ""


def test_list_filters_by_area_with_everything_below(as_officer, cast, make):
    make("里面", code="320213021001")
    make("外面", code="320213025001")
    page = text(as_officer.get(LIST, {"area": cast.area("320213021").pk}))
    assert "里面" in page
    assert "外面" not in page


def test_list_is_masked_and_in_yuan(as_officer, make):
    make(phone="13812345678", budget_fen=108050)
    page = text(as_officer.get(LIST))
    assert "138****5678" in page
    assert "13812345678" not in page
    assert "1,080.50" in page


def test_list_swaps_only_results_for_htmx(as_officer, make):
    make()
    swapped = text(as_officer.get(LIST, headers={"HX-Request": "true"}))
    assert "<html" not in swapped
    assert "惠山鲜花点" in swapped


@pytest.mark.parametrize("address", [LIST, API, "/"])
def test_queries_do_not_grow_with_rows(as_officer, make, address):
    def count(rows, start):
        for number in range(start, rows):
            make(f"点{number}", phone="13812345678")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert as_officer.get(address).status_code == 200
        return len(captured)

    assert count(5, 0) == count(50, 5)


def test_other_district_is_not_there(as_officer, make):
    foreign = make("外区", code="329901001001")
    assert "外区" not in text(as_officer.get(LIST))
    assert as_officer.get(f"{LIST}{foreign.pk}/").status_code == 404
    assert as_officer.get(f"{LIST}{foreign.pk}/edit/").status_code == 404
    assert as_officer.get(f"{API}{foreign.pk}").status_code == 404
    assert as_officer.get(f"{LIST}0198aaaa-0000-7000-8000-000000000000/").status_code == 404
    assert as_officer.get(f"{LIST}nonsense/").status_code == 404


def test_create_writes_row_and_event(as_officer, cast, points):
    area = cast.area("320213021001")
    answer = as_officer.post(f"{LIST}new/", body(as_officer, area))
    assert answer.status_code == 302
    row = points._base_manager.get()
    assert (row.budget_fen, row.version) == (108050, 1)
    event = Event.objects.get(kind="memorial_days.flower_points.created")
    assert "13812345678" not in event.body
    assert json.loads(event.body)["changes"]["budget_fen"] == [None, 108050]


@pytest.mark.parametrize("amount", ["1.234", "-", "1e3", "abc"])
def test_create_refuses_wrong_money(as_officer, cast, points, amount):
    answer = as_officer.post(f"{LIST}new/", body(as_officer, cast.area("320213021001"), budget_fen=amount))
    assert answer.status_code == 422
    assert not points._base_manager.exists()


def test_create_refuses_area_outside(as_officer, cast, points):
    answer = as_officer.post(f"{LIST}new/", body(as_officer, cast.area("329901001001")))
    assert answer.status_code == 422
    assert not points._base_manager.exists()


def test_create_reports_duplicates_in_words(as_officer, cast, make):
    make("新点")
    answer = as_officer.post(f"{LIST}new/", body(as_officer, cast.area("320213021001")))
    assert answer.status_code == 422
    assert "存在" in text(answer)


def test_edit_checks_version_and_tells_differences(as_officer, cast, make, points):
    row = make(phone="13812345678", budget_fen=100)
    page = as_officer.get(f"{LIST}{row.pk}/edit/")
    assert 'name="version" value="1"' in text(page)
    changed = body(as_officer, row.area, name="改名", budget_fen="2.00", version=1)
    assert as_officer.post(f"{LIST}{row.pk}/edit/", changed).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.budget_fen, row.version) == ("改名", 200, 2)
    late = as_officer.post(f"{LIST}{row.pk}/edit/", body(as_officer, row.area, name="晚到", version=1))
    assert late.status_code == 422
    assert "已被他人修改" in text(late)
    history = text(as_officer.get(f"{LIST}{row.pk}/"))
    assert "<del>1.00</del>" in history
    assert "<ins>2.00</ins>" in history
    assert "13812345678" not in history


def test_edit_cannot_push_a_row_out_of_reach(client, cast, make, points):
    row = make()
    handler = cast.person("only_one", "section_officer", "320213021", "memorial_days")
    client.force_login(User.objects.get(username=handler.username))
    moved = body(client, cast.area("320213025001"), version=1)
    assert client.post(f"{LIST}{row.pk}/edit/", moved).status_code == 422
    assert points._base_manager.get().area_id == row.area_id


def test_reader_cannot_create(client, cast, points):
    client.force_login(User.objects.get(username=cast.leader.username))
    assert client.get(LIST).status_code == 200
    assert client.get(f"{LIST}new/").status_code == 404
    assert client.post(f"{LIST}new/", body(client, cast.area("320213021001"))).status_code == 404
    assert client.post(API, {}, content_type="application/json").status_code == 404
    assert "新建" not in text(client.get(LIST))


def test_administrator_sees_nothing(client, cast, make):
    make()
    client.force_login(User.objects.get(username=cast.system.username))
    assert client.get(LIST).status_code == 404
    assert "鲜花领取点" not in text(client.get("/"))


def test_signed_out_is_asked_to_sign_in(client, cast):
    assert client.get(LIST).status_code == 302
    assert client.get(API).status_code == 401


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_export_has_no_live_formula(as_officer, make, start):
    make(f"{start}点")
    answer = as_officer.post(f"{LIST}export.csv")
    assert answer["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][0].startswith("'")
    event = Event.objects.get(kind="memorial_days.flower_points.exported")
    assert json.loads(event.body)["details"]["rows"] == 1


def test_export_is_masked_limited_and_filtered(as_officer, make, monkeypatch):
    from openpyxl import load_workbook

    from minzheng.kernel.screens import exporting

    make("开放点", state="open", phone="13812345678", budget_fen=12345678)
    make("筹备点", state="planned")
    answer = as_officer.post(f"{LIST}export.xlsx?state=open")
    page = load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in page.rows]
    assert [row[0] for row in rows[1:]] == ["开放点"]
    assert rows[1][4:] == ["123456.78", "138****5678"]
    assert all(cell.data_type == "s" or cell.value is None for row in page.rows for cell in row)
    monkeypatch.setattr(exporting, "ROW_LIMIT", 1)
    assert as_officer.post(f"{LIST}export.csv").status_code == 403
    assert as_officer.get(f"{LIST}export.csv").status_code == 405


def test_api_lists_creates_and_edits(as_officer, cast, points):
    area = cast.area("320213021001")
    sent = {
        "name": "接口点",
        "state": "open",
        "area": str(area.pk),
        "budget_fen": 1080,
        "phone": "13812345678",
    }
    made = as_officer.post(API, sent, content_type="application/json")
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["budget_fen"], row["version"], row["phone"]) == (1080, 1, "138****5678")
    assert row["area"]["id"] == str(area.pk)
    assert as_officer.get(API).json()["count"] == 1
    change = {"version": 1, "name": "接口改"}
    edited = as_officer.patch(f"{API}{row['id']}", change, content_type="application/json")
    assert edited.status_code == 200, edited.content
    assert (edited.json()["name"], edited.json()["version"]) == ("接口改", 2)
    assert points._base_manager.get().phone == "13812345678"
    late = as_officer.patch(f"{API}{row['id']}", change, content_type="application/json")
    assert (late.status_code, late.json()["code"]) == (409, "stale_version")


@pytest.mark.parametrize(
    ("sent", "column"),
    [({"name": "x"}, "area"), ({"name": "x", "area": "1", "color": 1}, "color"), ({"name": "x", "area": "1", "budget_fen": 1.5}, "budget_fen")],
)  # fmt: skip
def test_api_errors_have_one_shape(as_officer, cast, sent, column):
    answer = as_officer.post(API, sent, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["column"] == column
    assert {"code", "message"} <= answer.json().keys()


def test_api_broken_json_is_refused(as_officer):
    answer = as_officer.post(API, "{", content_type="application/json")
    assert answer.status_code in (400, 422)
    assert {"code", "message"} <= answer.json().keys()


def test_api_filter_errors_are_told(as_officer):
    answer = as_officer.get(API, {"opened_on_from": "yesterday"})
    assert (answer.status_code, answer.json()["column"]) == (422, "opened_on_from")


def test_openapi_and_permission_table_name_it(client, cast):
    schema = client.get("/api/openapi.json").json()
    assert schema["paths"][API]["get"]["x-permission"] == "memorial_days.flower_points.view"
    assert schema["paths"][API]["post"]["x-permission"] == "memorial_days.flower_points.create"
    assert schema["paths"][API + "{pk}"]["patch"]["x-permission"] == "memorial_days.flower_points.edit"
    assert "memorial_days.flower_points.view" in list_permissions()


def test_line_of_another_does_not_see_it(client, cast, make):
    make()
    user = User(username="elder", display_name="elder")
    user.set_unusable_password()
    user.save()
    Assignment.objects.create(
        user=user, role_id="section_officer", line="assistance", area=cast.district, starts_on=ON
    )
    client.force_login(user)
    assert client.get(LIST).status_code == 404


def test_fact_is_offered():
    from minzheng.kernel.facts import find_fact

    assert find_fact("memorial_days.flower_points").zh == "鲜花领取点"


def test_indicator_is_in_the_catalogue_and_counts(cast, make):
    from minzheng.indicators.engine import Asked, catalogue, find_indicator, parse_period, total

    make(state="open")
    make("未开", state="planned")
    assert "XX-01" in [row["id"] for row in catalogue()]
    with cast.head.in_scope():
        asked = Asked(parse_period("2025H1"), cut_off=date(2025, 6, 30), area_id=cast.district.pk, book=None)
        assert total(find_indicator("XX-01"), asked).text == "1"


def test_benefit_is_in_the_statute_book():
    from minzheng.benefits.household_file import explain, parameters

    keys = [row["key"] for row in parameters("2025-03")["parameters"]]
    assert any("sample_heating_subsidy" in key for key in keys)
    household = {
        "schema": "minzheng.household/1",
        "household": "H1",
        "area": "320213021001",
        "members": [
            {"person": "P1", "relation": "self", "birth_date": "1955-01-01", "hukou_district": "320213"}
        ],
    }
    found = [
        one for one in explain(household, "2025-03")["benefits"] if one["code"] == "sample_heating_subsidy"
    ]
    assert [(one["eligible"], one["amount_fen"]) for one in found] == [(True, 1200)]
