"""Circumstances arrive by file; a later state ends the earlier one and both stay provable."""

from datetime import date

import pytest

from minzheng.kernel.evidence.verifying import verify
from minzheng.lines.assistance.circumstances.models import Circumstance
from tests.deliveries import Deliveries

pytestmark = pytest.mark.both_databases
KIND = "member_circumstances"


@pytest.fixture
def deliveries(cast, tmp_path, settings):
    settings.HOME = tmp_path
    return Deliveries(cast, tmp_path)


def rows(cast):
    with cast.head.in_scope():
        return list(Circumstance.objects.order_by("person_id", "starts_on"))


def test_every_member_has_a_state_and_repeating_changes_nothing(cast, deliveries):
    first = deliveries.first(KIND)
    assert first[KIND].new == first["member_roll"].rows > 40
    before = [(row.pk, row.version) for row in rows(cast)]
    again = deliveries.take(KIND, deliveries.write(date.min, date(2025, 1, 1)), date(2025, 1, 3))
    assert (again.state, again.new, again.changed) == ("unchanged", 0, 0)
    assert [(row.pk, row.version) for row in rows(cast)] == before


def test_a_later_state_ends_the_earlier_one_and_the_chain_explains_both(cast, deliveries):
    deliveries.first(KIND)
    later = deliveries.later(KIND)
    assert later[KIND].state == "committed"
    ended = [row for row in rows(cast) if row.ends_on is not None]
    assert ended, "this seed brings at least one job"
    for row in ended:
        with cast.head.in_scope():
            following = Circumstance.objects.filter(person=row.person_id, starts_on=row.ends_on).get()
        assert following.income_wages_fen > row.income_wages_fen
    assert verify().ok, verify().first_bad


def test_a_member_not_yet_registered_is_an_error_of_its_line(cast, deliveries):
    folder = deliveries.write(date.min, date(2025, 1, 1))
    refused = deliveries.take(KIND, folder, date(2025, 1, 2))
    assert refused.state == "refused"
    error = refused.errors[0].as_dict()
    assert (error["code"], error["row"], error["column"]) == ("person_unknown", 2, "证件号码")
    assert "成员花名册" in error["fix"]
    assert rows(cast) == []


def test_another_district_sees_nothing(cast, deliveries):
    deliveries.first(KIND)
    with cast.foreigner.in_scope():
        assert Circumstance.objects.count() == 0
