"""A site is planned, open or closed by its dates; labels are dated."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from minzheng.kernel.evidence.models import Event
from minzheng.kernel.problems import NotThere, Problem, Refused, Stale
from minzheng.kernel.sites import facts
from minzheng.kernel.sites.actions import (
    NewSite,
    close_site,
    end_label,
    give_label,
    open_site,
    register_sites,
)
from minzheng.kernel.sites.models import SITE_KINDS, Site
from minzheng.kernel.sites.queries import count_open_by_subdistrict, list_labels
from minzheng.kernel.vocabularies import Vocabulary

pytestmark = pytest.mark.both_databases
ON = date(2025, 7, 1)


def new(cast, number=1, code="320213021001", **given):
    return NewSite(
        **{"kind": "charity_space", "name": f"慈善空间{number}", "area_id": cast.area(code).pk, **given}
    )


@pytest.fixture
def space(cast):
    return register_sites(sites=[new(cast, opened_on=date(2025, 3, 1))], by=cast.head, on=ON)[0]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2025, 2, 28), "planned"),
        (date(2025, 3, 1), "open"),
        (date(2025, 5, 31), "open"),
        (date(2025, 6, 1), "closed"),
    ],
)
def test_state_follows_dates_in_database_and_python(cast, space, day, state):
    close_site(site=space, closed_on=date(2025, 6, 1), reason="合并", by=cast.head, on=ON)
    assert space.state_on(day) == state
    with cast.head.in_scope():
        assert (Site.objects.open_on(day).count() == 1) is (state == "open")


def test_register_500_takes_few_queries(cast):
    many = [new(cast, number) for number in range(500)]
    head = cast.head
    with CaptureQueriesContext(connection) as queries:
        made = register_sites(sites=many, by=head, on=ON)
    assert len(queries) <= 16
    assert Event.objects.filter(kind="kernel.sites.registered").count() == len(made) == 500


def test_register_refuses_unknown_kind_and_future_opening(cast):
    for given, code in (
        ({"kind": "castle"}, "unknown_kind"),
        ({"opened_on": date(2025, 7, 2)}, "opened_later"),
    ):
        with pytest.raises(Problem) as refused:
            register_sites(sites=[new(cast), new(cast, 2, **given)], by=cast.head, on=ON)
        assert (refused.value.code, refused.value.row) == (code, 2)


def test_open_planned_site_once(cast):
    site = register_sites(sites=[new(cast)], by=cast.head, on=ON)[0]
    open_site(site=site, opened_on=ON, by=cast.officer, on=ON, expect_version=1)
    open_site(site=site, opened_on=ON, by=cast.officer, on=ON)
    assert Event.objects.filter(kind="kernel.sites.opened").count() == 1
    with pytest.raises(Stale):
        open_site(site=site, opened_on=ON, by=cast.officer, on=ON, expect_version=1)
    with pytest.raises(Refused, match="已启用"):
        open_site(site=site, opened_on=date(2025, 6, 1), by=cast.officer, on=ON)


def test_close_needs_right_state_person_and_day(cast, space):
    given = {"site": space, "reason": "合并", "on": ON}
    with pytest.raises(Refused, match="岗位"):
        close_site(**given, closed_on=ON, by=cast.officer)
    with pytest.raises(NotThere):
        close_site(**given, closed_on=ON, by=cast.foreigner)
    with pytest.raises(Problem, match="停用日期"):
        close_site(**given, closed_on=date(2025, 3, 1), by=cast.head)
    close_site(**given, closed_on=ON, by=cast.head)
    close_site(**given, closed_on=ON, by=cast.head)
    assert Event.objects.filter(kind="kernel.sites.closed").count() == 1


def test_count_open_by_subdistrict_joins_community_and_subdistrict(cast):
    rows = [
        new(cast, 1, opened_on=ON),
        new(cast, 2, code="320213021", opened_on=ON),
        new(cast, 3, code="320213022", opened_on=ON),
        new(cast, 4),
    ]
    register_sites(sites=rows, by=cast.head, on=ON)
    with cast.head.in_scope():
        counts = count_open_by_subdistrict("charity_space", on=ON)
    assert counts == {cast.area("320213021").pk: 2, cast.area("320213022").pk: 1}


def test_label_is_dated_and_ends_with_site(cast, space):
    give_label(site=space, label="省级示范", starts_on=date(2025, 4, 1), by=cast.head, on=ON)
    with pytest.raises(Refused, match="省级示范"):
        give_label(site=space, label="省级示范", starts_on=ON, by=cast.head, on=ON)
    give_label(site=space, label="一街一品", starts_on=date(2025, 4, 1), by=cast.head, on=ON)
    end_label(site=space, label="一街一品", ends_on=date(2025, 5, 1), by=cast.head, on=ON)
    close_site(site=space, closed_on=date(2025, 6, 1), reason="合并", by=cast.head, on=ON)
    with cast.head.in_scope():
        assert list_labels([space.pk], on=date(2025, 4, 30)) == {space.pk: ["一街一品", "省级示范"]}
        assert list_labels([space.pk], on=date(2025, 5, 1)) == {space.pk: ["省级示范"]}
        assert list_labels([space.pk], on=date(2025, 6, 1)) == {}


def test_database_refuses_half_coordinates_and_two_open_of_one_name(cast, space):
    with pytest.raises(IntegrityError), transaction.atomic():
        Site._base_manager.filter(pk=space.pk).update(latitude=31)
    with pytest.raises(IntegrityError), transaction.atomic():
        register_sites(sites=[new(cast)], by=cast.head, on=ON)


def test_facts_offer_existing_columns_and_subdistrict(cast, space):
    give_label(site=space, label="省级示范", starts_on=ON, by=cast.head, on=ON)
    with cast.head.in_scope():
        for fact in (facts.sites, facts.site_labels):
            assert fact.in_use()
            row = fact.rows().values_list(*[fact.path_of(column) for column in fact.columns]).get()
            found = dict(zip(fact.columns, row, strict=True))
            assert found["event"] is not None
        subdistricts = facts.sites.rows().values_list(facts.sites.path_of("subdistrict"), flat=True)
        assert list(subdistricts) == [cast.area("320213021").pk]


def test_vocabulary_refuses_second_term_for_one_word():
    words = Vocabulary("类型", one="一")
    words.add("one", "一")
    with pytest.raises(ValueError, match="已称为"):
        words.add("one", "壹")
    with pytest.raises(ValueError, match="代码"):
        words.add("One", "一")
    assert "charity_space" in SITE_KINDS
    assert words.label("two") == "two"
