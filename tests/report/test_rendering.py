"""The report's text: bound figures, round trip through the checker, and nothing typed."""

from __future__ import annotations

import re

from minzheng.reports.half_year.checker.catalogue import catalogue
from minzheng.reports.half_year.checker.source import Computed
from minzheng.reports.half_year.document import OfficialDocument
from minzheng.reports.half_year.template.rendering import render_report, template
from tests.report.records import VALUES, Records, check, contradicting, not_verified

BUREAU = "梁溪区民政局"
NAMES_WITH_DIGITS = re.compile(r"3610行动|5A级|520“喜结良缘”|24小时|\{\{[^}]*\}\}|\[\[[A-Z]+-\d+\|")


def render(records: Records | None = None, *, demo: bool = False) -> OfficialDocument:
    return render_report(records or Records(), bureau=BUREAU, demo=demo)


def texts(node: object) -> list[str]:
    if isinstance(node, dict):
        return [text for value in node.values() for text in texts(value)]
    if isinstance(node, list):
        return [text for value in node for text in texts(value)]
    return [node] if isinstance(node, str) else []


def test_template_types_no_number():
    typed = [text for text in texts(template()) if re.search(r"\d", NAMES_WITH_DIGITS.sub("", text))]
    assert typed == []


def test_template_binds_every_figure_once():
    printed = list(render().figures)
    wanted = [id_ for id_, entry in catalogue().items() if entry.kind != "target"]
    assert sorted(printed) == sorted([*wanted, "C-01", "C-03", "C-04", "C-05"])


def test_round_trip_verifies_every_printed_figure():
    report = check(render().text)
    assert not_verified(report) == {}
    assert report.not_in_text == ()
    assert report.count("verified") == 70
    assert contradicting(report) == set()


def test_round_trip_with_other_values():
    """A district with quite other numbers prints other words and still verifies."""
    values: dict[str, str | None] = {
        id_: str(int(value.split("/")[0].split(".")[0]) * 3 + 1)
        if len(value) > 2 and catalogue()[id_].unit != "%"
        else value
        for id_, value in VALUES.items()
    }
    values |= {"SO-04": "1801", "SO-05": "1276", "SO-06": "1114", "SO-07": "111400/1801"}
    document = render(Records(values=values))
    report = check(document.text, Records(values=values))
    assert not_verified(report) == {}
    assert contradicting(report) == set()


def test_exact_round_numbers_lose_their_words_with_a_warning():
    records = Records().with_value("SA-08", "3000").with_value("SA-04", "37000000")
    document = render(records)
    assert "已处理预警信息3000条" in document.text
    assert [warning[:8] for warning in document.warnings] == ["发放各类保障金金", "已处理预警信息："]
    assert not_verified(check(document.text, records)) == {}


def test_missing_figures_are_marked_never_typed():
    records = Records(values={"SA-03": "10516", "SA-04": "37412345.67"}, targets={}, opening=None)
    document = render(records)
    assert document.figures == ("SA-03", "SA-04")
    report = check(document.text, records)
    assert {f.id for f in report.findings if f.counted} == {"SA-03", "SA-04"}
    assert document.text.count("本节数据未计算（尚无登记）。") == 3
    assert "本项数据未计算（尚无登记）。" in document.text
    assert "月均走访" not in document.text
    missing = {run.figure for p in document.paragraphs for run in p.runs if run.kind == "missing"}
    assert {"SA-01", "SA-05", "C-01"} <= missing


def test_empty_register_prints_zero_but_no_claim():
    records = Records().with_value("EC-06", "0").with_value("EC-12", "0")
    document = render(records)
    assert "今年已经建成0家永定餐厅" in document.text
    assert "养老顾问工作手册" not in document.text
    assert any("养老顾问工作手册" in warning for warning in document.warnings)


def test_list_without_names_is_marked():
    document = render(Records(names={}))
    assert "入选2025年地名文化遗产未计算（尚无登记）" in document.text


class UnofficialRecords(Records):
    def computed(self, figure_id, *, cut_off=None, period=None):
        computed = super().computed(figure_id, cut_off=cut_off, period=period)
        if figure_id != "SA-04" or computed is None:
            return computed
        return Computed(computed.value, computed.unit, warnings=("参数“月标准”为示例参数（非官方）",))


def test_badges_say_demo_and_unofficial():
    assert render().badges == ()
    assert render(demo=True).badges == ("演示数据",)
    document = render(UnofficialRecords(), demo=True)
    assert document.badges == ("演示数据", "示例参数（非官方）")
    assert any("月标准" in note for note in document.notes)


def test_notes_tell_readings_and_assumptions():
    notes = "".join(render().notes)
    assert "数据截止日为2025年6月30日" in notes
    assert "助餐服务人次自当年首日起计算" in notes
    assert "演示数据" not in notes
    assert "助餐" not in "".join(render(Records().with_value("EC-09", None)).notes)
