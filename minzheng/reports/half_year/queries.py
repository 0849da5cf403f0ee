"""Reading reports: a fixed figure where there is one, else the live one."""

from __future__ import annotations

from datetime import date
from typing import Any

from minzheng.indicators.engine import Asked, Figure, find_indicator, parse_period, trace
from minzheng.indicators.engine.tracing import as_dicts, shape
from minzheng.kernel.problems import NotThere
from minzheng.reports.half_year import snapshots
from minzheng.reports.half_year.models import FigureSnapshot, Report


def find_report(*, area_id: int, code: str) -> Report | None:
    """The district's fixed report of the period, if there is one."""
    found: Report | None = Report.objects.filter(area_id=area_id, code=code).select_related("area").first()
    return found


def list_snapshots(report: Report) -> list[FigureSnapshot]:
    """The report's figures without their records, in the order of their ids."""
    return list(report.figures.defer("rows").order_by("figure"))


def get_snapshot(report: Report, figure: str) -> FigureSnapshot:
    """One fixed figure. Raises NotThere."""
    found: FigureSnapshot | None = report.figures.filter(figure=figure).first()
    if found is None:
        raise NotThere("指标")
    return found


def trace_figure(figure: str, *, area_id: int, code: str, cut_off: date | None = None) -> dict[str, Any]:
    """The trace of a figure of a district's period: fixed when the report is, else live."""
    report = find_report(area_id=area_id, code=code)
    if report is not None and cut_off in (None, report.cut_off):
        return frozen_trace(report, get_snapshot(report, figure))
    period = parse_period(code)
    return trace(find_indicator(figure), Asked(period, cut_off or period.last_day, area_id))


def frozen_trace(report: Report, snapshot: FigureSnapshot) -> dict[str, Any]:
    """The trace as it was when the report was fixed, from stored rows only."""
    indicator = find_indicator(snapshot.figure)
    asked = Asked(parse_period(report.code), report.cut_off, report.area_id)
    value = snapshots.value_of(snapshot, indicator.counted_in)
    sides = snapshots.unpack(snapshot)
    denominator = None
    if "denominator" in sides:
        whole = indicator.parts[1].unit
        denominator = {
            "frozen_on": report.frozen_on.isoformat(),
            "records": as_dicts(sides["denominator"], whole),
        }
    return shape(Figure(indicator, asked, value), sides["records"], denominator)
