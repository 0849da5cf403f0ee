"""What is kept of a figure, as text that can be hashed and read again years later."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from minzheng.indicators.engine import (
    Asked,
    Figure,
    Indicator,
    Traced,
    by_area,
    by_month,
    describe,
    list_traced,
    total,
)
from minzheng.indicators.engine.figures import divisor_of
from minzheng.indicators.engine.folds import Ratio
from minzheng.indicators.engine.values import SCALE, Value
from minzheng.kernel.evidence import chain
from minzheng.kernel.facts import Condition, Placeholder
from minzheng.kernel.problems import BrokenInvariant
from minzheng.reports.half_year.models import FigureSnapshot, Report

Sides = dict[str, list[Traced]]


def take(indicator: Indicator, asked: Asked) -> FigureSnapshot:
    """The figure now, with every record behind it. BrokenInvariant if they do not add up."""
    figure, sides = total(indicator, asked), _sides(indicator, asked)
    _prove(figure, sides)
    text = pack(sides)
    value = figure.value
    return FigureSnapshot(
        figure=indicator.id,
        zh=indicator.zh,
        unit=indicator.unit,
        numerator=None if value is None else value.numerator,
        denominator=1 if value is None else value.denominator,
        value_text=figure.text or "",
        definition_version=indicator.version,
        definition=describe(indicator),
        parameters=_parameters(indicator, asked),
        breakdown=_breakdown(indicator, asked),
        row_count=sum(len(rows) for rows in sides.values()),
        rows_digest=chain.digest(text.encode()),
        rows=zlib.compress(text.encode(), level=6),
    )


def leaf(snapshot: FigureSnapshot) -> str:
    """The canonical text of a snapshot: what the report's root is made of."""
    return chain.canonical(
        {
            "figure": snapshot.figure,
            "zh": snapshot.zh,
            "unit": snapshot.unit,
            "numerator": None if snapshot.numerator is None else int(snapshot.numerator),
            "denominator": int(snapshot.denominator),
            "value": snapshot.value_text,
            "version": snapshot.definition_version,
            "definition": snapshot.definition,
            "parameters": snapshot.parameters,
            "breakdown": snapshot.breakdown,
            "row_count": snapshot.row_count,
            "rows": snapshot.rows_digest,
        }
    )


def root_of(report_head: Mapping[str, Any], snapshots: list[FigureSnapshot]) -> str:
    """One digest over the report's own data and all its figures, in the order of their ids."""
    leaves = [leaf(one) for one in sorted(snapshots, key=lambda one: one.figure)]
    return chain.merkle_root([chain.canonical(dict(report_head)), *leaves])


def head_of(report: Report) -> dict[str, Any]:
    """The report's own data, as hashed."""
    return {
        "id": report.pk,
        "area": report.area_id,
        "code": report.code,
        "starts_on": report.starts_on,
        "ends_on": report.ends_on,
        "cut_off": report.cut_off,
        "frozen_on": report.frozen_on,
    }


def pack(sides: Sides) -> str:
    """Records as canonical JSON text."""
    return chain.canonical({side: [list(astuple(one)) for one in rows] for side, rows in sides.items()})


def unpack(snapshot: FigureSnapshot) -> Sides:
    """The frozen records by side: `records`, and `denominator` of a share."""
    content = json.loads(zlib.decompress(bytes(snapshot.rows)))
    return {side: [Traced(*row) for row in rows] for side, rows in content.items()}


def rows_digest(snapshot: FigureSnapshot) -> str:
    """The digest of the records as they are stored now."""
    return chain.digest(zlib.decompress(bytes(snapshot.rows)))


def value_of(snapshot: FigureSnapshot, indicator_unit: Any) -> Value | None:
    """The frozen value, or None where it was unknown."""
    if snapshot.numerator is None:
        return None
    return Value(int(snapshot.numerator), int(snapshot.denominator), indicator_unit)


def _sides(indicator: Indicator, asked: Asked) -> Sides:
    sides = {"records": list_traced(indicator, asked)}
    if isinstance(indicator.fold, Ratio):
        sides["denominator"] = list_traced(indicator.fold.to, asked)
    return sides


def _prove(figure: Figure, sides: Sides) -> None:
    """Asserted in production: a figure that its records do not carry is never fixed."""
    if figure.value is None:
        return
    counted, value = sum(one.quantity for one in sides["records"]), figure.value
    if isinstance(figure.indicator.fold, Ratio):
        whole = sum(one.quantity for one in sides["denominator"])
        holds = value.numerator * whole == 100 * counted * value.denominator
    else:
        parts = SCALE.get(value.unit.code, 1) * (divisor_of(figure.indicator, figure.asked) or 1)
        holds = value.numerator * parts == counted * value.denominator
    if not holds:
        raise BrokenInvariant(
            "figure_does_not_add_up", f"指标 {figure.indicator.id} 的明细与数值不符，已停止固定。"
        )


def _parameters(indicator: Indicator, asked: Asked) -> dict[str, Any]:
    """The filter with its bound values, part by part for a figure made of others."""
    if indicator.parts:
        return {part.id: _parameters(part, asked) for part in indicator.parts}
    bound = asked.bindings(indicator.where)
    return {"conditions": [_said(condition.bound(bound)) for condition in indicator.where], "named": {
        place.name: _plain(value) for place, value in bound.items() if isinstance(place, Placeholder)
    }}  # fmt: skip


def _said(condition: Condition) -> list[Any]:
    return [condition.column, condition.operator, _plain(condition.value)]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _breakdown(indicator: Indicator, asked: Asked) -> dict[str, dict[str, Any]]:
    if not indicator.reads_rows:
        return {"subdistrict": {}, "month": _texts(by_month(indicator, asked))}
    return {
        "subdistrict": _texts(by_area(indicator, asked, level="subdistrict")),
        "month": _texts(by_month(indicator, asked)),
    }


def _texts(values: Mapping[Any, Value | None]) -> dict[str, Any]:
    return {str(key): None if value is None else value.text for key, value in values.items()}
