"""The .docx and the HTML of an official document."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from minzheng.reports.half_year.checker.reading import read_bytes
from minzheng.reports.half_year.document import Paragraph, Run
from minzheng.reports.half_year.papers import render_html, write_docx
from tests.report.records import Records, check, not_verified
from tests.report.test_rendering import render


@pytest.fixture(scope="module")
def content():
    return write_docx(render(demo=True))


@pytest.fixture(scope="module")
def word(content):
    return docx.Document(io.BytesIO(content))


def test_docx_page_of_the_standard(word):
    section = word.sections[0]
    near = Mm(0.1)
    measures = [
        (section.page_width, 210), (section.page_height, 297), (section.top_margin, 37),
        (section.left_margin, 28), (section.right_margin, 26), (section.bottom_margin, 35),
    ]  # fmt: skip
    assert all(abs(have - Mm(want)) < near for have, want in measures)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")
    text_height = section.page_height - section.top_margin - section.bottom_margin
    assert text_height // Pt(579 / 20) == 22


def test_docx_faces(word):
    faces = {}
    for paragraph in word.paragraphs:
        for run in paragraph.runs:
            fonts = run._r.rPr.find(qn("w:rFonts"))
            faces.setdefault(fonts.get(qn("w:eastAsia")), set()).add(run.font.size.pt)
    assert faces == {
        "方正小标宋简体": {36.0, 22.0},
        "仿宋_GB2312": {16.0},
        "黑体": {16.0},
        "楷体_GB2312": {16.0},
    }


def test_docx_head_and_placeholders(word):
    lines = [paragraph.text for paragraph in word.paragraphs if paragraph.text]
    assert lines[:5] == [
        "梁溪区民政局文件",
        "（文号）",
        "梁溪区民政局2025年半年度工作总结",
        "及下半年工作打算",
        "（主送机关）：",
    ]
    assert "（成文日期）" in lines
    recorded = replace(render(), number="梁民发〔2025〕18号", addressee="区政府", signed_on=date(2025, 8, 2))
    text = read_bytes(write_docx(recorded))
    assert "梁民发〔2025〕18号" in text
    assert "区政府：" in text
    assert "2025年8月2日" in text
    assert not_verified(check(text)) == {}


def test_docx_page_numbers_stand_outside(word):
    section = word.sections[0]
    assert word.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph.text.startswith("— ")
        assert paragraph.text.endswith(" —")
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert "PAGE" in paragraph._p.xml


def test_docx_says_demo_on_every_page(word):
    section = word.sections[0]
    for header in (section.header, section.even_page_header):
        assert header.paragraphs[0].text == "演示数据"
    assert any("演示数据" in paragraph.text for paragraph in word.paragraphs)


def test_docx_bytes_are_the_same_every_time(content):
    assert write_docx(render(demo=True)) == content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in package.read("docProps/core.xml")
        assert b"python-docx" not in package.read("docProps/core.xml")


def test_docx_children_in_the_order_of_the_schema(content):
    order = ["pStyle", "keepNext", "pBdr", "snapToGrid", "spacing", "ind", "jc", "rPr"]
    document = docx.Document(io.BytesIO(content))
    for properties in document.element.body.iter(qn("w:pPr")):
        tags = [child.tag.rpartition("}")[2] for child in properties]
        assert tags == sorted(tags, key=order.index)


def test_docx_round_trip_through_the_checker(content):
    report = check(read_bytes(content))
    assert not_verified(report) == {}
    assert report.count("verified") == 70


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_html_links_every_figure():
    document = render(demo=True)
    page = Page(render_html(document, link=lambda figure: f"/reports/2025H1/figures/{figure}/"))
    assert page.open == []
    links = [attributes for tag, attributes in page.tags if tag == "a"]
    assert tuple(link["data-figure"] for link in links) == document.figures
    assert all(link["href"] == f"/reports/2025H1/figures/{link['data-figure']}/" for link in links)
    assert {link["class"] for link in links} == {"figure", "claim"}


def test_html_has_no_style_and_no_script():
    text = render_html(render(Records(values={}, targets={})), link=lambda figure: figure)
    assert "style=" not in text
    assert "<script" not in text
    assert '<mark class="missing">' in text


def test_html_escapes_everything():
    evil = '<img src=x onerror="a()">&'
    runs = (Run(evil, "figure", evil), Run(evil, "missing", evil), Run(evil, "lead"), Run(evil))
    document = replace(
        render(), issuer=evil, title=(evil,), number=evil, addressee=evil, badges=(evil,), notes=(evil,),
        paragraphs=(Paragraph("body", runs),),
    )  # fmt: skip
    page = Page(render_html(document, link=lambda figure: evil))
    assert "img" not in {tag for tag, _ in page.tags}
