"""One byte changed anywhere under an import is found, and its place is named."""

import pytest
from django.db import connection

from minzheng.kernel.evidence.verifying import verify
from minzheng.kernel.feeds.actions import import_file
from minzheng.kernel.feeds.digests import read_entries
from minzheng.kernel.feeds.models import Import
from minzheng.kernel.feeds.tests.rolls import COMMUNITIES, HEAD, households, members, write_csv
from minzheng.kernel.people import queries
from minzheng.kernel.people.actions import change_membership, edit_person, merge_people, move_person
from minzheng.kernel.people.models import Household
from minzheng.kernel.people.tests.factories import ON, make_person

pytestmark = pytest.mark.both_databases


@pytest.fixture
def rolls(in_scope, tmp_path):
    for kind, path in (("household_roll", households(tmp_path)), ("member_roll", members(tmp_path))):
        import_file(kind=kind, path=path, by=in_scope.head, on=ON)
    return {batch.kind: batch for batch in Import.objects.all()}


def change(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount >= 1


DAMAGE = [
    ("UPDATE people_person SET name = '王小朋' WHERE name = '王小明'", "member_roll", "第 2 行所成的人员"),
    ("UPDATE people_person SET sex = 'male' WHERE name = '李芳'", "member_roll", "第 3 行所成的人员"),
    ("UPDATE people_person SET death_date = '2025-01-01' WHERE name = '李芳'", "member_roll", "第 3 行"),
    (
        "UPDATE people_person SET id_number_sealed = id_number_sealed || 'A' WHERE name = '李芳'",
        "member_roll", "第 3 行所成的人员",
    ),
    ("UPDATE people_person SET data_key = data_key || 'A' WHERE name = '李芳'", "member_roll", "第 3 行所成的人员"),
    ("UPDATE people_person SET version = 2 WHERE name = '李芳'", "member_roll", "却没有相应的留痕"),
    ("UPDATE people_membership SET relation = 'other' WHERE relation = 'child'", "member_roll", "第 4 行所成的家庭成员"),
    ("DELETE FROM people_membership WHERE relation = 'child'", "member_roll", "第 4 行所成的家庭成员"),
    ("UPDATE people_residence SET district_code = '320213' WHERE district_code = '110101'", "member_roll", "第 4 行"),
    ("UPDATE people_household SET number = 'H2'", "member_roll", "第 2 行所成的家庭"),
    ("UPDATE feeds_importrow SET sealed = sealed || 'A' WHERE \"row\" = 4", "member_roll", "第 4 行的内容"),
    ("UPDATE feeds_importrow SET records = '' WHERE \"row\" = 3", "member_roll", "第 3 行的内容"),
    ("DELETE FROM feeds_importrow WHERE \"row\" = 3", "member_roll", "摘要之根"),
    ("UPDATE feeds_import SET merkle_root = 'sha256:00' WHERE kind = 'household_roll'", "household_roll", "与留痕不符"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "kind", "where"), DAMAGE)
def test_direct_change_is_found_and_located(rolls, statement, kind, where):
    assert verify().ok
    change(statement)
    verdict = verify()
    assert not verdict.ok
    assert (verdict.first_bad.sequence, verdict.first_bad.kind) == (rolls[kind].event, "rows")
    assert where in verdict.first_bad.why


def test_every_line_of_a_person_named_twice_is_proved(in_scope, tmp_path):
    """A new person who moved within the file: two lines, one record of the person and two memberships."""
    import_file(
        kind="household_roll",
        path=households(tmp_path, *((f"H{n}", "", COMMUNITIES[0], "", "", "") for n in (1, 2))),
        by=in_scope.head,
        on=ON,
    )
    path = members(
        tmp_path,
        ("H1", "王小明", HEAD, "其他", "2023-01-01", "2024-01-01", "320213", ""),
        ("H2", "王小明", HEAD, "户主", "2024-01-01", "", "110101", ""),
    )
    result = import_file(kind="member_roll", path=path, by=in_scope.head, on=ON)
    assert (result.state, result.new, result.changed) == ("committed", 2, 0)
    batch = Import.objects.get(kind="member_roll")
    made = [read_entries(line.records) for line in batch.lines.order_by("position")]
    assert [[one.table for one in line] for line in made] == [
        ["people.person", "people.membership"],
        ["people.person", "people.membership", "people.residence", "people.household"],
    ]
    assert made[0][0] == made[1][0]
    assert verify().ok
    change("UPDATE people_membership SET starts_on = '2023-02-01' WHERE starts_on = '2023-01-01'")
    assert "第 2 行所成的家庭成员" in verify().first_bad.why


def test_changes_through_actions_are_no_damage(rolls, in_scope):
    head, home = queries.find_by_id_number(HEAD), Household.objects.get()
    edit_person(person=head, changes={"name": "王晓明"}, by=in_scope.head, on=ON)
    move_person(person=head, kind="hukou", district_code="110101", by=in_scope.head, on=ON)
    child = queries.search("王𬭚").get()
    change_membership(household=home, person=child, relation=None, by=in_scope.head, on=ON)
    twin = make_person(in_scope.area("320213021001"), in_scope.head, sequence=13)
    head.refresh_from_db()
    merge_people(kept=twin, merged=head, reason="同一人重复登记", by=in_scope.head, on=ON)
    assert verify().ok, verify()


def test_later_import_explains_a_change_but_hides_none(rolls, in_scope, tmp_path):
    line = ("H1", "王晓明", HEAD, "户主", "", "", "", "")
    path = members(tmp_path, line, name="later.csv")
    import_file(kind="member_roll", path=path, by=in_scope.head, on=ON)
    assert verify().ok
    change("UPDATE people_person SET name = '王小明' WHERE name = '王晓明'")
    verdict = verify()
    assert verdict.first_bad.sequence == Import.objects.get(file_name="later.csv").event


def test_life_event_import_is_proved_too(rolls, in_scope, tmp_path):
    path = write_csv(
        tmp_path / "deaths.csv", ("证件号码", "事件", "日期", "来源"), [(HEAD, "死亡", "2025-05-01", "公安")]
    )
    result = import_file(kind="life_events", path=path, by=in_scope.head, on=ON)
    assert (result.state, result.new) == ("committed", 1)
    assert queries.find_by_id_number(HEAD).death_date.isoformat() == "2025-05-01"
    assert verify().ok
    change("UPDATE people_lifeevent SET happened_on = '2025-05-02'")
    assert "人生事件" in verify().first_bad.why
