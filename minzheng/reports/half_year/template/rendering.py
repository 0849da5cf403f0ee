"""The report's text with its figures bound: report.yaml and the records give an official document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from minzheng.reports.half_year.checker.catalogue import catalogue
from minzheng.reports.half_year.checker.source import Computed, FigureSource
from minzheng.reports.half_year.document import (
    DEMO,
    NOT_COMPUTED,
    UNOFFICIAL,
    OfficialDocument,
    Paragraph,
    Run,
)
from minzheng.reports.half_year.template.printing import form_of, print_figure

SLOT = re.compile(
    r"\{\{(?P<figure>[A-Z]+-\d+)(?P<names>:names)?\}\}|\[\[(?P<claim>[A-Z]+-\d+)\|(?P<words>[^\]]+)\]\]"
)


@cache
def template() -> dict[str, Any]:
    """report.yaml as read."""
    text = files(__package__).joinpath("report.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


def render_report(
    source: FigureSource,
    *,
    bureau: str,
    demo: bool,
    number: str | None = None,
    addressee: str | None = None,
    signed_on: date | None = None,
) -> OfficialDocument:
    """The half-year report of `bureau` over `source.period`, every number printed from a computed value.

    A figure without records is printed as 未计算（尚无登记）, never as a number.
    """
    writer = _Writer(source)
    year, content = str(source.period.starts_on.year), template()
    paragraphs = [Paragraph("body", (Run(content["opening"]),))]
    for half in content["halves"]:
        paragraphs.append(Paragraph("heading", (Run(half["heading"]),)))
        paragraphs += [writer.section(section, plan=half.get("plan", False)) for section in half["sections"]]
    unofficial = tuple(dict.fromkeys(w for w in writer.warnings if UNOFFICIAL in w))
    printed = {run.figure for paragraph in paragraphs for run in paragraph.runs if run.kind == "figure"}
    notes = [f"数据截止日为{_chinese_date(source.cut_off)}", *content["notes"]["always"]]
    notes += [note for id_, note in content["notes"]["figures"].items() if id_ in printed]
    notes += [content["notes"]["demo"]] * demo + list(unofficial)
    return OfficialDocument(
        issuer=bureau,
        title=tuple(line.format(bureau=bureau, year=year) for line in content["title"]),
        paragraphs=tuple(paragraphs),
        number=number,
        addressee=addressee,
        signed_on=signed_on,
        badges=(*((DEMO,) if demo else ()), *((UNOFFICIAL,) if unofficial else ())),
        notes=tuple(f"注：{note}。" for note in notes),
        warnings=tuple(dict.fromkeys(writer.warnings)),
    )


@dataclass
class _Writer:
    """Writes sections, asking the source once for each figure and collecting warnings."""

    source: FigureSource
    warnings: list[str] = field(default_factory=list)
    _asked: dict[str, Computed | None] = field(default_factory=dict)

    def section(self, section: dict[str, Any], *, plan: bool) -> Paragraph:
        """One section; marked as a whole when none of its figures has records. A plan is printed either way."""
        runs = [Run(section["heading"], "section")]
        wanted = [id_ for item in section["items"] for id_ in _ids(item)]
        if not plan and not any(self._computed(id_) for id_ in wanted):
            return Paragraph("body", (*runs, Run(f"本节数据{NOT_COMPUTED}。", "missing")))
        for item in section["items"]:
            runs += self._item(item, plan=plan)
        return Paragraph("body", tuple(runs))

    def _item(self, item: dict[str, Any], *, plan: bool) -> list[Run]:
        runs = [Run(item["lead"], "lead")] if "lead" in item else []
        if not plan and not any(self._computed(id_) for id_ in _ids(item)):
            return [*runs, Run(f"本项数据{NOT_COMPUTED}。", "missing")]
        for sentence in item["sentences"]:
            runs += self._sentence(sentence, plan=plan)
        return runs

    def _sentence(self, clauses: list[str], *, plan: bool) -> list[Run]:
        """The clauses joined; introductory clauses are left out when nothing of the sentence was computed."""
        wanted = [id_ for clause in clauses for id_ in _clause_ids(clause)]
        printable = plan or any(self._computed(id_) for id_ in wanted)
        written = [self._clause(clause) for clause in clauses if printable or _clause_ids(clause)]
        runs: list[Run] = []
        for clause in filter(None, written):
            runs += [Run("，")] * bool(runs) + clause
        return [*runs, Run("。")] if runs else []

    def _clause(self, clause: str) -> list[Run]:
        """Empty when the records are in use but hold nothing that the clause claims."""
        missing = [id_ for id_ in _clause_ids(clause) if not self._is_printable(id_, clause)]
        if missing:
            return [Run(f"{catalogue()[id_].label}{NOT_COMPUTED}", "missing", id_) for id_ in missing]
        runs, end = [], 0
        text = clause.replace("{year}", str(self.source.period.starts_on.year))
        for match in SLOT.finditer(text):
            runs += [Run(text[end : match.start()]), self._slot(match)]
            end = match.end()
        runs.append(Run(text[end:]))
        runs = [run for run in runs if run.text]
        return [] if any(run.kind == "absent" for run in runs) else runs

    def _is_printable(self, id_: str, clause: str) -> bool:
        computed = self._computed(id_)
        if computed is None:
            return False
        return computed.names is not None or f"{id_}:names" not in clause

    def _slot(self, match: re.Match[str]) -> Run:
        if match["claim"]:
            computed = self._known(match["claim"])
            if computed.value == 0:
                self.warnings.append(f"{catalogue()[match['claim']].label}：登记中没有记录，未写入正文")
                return Run("－", "absent")
            return Run(match["words"], "claim", match["claim"])
        computed = self._known(match["figure"])
        if match["names"]:
            return self._names(match["figure"], computed)
        printed = print_figure(computed.value, form_of(match["figure"]))
        self.warnings += [f"{catalogue()[match['figure']].label}：{warning}" for warning in printed.warnings]
        return Run(printed.text, "figure", match["figure"])

    def _names(self, id_: str, computed: Computed) -> Run:
        names = sorted(computed.names or ())
        if catalogue()[id_].kind == "list":
            return Run("".join(f"“{name}”" for name in names), "claim", id_) if names else Run("－", "absent")
        return Run("、".join(names))

    def _known(self, id_: str) -> Computed:
        computed = self._computed(id_)
        assert computed is not None  # a clause with a missing figure never gets here
        return computed

    def _computed(self, id_: str) -> Computed | None:
        if id_ not in self._asked:
            ask = self.source.target if catalogue()[id_].kind == "target" else self.source.computed
            self._asked[id_] = computed = ask(id_)
            self.warnings += computed.warnings if computed else ()
        return self._asked[id_]


def _ids(item: dict[str, Any]) -> Iterator[str]:
    for sentence in item["sentences"]:
        for clause in sentence:
            yield from _clause_ids(clause)


def _clause_ids(clause: str) -> list[str]:
    return list(dict.fromkeys(match["figure"] or match["claim"] for match in SLOT.finditer(clause)))


def _chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
