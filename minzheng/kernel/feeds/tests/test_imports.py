"""The pipeline: all or nothing, once, by whom it may, with errors at their place and a proof of every line."""

import json

import pytest
from django.db import connection

from minzheng.kernel.evidence.models import Event
from minzheng.kernel.evidence.verifying import verify
from minzheng.kernel.feeds.actions import commit_staged, discard_staged, import_file, stage_file
from minzheng.kernel.feeds.finding import find_importer, list_kinds
from minzheng.kernel.feeds.models import Import, ImportRow
from minzheng.kernel.feeds.reading import FileRefused, write_annotated
from minzheng.kernel.feeds.tests.rolls import CHILD, COMMUNITIES, HEAD, WIFE, big_rolls, households, members
from minzheng.kernel.people import queries
from minzheng.kernel.people.models import Household, Membership, Person
from minzheng.kernel.people.tests.factories import ON
from minzheng.kernel.problems import NotThere, Refused, Unreadable

pytestmark = pytest.mark.both_databases


@pytest.fixture
def take(in_scope):
    """Import as the section head unless another actor is named."""

    def run(kind, path, by=None, **more):
        return import_file(kind=kind, path=path, by=by or in_scope.head, on=ON, **more)

    return run


@pytest.fixture
def rolls(take, tmp_path):
    return take("household_roll", households(tmp_path)), take("member_roll", members(tmp_path))


def codes(result):
    return [(error.row, error.column, error.code) for error in result.errors]


def test_rolls_make_people_and_households(rolls):
    assert [(one.state, one.new, one.changed) for one in rolls] == [("committed", 1, 0), ("committed", 3, 0)]
    home = Household.objects.get()
    assert sorted((m.person.name, m.relation) for m in queries.members_on([home.id], ON)) == [
        ("李芳", "spouse"), ("王小明", "self"), ("王𬭚·明", "child"),
    ]  # fmt: skip
    assert home.head.name == "王小明"
    assert queries.find_by_id_number(CHILD).residences.get().district_code == "110101"
    assert list(queries.search("王𬭚•明")) == [queries.find_by_id_number(CHILD)]


def test_result_has_the_promised_shape(rolls):
    told = rolls[1].as_dict()
    assert list(told) == ["import", "kind", "state", "rows", "new", "changed", "errors", "digest"]
    assert json.loads(json.dumps(told))["rows"] == 3
    assert str(Import.objects.get(kind="member_roll").id) == told["import"]


def test_one_event_an_import_without_anything_sensitive(rolls):
    events = Event.objects.filter(kind="kernel.feeds.imported")
    assert events.count() == 2
    batch = Import.objects.get(kind="member_roll")
    body = events.get(pk=batch.event).body
    assert batch.merkle_root in body
    assert not any(secret in body for secret in (HEAD, WIFE, "王小明", "解放路"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_same_content_again_is_no_change(rolls, take, tmp_path, encoding):
    again = take("member_roll", members(tmp_path, name="again.csv", encoding=encoding))
    assert (again.state, again.rows, again.unchanged) == ("unchanged", 3, 3)
    assert again.import_id == rolls[1].import_id
    assert Import.objects.count() == 2
    assert Event.objects.filter(kind="kernel.feeds.imported").count() == 2


def test_second_run_does_not_undo_what_came_after(rolls, take, tmp_path):
    line = ("H1", "王小明", HEAD, "户主", "", "", "320213", "2025-05-01")
    assert take("member_roll", members(tmp_path, line)).changed == 1
    assert take("member_roll", members(tmp_path, name="first.csv")).state == "unchanged"
    assert queries.find_by_id_number(HEAD).death_date is not None


def test_new_content_changes_only_what_differs(rolls, take, tmp_path):
    lines = [
        ("H1", "王晓明", HEAD, "户主", "", "", "320213", ""),
        ("H1", "李芳", WIFE, "配偶", "", "", "", ""),
        ("H1", "王𬭚·明", CHILD, "子女", "", "2025-06-01", "", ""),
    ]
    result = take("member_roll", members(tmp_path, *lines))
    assert (result.new, result.changed, result.unchanged) == (0, 2, 1)
    assert queries.find_by_id_number(HEAD).folded_name == "王晓明"
    assert len(queries.members_on([Household.objects.get().id], ON)) == 2
    assert verify().ok


def test_refused_leaves_nothing_but_its_errors(take, rolls, tmp_path):
    before = Person.objects.count(), Membership.objects.count()
    lines = [
        ("H1", "新人", CHILD[:-1] + ("1" if CHILD[-1] != "1" else "2"), "子女", "", "", "", ""),
        ("H9", "无户", WIFE, "配偶", "", "", "", ""),
        ("H1", "新人二", "32021319850101001X", "家人", "", "", "", ""),
    ]
    path = members(tmp_path, *lines, name="wrong.csv")
    result = take("member_roll", path)
    assert result.state == "refused"
    assert codes(result) == [
        (2, "证件号码", "check_digit"), (3, "户号", "unknown_household"), (4, "与户主关系", "choice"),
    ]  # fmt: skip
    assert all(error.message and error.fix for error in result.errors)
    assert (Person.objects.count(), Membership.objects.count()) == before
    batch = Import.objects.get(state="refused")
    assert (batch.error_count, batch.lines.count()) == (3, 0)
    write_annotated(path, result.errors, tmp_path / "annotated.xlsx")
    assert (tmp_path / "annotated.xlsx").stat().st_size > 0


def test_dry_run_keeps_nothing(take, tmp_path):
    result = take("household_roll", households(tmp_path), dry_run=True)
    assert (result.state, result.rows, result.import_id) == ("staged", 1, "")
    assert not Import.objects.exists()
    assert not Event.objects.filter(kind__startswith="kernel.feeds").exists()


def test_empty_file_is_refused(take, tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("户号,区划代码\n", encoding="utf-8")
    assert codes(take("household_roll", path)) == [(0, "", "no_rows")]


def test_no_file_of_this_kind_is_unreadable(take, tmp_path):
    path = tmp_path / "noise.csv"
    path.write_bytes(b"\x00\x01garbage")
    with pytest.raises(FileRefused):
        take("household_roll", path)
    with pytest.raises(Unreadable):
        take("no_such_kind", path)
    assert not Import.objects.exists()


def test_who_may_not_import_learns_nothing(in_scope, take, tmp_path):
    with pytest.raises(Refused):
        take("household_roll", tmp_path / "not-even-there.csv", by=in_scope.leader)
    with pytest.raises(NotThere):
        take("household_roll", tmp_path / "not-even-there.csv", by=in_scope.system)


def test_subdistrict_imports_own_areas_only(cast, tmp_path):
    foreign = households(tmp_path, ("H5", HEAD, COMMUNITIES[2], "", "", ""))
    result = import_file(kind="household_roll", path=foreign, by=cast.handler, on=ON)
    assert codes(result) == [(2, "区划代码", "area_not_yours")]
    own = import_file(kind="household_roll", path=households(tmp_path), by=cast.handler, on=ON)
    assert own.state == "committed"
    with cast.handler.in_scope():
        assert Import.objects.get(state="committed").area == cast.area("320213021")


def test_person_of_another_area_is_neither_taken_nor_told(cast, take, rolls, tmp_path):
    with cast.head.in_scope():
        take("household_roll", households(tmp_path, ("H7", "", COMMUNITIES[2], "", "", "")))
    line = ("H7", "王小明", HEAD, "户主", "2025-06-01", "", "", "")
    other = cast.person("handler22", "subdistrict_handler", "320213022")
    result = import_file(kind="member_roll", path=members(tmp_path, line), by=other, on=ON)
    assert codes(result) == [(0, "", "conflict")]
    assert HEAD not in str(result.as_dict())


def test_same_file_in_two_districts_is_two_imports(cast, take, rolls, tmp_path):
    path = households(tmp_path, ("H1", HEAD, "329901001001", "", "", ""))
    result = import_file(kind="household_roll", path=path, by=cast.foreigner, on=ON)
    assert result.state == "committed"
    with cast.foreigner.in_scope():
        assert Household.objects.get().number == "H1"


def test_staged_lines_wait_sealed_and_are_committed_later(take, in_scope, tmp_path):
    staged = stage_file(kind="household_roll", path=households(tmp_path), by=in_scope.head, on=ON)
    batch = Import.objects.get()
    assert (staged.state, Household.objects.count()) == ("staged", 0)
    assert "解放路" not in ImportRow.objects.get().sealed
    result = commit_staged(batch=batch, by=in_scope.head, on=ON)
    assert (result.state, result.new) == ("committed", 1)
    assert Household.objects.get().registered_on.isoformat() == "2024-01-01"
    assert verify().ok
    with pytest.raises(Refused):
        commit_staged(batch=Import.objects.get(), by=in_scope.head, on=ON)


def test_staged_lines_are_checked_again(take, in_scope, tmp_path):
    take("household_roll", households(tmp_path))
    stage_file(kind="member_roll", path=members(tmp_path), by=in_scope.head, on=ON)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_household SET number = 'X'")
    result = commit_staged(batch=Import.objects.get(kind="member_roll"), by=in_scope.head, on=ON)
    assert {error.code for error in result.errors} == {"unknown_household"}
    assert not Person.objects.exists()


def test_what_was_committed_meanwhile_cannot_be_discarded(in_scope, tmp_path):
    stage_file(kind="household_roll", path=households(tmp_path), by=in_scope.head, on=ON)
    seen, again = Import.objects.get(), Import.objects.get()
    assert commit_staged(batch=seen, by=in_scope.head, on=ON).state == "committed"
    with pytest.raises(Refused) as refused:
        discard_staged(batch=again, by=in_scope.head, on=ON)
    assert refused.value.code == "not_staged"
    assert (Import.objects.get().state, ImportRow.objects.count()) == ("committed", 1)


def test_discarded_lines_are_gone(in_scope, tmp_path):
    stage_file(kind="household_roll", path=households(tmp_path), by=in_scope.head, on=ON)
    discard_staged(batch=Import.objects.get(), by=in_scope.head, on=ON)
    assert not ImportRow.objects.exists()
    assert Import.objects.get().state == "discarded"


def test_import_of_600_people_takes_as_few_statements_as_of_60(take, tmp_path, django_assert_max_num_queries):
    for people in (60, 600):
        homes, lines = big_rolls(tmp_path, people)
        take("household_roll", homes)
        with django_assert_max_num_queries(45):
            assert take("member_roll", lines).state == "committed"
    assert Person.objects.count() == 600
    assert verify().ok


def test_every_kind_has_a_template_and_a_register():
    kinds = {one["kind"] for one in list_kinds()}
    assert {"household_roll", "member_roll", "life_events", "population_statistics"} <= kinds
    for kind in kinds:
        importer = find_importer(kind)
        assert importer.template.kind == kind
        assert importer.permission.endswith(".import")
