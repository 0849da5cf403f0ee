"""Proof that fixed reports are what they were: found and called by the audit's verification."""

from __future__ import annotations

import json
from collections.abc import Iterator

from minzheng.kernel.access.actors import everywhere
from minzheng.kernel.evidence.models import Event
from minzheng.reports.half_year import snapshots
from minzheng.reports.half_year.models import Report


def find_bad_rows() -> Iterator[tuple[int, str]]:
    """(event sequence, why) for every report whose rows and event no longer agree."""
    with everywhere():  # the chain vouches for every district's reports
        reports = list(Report.objects.order_by("event_sequence"))
        told = {
            event.subject_id: event
            for event in Event.objects.filter(kind="reports.half_year.frozen").order_by("sequence")
        }
        for report in reports:
            event = told.pop(str(report.pk), None)
            why = "没有固定该报告的事件" if event is None else _why_bad(report, event)
            if why:
                yield report.event_sequence, f"半年报告 {report.code}：{why}。"
        for event in told.values():
            yield event.sequence, "事件所述的半年报告不存在。"


def _why_bad(report: Report, event: Event) -> str:
    figures = list(report.figures.all())
    for figure in figures:
        if snapshots.rows_digest(figure) != figure.rows_digest:
            return f"指标 {figure.figure} 的明细与其摘要不符"
    root = snapshots.root_of(snapshots.head_of(report), figures)
    said = json.loads(event.body)["details"]["root"]
    if not root == report.root == said:
        return "指标与固定时的摘要不符"
    return "" if event.sequence == report.event_sequence else "留痕序号不符"
