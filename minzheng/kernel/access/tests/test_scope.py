"""Scope fails closed, and an action refuses by permission, area, version and same person."""

from datetime import date

import pytest
from django_scopes.exceptions import ScopeError

from minzheng.kernel.action import action
from minzheng.kernel.evidence import recording
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.ids import new_id
from minzheng.kernel.places.models import PopulationStatistic
from minzheng.kernel.problems import BrokenInvariant, NotThere, Refused, Stale

pytestmark = pytest.mark.both_databases
ON = date(2025, 7, 1)


@action("kernel.places.import", subject="row", not_same_as=("maker",))
def correct_population(*, row, residents, by, on, expect_version=None, tell=True):
    row.residents = residents
    row.save()
    if tell:
        recording.record(recording.Entry("kernel.places.corrected", "更正人口数"), by=by.username)
    return row


@pytest.fixture
def rows(cast):
    def make(code):
        return PopulationStatistic.objects.create(
            id=new_id(), area=cast.area(code), year=2024, age_from=60, residents=100
        )

    return make("320213021001"), make("329901001001")


def test_unscoped_query_raises(rows):
    with pytest.raises(ScopeError):
        list(PopulationStatistic.objects.all())


@pytest.mark.parametrize(("who", "seen"), [("head", 1), ("foreigner", 1), ("community", 1), ("system", 0)])
def test_each_sees_own_area_only(cast, rows, who, seen):
    actor = getattr(cast, who)
    with actor.in_scope():
        found = list(PopulationStatistic.objects.all())
    assert len(found) == seen
    expected = cast.other_district.pk if who == "foreigner" else cast.district.pk
    assert all(row.area.district_id == expected for row in found)


def test_action_writes_change_and_event(cast, rows):
    correct_population(row=rows[0], residents=120, by=cast.head, on=ON)
    assert Event.objects.filter(kind="kernel.places.corrected", actor="head").count() == 1


def test_action_without_evidence_is_undone(cast, rows):
    with pytest.raises(BrokenInvariant):
        correct_population(row=rows[0], residents=999, by=cast.head, on=ON, tell=False)
    with cast.head.in_scope():
        assert PopulationStatistic.objects.get().residents == 100


def test_action_refuses_other_district_as_missing(cast, rows):
    with pytest.raises(NotThere):
        correct_population(row=rows[1], residents=1, by=cast.head, on=ON)


def test_action_refuses_without_permission(cast, rows):
    with pytest.raises(Refused, match="岗位"):
        correct_population(row=rows[0], residents=1, by=cast.officer, on=ON)


def test_action_refuses_stale_version(cast, rows):
    with pytest.raises(Stale):
        correct_population(row=rows[0], residents=1, by=cast.head, on=ON, expect_version=7)


def test_action_refuses_same_person(cast, rows):
    row = rows[0]
    row.maker_id = cast.head.user_id
    with pytest.raises(Refused, match="同一人"):
        correct_population(row=row, residents=1, by=cast.head, on=ON)
