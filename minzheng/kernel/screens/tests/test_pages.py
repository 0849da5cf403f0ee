"""What registers with verbs and importers of their own get on screen, shown on people, imports and sites."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.kernel.access.models import User
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.money.actions import AccountRequest, register_accounts
from minzheng.kernel.people.actions import register_people
from minzheng.kernel.people.actions.rolls import NewPerson
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.screens.cells import yuan
from minzheng.kernel.screens.masks import HIDDEN, is_sealed, mask

pytestmark = pytest.mark.both_databases
ON = date(2025, 7, 1)
NUMBER = "11010519491231002X"


@pytest.fixture
def officer(client, cast):
    client.force_login(User.objects.get(username=cast.head.username))
    return client


@pytest.fixture
def person(cast):
    area = cast.area("320213021001")
    new = NewPerson(
        area.pk, area.district_id, "欧阳示例", "citizen_number", NUMBER, "female", phone="13812345678"
    )
    with cast.head.in_scope():
        return register_people(people=[new], by=cast.head, on=ON)[0]


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("typed", ["OYSL", "oysl", "002X", NUMBER, "欧阳", "歐陽"])
def test_top_search_finds_a_person(officer, person, typed):
    page = text(officer.get("/search/", {"q": typed}))
    assert f"/kernel/people/{person}/" in page
    assert "欧阳示例" not in page


@pytest.mark.parametrize("typed", ["", "%", "\x00", "' OR 1=1 --", "x" * 5000, "🙂"])
def test_odd_searches_find_nobody(officer, person, typed):
    for address in ("/search/", "/kernel/people/", "/api/kernel/places/"):
        assert officer.get(address, {"q": typed}).status_code in (200, 422)


def test_person_page_is_masked(officer, person):
    page = text(officer.get(f"/kernel/people/{person}/"))
    assert "138****5678" in page
    assert "**************002X" in page
    for plain in (NUMBER, "13812345678", "欧阳示例"):
        assert plain not in page


def test_reveal_writes_evidence_before_showing(officer, person):
    address = f"/kernel/people/{person}/reveal/"
    assert officer.post(address, {"field": "phone", "reason": "查"}).status_code == 422
    assert officer.post(address, {"field": "data_key", "reason": "核对领取人电话"}).status_code == 422
    assert not Event.objects.filter(kind="kernel.people.revealed").exists()
    shown = officer.post(address, {"field": "phone", "reason": "核对领取人电话"})
    assert "13812345678" in text(shown)
    assert "no-store" in shown["Cache-Control"]
    event = Event.objects.get(kind="kernel.people.revealed")
    assert "13812345678" not in event.body


def test_edit_goes_through_the_registers_own_action(officer, person):
    sent = {"name": "欧阳改名", "sex": "female", "birth_date": "1949-12-31", "death_date": "", "version": 1}
    assert officer.post(f"/kernel/people/{person}/edit/", sent).status_code == 302
    assert Person._base_manager.get().name == "欧阳改名"
    event = Event.objects.get(kind="kernel.people.edited")
    assert "欧阳改名" not in event.body
    late = officer.post(f"/kernel/people/{person}/edit/", {**sent, "name": "晚到"})
    assert late.status_code == 422
    assert Person._base_manager.get().name == "欧阳改名"


def test_verb_with_arguments_becomes_a_form(officer, cast, person):
    area = cast.area("320213021001")
    page = officer.get("/kernel/people/open_household/")
    assert 'name="number"' in text(page)
    sent = {"area": area.pk, "number": "H1", "head": str(person), "address": "", "phone": ""}
    assert officer.post("/kernel/people/open_household/", sent).status_code == 302
    household = Household._base_manager.get()
    detail = text(officer.get(f"/kernel/people/household/{household.pk}/"))
    assert "H1" in detail
    assert f"/kernel/people/{person}/" in detail


def test_lookup_answers_options_in_scope_only(client, cast, officer, person):
    found = text(officer.get("/lookup/kernel.people/", {"head_search": "OYSL"}))
    assert f'value="{person}"' in found
    client.force_login(User.objects.get(username=cast.foreigner.username))
    assert str(person) not in text(client.get("/lookup/kernel.people/", {"head_search": "OYSL"}))
    client.force_login(User.objects.get(username=cast.system.username))
    assert client.get("/lookup/kernel.people/", {"head_search": "OYSL"}).status_code == 404


def upload(client, content, do):
    file = SimpleUploadedFile("家庭名册.csv", content.encode("utf-8-sig"))
    return client.post("/kernel/people/import/", {"kind": "household_roll", "file": file, "do": do})


def test_import_page_checks_marks_and_imports(officer, cast):
    template = officer.get("/kernel/people/import/household_roll.xlsx")
    assert template.content[:2] == b"PK"
    from openpyxl import load_workbook

    heads = [cell.value for cell in next(load_workbook(io.BytesIO(template.content)).worksheets[0].rows)]
    assert "户号" in heads
    wrong = ",".join(heads) + "\n" + ",".join("H1" if head == "户号" else "" for head in heads) + "\n"
    refused = upload(officer, wrong, "import")
    assert refused.status_code == 422
    assert "没有导入任何一行" in text(refused)
    assert not Household._base_manager.exists()
    marked = upload(officer, wrong, "annotate")
    assert marked["Content-Disposition"].endswith('-errors.xlsx"')
    values = {"户号": "H1", "区划代码": "320213021001"}
    right = ",".join(heads) + "\n" + ",".join(values.get(head, "") for head in heads) + "\n"
    checked = upload(officer, right, "check")
    assert checked.status_code == 200
    assert "尚未导入" in text(checked)
    assert not Household._base_manager.exists()
    assert upload(officer, right, "import").status_code == 302
    assert Household._base_manager.get().number == "H1"
    assert upload(officer, right, "import").status_code == 302
    assert Household._base_manager.count() == 1


def test_staged_import_is_confirmed_on_its_page(officer, cast):
    staged = upload(officer, "户号,区划代码\nH1,320213021001\n", "stage")
    assert staged.status_code == 302
    assert not Household._base_manager.exists()
    page = text(officer.get(staged["Location"]))
    assert "确认导入" in page
    assert officer.post(f"{staged['Location']}commit_staged/").status_code == 302
    assert Household._base_manager.get().number == "H1"


def test_further_tables_are_masked_like_the_main_one(client, cast, person):
    request = AccountRequest(person, "欧阳示例", "308302000001", "6222021234567890")
    (account,) = register_accounts(requests=[request], by=cast.head, on=ON)
    client.force_login(User.objects.get(username=cast.head.username))
    for address in (
        "/kernel/money/payoutaccount/",
        f"/kernel/money/payoutaccount/{account.pk}/",
        "/api/kernel/money/payoutaccount/",
        f"/api/kernel/money/payoutaccount/{account.pk}",
    ):
        answer = client.get(address)
        page = json.dumps(answer.json(), ensure_ascii=False) if "/api/" in address else text(answer)
        assert "欧***" in page
        assert "欧阳示例" not in page
        assert account.number_token not in page


def test_import_of_rubbish_is_explained(officer):
    file = SimpleUploadedFile("x.xlsx", b"PK\x03\x04rubbish")
    answer = officer.post("/kernel/people/import/", {"kind": "household_roll", "file": file, "do": "import"})
    assert answer.status_code == 422
    assert "没有导入任何一行" in text(answer)


def test_leader_may_not_import(client, cast):
    client.force_login(User.objects.get(username=cast.leader.username))
    assert client.get("/kernel/people/import/").status_code == 404


def test_export_tells_filters_but_not_what_was_searched(officer, person):
    answer = officer.post(f"/kernel/people/export.csv?q={NUMBER}&sex=female")
    assert answer.status_code == 200
    assert "欧***" in answer.content.decode("utf-8-sig")
    event = Event.objects.get(kind="kernel.people.exported")
    assert NUMBER not in event.body
    assert json.loads(event.body)["details"]["filters"]["sex"] == "female"


@pytest.mark.parametrize(
    ("fen", "printed"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (108050, "1,080.50"),
        (-1, "-0.01"),
        (123456789012345678, "1,234,567,890,123,456.78"),
    ],
)
def test_yuan_is_exact(fen, printed):
    assert yuan(fen) == printed


@pytest.mark.parametrize("value", [b"x", "v1:aes-256-gcm:k1:abc:def", "v1:hmac-sha-256:k1:Ab-_9"])
def test_sealed_values_are_never_printed(value):
    assert is_sealed(value)
    assert mask("phone", value) == HIDDEN
    assert mask("", value) == HIDDEN


def test_unknown_mask_hides_everything():
    assert mask("color", "red") == HIDDEN
