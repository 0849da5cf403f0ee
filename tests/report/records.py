"""A synthetic set of records that satisfies the published text; tests change one thing and look."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from importlib.resources import files

from minzheng.reports.half_year.checker import CheckReport, Computed, Period, check_text
from minzheng.reports.half_year.checker.catalogue import catalogue
from minzheng.reports.half_year.checker.findings import Finding

HALF_YEAR = Period(date(2025, 1, 1), date(2025, 7, 1))

VALUES: dict[str, str] = {
    "SA-01": "6", "SA-02": "10", "SA-03": "10516", "SA-04": "37412345.67", "SA-05": "1", "SA-06": "9", "SA-07": "49801/6",
    "SA-08": "3217", "SA-09": "2195", "SA-10": "216283.15", "SA-11": "9", "SA-12": "236", "SA-13": "1",
    "SA-14": "1", "SA-15": "1", "EC-01": "45", "EC-02": "93", "EC-04": "1", "EC-05": "1", "EC-06": "3",
    "EC-07": "3", "EC-08": "105", "EC-09": "82687", "EC-10": "46671", "EC-11": "18", "EC-12": "1",
    "EC-13": "960", "EC-14": "247", "EC-15": "3", "EC-16": "512", "EC-17": "118", "EC-18": "32", "EC-19": "9",
    "EC-20": "28", "EC-21": "101", "EC-22": "18", "EC-23": "1342", "EC-24": "449", "EC-25": "781", "SO-01": "4",
    "SO-02": "31", "SO-03": "22", "SO-04": "600", "SO-05": "425", "SO-06": "371", "SO-07": "37100/600",
    "SO-08": "8", "SO-09": "50", "SO-10": "34651200.50", "SO-11": "48", "SO-12": "105321", "SO-13": "11",
    "SO-14": "71234", "AF-01": "9", "AF-02": "3", "AF-03": "146", "AF-04": "31022", "AF-05": "4", "AF-06": "2203",
    "AF-07": "1007", "AF-08": "100", "AF-09": "5", "AF-10": "1204", "AF-11": "5000", "AF-12": "1", "AF-13": "1",
}  # fmt: skip
TARGETS = {"C-01": "1", "C-03": "10", "C-04": "9", "C-05": "20"}
NAMES = {
    "AF-02": frozenset({"北大街街道", "惠山街道", "黄巷街道"}),
    "AF-05": frozenset({"高子止水", "江尖渚", "耕渎河", "双河"}),
    "SO-11": frozenset({"春风助残", "溪心助餐", "溪心护童", *(f"项目{i}" for i in range(45))}),
}


@dataclass
class Records:
    """A FigureSource over plain values; `None` in `values` means that the register is not in use."""

    values: dict[str, str | None] = field(default_factory=lambda: dict(VALUES))
    targets: dict[str, str | None] = field(default_factory=lambda: dict(TARGETS))
    names: dict[str, frozenset[str]] = field(default_factory=lambda: dict(NAMES))
    opening: date | None = date(2025, 9, 28)
    cut_off: date = date(2025, 6, 30)
    period: Period = HALF_YEAR
    as_of: dict[tuple[str, date], str] = field(default_factory=dict)
    over: dict[tuple[str, Period], str] = field(default_factory=dict)

    def computed(
        self, figure_id: str, *, cut_off: date | None = None, period: Period | None = None
    ) -> Computed | None:
        if figure_id == "EC-03":
            return Computed(self.opening, "date") if self.opening else None
        value = self.values.get(figure_id)
        if value is not None and cut_off is not None:
            value = self.as_of.get((figure_id, cut_off))
        elif value is not None and period is not None:
            value = self.over.get((figure_id, period))
        return self._answer(figure_id, value)

    def target(self, commitment_id: str) -> Computed | None:
        return self._answer(commitment_id, self.targets.get(commitment_id))

    def _answer(self, id_: str, value: str | None) -> Computed | None:
        if value is None:
            return None
        return Computed(Fraction(value), catalogue()[id_].unit, names=self.names.get(id_))

    def with_value(self, figure_id: str, value: str | None) -> Records:
        self.values[figure_id] = value
        return self


def source_text() -> str:
    """The published text, in the traditional characters of the stored copy."""
    return (
        files("minzheng.reports.half_year.data")
        .joinpath("liangxi-2025H1-report.txt")
        .read_text(encoding="utf-8")
    )


def check(text: str, records: Records | None = None) -> CheckReport:
    return check_text(text, records or Records())


def mutated(*changes: tuple[str, str]) -> str:
    """The published text with every change made once; a change that finds nothing is a mistake of the test."""
    text = source_text()
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def by_id(report: CheckReport) -> dict[str, Finding]:
    return {found.id: found for found in report.findings if found.id}


def not_verified(report: CheckReport) -> dict[str | None, str]:
    """Id → verdict of everything counted that is not verified."""
    return {f.id: f.verdict for f in report.findings if f.counted and f.verdict != "verified"}


def contradicting(report: CheckReport) -> set[str | None]:
    return {found.id for found in report.findings if found.contradicts}


def one(report: CheckReport, quote: str) -> Finding:
    """The only finding whose quotation contains `quote`."""
    found = [f for f in report.findings if quote in f.quote]
    assert len(found) == 1, [f.quote for f in found]
    return found[0]
