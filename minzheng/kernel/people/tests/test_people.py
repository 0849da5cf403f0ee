"""Persons: registered sealed, found without opening, corrected with their history, seen with a reason."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from minzheng.kernel.crypto import Sealed
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.people import queries, secrets
from minzheng.kernel.people.actions import edit_person, register_people, reveal
from minzheng.kernel.people.actions.rolls import (
    HOUSEHOLD_COLUMNS,
    MEMBERSHIP_COLUMNS,
    PERSON_COLUMNS,
    RESIDENCE_COLUMNS,
)
from minzheng.kernel.people.models import Household, Membership, Person, Residence
from minzheng.kernel.people.tests.factories import ON, citizen_number, make_person, new_person
from minzheng.kernel.problems import NotThere, Problem, Refused, Stale

pytestmark = pytest.mark.both_databases
COMMUNITY = "320213021001"
RARE = "𬭚㛃·阿卜杜拉"


@pytest.fixture
def area(in_scope):
    return in_scope.area(COMMUNITY)


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (Person, PERSON_COLUMNS),
        (Household, HOUSEHOLD_COLUMNS),
        (Membership, MEMBERSHIP_COLUMNS),
        (Residence, RESIDENCE_COLUMNS),
    ],
)
def test_bulk_columns_are_all_of_the_model(model, columns):
    assert sorted(columns) == sorted(field.attname for field in model._meta.concrete_fields)


def test_number_phone_and_address_rest_sealed(area, in_scope):
    person = make_person(area, in_scope.head, phone="13812345678", address="解放路7号")
    number = citizen_number(date(1958, 4, 2), 11)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person")
        stored = "|".join(str(value) for value in cursor.fetchone())
    assert not any(secret in stored for secret in (number, number[-4:], "13812345678", "解放路"))
    opened = [secrets.open_field(person, name) for name in ("id_number", "phone", "address")]
    assert opened == [number, "13812345678", "解放路7号"]


def test_sealed_text_of_one_row_does_not_open_in_another(area, in_scope):
    first = make_person(area, in_scope.head, phone="1")
    second = make_person(area, in_scope.head, sequence=13, phone="2")
    Person.objects.filter(pk=second.pk).update(phone_sealed=first.phone_sealed)
    second.refresh_from_db()
    with pytest.raises(Sealed):
        secrets.open_field(second, "phone")


def test_registered_twice_is_refused_whole(area, in_scope):
    make_person(area, in_scope.head)
    two = [new_person(area, sequence=13), new_person(area)]
    with pytest.raises(Refused) as refused:
        register_people(people=two, by=in_scope.head, on=ON)
    assert refused.value.code == "already_registered"
    assert Person.objects.count() == 1


def test_number_once_a_district_stands_in_the_database(area, in_scope):
    first = make_person(area, in_scope.head)
    second = make_person(area, in_scope.head, sequence=13)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=second.pk).update(id_number_index=first.id_number_index)


def test_without_document_needs_a_reason(area, in_scope):
    with pytest.raises(Problem) as wrong:
        make_person(area, in_scope.head, id_kind="none", id_number="")
    assert wrong.value.code == "reason_missing"
    baby = make_person(area, in_scope.head, id_kind="none", id_number="", no_id_reason="newborn")
    assert baby.id_number_index is None
    assert baby.last_four_index == ""


def test_birth_date_against_the_number_is_refused(area, in_scope):
    wrong = new_person(area)._replace(birth_date=date(1960, 1, 1))
    with pytest.raises(Problem) as refused:
        register_people(people=[wrong], by=in_scope.head, on=ON)
    assert refused.value.code == "birth_date_differs"


@pytest.mark.parametrize(
    "changes",
    [
        {"birth_date": date(1960, 1, 1)},
        {"id_number": citizen_number(date(1960, 1, 1), 11)},
        {"birth_date": date(1961, 1, 1), "id_number": citizen_number(date(1960, 1, 1), 11)},
    ],
)
def test_birth_date_and_number_are_corrected_together_or_not_at_all(area, in_scope, changes):
    person = make_person(area, in_scope.head)
    with pytest.raises(Problem) as refused:
        edit_person(person=person, changes=changes, by=in_scope.head, on=ON)
    assert refused.value.code == "birth_date_differs"
    both = {"birth_date": date(1960, 1, 1), "id_number": citizen_number(date(1960, 1, 1), 11)}
    edit_person(person=Person.objects.get(), changes=both, by=in_scope.head, on=ON)
    assert queries.find_by_id_number(both["id_number"]).birth_date == date(1960, 1, 1)


def test_register_in_a_foreign_area_is_not_there(cast):
    with cast.foreigner.in_scope(), pytest.raises(NotThere):
        register_people(people=[new_person(cast.area(COMMUNITY))], by=cast.foreigner, on=ON)


def test_the_same_number_in_two_districts_stays_two_rows(cast):
    with cast.head.in_scope():
        make_person(cast.area(COMMUNITY), cast.head)
    with cast.foreigner.in_scope():
        make_person(cast.area("329901001001"), cast.foreigner)
        assert Person.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    ["王小明", "小明", "WXM", "wxm", "0112", "320213195804020112", " ３２０２１３１９５８０４０２０１１２ "],
)
def test_search_finds_by(area, in_scope, text):
    person = make_person(area, in_scope.head)
    assert secrets.open_field(person, "id_number") == "320213195804020112"
    other = make_person(area, in_scope.head, name="赵钱孙", sequence=12, birth_date=date(1970, 1, 1))
    assert list(queries.search(text)) == [person]
    assert other not in queries.search(text)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("龍應台", ["龙应台", "龍應", "LYT"]),
        ("单雄信", ["SXX"]),
        ("覃明", ["QM", "TM"]),
        (RARE, [RARE, "𬭚", "𬭚㛃阿卜", "阿卜杜拉", "𬭚㛃•阿卜杜拉"]),
    ],
)
def test_search_reads_names_as_people_write_them(area, in_scope, name, texts):
    person = make_person(area, in_scope.head, name=name)
    assert person.name == name
    for text in texts:
        assert list(queries.search(text)) == [person], text


@pytest.mark.parametrize("text", ["", "  ", "%", "_", "王%", "XM", "0119", "不存在"])
def test_search_finds_nobody_by(area, in_scope, text):
    make_person(area, in_scope.head)
    assert not queries.search(text).exists()


def test_search_sees_own_areas_only(cast):
    with cast.head.in_scope():
        make_person(cast.area("320213022001"), cast.head)
        assert queries.search("王小明").count() == 1
    with cast.handler.in_scope():
        assert not queries.search("王小明").exists()
        assert queries.find_by_id_number("320213195804020112") is None


def test_find_by_id_number_reads_any_spelling(area, in_scope):
    born = date(1958, 4, 2)
    person = make_person(area, in_scope.head, id_number=citizen_number(born, 18).lower(), sequence=18)
    assert queries.find_by_id_number(citizen_number(born, 18)) == person


def test_edit_keeps_history_masked(area, in_scope):
    person = make_person(area, in_scope.head, phone="13812345678")
    edit_person(
        person=person,
        changes={"name": "單小明", "phone": "13987654321"},
        by=in_scope.head,
        on=ON,
        expect_version=1,
    )
    person.refresh_from_db()
    assert (person.version, person.folded_name) == (2, "单小明")
    assert list(queries.search("SXM")) == [person]
    event = Event.objects.get(kind="kernel.people.edited")
    assert '"phone":["138****5678","139****4321"]' in event.body
    assert not any(plain in event.body for plain in ("13812345678", "13987654321", "單小明"))


def test_edit_identity_moves_the_index(area, in_scope):
    baby = make_person(area, in_scope.head, id_kind="none", id_number="", no_id_reason="newborn")
    number = citizen_number(date(1958, 4, 2), 21)
    edit_person(
        person=baby, changes={"id_kind": "citizen_number", "id_number": number}, by=in_scope.head, on=ON
    )
    assert queries.find_by_id_number(number) == baby
    assert list(queries.search(number[-4:])) == [baby]
    other = make_person(area, in_scope.head, sequence=31)
    with pytest.raises(Refused):
        edit_person(person=other, changes={"id_number": number}, by=in_scope.head, on=ON)


def test_edit_of_nothing_records_nothing(area, in_scope):
    person = make_person(area, in_scope.head)
    edit_person(person=person, changes={"name": person.name}, by=in_scope.head, on=ON)
    assert not Event.objects.filter(kind="kernel.people.edited").exists()


def test_edit_of_a_stale_version_is_refused(area, in_scope):
    person = make_person(area, in_scope.head)
    Person.objects.filter(pk=person.pk).update(version=F("version") + 1)
    with pytest.raises(Stale):
        edit_person(person=person, changes={"name": "李四"}, by=in_scope.head, on=ON)


def test_reveal_leaves_its_reason_first(area, in_scope):
    person = make_person(area, in_scope.head, phone="13812345678")
    with pytest.raises(Refused):
        reveal(person=person, field="phone", reason=" ", by=in_scope.head, on=ON)
    assert (
        reveal(person=person, field="phone", reason="电话核实申请", by=in_scope.head, on=ON) == "13812345678"
    )
    event = Event.objects.get(kind="kernel.people.revealed")
    assert "电话核实申请" in event.body
    assert "13812345678" not in event.body


def test_reveal_is_not_for_readers(area, in_scope):
    person = make_person(area, in_scope.head)
    with pytest.raises(Refused):
        reveal(person=person, field="id_number", reason="想看看号码", by=in_scope.leader, on=ON)


def test_age_turns_on_the_birthday_and_on_1_march_for_leap_days():
    born = Person(birth_date=date(1960, 2, 29))
    assert [born.age_on(date(2025, *day)) for day in ((2, 28), (3, 1))] == [64, 65]
    assert born.age_on(date(2024, 2, 29)) == 64
    assert Person().age_on(ON) is None


def test_registering_500_people_takes_few_statements(area, in_scope, django_assert_max_num_queries):
    people = [new_person(area, sequence=n % 999, birth_date=date(1950, 1 + n // 999, 1)) for n in range(500)]
    with django_assert_max_num_queries(15):
        register_people(people=people, by=in_scope.head, on=ON)
    assert Person.objects.count() == 500
