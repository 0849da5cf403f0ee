"""The report of a district and period, ready to be shown, written or checked."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from urllib.parse import urlencode

from django.urls import reverse

from minzheng.kernel.places.models import Area
from minzheng.reports.half_year.checker import CheckReport, check_text
from minzheng.reports.half_year.document import OfficialDocument
from minzheng.reports.half_year.live import find_source
from minzheng.reports.half_year.papers.web import render_html
from minzheng.reports.half_year.queries import find_report
from minzheng.reports.half_year.template.rendering import render_report


def build_document(area: Area, period: str, *, demo: bool) -> OfficialDocument:
    """The report with every number from the records, or as fixed. Called in an actor's scope."""
    source = find_source(area_id=area.pk, code=period)
    return render_report(source, bureau=f"{area.name}民政局", demo=demo)


def check_against_records(text: str, area: Area, period: str) -> CheckReport:
    """Every number of a text judged by the district's records. Called in an actor's scope."""
    return check_text(text, find_source(area_id=area.pk, code=period))


def links_of(area: Area, period: str) -> Callable[[str], str]:
    """The address behind each number: the same period and district, and the cut-off it was fixed with."""
    asked = {"period": period, "area": str(area.pk)}
    report = find_report(area_id=area.pk, code=period)
    if report is not None:
        asked["cut_off"] = report.cut_off.isoformat()
    query = urlencode(asked)
    return lambda figure: f"{reverse('figures.detail', args=[figure])}?{query}"


def standalone_page(document: OfficialDocument, *, link: Callable[[str], str]) -> str:
    """The report as one HTML file that opens anywhere, its style inside it."""
    style = files(__package__).joinpath("static/half_year/report.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="zh-Hans"><head><meta charset="utf-8">'
        f"<title>{''.join(document.title)}</title><style>{style}</style></head>"
        f"<body>\n{render_html(document, link=link)}\n</body></html>\n"
    )
