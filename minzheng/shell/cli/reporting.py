"""`minzheng report …`: the half-year report built, its figures traced, any text checked against the records."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from minzheng.shell.cli.answers import answer, finish, json_option, with_django

if TYPE_CHECKING:
    from minzheng.kernel.access.actors import Actor
    from minzheng.kernel.places.models import Area

DEFAULT_PERIOD = "2025H1"
SOURCE_TEXT = "liangxi-2025H1-report.txt"
district_option = click.option("--district", help="区的统计用区划代码；不写则为第一个区。")
period_option = click.option("--period", default=DEFAULT_PERIOD, show_default=True, help="报告期。")


@click.group()
def report() -> None:
    """半年报告。"""


@report.command()
@click.argument("period", default=DEFAULT_PERIOD)
@district_option
@json_option
@with_django
def build(period: str, district: str | None, as_json: bool) -> None:
    """写出报告（HTML 与 .docx），数字全部由记录算出。"""
    from minzheng.shell.cli.acting import chosen_district

    area = chosen_district(district)
    with _reading(area):
        answer(build_report(area, period), as_json)


@report.command()
@click.argument("figure")
@district_option
@period_option
@json_option
@with_django
def trace(figure: str, district: str | None, period: str, as_json: bool) -> None:
    """一个数字背后的全部记录。"""
    from minzheng.reports.half_year.queries import trace_figure
    from minzheng.shell.cli.acting import chosen_district

    area = chosen_district(district)
    with _reading(area):
        result = trace_figure(figure, area_id=area.pk, code=period)
    lines = [f"{result['id']} = {result['value']} {result['unit']}（{len(result['records'])} 条记录）"]
    lines += [
        f"{r['register']}\t{r['record']}\t{r['counted_as']}\t{r['quantity']}" for r in result["records"]
    ]
    answer(result, as_json, "\n".join(lines))


@report.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="有未知也算不通过。")
@district_option
@period_option
@json_option
@with_django
def check(file: Path, strict: bool, district: str | None, period: str, as_json: bool) -> None:
    """读一份报告文稿，逐个核对其中的数字。"""
    from minzheng.reports.half_year.checker import check_text, read_document
    from minzheng.reports.half_year.live import find_source
    from minzheng.shell.cli.acting import chosen_district

    area = chosen_district(district)
    text = read_document(file)
    with _reading(area):
        found = check_text(text, find_source(area_id=area.pk, code=period))
    result = found.as_json()
    answer(result, as_json, _readable(result))
    finish(found.exit_code(strict=strict))


def _readable(result: dict[str, Any]) -> str:
    names = {"verified": "属实", "differs": "不符", "unknown": "未知", "contradicting": "自相矛盾"}
    head = "，".join(f"{zh} {result['summary'][key]}" for key, zh in names.items())
    lines = [
        f"{names.get(found['verdict'], found['verdict'])}\t{found['id'] or '—'}\t{found['quote']}\t"
        f"{found['computed'] or ''}\t{found['why']}"
        for found in result["figures"]
        if found["verdict"] != "not_a_figure"
    ]
    return "\n".join([head, *lines])


def _reading(area: Area) -> Any:
    """The scope of a reader of the whole district: reports concern everything in it and nothing outside."""
    from minzheng.kernel.access.actors import Actor, Grant
    from minzheng.kernel.access.models import EVERY_LINE

    reader = Actor("report", "报告", None, (Grant("leader", EVERY_LINE, area.pk),))
    return reader.in_scope()


def build_report(area: Area, period: str) -> dict[str, Any]:
    """Write the report's files and answer what seams.md says of `report build`. Called in a scope."""
    from django.conf import settings

    from minzheng.reports.half_year.building import build_document, links_of, standalone_page
    from minzheng.reports.half_year.live import find_source
    from minzheng.reports.half_year.papers.word import write_docx

    document = build_document(area, period, demo=not settings.PRODUCTION)
    folder = settings.HOME / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    html, docx, text = (folder / f"{period}-{area.pk}.{suffix}" for suffix in ("html", "docx", "txt"))
    _write(html, standalone_page(document, link=links_of(area, period)).encode())
    _write(docx, write_docx(document))
    _write(text, document.text.encode())
    source = find_source(area_id=area.pk, code=period)
    return {
        "report": period,
        "files": {"html": str(html), "docx": str(docx), "txt": str(text)},
        "cut_off": source.cut_off.isoformat(),
        "figures": _figures(source),
    }


def _figures(source: Any) -> dict[str, str | None]:
    """Every figure's text, as fixed when the report is, else as it is now."""
    from minzheng.indicators.engine import list_indicators, total
    from minzheng.reports.half_year.live import FixedFigures

    if isinstance(source, FixedFigures):
        return {id_: snapshot.value_text or None for id_, snapshot in source.figures.items()}
    return {one.id: total(one, source.asked).text for one in list_indicators()}


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    partial = path.with_suffix(f"{path.suffix}.partial")
    partial.write_bytes(content)
    os.replace(partial, path)


def build_and_check(area: Area, period: str, by: Actor) -> dict[str, Any]:  # noqa: ARG001 - read in by's scope
    """What the demo reports at its end: files, people, money, and the source text checked."""
    from minzheng.indicators.engine import Asked, find_indicator, parse_period, total
    from minzheng.reports.half_year import data
    from minzheng.reports.half_year.checker import check_text, read_document
    from minzheng.reports.half_year.live import find_source

    built = build_report(area, period)
    found = check_text(
        read_document(Path(data.__path__[0]) / SOURCE_TEXT), find_source(area_id=area.pk, code=period)
    )
    parsed = parse_period(period)
    asked = Asked(parsed, parsed.last_day, area.pk)
    people, money = (total(find_indicator(figure), asked).value for figure in ("SA-03", "SA-04"))
    assert people is not None
    assert money is not None
    return {
        "files": {key: built["files"][key] for key in ("html", "docx")},
        "people": people.numerator // people.denominator,
        "amount_fen": _fen(money),
        "figures": {key: found.count(key) for key in ("verified", "differs", "unknown")},
    }


def _fen(value: Any) -> int:
    """A sum of money is exact in fen."""
    assert 100 * value.numerator % value.denominator == 0
    return int(100 * value.numerator // value.denominator)
