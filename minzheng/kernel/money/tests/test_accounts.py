"""A payee has one account in force, kept while nothing of it changes."""

from datetime import date

import pytest

from minzheng.kernel.evidence.models import Event
from minzheng.kernel.money.actions import AccountRequest, register_accounts
from minzheng.kernel.people.actions import move_person
from minzheng.kernel.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LATER = date(2025, 8, 1)


def request_of(payee, **changes):
    values = {"holder_name": "张三", "bank_code": "308302000001", "number": "6222021234567890"} | changes
    return AccountRequest(payee, **values)


@pytest.mark.parametrize("written", [{"holder_name": " 张三 "}, {"number": "6222 0212 3456 7890"}])
def test_the_same_account_written_otherwise_is_kept(house, written):
    (first,) = register_accounts(requests=[request_of(house.people[0])], by=house.cast.officer, on=LATER)
    events = Event.objects.count()
    again = [request_of(house.people[0], **written)]
    assert register_accounts(requests=again, by=house.cast.officer, on=LATER) == [first]
    assert Event.objects.count() == events


def test_a_payee_who_moved_gets_a_new_account_where_it_lives_now(house):
    cast, payee = house.cast, house.people[0]
    with cast.head.in_scope():
        person = Person.objects.get(pk=payee)
        move_person(person=person, kind="current", area=cast.area("320213022001"), by=cast.head, on=LATER)
    there = cast.person("handler_there", "subdistrict_handler", "320213022")
    (new,) = register_accounts(requests=[request_of(payee)], by=there, on=LATER)
    assert (new.area_id, new.ends_on) == (cast.area("320213022001").pk, None)
    assert house.account(house.accounts[payee]).ends_on == LATER
