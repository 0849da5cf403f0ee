"""Months decide what runs: nothing twice, nothing lost, unknown is not none."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.entitlements.actions import decide_entitlements
from minzheng.kernel.entitlements.models import Entitlement
from minzheng.kernel.entitlements.rules import Finding, Key, Running, compare
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.people.models import Household
from minzheng.kernel.problems import NotThere, Refused

ON = date(2025, 7, 1)
SCHEME = "low_income_allowance"


def finding(number, fen, household=None):
    beneficiary = UUID(int=number)
    return Finding(SCHEME, beneficiary, None, household or beneficiary, 1, fen, "eligible")


def running(number, fen):
    beneficiary = UUID(int=number)
    return Running(UUID(int=1000 + number), 1, Key(SCHEME, beneficiary), fen, 1, beneficiary)


amounts = st.dictionaries(st.integers(1, 12), st.integers(1, 5))


@given(amounts, amounts, st.sets(st.integers(1, 12)))
def test_decisions_bring_what_runs_to_what_was_found(found, runs, held):
    decisions = compare(
        [finding(*pair) for pair in found.items()],
        {running(*pair).key: running(*pair) for pair in runs.items()},
        held={UUID(int=number) for number in held},
    )
    after = dict(runs)
    for each in decisions.granted:
        assert each.beneficiary.int not in after
        after[each.beneficiary.int] = each.monthly_fen
    for old, new in decisions.changed:
        assert after[old.key.beneficiary.int] != new.monthly_fen
        after[old.key.beneficiary.int] = new.monthly_fen
    for old in decisions.stopped:
        del after[old.key.beneficiary.int]
    kept = {number: fen for number, fen in runs.items() if number in held and number not in found}
    assert after == found | kept


def test_the_same_finding_twice_is_a_mistake():
    with pytest.raises(ValueError, match="twice"):
        compare([finding(1, 5), finding(1, 6)], {})


@pytest.fixture
def household(cast):
    from minzheng.kernel.ids import new_id
    from minzheng.kernel.people import secrets

    area = cast.area("320213021001")
    row_id = new_id()
    key = secrets.new_keys([row_id])[0]
    return Household.objects.create(
        id=row_id, area=area, district=cast.district, number="T1", data_key=key.wrapped
    )


def decide(cast, findings, month, by=None, **more):
    with (by or cast.head).in_scope():
        return decide_entitlements(
            district=cast.district, schemes=[SCHEME], starts_on=date(2025, month, 1), findings=findings,
            reasons={(SCHEME, "eligible"): "符合条件"}, why_not=lambda _: "income", by=by or cast.head, on=ON, **more,
        )  # fmt: skip


def of(household, fen):
    return Finding(SCHEME, household.pk, None, household.pk, household.area_id, fen, "eligible")


def rows(cast):
    with cast.head.in_scope():
        return [
            (e.monthly_fen, e.starts_on.month, e.ends_on and e.ends_on.month)
            for e in Entitlement.objects.order_by("starts_on")
        ]


@pytest.mark.both_databases
def test_grant_change_stop_leave_a_dated_history(cast, household):
    assert decide(cast, [of(household, 100)], 1).granted == 1
    assert decide(cast, [of(household, 100)], 2).granted == 0
    assert decide(cast, [of(household, 120)], 3).changed == 1
    assert decide(cast, [], 5).stopped == 1
    assert rows(cast) == [(100, 1, 3), (120, 3, 5)]
    kinds = Event.objects.filter(kind__startswith="kernel.entitlements").order_by("sequence")
    assert [event.kind.rsplit(".")[-1] for event in kinds] == ["granted", "changed", "stopped"]


@pytest.mark.both_databases
def test_incomplete_facts_do_not_end_anything(cast, household):
    decide(cast, [of(household, 100)], 1)
    assert decide(cast, [], 2, held={household.pk}).stopped == 0
    assert rows(cast) == [(100, 1, None)]


def test_an_earlier_month_cannot_be_decided_after_a_later_one(cast, household):
    decide(cast, [of(household, 100)], 4)
    with pytest.raises(Refused, match="已经核定"):
        decide(cast, [of(household, 90)], 2)


@pytest.mark.parametrize("later", [[], [90]])
def test_a_month_before_an_end_or_a_change_cannot_be_decided_again(cast, household, later):
    decide(cast, [of(household, 100)], 1)
    decide(cast, [of(household, fen) for fen in later], 4)
    with pytest.raises(Refused, match="已经核定"):
        decide(cast, [of(household, 80)], 3)
    assert decide(cast, [of(household, fen) for fen in later], 4).stopped == 0


def test_another_district_may_not_decide(cast, household):
    with pytest.raises(NotThere):
        decide(cast, [of(household, 100)], 1, by=cast.foreigner)
