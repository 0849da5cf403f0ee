"""Verdicts: a token, the figure its words speak of, and what the records say."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from minzheng.reports.half_year.checker.bindings import Binding, find_bindings
from minzheng.reports.half_year.checker.catalogue import catalogue
from minzheng.reports.half_year.checker.contexts import NOT_COMPUTED, Context
from minzheng.reports.half_year.checker.findings import Finding
from minzheng.reports.half_year.checker.listings import compare_names, names_before
from minzheng.reports.half_year.checker.normal import NormalText
from minzheng.reports.half_year.checker.quantities import decimal_text
from minzheng.reports.half_year.checker.source import Computed, FigureSource
from minzheng.reports.half_year.checker.spans import read_month_end, read_span
from minzheng.reports.half_year.checker.tokens import Token
from minzheng.reports.half_year.checker.units import compare_units

NO_RECORDS = "登记未启用或没有数据，无法核对"


@dataclass(frozen=True)
class Judge:
    """Judges the tokens of one text against one source."""

    normal: NormalText
    source: FigureSource

    def judge(self, token: Token, context: Context) -> Finding:
        """The finding for `token`; exactly one a token."""
        plain = self._plain(token)
        if NOT_COMPUTED in context.clause and token.kind == "figure":
            return replace(plain, kind="attribute", verdict="not_a_figure", why="本句写明尚未计算")
        if token.kind not in ("figure", "date"):
            verdict = "unknown" if token.fault else "not_a_figure"
            return replace(plain, verdict=verdict, why=token.fault or "不是统计数字")
        bindings = find_bindings(context, kind=token.kind)
        if not bindings:
            return self._unbound(plain, token, context)
        if len(bindings) > 1:
            return self._undecided(plain, bindings)
        return self._bound(plain, token, context, bindings[0])

    def _plain(self, token: Token) -> Finding:
        offset, length = self.normal.span(token.start, token.end)
        quantity = token.quantity
        return Finding(
            id=None,
            kind=token.kind,
            quote=self.normal.quote(token.start, token.end),
            offset=offset,
            length=length,
            verdict="not_a_figure",
            why="不是统计数字",
            word=quantity.word if quantity else None,
            stated=decimal_text(quantity.stated) if quantity else None,
            unit=quantity.unit if quantity else None,
            interval=quantity.interval if quantity else None,
        )

    def _unbound(self, plain: Finding, token: Token, context: Context) -> Finding:
        """A number that no declaration speaks of: unknown, unless it is a date, an article or stands above the body."""
        if token.kind == "date":
            return plain
        if context.head:
            return replace(plain, kind="metadata")
        if token.numeral and token.quantity and token.quantity.stated == 1:
            return replace(plain, kind="attribute")
        return replace(plain, verdict="unknown", why="句中的词语与任何口径都对不上，无法核对")

    def _undecided(self, plain: Finding, bindings: list[Binding]) -> Finding:
        ids = tuple(binding.id for binding in bindings)
        labels = "、".join(f"{id_} {catalogue()[id_].label}" for id_ in ids)
        return replace(
            plain, also=ids, verdict="unknown", why=f"句中的词语同时符合：{labels}；请写明是哪一个"
        )

    def _bound(self, plain: Finding, token: Token, context: Context, binding: Binding) -> Finding:
        entry = catalogue()[binding.id]
        found = replace(
            plain,
            id=binding.id,
            also=binding.also,
            kind=binding.kind,
            unit=entry.unit,
            warnings=_notes(binding),
        )
        if binding.kind == "date":
            return self._date(found, token, context, binding)
        assert token.quantity is not None  # only figures reach this place
        unit = compare_units(token.quantity.unit, entry.unit, also=binding.units)
        if unit == "loose" and token.quantity.unit:
            note = f"原文用“{token.quantity.unit}”，口径用“{entry.unit}”"
            found = replace(found, warnings=(*found.warnings, note))
        if binding.kind == "target":
            return self._against(found, self.source.target(binding.id), unit, "与承诺登记的目标一致")
        return self._figure(found, context, binding, unit)

    def _figure(self, found: Finding, context: Context, binding: Binding, unit: str) -> Finding:
        source = self.source
        usual = source.computed(binding.id)
        if usual is None:
            return replace(found, verdict="unknown", why=NO_RECORDS)
        reading = read_span(
            context, span=binding.span, mean=binding.mean, half_year=source.period, cut_off=source.cut_off
        )
        if reading.verdict:
            return replace(found, verdict=reading.verdict, computed=_text(usual.value), why=reading.why)
        computed: Computed | None = usual
        if reading.cut_off or reading.period:
            computed = source.computed(binding.id, cut_off=reading.cut_off, period=reading.period)
            if computed is None:
                why = reading.why or "原文写明的日期与数据截止日不同"
                return replace(found, verdict="differs", computed=_text(usual.value), why=why)
        judged = self._against(found, computed, unit, "与登记计算的数一致")
        return self._names(judged, context, binding, usual)

    def _against(self, found: Finding, computed: Computed | None, unit: str, agrees: str) -> Finding:
        """Compares unit and interval with what the records say."""
        if computed is None:
            return replace(found, verdict="unknown", why=NO_RECORDS)
        value, interval = computed.value, found.interval
        assert isinstance(value, Fraction)
        assert interval is not None  # figures and targets are quantities
        text = decimal_text(value)
        found = replace(found, computed=text, warnings=(*found.warnings, *computed.warnings))
        if unit == "other":
            return replace(found, verdict="differs", why=f"计量单位不同：口径是“{found.unit}”")
        if value in interval:
            return replace(found, verdict="verified", why=agrees)
        return replace(found, verdict="differs", why=f"登记计算的数是{text}{found.unit or ''}，与原文不符")

    def _names(self, found: Finding, context: Context, binding: Binding, computed: Computed) -> Finding:
        """The names listed before the number must be the things counted."""
        if binding.names is None or found.verdict != "verified":
            return found
        listed = names_before(self.normal, context, binding.names)
        fault = compare_names(listed, computed.names, relation=binding.relation or "equal")
        if fault is None:
            return found
        if computed.names is None:
            return replace(found, warnings=(*found.warnings, fault))
        return replace(found, verdict="differs", why=fault)

    def _date(self, found: Finding, token: Token, context: Context, binding: Binding) -> Finding:
        printed = self.normal.text[token.start : token.end]
        days = read_month_end(printed, self.source.period.starts_on.year)
        found = replace(found, stated=days[1].isoformat() if days else None)
        subjects = re.findall("|".join(binding.subject), context.before)
        computed = self.source.computed(binding.id)
        if computed is None:
            return replace(found, verdict="unknown", why=NO_RECORDS)
        assert isinstance(computed.value, date)
        found = replace(found, computed=computed.value.isoformat())
        if subjects and subjects[-1] != binding.subject[0]:
            return replace(
                found, verdict="differs", why=f"原文说的是{subjects[-1]}，登记的是{binding.subject[0]}"
            )
        if days and days[0] <= computed.value <= days[1]:
            return replace(found, verdict="verified", why="与登记的日期一致")
        return replace(found, verdict="differs", why=f"登记的日期是{computed.value.isoformat()}，与原文不符")


def _notes(binding: Binding) -> tuple[str, ...]:
    return (binding.note,) if binding.note else ()


def _text(value: Fraction | date) -> str:
    return value.isoformat() if isinstance(value, date) else decimal_text(value)
