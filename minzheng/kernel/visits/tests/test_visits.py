"""Offline visits: every item is answered, nothing is lost, no household is counted twice a day."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.clock import SHANGHAI
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.ids import new_id
from minzheng.kernel.people.models import Household
from minzheng.kernel.people.secrets import new_keys
from minzheng.kernel.problems import NotThere, Problem, Refused, Unreadable
from minzheng.kernel.visits import actions, facts, queries
from minzheng.kernel.visits.actions import NewPlan, plan_visits, push_visits, settle_conflict
from minzheng.kernel.visits.contents import PushItem
from minzheng.kernel.visits.models import Visit, VisitPlan, VisitVersion
from minzheng.kernel.visits.sealing import open_answers, open_content
from minzheng.kernel.visits.visit_forms import FormField, VisitForm, register_visit_form

pytestmark = pytest.mark.both_databases
ON = date(2025, 7, 1)
MADE = datetime(2025, 6, 30, 10, 0, tzinfo=SHANGHAI)
register_visit_form(
    VisitForm(
        "sample_care_visit", "关爱走访表",
        (
            FormField("health", "健康状况", "text", required=True),
            FormField("members", "在家人数", "whole"),
            FormField("safe", "用火用电安全", "flag"),
            FormField("wish", "需求", "choice", words={"goods": "物资", "talk": "陪伴"}),
            FormField("checked_on", "体检日期", "date"),
        ),
    )
)  # fmt: skip
register_visit_form(VisitForm("sample_survey", "入户调查表", (), visitors_at_least=2))


def new_household(cast, code="320213021001"):
    own = new_id()
    return Household.objects.create(
        id=own, area=cast.area(code), district=cast.area(code[:6]), number=str(own)[-12:],
        data_key=new_keys([own])[0].wrapped,
    )  # fmt: skip


@pytest.fixture
def household(cast):
    return new_household(cast)


def item(cast, home, id=None, base=0, made=MADE, kind="visit", **fields):
    cast.community  # the visitor's account must exist  # noqa: B018
    whole = {
        "household": str(home.pk), "form": "sample_care_visit", "visited_on": "2025-06-30",
        "visitors": ["community"], "completed": True, "result": "normal", "answers": {"health": "良好"}, **fields,
    }  # fmt: skip
    return PushItem(id or new_id(), kind, base, made, whole)


def push(cast, *items, by=None, device="pad-1"):
    return push_visits(device=device, items=items, by=by or cast.community, on=ON)


def states(results):
    return [result.state for result in results]


def test_new_visit_is_stored_sealed_and_repeats(cast, household):
    sent = item(cast, household, answers={"health": "糖尿病，行动不便"})
    assert [result.as_dict()["version"] for result in push(cast, sent)] == [1]
    assert states(push(cast, sent, sent)) == ["repeated", "repeated"]
    visit = Visit._base_manager.get()
    assert open_answers(visit) == {"health": "糖尿病，行动不便"}
    assert "糖尿病" not in visit.answers_sealed + "".join(Event.objects.values_list("body", flat=True))
    assert Event.objects.filter(kind="kernel.visits.stored").count() == 1


def test_update_on_the_version_seen_and_conflict_on_an_older_one(cast, household):
    first = item(cast, household)
    push(cast, first)
    better = item(cast, household, id=first.id, base=1, answers={"health": "一般"})
    stale = item(
        cast, household, id=first.id, base=1, answers={"health": "差"}, made=MADE + timedelta(hours=1)
    )
    assert states(push(cast, better)) == ["stored"]
    result = push(cast, stale, device="pad-2")[0]
    assert (result.state, result.version, result.conflict["version"]) == ("conflict", 2, 2)
    assert states(push(cast, stale, better, first)) == ["conflict", "repeated", "repeated"]
    kept = VisitVersion._base_manager.get(state="conflict")
    assert open_content(kept)["answers"] == {"health": "差"}
    assert open_answers(Visit._base_manager.get()) == {"health": "一般"}


def test_two_devices_one_household_one_day_is_one_visit_and_one_conflict(cast, household):
    ours, theirs = item(cast, household), item(cast, household, answers={"health": "咳嗽"})
    push(cast, ours)
    result = push(cast, theirs, device="pad-2")[0]
    assert (result.state, result.conflict["id"]) == ("conflict", str(ours.id))
    assert Visit._base_manager.count() == 1
    assert states(push(cast, item(cast, household, visited_on="2025-06-29"))) == ["stored"]


def test_items_of_one_push_see_each_other(cast, household):
    first = item(cast, household)
    second = item(cast, household, id=first.id, base=1, answers={"health": "好转"})
    twin = item(cast, household, made=MADE + timedelta(minutes=1))
    assert states(push(cast, first, second, second, twin)) == ["stored", "stored", "repeated", "conflict"]
    visit = Visit._base_manager.get()
    assert (visit.version, open_answers(visit)) == (2, {"health": "好转"})
    third = item(cast, household, id=first.id, base=2, answers={"health": "差"})
    fourth = item(cast, household, id=first.id, base=3, answers={"health": "更差"})
    assert states(push(cast, third, fourth)) == ["stored", "stored"]
    visit = Visit._base_manager.get()
    assert (visit.version, open_answers(visit)) == (4, {"health": "更差"})


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"visited_on": "2025-07-02"}, "visited_on"),
        ({"visited_on": "去年"}, "visited_on"),
        ({"visitors": []}, "visitors"),
        ({"visitors": ["nobody"]}, "visitors"),
        ({"completed": 1}, "completed"),
        ({"result": ""}, "result"),
        ({"answers": {}}, "health"),
        ({"answers": {"health": "好", "secret": 1}}, "secret"),
        ({"answers": {"health": "好", "members": True}}, "members"),
        ({"answers": {"health": "好", "members": 1.5}}, "answers"),
        ({"answers": {"health": "好", "wish": "money"}}, "wish"),
        ({"answers": {"health": "好", "checked_on": "2025-6-1"}}, "checked_on"),
        ({"form": "none"}, "form"),
        ({"form": "sample_survey", "answers": {}}, "visitors"),
        ({"next_visit_on": "2025-06-30"}, "next_visit_on"),
        ({"household": "x"}, "household"),
        ({"odd": 1}, "odd"),
    ],
)
def test_wrong_item_is_refused_and_the_others_are_stored(cast, household, fields, column):
    good = item(cast, household)
    results = push(cast, item(cast, household, **fields), good)
    assert states(results) == ["refused", "stored"]
    assert results[0].error["column"] == column
    assert Visit._base_manager.get().pk == good.id


def test_refused_by_kind_base_area_or_role(cast, household):
    elsewhere = new_household(cast, "329901001001")
    refused = [
        item(cast, household, kind="inspection"), item(cast, household, base=3), item(cast, elsewhere),
        item(cast, household, plan=str(new_id())),
    ]  # fmt: skip
    results = push(cast, *refused)
    assert states(results) == ["refused"] * 4
    assert [result.error["code"] for result in results] == ["kind", "unknown_base", "not_there", "not_there"]
    assert states(push(cast, item(cast, household), by=cast.foreigner)) == ["refused"]
    with pytest.raises(NotThere):
        push(cast, item(cast, household), by=cast.system)
    with pytest.raises(Unreadable, match="500"):
        push(cast, *[item(cast, household)] * 501)


def test_id_of_a_visit_to_another_household_is_not_there(cast, household):
    first = item(cast, household)
    push(cast, first)
    other = new_household(cast)
    result = push(cast, item(cast, other, id=first.id, base=1))[0]
    assert (result.state, result.error["code"]) == ("refused", "not_there")


def test_visit_not_completed_may_leave_gaps_and_counts_later(cast, household):
    draft = item(cast, household, completed=False, result="", answers={})
    push(cast, draft)
    assert states(push(cast, item(cast, household))) == ["stored"]
    full = item(cast, household, id=draft.id, base=1)
    assert states(push(cast, full)) == ["conflict"]


def test_completed_visit_finishes_its_plan(cast, household):
    plan = plan_visits(
        plans=[NewPlan(household.pk, "sample_care_visit", date(2025, 7, 5))], by=cast.officer, on=ON
    )[0]
    push(cast, item(cast, household, plan=str(plan.pk)))
    plan.refresh_from_db()
    assert (plan.state, plan.done_on) == ("done", date(2025, 6, 30))
    with pytest.raises(Refused, match="已走访"):
        actions.cancel_plan(plan=plan, reason="重复", by=cast.officer, on=ON)


def test_plans_are_refused_elsewhere_unknown_or_late(cast, household):
    due, form = date(2025, 7, 5), "sample_care_visit"
    elsewhere = new_household(cast, "329901001001")
    for wrong, expected in (
        (NewPlan(elsewhere.pk, form, due), NotThere),
        (NewPlan(household.pk, "none", due), Problem),
        (NewPlan(household.pk, form, date(2025, 6, 30)), Problem),
    ):
        with pytest.raises(expected):
            plan_visits(plans=[NewPlan(household.pk, form, due), wrong], by=cast.officer, on=ON)
    assert not VisitPlan._base_manager.exists()
    plan = plan_visits(plans=[NewPlan(household.pk, form, due)], by=cast.officer, on=ON)[0]
    with pytest.raises(Problem, match="原因"):
        actions.cancel_plan(plan=plan, reason=" ", by=cast.officer, on=ON)
    actions.cancel_plan(plan=plan, reason="已迁出", by=cast.officer, on=ON)
    with cast.head.in_scope():
        assert not queries.list_overdue_plans(on=date(2025, 8, 1))


def test_pull_gives_every_change_once_and_never_parts_plan_and_visit(cast):
    households = [new_household(cast) for _ in range(6)]
    plans = plan_visits(
        plans=[NewPlan(one.pk, "sample_care_visit", ON) for one in households], by=cast.officer, on=ON
    )
    push(cast, *[item(cast, one, plan=str(plan.pk)) for one, plan in zip(households, plans, strict=True)])
    with cast.community.in_scope():
        seen, cursor, more = [], 0, True
        while more:
            page = queries.pull(cursor=cursor, limit=3)
            seen += [(one["kind"], one["id"]) for one in page["items"]]
            cursor, more = page["cursor"], page["more"]
        assert queries.pull(cursor=cursor) == {"items": [], "cursor": cursor, "more": False}
    assert len(seen) == len(set(seen)) == 12
    with cast.foreigner.in_scope():
        assert queries.pull(cursor=0)["items"] == []


def test_conflict_is_settled_once_either_way(cast, household):
    ours, theirs, third = (
        item(cast, household, answers={"health": text}) for text in ("良好", "咳嗽", "发热")
    )
    push(cast, ours, theirs, third)
    visit = Visit._base_manager.get()
    with cast.head.in_scope():
        first, second = queries.list_conflicts()
    settle = {"visit": visit, "by": cast.officer, "on": ON}
    with pytest.raises(Problem, match="理由"):
        settle_conflict(**settle, conflict=first, fields=None, reason="")
    settle_conflict(**settle, conflict=first, fields=None, reason="重复")
    merged = {**ours.fields, "answers": {"health": "良好；发热"}}
    settle_conflict(**settle, conflict=second, fields=merged, reason="合并")
    with pytest.raises(Refused, match="已处理"):
        settle_conflict(**settle, conflict=second, fields=None, reason="又")
    visit = Visit._base_manager.get()
    assert (visit.version, open_answers(visit)) == (3, {"health": "良好；发热"})
    assert states(push(cast, theirs, third)) == ["repeated", "repeated"]
    numbers = VisitVersion._base_manager.filter(state="stored").values_list("number", flat=True)
    assert sorted(numbers) == [1, 3]


def test_pushing_500_takes_few_queries(cast):
    households = [new_household(cast) for _ in range(100)]
    worker = cast.community
    many = [item(cast, one, visited_on=f"2025-06-{day:02d}") for one in households for day in range(1, 6)]
    with CaptureQueriesContext(connection) as made:
        results = push(cast, *many, by=worker)
    assert set(states(results)) == {"stored"}
    assert len(made) <= 30
    with worker.in_scope(), CaptureQueriesContext(connection) as made:
        assert len(queries.pull(cursor=0, limit=500)["items"]) == 500
    assert len(made) == 2


def test_database_refuses_second_completed_visit_of_a_day(cast, household):
    push(cast, item(cast, household), item(cast, household, completed=False, result="", answers={}))
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit._base_manager.update(completed=True, result="normal")


moves = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(1, 2), st.booleans(), st.integers(0, 3)),
    min_size=1, max_size=14,
)  # fmt: skip


@given(moves)
def test_any_schedule_of_devices_loses_nothing_and_doubles_nothing(cast, moves):
    household = new_household(cast)
    made, answered = [], {}
    for step, (device, number, day, again, base) in enumerate(moves):
        own = UUID(int=(household.pk.int & ~0xFF) | number)
        sent = item(
            cast, household, id=own, base=base, made=MADE + timedelta(minutes=step), visited_on=f"2025-06-0{day}",
            answers={"health": f"第{step}次"},
        )  # fmt: skip
        batch = [sent, *(made[-2:] if again else [])]
        for one, result in zip(batch, push(cast, *batch, device=f"pad-{device}"), strict=True):
            before = answered.get(one.digest(), "refused")
            if before != "refused":
                assert result.state == ("repeated" if before == "stored" else "conflict")
            else:
                assert result.state != "repeated"
                answered[one.digest()] = result.state
        made.append(sent)
    kept = {version.digest for version in VisitVersion._base_manager.filter(visit__household=household)}
    assert kept == {digest for digest, state in answered.items() if state in ("stored", "conflict")}
    days = list(Visit._base_manager.filter(household=household).values_list("visited_on", flat=True))
    assert len(days) == len(set(days))


def test_facts_count_a_household_once_a_day(cast, household):
    other_form = {"form": "sample_survey", "visitors": ["community", "officer"], "answers": {}}
    cast.officer  # noqa: B018
    push(cast, item(cast, household), item(cast, household, **other_form))
    plan_visits(plans=[NewPlan(household.pk, "sample_care_visit", ON)], by=cast.officer, on=ON)
    with cast.head.in_scope():
        for fact in (facts.visits, facts.visit_plans):
            assert list(fact.rows().values_list(*[fact.path_of(column) for column in fact.columns]))
            assert fact.in_use()
        assert facts.visits.rows().values("household_day").distinct().count() == 1
        assert facts.visits.rows().count() == 2


def test_form_declaration_is_checked():
    with pytest.raises(ValueError, match="类型"):
        FormField("x", "x", "photo")
    with pytest.raises(ValueError, match="选项"):
        FormField("x", "x", "choice")
    with pytest.raises(ValueError, match="重复"):
        register_visit_form(VisitForm("sample_survey", "又一", ()))
