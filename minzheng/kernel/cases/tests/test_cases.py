"""Leading a case: two people, clocks that stop, start and stand still, evidence at every step."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from minzheng.kernel.access.models import User
from minzheng.kernel.cases import actions, facts, queries
from minzheng.kernel.cases.models import Case, CaseClock, CaseStep
from minzheng.kernel.cases.tests.procedure_sample import SAMPLE
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.problems import NotThere, Problem, Refused, Stale

pytestmark = pytest.mark.both_databases
ON = date(2025, 4, 1)


@pytest.fixture(autouse=True)
def calendar(db):
    actions.seed_calendar(years=[2024, 2025], by="test", on=ON)


def open_case(cast, by=None, on=ON, **given):
    return actions.open_case(**{
        "procedure": SAMPLE.code, "title": "王某家庭申请", "area": cast.area("320213021001"),
        "by": by or cast.officer, "on": on, **given,
    })  # fmt: skip


def advance(case, verb, by, on=ON, **given):
    return actions.advance_case(case=case, verb=verb, by=by, on=on, **given)


def clocks(case):
    return {row.code: row for row in CaseClock._base_manager.filter(case=case)}


def test_open_starts_both_clocks_and_takes_the_nearest(cast):
    case = open_case(cast)
    running = clocks(case)
    assert running["accepted"].due_on == case.due_on == date(2025, 4, 7)  # 4 April is off
    assert running["whole"].due_on == date(2025, 5, 16)
    assert not case.due_provisional
    assert "非官方" in running["whole"].source


def test_whole_way_leaves_steps_and_events(cast):
    case = open_case(cast)
    advance(case, "notice", cast.officer, date(2025, 4, 3))
    assert case.due_on == date(2025, 4, 10)
    advance(case, "submit", cast.officer, date(2025, 4, 11))
    assert case.due_on == date(2025, 5, 16)
    advance(case, "confirm", cast.head, date(2025, 4, 14))
    assert (case.state, case.closed_on, case.reviewer_id) == (
        "confirmed",
        date(2025, 4, 14),
        cast.head.user_id,
    )
    steps = CaseStep._base_manager.filter(case=case).order_by("number")
    assert [step.verb for step in steps] == ["open", "notice", "submit", "confirm"]
    assert [step.event for step in steps] == list(
        Event.objects.filter(subject_id=str(case.pk)).order_by("sequence").values_list("sequence", flat=True)
    )
    assert all(clock.stopped_on for clock in clocks(case).values())


@pytest.mark.parametrize("verb", ["confirm", "refuse", "give_back"])
def test_handler_never_reviews(cast, verb):
    case = open_case(cast, by=cast.head)
    advance(case, "submit", cast.officer)
    with pytest.raises(Refused, match="同一人"):
        advance(case, verb, cast.head, note="理由")


def test_who_did_a_handling_step_never_reviews_and_reviewer_never_handles(cast):
    case = open_case(cast)
    advance(case, "submit", cast.second_head)
    with pytest.raises(Refused, match="同一人"):
        advance(case, "confirm", cast.second_head)
    advance(case, "give_back", cast.head, note="缺材料")
    assert case.state == "accepted"
    with pytest.raises(Refused, match="同一人"):
        advance(case, "submit", cast.head)
    advance(case, "submit", cast.officer)
    advance(case, "confirm", cast.head)


def test_assign_never_to_the_reviewer(cast):
    case = open_case(cast)
    advance(case, "submit", cast.officer)
    advance(case, "give_back", cast.head, note="缺材料")
    boss, other = (User.objects.get(pk=who.user_id) for who in (cast.head, cast.second_officer))
    with pytest.raises(Refused, match="同一人"):
        actions.assign_case(case=case, handler=boss, by=cast.second_head, on=ON)
    actions.assign_case(case=case, handler=other, by=cast.second_head, on=ON)
    assert actions.assign_case(case=case, handler=other, by=cast.second_head, on=ON) == case
    assert case.handler == other


def test_steps_refused_by_state_note_right_area_and_version(cast):
    case = open_case(cast)
    with pytest.raises(Refused, match="不能办理"):
        advance(case, "confirm", cast.head)
    with pytest.raises(Stale):
        advance(case, "submit", cast.officer, expect_version=8)
    with pytest.raises(NotThere):
        advance(case, "submit", cast.foreigner)
    advance(case, "submit", cast.officer)
    with pytest.raises(Refused, match="岗位"):
        advance(case, "confirm", cast.second_officer)
    with pytest.raises(Problem, match="理由"):
        advance(case, "refuse", cast.head, note=" ")
    advance(case, "refuse", cast.head, note="收入超标准")
    with pytest.raises(Refused):
        advance(case, "submit", cast.officer)


def test_pause_keeps_what_is_left(cast):
    case = open_case(cast)
    actions.pause_case(case=case, reason="等待补正", by=cast.officer, on=date(2025, 4, 2))
    assert case.due_on is None
    with pytest.raises(Refused, match="暂停"):
        advance(case, "submit", cast.officer)
    with pytest.raises(Refused, match="已暂停"):
        actions.pause_case(case=case, reason="又", by=cast.officer, on=date(2025, 4, 3))
    actions.resume_case(case=case, by=cast.officer, on=date(2025, 4, 21))
    assert case.due_on == date(2025, 4, 23)  # two of three working days were left
    assert clocks(case)["whole"].due_on == date(2025, 6, 4)  # 29 of 30 were left; 2 June is off
    with pytest.raises(Refused, match="没有暂停"):
        actions.resume_case(case=case, by=cast.officer, on=date(2025, 4, 21))


def test_overdue_is_found_escalated_once_and_not_paused_away(cast):
    case, fine = open_case(cast), open_case(cast, on=date(2025, 4, 7))
    late_on = date(2025, 4, 8)
    with cast.head.in_scope():
        assert list(queries.list_overdue(on=date(2025, 4, 7))) == []
        assert list(queries.list_overdue(on=late_on)) == [case]
    with pytest.raises(Refused, match="超期"):
        actions.pause_case(case=case, reason="拖延", by=cast.officer, on=late_on)
    with pytest.raises(Refused, match="没有超期"):
        actions.escalate_cases(cases=[case, fine], by=cast.head, on=late_on)
    actions.escalate_cases(cases=[case], by=cast.head, on=late_on)
    assert actions.escalate_cases(cases=[case], by=cast.head, on=late_on) == []
    assert Event.objects.filter(kind="kernel.cases.escalated").count() == 1


def test_one_open_case_a_subject(cast):
    subject = {"subject_type": "assistance.applications", "subject_id": "1"}
    case = open_case(cast, **subject)
    with pytest.raises(IntegrityError), transaction.atomic():
        open_case(cast, **subject)
    advance(case, "submit", cast.officer)
    advance(case, "confirm", cast.head)
    open_case(cast, **subject)
    with cast.head.in_scope():
        assert queries.list_for("assistance.applications", "1").count() == 2
        assert queries.count_open_by_state(SAMPLE.code) == {"accepted": 1}


def test_database_refuses_handler_as_reviewer(cast):
    case = open_case(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case._base_manager.filter(pk=case.pk).update(reviewer=case.handler_id)


def test_escalating_many_takes_few_queries(cast):
    head, cases = cast.head, [open_case(cast) for _ in range(60)]
    with CaptureQueriesContext(connection) as made:
        actions.escalate_cases(cases=cases, by=head, on=date(2025, 4, 8))
    assert len(made) <= 12
    with head.in_scope(), CaptureQueriesContext(connection) as made:
        assert {case.handler.username for case in queries.list_overdue(on=date(2025, 4, 8))} == {"officer"}
    assert len(made) == 1


def test_facts_say_late_by_the_due_day_of_then(cast):
    late, punctual = open_case(cast), open_case(cast)
    for case, day in ((late, date(2025, 5, 19)), (punctual, ON)):
        advance(case, "submit", cast.officer, on=day)
        advance(case, "confirm", cast.head, on=day)
    open_case(cast)
    with cast.head.in_scope():
        for fact in (facts.cases, facts.case_steps):
            assert list(fact.rows().values_list(*[fact.path_of(column) for column in fact.columns]))
        assert dict(facts.cases.rows().values_list("pk", "late")) | {
            late.pk: True,
            punctual.pk: False,
        } == dict(facts.cases.rows().values_list("pk", "late"))
        assert facts.cases.rows().filter(late__isnull=True).count() == 1
