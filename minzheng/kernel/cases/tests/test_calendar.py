"""The calendar belongs to staff: publishing and correcting move what is open and nothing that is closed."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minzheng.kernel.cases import actions
from minzheng.kernel.cases.actions import DayChange
from minzheng.kernel.cases.actions.calendar import read_package
from minzheng.kernel.cases.models import CalendarYear, Case, CaseClock
from minzheng.kernel.cases.queries import get_calendar
from minzheng.kernel.cases.tests.procedure_sample import SAMPLE
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.problems import Problem, Refused

pytestmark = pytest.mark.both_databases
NEW_YEAR = date(2025, 12, 30)


def open_case(cast, on=NEW_YEAR, by=None, area="320213021001"):
    return actions.open_case(
        procedure=SAMPLE.code, title="申请", area=cast.area(area), by=by or cast.officer, on=on
    )


def stored(case):
    return Case._base_manager.get(pk=case.pk)


def test_seed_enters_published_years_once(db):
    assert actions.seed_calendar(years=[2024, 2025, 2099], by="test", on=NEW_YEAR) == [2024, 2025]
    assert actions.seed_calendar(years=[2024, 2025], by="test", on=NEW_YEAR) == []
    assert get_calendar().published == {2024, 2025}
    assert Event.objects.filter(kind="kernel.cases.calendar_seeded").count() == 1


def test_unpublished_year_makes_due_day_provisional_until_published(cast):
    actions.seed_calendar(years=[2025], by="test", on=NEW_YEAR)
    case = open_case(cast)
    assert (case.due_on, case.due_provisional) == (date(2026, 1, 2), True)
    moved = actions.publish_calendar_year(
        year=2026, days=read_package(2026), document="国办发明电〔2025〕7号", published_on=date(2025, 11, 4),
        by=cast.head, on=NEW_YEAR,
    )  # fmt: skip
    assert moved == [str(case.pk)]
    now = stored(case)
    assert (now.due_on, now.due_provisional, now.version) == (date(2026, 1, 5), False, case.version + 1)


def test_publish_is_refused_twice_for_wrong_days_or_without_right(cast):
    actions.seed_calendar(years=[2025], by="test", on=NEW_YEAR)
    given = {"document": "文件", "published_on": NEW_YEAR, "on": NEW_YEAR}
    with pytest.raises(Refused, match="已公布"):
        actions.publish_calendar_year(year=2025, days={}, by=cast.head, **given)
    with pytest.raises(Problem, match="2026年"):
        actions.publish_calendar_year(year=2026, days=read_package(2025), by=cast.head, **given)
    with pytest.raises(Refused, match="岗位"):
        actions.publish_calendar_year(year=2026, days={}, by=cast.officer, **given)
    assert CalendarYear.objects.count() == 1


def test_correction_moves_open_cases_of_all_districts_and_no_closed_one(cast):
    actions.seed_calendar(years=[2025], by="test", on=NEW_YEAR)
    on = date(2025, 6, 10)
    closed, opened = open_case(cast, on), open_case(cast, on)
    foreign = open_case(cast, on, by=cast.foreigner, area="329901001001")
    actions.advance_case(case=closed, verb="submit", by=cast.officer, on=on)
    actions.advance_case(case=closed, verb="confirm", by=cast.head, on=on)
    before = [stored(closed), *CaseClock._base_manager.filter(case=closed).order_by("code")]
    typhoon = {date(2025, 6, 12): DayChange(False, "台风停工")}
    moved = actions.correct_calendar(days=typhoon, reason="市政府通告", by=cast.head, on=on)
    assert moved == sorted([str(opened.pk), str(foreign.pk)])
    assert stored(opened).due_on == stored(foreign).due_on == date(2025, 6, 16)
    after = [stored(closed), *CaseClock._base_manager.filter(case=closed).order_by("code")]
    for was, is_now in zip(before, after, strict=True):
        fields = [field.attname for field in was._meta.concrete_fields]
        assert [getattr(was, name) for name in fields] == [getattr(is_now, name) for name in fields]


def test_same_correction_again_changes_nothing_and_reason_is_needed(cast):
    actions.seed_calendar(years=[2025], by="test", on=NEW_YEAR)
    typhoon = {date(2025, 6, 12): DayChange(False, "台风停工")}
    with pytest.raises(Problem, match="原因"):
        actions.correct_calendar(days=typhoon, reason="", by=cast.head, on=NEW_YEAR)
    actions.correct_calendar(days=typhoon, reason="通告", by=cast.head, on=NEW_YEAR)
    assert actions.correct_calendar(days=typhoon, reason="通告", by=cast.head, on=NEW_YEAR) == []
    assert Event.objects.filter(kind="kernel.cases.calendar_corrected").count() == 1


def test_paused_clock_meets_the_new_calendar_when_resumed(cast):
    actions.seed_calendar(years=[2025], by="test", on=NEW_YEAR)
    on = date(2025, 6, 10)
    case = open_case(cast, on)
    actions.pause_case(case=case, reason="补正", by=cast.officer, on=on)
    actions.correct_calendar(
        days={date(2025, 6, 17): DayChange(False, "停工")}, reason="通告", by=cast.head, on=on
    )
    actions.resume_case(case=stored(case), by=cast.officer, on=date(2025, 6, 16))
    assert stored(case).due_on == date(2025, 6, 20)


def test_correcting_costs_the_same_for_few_and_many_cases(cast):
    actions.seed_calendar(years=[2025], by="test", on=NEW_YEAR)
    on, head, counts = date(2025, 6, 10), cast.head, []
    for number, day in ((3, date(2025, 6, 12)), (40, date(2025, 6, 13))):
        for _ in range(number):
            open_case(cast, on)
        with CaptureQueriesContext(connection) as made:
            actions.correct_calendar(days={day: DayChange(False, "停工")}, reason="通告", by=head, on=on)
        counts.append(len(made))
    assert counts[0] == counts[1]
