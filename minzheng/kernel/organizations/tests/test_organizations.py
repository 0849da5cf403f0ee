"""Registering, ending and roles over time; the code that is checked and never twice."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from stdnum.cn.uscc import calc_check_digit

from minzheng.kernel.evidence.models import Event
from minzheng.kernel.organizations import facts
from minzheng.kernel.organizations.actions import (
    NewOrganization,
    dissolve_organization,
    end_role,
    give_role,
    register_organizations,
)
from minzheng.kernel.organizations.models import Organization, OrganizationRole
from minzheng.kernel.organizations.queries import (
    find_by_credit_code,
    get_ids_by_credit_code,
    list_roles,
    list_with_role,
)
from minzheng.kernel.problems import NotThere, Problem, Refused, Stale

pytestmark = pytest.mark.both_databases
ON = date(2025, 7, 1)


def code(number, prefix="52320213"):
    body = f"{prefix}{number:09d}"
    return body + calc_check_digit(body)


def new(cast, number=1, **given):
    values = {
        "official_name": f"梁溪区银龄服务中心{number}", "kind": "private_non_enterprise_unit",
        "area_id": cast.area("320213021").pk, "credit_code": code(number),
        "registered_on": date(2016, 5, 1),
    }  # fmt: skip
    return NewOrganization(**{**values, **given})


@pytest.fixture
def center(cast):
    return register_organizations(organizations=[new(cast)], by=cast.head, on=ON)[0]


def test_register_writes_one_event_each(cast):
    made = register_organizations(organizations=[new(cast, 1), new(cast, 2)], by=cast.head, on=ON)
    events = Event.objects.filter(kind="kernel.organizations.registered").order_by("sequence")
    assert [event.subject_id for event in events] == [str(row.pk) for row in made]
    assert [row.event for row in made] == [event.sequence for event in events]


def test_register_500_takes_few_queries(cast):
    head, many = cast.head, [new(cast, number) for number in range(500)]
    register_organizations(organizations=[new(cast, 999)], by=head, on=ON)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        register_organizations(organizations=many, by=head, on=ON)
    assert len(queries) <= 16


def test_register_reads_code_however_typed(cast):
    typed = code(7).lower()
    made = register_organizations(
        organizations=[new(cast, 7, credit_code=f" {typed[:8]}-{typed[8:]}")], by=cast.head, on=ON
    )
    assert made[0].credit_code == code(7)
    with cast.head.in_scope():
        assert find_by_credit_code(typed) == made[0]
        assert get_ids_by_credit_code([code(7), code(8)]) == {code(7): made[0].pk}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"credit_code": code(1)[:17] + ("0" if code(1)[17] != "0" else "1")}, "check_digit"),
        ({"kind": "foundation"}, "kind_contradicts_code"),
        ({"credit_code": "52320213"}, "length"),
    ],
)
def test_register_refuses_wrong_code_with_row(cast, given, problem):
    with pytest.raises(Problem) as refused:
        register_organizations(organizations=[new(cast, 2), new(cast, 1, **given)], by=cast.head, on=ON)
    assert (refused.value.code, refused.value.row) == (problem, 2)
    assert not Organization._base_manager.exists()


def test_register_refuses_known_code_even_of_other_district(cast, center):
    with pytest.raises(Refused, match="已登记"):
        register_organizations(
            organizations=[new(cast, area_id=cast.other_district.pk)], by=cast.foreigner, on=ON
        )


def test_register_refuses_same_code_twice_in_list(cast):
    with pytest.raises(Refused, match="已登记"):
        register_organizations(organizations=[new(cast, 3), new(cast, 3)], by=cast.head, on=ON)


def test_register_elsewhere_is_refused_whole(cast):
    rows = [new(cast, 1), new(cast, 2, area_id=cast.other_district.pk)]
    with pytest.raises(NotThere):
        register_organizations(organizations=rows, by=cast.head, on=ON)
    assert not Organization._base_manager.exists()


def test_clean_refuses_wrong_code(cast):
    row = Organization(
        official_name="某会", kind="social_group", credit_code=code(1), area=cast.area("320213021")
    )
    with cast.head.in_scope(), pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert "kind" in refused.value.message_dict


def test_empty_code_may_be_many_times(cast):
    rows = [new(cast, n, credit_code="", kind="other", official_name=f"居委会{n}") for n in (1, 2)]
    made = register_organizations(organizations=rows, by=cast.head, on=ON)
    assert [row.credit_code for row in made] == [None, None]


def test_dissolve_ends_open_roles(cast, center):
    give_role(organization=center, role="service_provider", starts_on=date(2024, 1, 1), by=cast.head, on=ON)
    dissolve_organization(
        organization=center, dissolved_on=date(2025, 6, 30), reason="自行申请注销", by=cast.head, on=ON
    )
    with cast.head.in_scope():
        ended = OrganizationRole.objects.get()
        assert (ended.ends_on, ended.version) == (date(2025, 6, 30), 2)
        assert list(Organization.objects.registered_on(date(2025, 6, 29))) == [center]
        assert not Organization.objects.registered_on(date(2025, 6, 30))
        assert list_with_role("service_provider", on=date(2025, 6, 29)).count() == 1
        assert list_with_role("service_provider", on=date(2025, 6, 30)).count() == 0


def test_dissolve_twice_stale_or_by_officer_is_refused(cast, center):
    given = {"organization": center, "dissolved_on": ON, "reason": "注销", "on": ON}
    with pytest.raises(Refused, match="岗位"):
        dissolve_organization(**given, by=cast.officer)
    with pytest.raises(Stale):
        dissolve_organization(**given, by=cast.head, expect_version=9)
    dissolve_organization(**given, by=cast.head)
    with pytest.raises(Refused, match="已终止"):
        dissolve_organization(**given, by=cast.head)


def test_role_twice_at_once_is_refused_and_again_later_is_not(cast, center):
    given = {"organization": center, "role": "charity", "by": cast.head, "on": ON}
    give_role(**given, starts_on=date(2024, 1, 1))
    with pytest.raises(Refused, match="慈善组织"):
        give_role(**given, starts_on=date(2025, 1, 1))
    end_role(**given, ends_on=date(2025, 1, 1))
    give_role(**given, starts_on=date(2025, 1, 1))
    with cast.head.in_scope():
        assert list_roles([center.pk], on=date(2025, 1, 1)) == {center.pk: ["charity"]}
        assert OrganizationRole.objects.count() == 2


def test_database_refuses_dissolved_before_registered(cast, center):
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization._base_manager.filter(pk=center.pk).update(dissolved_on=date(2015, 1, 1))


def test_facts_offer_existing_columns(cast, center):
    with cast.head.in_scope():
        for fact in (facts.organizations, facts.organization_roles):
            list(fact.rows().values_list(*[fact.path_of(column) for column in fact.columns]))
        assert facts.organizations.in_use()
