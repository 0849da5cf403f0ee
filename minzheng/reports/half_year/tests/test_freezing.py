"""A fixed report stays as it was, whoever edits records, rows or events afterwards."""

import json
import zlib
from datetime import date
from fractions import Fraction

import pytest
from django.db import DatabaseError, connection, transaction

from minzheng.kernel.evidence.models import Event
from minzheng.kernel.evidence.verifying import verify
from minzheng.kernel.places.models import PopulationStatistic
from minzheng.kernel.problems import NotThere, Refused
from minzheng.reports.half_year.actions import freeze_report
from minzheng.reports.half_year.live import FixedFigures, LiveFigures, find_source
from minzheng.reports.half_year.models import FigureSnapshot, Report
from minzheng.reports.half_year.queries import list_snapshots, trace_figure
from minzheng.reports.half_year.verification import find_bad_rows

pytestmark = pytest.mark.both_databases
ON = date(2025, 7, 1)


@pytest.fixture
def district(cast):
    PopulationStatistic.objects.bulk_create(
        PopulationStatistic(area=cast.area(code), year=2024, age_from=60, residents=number)
        for code, number in (("320213021001", 100), ("320213022001", 20), ("329901001001", 7))
    )
    return cast


def freeze(cast, **changed):
    return freeze_report(**({"area": cast.district, "code": "2025H1", "by": cast.head, "on": ON} | changed))


def change_records(residents=999):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE places_populationstatistic SET residents = %s", [residents])


def figure_of(report, figure="POP-60"):
    return next(one for one in list_snapshots(report) if one.figure == figure)


def test_freezing_keeps_value_definition_parameters_and_rows(district):
    report = freeze(district)
    with district.head.in_scope():
        figure = figure_of(report)
        assert (figure.value_text, figure.row_count, figure.definition_version) == ("120", 2, 1)
        assert figure.parameters["named"]["cut_off"] == "2025-06-30"
        assert sorted(figure.breakdown["subdistrict"].values()) == ["0"] * 7 + ["100", "20"]
        assert figure.definition["source"]
    body = json.loads(Event.objects.get(kind="reports.half_year.frozen").body)
    assert body["details"]["figures"]["POP-60"] == ["120", figure.rows_digest]


def test_fixed_figure_and_its_trace_are_unmoved_by_later_edits(district):
    freeze(district)
    with district.head.in_scope():
        before = json.dumps(trace_figure("POP-60", area_id=district.district.pk, code="2025H1"))
    change_records()
    with district.head.in_scope():
        after = json.dumps(trace_figure("POP-60", area_id=district.district.pk, code="2025H1"))
        source = find_source(area_id=district.district.pk, code="2025H1")
        assert isinstance(source, FixedFigures)
        assert source.computed("POP-60").value == Fraction(120)
        assert source.computed("POP-60", cut_off=date(2025, 6, 29)).value == Fraction(999 * 2)
    assert before == after


def test_live_source_follows_the_records_and_knows_nothing_of_other_figures(district):
    change_records(1)
    with district.head.in_scope():
        source = find_source(area_id=district.district.pk, code="2025H1")
        assert isinstance(source, LiveFigures)
        assert source.computed("POP-60").value == Fraction(2)
        assert source.computed("XX-99") is None
        assert (source.cut_off, source.period.starts_on) == (date(2025, 6, 30), date(2025, 1, 1))


def test_freezing_twice_is_one_report_and_another_cut_off_is_refused(district):
    report = freeze(district)
    assert freeze(district).pk == report.pk
    assert Event.objects.filter(kind="reports.half_year.frozen").count() == 1
    with pytest.raises(Refused, match="已按数据截止日"):
        freeze(district, cut_off=date(2025, 7, 1))


@pytest.mark.parametrize(
    ("who", "error"), [("officer", Refused), ("foreigner", NotThere), ("system", NotThere)]
)
def test_freezing_is_refused_without_the_right(district, who, error):
    with pytest.raises(error):
        freeze(district, by=getattr(district, who))


def test_freezing_is_refused_to_somebody_of_one_line(district):
    narrow = district.person("narrow", "section_head", line="assistance")
    with pytest.raises(Refused, match="部分条线"):
        freeze(district, by=narrow)


def test_freezing_is_refused_before_the_period_is_over_and_below_a_district(district):
    with pytest.raises(Refused, match="尚未"):
        freeze(district, on=date(2025, 6, 29))
    with pytest.raises(Refused, match="尚未"):
        freeze(district, cut_off=date(2025, 5, 31))
    with pytest.raises(Refused, match="以区为单位"):
        freeze(district, area=district.area("320213021"))


def test_other_district_sees_nothing_of_it(district):
    freeze(district)
    with district.foreigner.in_scope():
        assert not Report.objects.exists()
        assert not FigureSnapshot.objects.exists()


@pytest.mark.parametrize("table", ["half_year_report", "half_year_figuresnapshot"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_database_refuses_to_change_a_fixed_report(district, table, statement):
    freeze(district)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


TAMPERINGS = [
    "UPDATE half_year_figuresnapshot SET value_text = '121' WHERE figure = 'POP-60'",
    "UPDATE half_year_figuresnapshot SET numerator = 121 WHERE figure = 'POP-60'",
    "UPDATE half_year_figuresnapshot SET zh = '别的' WHERE figure = 'POP-60'",
    "DELETE FROM half_year_figuresnapshot WHERE figure = 'POP-60'",
    "UPDATE half_year_report SET cut_off = '2025-07-31'",
]


def without_triggers(statement, values=None):
    """As somebody with the database's own rights could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'half_year%%'", []
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute(statement, values)


@pytest.mark.parametrize("statement", TAMPERINGS)
def test_verification_names_a_report_that_was_tampered_with(district, statement):
    report = freeze(district)
    assert verify().ok
    without_triggers(statement)
    found = list(find_bad_rows())
    assert [sequence for sequence, _ in found] == [report.event_sequence]
    assert verify().first_bad.kind == "rows"


def test_verification_names_a_frozen_row_that_was_exchanged(district):
    report = freeze(district)
    rows = FigureSnapshot._base_manager.get(figure="POP-60").rows
    text = zlib.decompress(bytes(rows)).replace(b",100]", b",101]")
    without_triggers(
        "UPDATE half_year_figuresnapshot SET rows = %s WHERE figure = 'POP-60'", [zlib.compress(text)]
    )
    assert [sequence for sequence, _ in find_bad_rows()] == [report.event_sequence]
