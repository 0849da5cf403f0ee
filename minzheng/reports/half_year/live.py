"""What the report and its checker ask for, answered by the indicators: live, or as fixed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from minzheng.benefits.statute import shipped_book
from minzheng.indicators.engine import Asked, Indicator, find_indicator, parse_period, total
from minzheng.indicators.engine import Period as Span
from minzheng.indicators.engine.values import Value
from minzheng.kernel.facts import Placeholder
from minzheng.kernel.problems import NotThere
from minzheng.reports.half_year import snapshots
from minzheng.reports.half_year.checker.source import Computed, Period
from minzheng.reports.half_year.models import FigureSnapshot, Report
from minzheng.reports.half_year.queries import find_report, list_snapshots
from minzheng.rules.months import Month


@dataclass(frozen=True)
class LiveFigures:
    """The records of one district as they are now, in the scope of the actor in force."""

    asked: Asked

    @property
    def period(self) -> Period:
        """The half-year reported on."""
        return Period(self.asked.period.starts_on, self.asked.period.ends_on)

    @property
    def cut_off(self) -> date:
        """The last day whose records count."""
        return self.asked.cut_off

    def computed(
        self, figure_id: str, *, cut_off: date | None = None, period: Period | None = None
    ) -> Computed | None:
        """The figure now; None when no indicator or no register in use stands behind it."""
        indicator = _indicator(figure_id)
        if indicator is None:
            return None
        asked = asked_as(self.asked, cut_off, period)
        value = total(indicator, asked).value
        return None if value is None else _computed(value, indicator, _warnings(indicator, asked))

    def target(self, commitment_id: str) -> Computed | None:  # noqa: ARG002 - the protocol's argument
        """Targets are kept by the commitment register; until there is one they are unknown."""
        return None


@dataclass(frozen=True)
class FixedFigures:
    """A fixed report's own numbers; another cut-off or period is asked of the records."""

    report: Report
    live: LiveFigures
    figures: dict[str, FigureSnapshot] = field(default_factory=dict)

    @property
    def period(self) -> Period:
        """The half-year reported on."""
        return self.live.period

    @property
    def cut_off(self) -> date:
        """The last day whose records count."""
        return self.report.cut_off

    def computed(
        self, figure_id: str, *, cut_off: date | None = None, period: Period | None = None
    ) -> Computed | None:
        """The figure as fixed."""
        if cut_off not in (None, self.cut_off) or period not in (None, self.period):
            return self.live.computed(figure_id, cut_off=cut_off, period=period)
        snapshot, indicator = self.figures.get(figure_id), _indicator(figure_id)
        if snapshot is None or indicator is None:
            return None
        value = snapshots.value_of(snapshot, indicator.counted_in)
        return None if value is None else _computed(value, indicator, _warnings(indicator, self.live.asked))

    def target(self, commitment_id: str) -> Computed | None:
        """As live: commitments are not fixed with the report."""
        return self.live.target(commitment_id)


def find_source(*, area_id: int, code: str, cut_off: date | None = None) -> LiveFigures | FixedFigures:
    """The numbers of a district's period: as fixed when the report is, else as they are now.

    `cut_off` is the last day whose records count, by default the period's last day. Called in an actor's scope.
    """
    period = parse_period(code)
    report = find_report(area_id=area_id, code=code)
    if report is not None and cut_off in (None, report.cut_off):
        live = LiveFigures(Asked(period, report.cut_off, area_id))
        return FixedFigures(report, live, {one.figure: one for one in list_snapshots(report)})
    return LiveFigures(Asked(period, cut_off or period.last_day, area_id))


def asked_as(asked: Asked, cut_off: date | None, period: Period | None) -> Asked:
    """The same question as of another day or over another period."""
    span = asked.period if period is None else Span(period.starts_on, period.ends_on)
    return Asked(span, cut_off or asked.cut_off, asked.area_id, asked.book)


def _indicator(figure_id: str) -> Indicator | None:
    try:
        return find_indicator(figure_id)
    except NotThere:
        return None


def _computed(value: Value, indicator: Indicator, warnings: tuple[str, ...]) -> Computed:
    exact = Fraction(value.numerator, value.denominator)
    return Computed(
        value=exact,
        unit=indicator.counted_in.zh,
        numerator=Fraction(value.numerator),
        denominator=Fraction(value.denominator),
        warnings=warnings,
    )


def _warnings(indicator: Indicator, asked: Asked) -> tuple[str, ...]:
    """Says which dated parameters of the filter nobody has confirmed."""
    if indicator.parts:
        return tuple(dict.fromkeys(w for part in indicator.parts for w in _warnings(part, asked)))
    day = min(asked.period.last_day, asked.cut_off)
    standards = (asked.book or shipped_book()).at(Month(day.year, day.month))
    named = [c.value for c in indicator.where if isinstance(c.value, Placeholder) and c.value.statute]
    found = (standards.find(*place.name.split(".", 1)) for place in named)
    return tuple(
        f"参数“{one.parameter.zh}”为示例参数（非官方）" for one in found if not one.dated.source.is_official
    )
