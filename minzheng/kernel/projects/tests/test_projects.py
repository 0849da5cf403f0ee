"""States with history, the latest reading at a cut-off, budget to the fen."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.evidence.models import Event
from minzheng.kernel.problems import NotThere, Problem, Refused, Stale
from minzheng.kernel.projects import actions, facts, queries
from minzheng.kernel.projects.models import TRANSITIONS, Milestone, ProgressReading, ProjectState, may_become

pytestmark = pytest.mark.both_databases
ON = date(2025, 7, 1)
JANUARY = date(2025, 1, 1)


def new(cast, number=1, **given_values):
    return actions.NewProject(**{
        "code": f"{number:02d}", "kind": "project", "title": f"工程{number}", "programme": "3610",
        "area_id": cast.district.pk, "starts_on": JANUARY, **given_values,
    })  # fmt: skip


def register(cast, *rows, on=JANUARY):
    return actions.register_projects(projects=rows, by=cast.head, on=on)


def move(cast, project, state, since, on=ON):
    return actions.move_project(project=project, state=state, since=since, by=cast.head, on=on)


def test_state_of_a_past_day_stays_what_it_was(cast):
    project = register(cast, new(cast))[0]
    move(cast, project, "under_way", date(2025, 3, 1))
    move(cast, project, "done", date(2025, 6, 30))
    with cast.head.in_scope():
        days = (date(2025, 2, 28), date(2025, 3, 1), date(2025, 6, 29), date(2025, 6, 30))
        seen = [queries.get_states([project.pk], on=day)[project.pk] for day in days]
    assert seen == ["planned", "under_way", "under_way", "done"]


@pytest.mark.parametrize(
    ("kind", "target", "allowed"),
    [("mechanism", "in_force", True), ("mechanism", "under_way", False), ("project", "in_force", False),
     ("grant", "under_way", True), ("grant", "done", False)],
)  # fmt: skip
def test_first_step_by_kind(kind, target, allowed):
    assert may_become(kind, "planned", target) is allowed


@given(st.lists(st.sampled_from(sorted(TRANSITIONS)), max_size=8))
def test_final_states_are_final(targets):
    state = "planned"
    for target in targets:
        if may_become("project", state, target):
            assert state not in ("done", "ended", "withdrawn")
            state = target


def test_move_refuses_wrong_step_day_person_and_version(cast):
    project = register(cast, new(cast))[0]
    with pytest.raises(Refused, match="不能从"):
        move(cast, project, "done", ON)
    with pytest.raises(Problem, match="变更日期"):
        move(cast, project, "under_way", date(2024, 12, 31))
    given_values = {"project": project, "state": "under_way", "since": ON, "on": ON}
    with pytest.raises(Refused, match="岗位"):
        actions.move_project(**given_values, by=cast.officer)
    with pytest.raises(NotThere):
        actions.move_project(**given_values, by=cast.foreigner)
    with pytest.raises(Stale):
        actions.move_project(**given_values, by=cast.head, expect_version=3)
    assert ProjectState._base_manager.count() == 1


def test_register_and_read_many_take_few_queries(cast):
    head, rows = cast.head, [new(cast, number) for number in range(300)]
    with CaptureQueriesContext(connection) as queries_made:
        made = actions.register_projects(projects=rows, by=head, on=JANUARY)
        readings = [actions.NewReading(row, date(2025, 6, 30), 500) for row in made]
        actions.record_progress(readings=readings, by=head, on=ON)
    assert len(queries_made) <= 30
    with head.in_scope(), CaptureQueriesContext(connection) as queries_made:
        assert len(queries.get_progress([row.pk for row in made], on=ON)) == 300
        queries.get_states([row.pk for row in made], on=ON)
    assert len(queries_made) == 2


def test_latest_reading_on_or_before_the_cut_off_counts(cast):
    first, second = register(cast, new(cast, 1), new(cast, 2))
    values = ((first, date(2025, 3, 1), 200), (first, date(2025, 6, 30), 650), (first, date(2025, 7, 1), 700))
    actions.record_progress(readings=[actions.NewReading(*value) for value in values], by=cast.officer, on=ON)
    with cast.head.in_scope():
        assert queries.get_progress([first.pk, second.pk], on=date(2025, 6, 30)) == {first.pk: 650}
        assert queries.get_progress([first.pk], on=date(2025, 2, 1)) == {}


def test_reading_repeats_quietly_and_contradiction_is_refused(cast):
    project = register(cast, new(cast))[0]
    reading = actions.NewReading(project, ON, 400)
    actions.record_progress(readings=[reading, reading], by=cast.officer, on=ON)
    assert actions.record_progress(readings=[reading], by=cast.officer, on=ON) == []
    assert ProgressReading._base_manager.count() == 1
    assert Event.objects.filter(kind="kernel.projects.progressed").count() == 1
    with pytest.raises(Refused, match="另一个进度"):
        actions.record_progress(readings=[actions.NewReading(project, ON, 401)], by=cast.officer, on=ON)
    for wrong in (actions.NewReading(project, date(2025, 7, 2), 1), actions.NewReading(project, ON, 1001)):
        with pytest.raises(Problem):
            actions.record_progress(readings=[wrong], by=cast.officer, on=ON)


def test_milestone_is_late_until_reached_with_proof(cast):
    project = register(cast, new(cast))[0]
    actions.plan_milestone(
        project=project, title="封顶", planned_on=date(2025, 5, 1), by=cast.officer, on=JANUARY
    )
    with cast.head.in_scope():
        assert queries.list_late_milestones(on=ON).count() == 1
    given_values = {
        "project": project,
        "title": "封顶",
        "reached_on": date(2025, 6, 1),
        "by": cast.officer,
        "on": ON,
    }
    with pytest.raises(Problem, match="佐证"):
        actions.reach_milestone(**given_values, proof="")
    actions.reach_milestone(**given_values, proof="验收单 3 号")
    with cast.head.in_scope():
        assert queries.list_late_milestones(on=ON).count() == 0
        assert queries.list_late_milestones(on=date(2025, 5, 20)).count() == 1
    with pytest.raises(Refused, match="没有未完成"):
        actions.reach_milestone(**given_values, proof="验收单 3 号")
    assert Milestone._base_manager.get().event is not None


def budget(cast, project, **given_values):
    parts = {1: (date(2025, 2, 1), 600_00, "签约"), 2: (date(2025, 9, 1), 400_00, "中期评估")}
    return actions.set_budget(**{
        "project": project, "items": {"服务": 700_00, "物料": 300_00}, "instalments": parts, "by": cast.head,
        "on": JANUARY, **given_values,
    })  # fmt: skip


def test_budget_balances_and_deviation_is_exact(cast):
    project = register(cast, new(cast, kind="grant"))[0]
    with pytest.raises(Problem, match="之和"):
        budget(cast, project, items={"服务": 700_01, "物料": 300_00})
    budget(cast, project)
    with pytest.raises(Refused, match="已有预算"):
        budget(cast, project)
    for spent, over in ((770_00, 0), (770_01, 1)):
        actions.record_spending(project=project, spent={"服务": spent}, by=cast.officer, on=ON)
        with cast.head.in_scope():
            assert len(queries.list_deviations(tolerance_permille=100)) == over
    with pytest.raises(Problem, match="没有科目"):
        actions.record_spending(project=project, spent={"差旅": 1}, by=cast.officer, on=ON)


def test_instalments_in_order_once_and_within_plan(cast):
    project = register(cast, new(cast, kind="grant"))[0]
    budget(cast, project)
    pay = {"project": project, "by": cast.finance, "on": ON, "paid_on": ON}
    with pytest.raises(Refused, match="上一期"):
        actions.pay_instalment(**pay, number=2, paid_fen=400_00)
    with pytest.raises(Problem, match="不超过计划"):
        actions.pay_instalment(**pay, number=1, paid_fen=600_01)
    actions.pay_instalment(**pay, number=1, paid_fen=600_00)
    actions.pay_instalment(**pay, number=1, paid_fen=600_00)
    assert Event.objects.filter(kind="kernel.projects.instalment_paid").count() == 1
    with pytest.raises(Refused, match="已拨付"):
        actions.pay_instalment(**pay, number=1, paid_fen=500_00)


def test_self_check_once_a_month_with_described_problems(cast):
    project = register(cast, new(cast))[0]
    move(cast, project, "under_way", date(2025, 2, 1))
    check = {"project": project, "month": date(2025, 6, 1), "by": cast.officer, "on": ON}
    with cast.head.in_scope():
        assert queries.list_without_self_check(month=date(2025, 6, 1)) == [project]
    with pytest.raises(Problem, match="写明"):
        actions.record_self_check(**check, result="problems")
    actions.record_self_check(**check, result="problems", findings="进度滞后，已约谈")
    with pytest.raises(Refused, match="已自查"):
        actions.record_self_check(**check, result="in_order")
    with cast.head.in_scope():
        assert queries.list_without_self_check(month=date(2025, 6, 1)) == []


def test_database_keeps_one_open_state(cast):
    project = register(cast, new(cast))[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        ProjectState.objects.create(project=project, state="done", starts_on=ON)


def test_facts_offer_existing_columns(cast):
    project = register(cast, new(cast))[0]
    budget(cast, project)
    actions.record_progress(readings=[actions.NewReading(project, ON, 1)], by=cast.officer, on=ON)
    with cast.head.in_scope():
        for fact in (facts.projects, facts.project_states, facts.project_progress, facts.project_instalments):
            rows = list(fact.rows().values_list(*[fact.path_of(column) for column in fact.columns]))
            assert rows
            assert fact.in_use()
