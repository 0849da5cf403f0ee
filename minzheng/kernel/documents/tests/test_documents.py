"""A document goes through its stages in order, by different people."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from minzheng.kernel.documents import facts
from minzheng.kernel.documents.actions import (
    consult_on_document,
    draft_document,
    issue_document,
    repeal_document,
    review_document,
)
from minzheng.kernel.documents.models import PolicyDocument
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.ids import new_id
from minzheng.kernel.problems import NotThere, Problem, Refused, Stale

pytestmark = pytest.mark.both_databases
TITLE = "梁溪区特困人员供养服务机构资金管理办法"
BODY = "梁溪区民政局"


@pytest.fixture
def draft(cast):
    return draft_document(
        title=TITLE, kind="measures", area=cast.district, drafted_on=date(2025, 2, 1), by=cast.officer,
        on=date(2025, 2, 1),
    )  # fmt: skip


def issued(cast, document, number="梁民〔2025〕1号"):
    review_document(document=document, opinion="合法", by=cast.head, on=date(2025, 4, 1))
    return issue_document(
        document=document, number=number, issuing_body=BODY, effective_on=date(2025, 6, 1), by=cast.leader,
        on=date(2025, 5, 1),
    )  # fmt: skip


def test_whole_way_leaves_five_events_and_stages_by_day(cast, draft):
    consult_on_document(
        document=draft, consulted_on=date(2025, 2, 10), consultation_ends_on=date(2025, 3, 12), by=cast.officer,
        on=date(2025, 2, 10),
    )  # fmt: skip
    issued(cast, draft)
    repeal_document(document=draft, repealed_on=date(2025, 12, 1), by=cast.leader, on=date(2025, 11, 1))
    days = [(2025, 1, 31), (2025, 2, 1), (2025, 3, 31), (2025, 4, 1), (2025, 5, 1), (2025, 12, 1)]
    stages = [draft.stage_on(date(*day)) for day in days]
    assert stages == ["", "drafted", "consulted", "reviewed", "issued", "repealed"]
    assert Event.objects.filter(subject_id=str(draft.pk)).count() == 5
    with cast.head.in_scope():
        in_force = [
            PolicyDocument.objects.in_force_on(date(2025, *day)).count() for day in ((5, 31), (6, 1), (12, 1))
        ]
    assert in_force == [0, 1, 0]


def test_drafter_may_not_review(cast):
    own = draft_document(
        title=TITLE, kind="measures", area=cast.district, drafted_on=date(2025, 2, 1), by=cast.head,
        on=date(2025, 2, 1),
    )  # fmt: skip
    with pytest.raises(Refused, match="同一人"):
        review_document(document=own, opinion="合法", by=cast.head, on=date(2025, 4, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyDocument._base_manager.filter(pk=own.pk).update(
            reviewer=cast.head.user_id, reviewed_on=date(2025, 4, 1)
        )


def test_nothing_is_issued_unreviewed_unnumbered_or_twice(cast, draft):
    given = {"document": draft, "by": cast.leader, "effective_on": date(2025, 6, 1), "issuing_body": BODY}
    with pytest.raises(Refused, match="未经合法性审查"):
        issue_document(**given, number="1号", on=date(2025, 5, 1))
    review_document(document=draft, opinion="合法", by=cast.head, on=date(2025, 4, 1))
    with pytest.raises(Problem, match="文号"):
        issue_document(**given, number="", on=date(2025, 5, 1))
    with pytest.raises(Problem, match="施行日期"):
        issue_document(**given, number="1号", on=date(2025, 6, 2))
    issue_document(**given, number="1号", on=date(2025, 5, 1))
    with pytest.raises(Refused, match="已印发"):
        issue_document(**given, number="2号", on=date(2025, 5, 1))


@pytest.mark.parametrize(
    "fields",
    [
        {"issued_on": date(2025, 5, 1), "effective_on": date(2025, 5, 1), "number": "1号"},
        {"consultation_ends_on": date(2025, 5, 1)},
        {"repealed_on": date(2025, 5, 1)},
        {"reviewed_on": date(2025, 5, 1)},
    ],
)
def test_database_refuses_half_a_stage(cast, draft, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyDocument._base_manager.filter(pk=draft.pk).update(**fields)


def test_no_review_while_comments_may_come(cast, draft):
    consult_on_document(
        document=draft, consulted_on=date(2025, 2, 10), consultation_ends_on=date(2025, 3, 12), by=cast.officer,
        on=date(2025, 2, 10),
    )  # fmt: skip
    with pytest.raises(Refused, match="尚未结束"):
        review_document(document=draft, opinion="合法", by=cast.head, on=date(2025, 3, 11))
    review_document(document=draft, opinion="合法", by=cast.head, on=date(2025, 3, 12))


def test_who_may_what(cast, draft):
    with pytest.raises(Refused, match="岗位"):
        review_document(document=draft, opinion="合法", by=cast.second_officer, on=date(2025, 4, 1))
    with pytest.raises(NotThere):
        review_document(document=draft, opinion="合法", by=cast.foreigner, on=date(2025, 4, 1))
    with pytest.raises(Stale):
        review_document(document=draft, opinion="合法", by=cast.head, on=date(2025, 4, 1), expect_version=4)


def test_draft_takes_client_id_and_refuses_future(cast):
    own = new_id()
    given = {"title": TITLE, "area": cast.district, "by": cast.officer, "on": date(2025, 2, 1)}
    assert draft_document(**given, kind="notice", drafted_on=date(2025, 2, 1), id=own).pk == own
    with pytest.raises(Problem, match="晚于今天"):
        draft_document(**given, kind="notice", drafted_on=date(2025, 2, 2))
    with pytest.raises(Problem, match="文种"):
        draft_document(**given, kind="poem", drafted_on=date(2025, 2, 1))


def test_number_is_used_once_by_a_body(cast, draft):
    issued(cast, draft)
    second = draft_document(
        title="又一办法", kind="measures", area=cast.district, drafted_on=date(2025, 2, 1), by=cast.officer,
        on=date(2025, 2, 1),
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        issued(cast, second)


def test_fact_offers_existing_columns(cast, draft):
    fact = facts.policy_documents
    with cast.head.in_scope():
        row = fact.rows().values_list(*[fact.path_of(column) for column in fact.columns]).get()
        assert fact.in_use()
    assert row[-1] == draft.event
