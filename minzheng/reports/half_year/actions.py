"""Fixing a report: every figure with its records, once."""

from __future__ import annotations

from datetime import date

from minzheng.indicators.engine import Asked, list_indicators, parse_period
from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.models import EVERY_LINE
from minzheng.kernel.action import Unchanged, action
from minzheng.kernel.evidence import recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.places.models import Area, Level
from minzheng.kernel.problems import Refused
from minzheng.reports.half_year import snapshots
from minzheng.reports.half_year.models import FigureSnapshot, Report


@action("kernel.half_year.freeze", area="area")
def freeze_report(*, area: Area, code: str, cut_off: date | None = None, by: Actor, on: date) -> Report:
    """Fix all figures of a district's period (`2025H1`) as of the data cut-off, by default its last day.

    Repeating it with the same cut-off answers the report that is there; with another one it is refused, and so
    is a period that has not ended, because a published report is never changed (统计法 2024 年修正).
    """
    period = parse_period(code)
    cut_off = cut_off or period.last_day
    _check(area, by=by, cut_off=cut_off, last_day=period.last_day, on=on)
    with by.in_scope():
        existing = Report.objects.filter(area=area, code=code).first()
        if existing is not None:
            return _same_or_refuse(existing, cut_off)
        asked = Asked(period, cut_off, area.pk)
        figures = [snapshots.take(indicator, asked) for indicator in list_indicators()]
        report = Report(
            id=new_id(), area=area, code=code, starts_on=period.starts_on, ends_on=period.ends_on,
            cut_off=cut_off, frozen_on=on, frozen_by_id=by.user_id,
        )  # fmt: skip
        report.root = snapshots.root_of(snapshots.head_of(report), figures)
        report.event_sequence = _tell(report, figures, by)
        report.save(force_insert=True)
        for figure in figures:
            figure.report = report
        FigureSnapshot.objects.bulk_create(figures)
    return report


def _check(area: Area, *, by: Actor, cut_off: date, last_day: date, on: date) -> None:
    if area.level != Level.DISTRICT:
        raise Refused("not_a_district", "半年报告以区为单位固定。", fix="请选择区。")
    if on < cut_off or cut_off < last_day:
        raise Refused(
            "period_not_over",
            "期间尚未结束或数据截止日尚未到，不能固定报告。",
            fix="请在数据截止日之后办理。",
        )
    within = frozenset(Area.objects.within(area.pk).values_list("id", flat=True))
    if not within <= by.areas_for(EVERY_LINE):
        raise Refused(
            "partial_view", "您只负责部分条线或区域，固定的数会不完整。", fix="请由负责全部条线的人员办理。"
        )


def _same_or_refuse(existing: Report, cut_off: date) -> Report:
    if existing.cut_off != cut_off:
        raise Refused(
            "already_frozen",
            f"{existing.code} 报告已按数据截止日 {existing.cut_off.isoformat()} 固定，不能改动。",
            fix="更正请在下一期说明。",
        )
    return Unchanged(existing)  # type: ignore[return-value]  # @action unwraps it


def _tell(report: Report, figures: list[FigureSnapshot], by: Actor) -> int:
    entry = recording.Entry(
        kind="reports.half_year.frozen",
        sentence=f"固定{report.area.name} {report.code} 报告的 {len(figures)} 项指标",
        subject_type="kernel.half_year",
        subject_id=str(report.pk),
        area_id=report.area_id,
        details={
            "root": report.root,
            "cut_off": report.cut_off,
            "figures": {figure.figure: [figure.value_text, figure.rows_digest] for figure in figures},
        },
    )
    return recording.record(entry, by=by.username)
