"""A request goes to a register that accepts it, and comes back with evidence."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from minzheng.kernel.evidence import recording
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.problems import NotThere, Problem, Refused, Stale
from minzheng.kernel.referrals import actions, facts
from minzheng.kernel.referrals.actions import NewReferral, ask
from minzheng.kernel.referrals.models import Referral
from minzheng.kernel.referrals.queries import list_accepted_requests, list_incoming, list_overdue

pytestmark = pytest.mark.both_databases
ON = date(2025, 7, 1)


@pytest.fixture(autouse=True)
def cases_accept_requests(monkeypatch):
    """Stands for a register whose plate accepts a request (the cases' plate accepts none by itself)."""
    monkeypatch.setattr(type(apps.get_app_config("cases")), "accepts", {"open_case": "kernel.cases.assign"})


def new(cast, number=1, **given):
    return NewReferral(**{
        "from_register": "kernel.sites", "from_id": str(number), "to_register": "kernel.cases",
        "request": "open_case", "area_id": cast.area("320213021").pk, "due_on": date(2025, 7, 10), **given,
    })  # fmt: skip


@pytest.fixture
def referral(cast):
    return ask(referrals=[new(cast)], by=cast.officer, on=ON)[0]


def happened(kind="kernel.cases.opened"):
    with transaction.atomic():
        return recording.record(recording.Entry(kind, "受理"), by="head")


def answer(cast, referral, event, **given):
    return actions.answer_referral(**{
        "referral": referral, "result_event": event, "answer": "已受理", "by": cast.head, "on": ON, **given,
    })  # fmt: skip


def test_request_comes_back_with_evidence(cast, referral):
    actions.accept_referral(referral=referral, by=cast.head, on=ON)
    event = happened()
    answer(cast, referral, event)
    answer(cast, referral, event)
    assert (referral.state, referral.result_event, referral.answered_on) == ("done", event, ON)
    kinds = (
        Event.objects.filter(subject_id=str(referral.pk)).order_by("sequence").values_list("kind", flat=True)
    )
    assert [kind.rpartition(".")[2] for kind in kinds] == ["asked", "accepted", "done"]


def test_result_must_be_of_the_receiver_and_later(cast):
    early = happened()
    referral = ask(referrals=[new(cast)], by=cast.officer, on=ON)[0]
    for event in (early, happened("kernel.sites.opened"), 10**6):
        with pytest.raises(Problem, match="结果留痕"):
            answer(cast, referral, event)
    assert Referral._base_manager.get().state == "asked"


def test_only_what_a_plate_accepts(cast):
    assert list_accepted_requests() == {"kernel.cases": {"open_case": "kernel.cases.assign"}}
    for given in ({"request": "dance"}, {"to_register": "kernel.sites"}, {"to_register": "no.where"}):
        with pytest.raises(Problem) as refused:
            ask(referrals=[new(cast), new(cast, 2, **given)], by=cast.officer, on=ON)
        assert (refused.value.code, refused.value.row) == ("not_accepted", 2)
    with pytest.raises(Problem, match="早于今天"):
        ask(referrals=[new(cast, due_on=date(2025, 6, 30))], by=cast.officer, on=ON)


def test_who_asks_must_see_and_who_answers_must_have_the_right(cast, referral):
    with pytest.raises(NotThere):
        ask(referrals=[new(cast, 2, from_register="no.where")], by=cast.officer, on=ON)
    with pytest.raises(NotThere):
        ask(referrals=[new(cast, 2)], by=cast.foreigner, on=ON)
    with pytest.raises(Refused, match="岗位"):
        actions.accept_referral(referral=referral, by=cast.officer, on=ON)
    with pytest.raises(Stale):
        actions.accept_referral(referral=referral, by=cast.head, on=ON, expect_version=3)


def test_decline_and_withdraw_need_a_reason_and_an_open_request(cast, referral):
    with pytest.raises(Problem, match="理由"):
        actions.decline_referral(referral=referral, reason=" ", by=cast.head, on=ON)
    actions.decline_referral(referral=referral, reason="不属本科室", by=cast.head, on=ON)
    with pytest.raises(Refused, match="不予接收"):
        actions.withdraw_referral(referral=referral, reason="重复", by=cast.officer, on=ON)
    again = ask(referrals=[new(cast)], by=cast.officer, on=ON)[0]
    actions.withdraw_referral(referral=again, reason="重复", by=cast.officer, on=ON)
    assert again.state == "withdrawn"


def test_one_open_request_about_one_record(cast, referral):
    with pytest.raises(IntegrityError), transaction.atomic():
        ask(referrals=[new(cast)], by=cast.officer, on=ON)


def test_database_refuses_done_without_evidence(cast, referral):
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral._base_manager.filter(pk=referral.pk).update(state="done", answered_on=ON)


def test_ask_and_list_many_take_few_queries(cast):
    officer, rows = cast.officer, [new(cast, number) for number in range(300)]
    with CaptureQueriesContext(connection) as made:
        ask(referrals=rows, by=officer, on=ON)
    assert len(made) <= 16
    with officer.in_scope(), CaptureQueriesContext(connection) as made:
        assert {str(row.area) for row in list_incoming("kernel.cases")} == {str(cast.area("320213021"))}
        assert len(list_overdue(on=date(2025, 7, 11))) == 300
        assert not list_overdue(on=date(2025, 7, 10))
    assert len(made) <= 4


def test_fact_offers_existing_columns(cast, referral):
    fact = facts.referrals
    with cast.head.in_scope():
        assert list(fact.rows().values_list(*[fact.path_of(column) for column in fact.columns]))
        assert fact.in_use()
