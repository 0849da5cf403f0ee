"""Only what is on the list is printed, never a child; objections are sealed and stand in the way."""

import json
from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minzheng.kernel.evidence.models import Event
from minzheng.kernel.ids import new_id
from minzheng.kernel.notices import actions, facts
from minzheng.kernel.notices.allow_lists import (
    NoticeKind,
    PublicField,
    find_notice_kind,
    register_notice_kind,
)
from minzheng.kernel.notices.models import Objection, PublicNotice
from minzheng.kernel.notices.queries import has_passed, list_passed, list_public
from minzheng.kernel.people.models import Person
from minzheng.kernel.problems import NotThere, Problem, Refused
from minzheng.rules.parameters import Dated, Source

pytestmark = pytest.mark.both_databases
ON = date(2025, 7, 1)
SEVEN = Dated(date(2021, 6, 11), 7, Source("测试用期限", None, None, None, "unofficial"))
FIELDS = (
    PublicField("applicant", "申请人", "adult_name"),
    PublicField("area", "社区", "area"),
    PublicField("members", "保障人数", "count"),
    PublicField("amount", "月保障金额", "fen"),
    PublicField("decided_on", "拟定日期", "date"),
    PublicField("form", "方式", "choice", {"full": "全额"}),
)
KIND = register_notice_kind(
    NoticeKind(
        "sample_notice", "拟保障家庭公示", "kernel.cases",
        "{applicant}（{area}）家庭{members}人，{decided_on}拟{form}每月{amount}元。", FIELDS,
    )
)  # fmt: skip


def person(cast, born=date(1960, 5, 1), name="王建国"):
    return Person.objects.create(
        id=new_id(), area=cast.area("320213021001"), district=cast.district, name=name, folded_name=name,
        initials="WJG", id_kind="none", no_id_reason="newborn", sex="male", birth_date=born, data_key="x",
    )  # fmt: skip


def values(cast, **given):
    return {
        "applicant": person(cast).pk, "area": cast.area("320213021001").pk, "members": 3, "amount": 345_605,
        "decided_on": ON, "form": "full", **given,
    }  # fmt: skip


def post(cast, subject="1", by=None, **given):
    return actions.post_notice(**{
        "kind": "sample_notice", "subject_type": "kernel.cases", "subject_id": subject,
        "area": cast.area("320213021001"), "title": "拟保障家庭公示", "place": "社区公示栏", "starts_on": ON,
        "values": given.pop("values", None) or values(cast), "term": SEVEN, "by": by or cast.officer, "on": ON, **given,
    })  # fmt: skip


def objection(cast, notice, **given):
    return actions.receive_objection(**{
        "notice": notice, "objector": "李四13800001111", "text": "他家有两辆车", "received_on": date(2025, 7, 3),
        "by": cast.community, "on": date(2025, 7, 3), **given,
    })  # fmt: skip


def test_text_is_made_of_listed_fields(cast):
    notice = post(cast)
    assert notice.text == "王建国（胜利门社区居委会）家庭3人，2025年7月1日拟全额每月3456.05元。"
    assert (notice.starts_on, notice.ends_on) == (ON, date(2025, 7, 8))
    assert "非官方" in notice.term_source
    assert "王建国" not in Event.objects.get(kind="kernel.notices.posted").body


@pytest.mark.parametrize(
    ("born", "shown"),
    [(date(2007, 7, 1), True), (date(2007, 7, 2), False), (date(2020, 1, 1), False), (None, False)],
)
def test_child_or_unknown_age_is_never_printed(cast, born, shown):
    given = values(cast, applicant=person(cast, born).pk)
    if shown:
        assert post(cast, values=given).pk
        return
    with pytest.raises(Refused, match="未成年人"):
        post(cast, values=given)
    assert not PublicNotice._base_manager.exists()


def test_field_too_many_or_too_few_is_refused(cast):
    few = values(cast)
    del few["form"]
    for odd in (few, values(cast, id_number="320213196005010011")):
        with pytest.raises(Refused, match="清单"):
            post(cast, values=odd)


@pytest.mark.parametrize(
    "wrong",
    [{"members": "三"}, {"members": -1}, {"amount": 1.5}, {"amount": True}, {"decided_on": "2025-07-01"},
     {"form": "half"}, {"applicant": "王建国"}, {"applicant": UUID(int=1)}, {"area": 10**9}],
)  # fmt: skip
def test_value_of_wrong_kind_is_refused(cast, wrong):
    with pytest.raises(Problem, match="不可用"):
        post(cast, values=values(cast, **wrong))


def test_name_with_a_number_in_it_is_refused(cast):
    odd = person(cast, name="王建国32021319600501001X")
    with pytest.raises(Refused, match="证件号码"):
        post(cast, values=values(cast, applicant=odd.pk))


def test_person_of_another_district_cannot_be_printed(cast):
    with pytest.raises(Problem, match="申请人"):
        post(cast, by=cast.foreigner, area=cast.area("329901001001"), values=values(cast))


@pytest.mark.parametrize(
    ("text", "fields", "fault"),
    [
        ("{name}{age}", FIELDS[:1], "不一致"),
        ("{applicant.id_number_sealed}", FIELDS[:1], "字段名"),
        ("{applicant!r}", FIELDS[:1], "字段名"),
        ("无字段", FIELDS[:1], "不一致"),
    ],
)
def test_kind_with_unlisted_field_does_not_load(text, fields, fault):
    with pytest.raises(ValueError, match=fault):
        NoticeKind("x", "x", "kernel.cases", text, fields)


def test_no_kind_of_field_for_private_things():
    for kind in ("text", "id_number", "phone", "account", "diagnosis"):
        with pytest.raises(ValueError, match="不能公开"):
            PublicField("x", "x", kind)
    with pytest.raises(ValueError, match="选项"):
        PublicField("x", "x", "choice")
    with pytest.raises(ValueError, match="重复"):
        register_notice_kind(NoticeKind("sample_notice", "x", "x", "{applicant}", FIELDS[:1]))
    assert find_notice_kind("sample_notice") is KIND


def test_passes_only_after_full_time(cast):
    post(cast)
    with cast.head.in_scope():
        passed = [has_passed("sample_notice", "kernel.cases", "1", on=date(2025, 7, day)) for day in (7, 8)]
    assert passed == [False, True]


def test_withdrawn_never_passes(cast):
    notice = post(cast)
    with pytest.raises(Problem, match="原因"):
        actions.withdraw_notice(notice=notice, reason="", by=cast.officer, on=ON)
    actions.withdraw_notice(notice=notice, reason="人数有误", by=cast.officer, on=date(2025, 7, 2))
    with cast.head.in_scope():
        assert not has_passed("sample_notice", "kernel.cases", "1", on=date(2025, 8, 1))
    assert [row["title"] for row in list_public(on=ON)] == ["拟保障家庭公示"]
    assert list_public(on=date(2025, 7, 2)) == []


@pytest.mark.parametrize(("result", "passes"), [("rejected", True), ("upheld", False), ("", False)])
def test_objection_stands_in_the_way_until_rejected(cast, result, passes):
    notice = post(cast)
    made = objection(cast, notice)
    if result:
        actions.resolve_objection(
            notice=notice,
            objection=made,
            result=result,
            resolution="核实车辆",
            by=cast.head,
            on=date(2025, 7, 5),
        )
    with cast.head.in_scope():
        assert has_passed("sample_notice", "kernel.cases", "1", on=date(2025, 7, 8)) is passes


def test_objection_is_sealed_and_reading_it_leaves_a_reason(cast):
    notice = post(cast)
    made = objection(cast, notice)
    stored = json.dumps(list(Objection._base_manager.values()), default=str)
    bodies = "".join(Event.objects.values_list("body", flat=True))
    for private in ("李四", "13800001111", "两辆车"):
        assert private not in stored + bodies
    reveal = {"notice": notice, "objection": made, "on": ON}
    with pytest.raises(Problem, match="理由"):
        actions.reveal_objection(**reveal, reason="", by=cast.head)
    with pytest.raises(Refused):
        actions.reveal_objection(**reveal, reason="好奇", by=cast.community)
    plain = actions.reveal_objection(**reveal, reason="核查", by=cast.head)
    assert plain == {"objector": "李四13800001111", "text": "他家有两辆车"}
    assert Event.objects.filter(kind="kernel.notices.objection_revealed").count() == 1


def test_objections_in_time_once_and_by_another_person(cast):
    notice, other = post(cast, by=cast.head), post(cast, subject="2")
    with pytest.raises(Refused, match="公示期内"):
        objection(cast, notice, received_on=date(2025, 7, 8), on=date(2025, 7, 8))
    made = objection(cast, notice)
    resolve = {"objection": made, "result": "rejected", "resolution": "查无此事", "on": date(2025, 7, 5)}
    with pytest.raises(Refused, match="同一人"):
        actions.resolve_objection(**resolve, notice=notice, by=cast.head)
    with pytest.raises(NotThere):
        actions.resolve_objection(**resolve, notice=other, by=cast.second_head)
    actions.resolve_objection(**resolve, notice=notice, by=cast.second_head)
    with pytest.raises(Refused, match="已处理"):
        actions.resolve_objection(**resolve, notice=notice, by=cast.second_head)


def test_gate_and_public_list_are_one_query_each(cast):
    given = values(cast)
    for number in range(20):
        post(cast, subject=str(number), values=given)
    ids = [str(number) for number in range(20)]
    with cast.head.in_scope(), CaptureQueriesContext(connection) as made:
        assert len(list_passed("sample_notice", "kernel.cases", ids, on=date(2025, 7, 8))) == 20
    public = list_public(on=ON)
    assert len(made) == 1
    assert {tuple(row) for row in public} == {("title", "text", "place", "starts_on", "ends_on")}


def test_facts_offer_existing_columns(cast):
    objection(cast, post(cast))
    with cast.head.in_scope():
        for fact in (facts.public_notices, facts.objections):
            assert list(fact.rows().values_list(*[fact.path_of(column) for column in fact.columns]))
            assert fact.in_use()
