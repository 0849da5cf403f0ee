"""An official document as .docx in the layout of GB/T 9704-2012; the same document gives the same bytes.

The faces are named, never embedded: 仿宋_GB2312, 楷体_GB2312, 黑体 and 方正小标宋简体 must be on the reader's machine,
which otherwise takes its own substitutes.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from minzheng.reports.half_year.document import OfficialDocument, Paragraph, Run
from minzheng.reports.half_year.papers import layout
from minzheng.reports.half_year.papers.layout import Face

if TYPE_CHECKING:
    from docx.document import Document

FIXED_TIME = (1980, 1, 1, 0, 0, 0)
FIXED_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)
RUN_FACES = {"section": layout.SECTION, "lead": layout.LEAD}
AMBIGUOUS = frozenset("“”‘’—…·")
INDENT_TWIPS = 2 * 16 * 20


def write_docx(document: OfficialDocument) -> bytes:
    """The bytes of the .docx file."""
    import docx  # late: a quarter of a second that nobody else need wait for

    word = docx.Document()
    _set_page(word, document)
    _set_properties(word, document)
    _write_head(word, document)
    for paragraph in document.paragraphs:
        _write_paragraph(word, paragraph)
    _write_end(word, document)
    stream = io.BytesIO()
    word.save(stream)
    return _fix_bytes(stream.getvalue())


def _set_page(word: Document, document: OfficialDocument) -> None:
    from docx.shared import Mm

    section = word.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in layout.PAGE_MM)
    section.top_margin, section.bottom_margin = Mm(layout.MARGIN_TOP_MM), Mm(layout.MARGIN_BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(layout.MARGIN_LEFT_MM), Mm(layout.MARGIN_RIGHT_MM)
    section.footer_distance, section.header_distance = Mm(layout.FOOTER_MM), Mm(layout.HEADER_MM)
    _replace(section._sectPr, "w:docGrid", type="lines", linePitch=str(layout.LINE_PITCH_TWIPS))
    word.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        _write_page_number(footer.paragraphs[0], side)
    for header in (section.header, section.even_page_header):
        _plain(header.paragraphs[0], line=False)
        _add_run(header.paragraphs[0], "　".join(document.badges), layout.BADGE)
    style = word.styles["Normal"]
    style.font.name = layout.LATIN
    _set_fonts(style.element.get_or_add_rPr(), layout.FANG_SONG)
    _set_language(word)


def _set_language(word: Document) -> None:
    """Simplified Chinese: without it a reader takes Japanese or Traditional glyphs and punctuation."""
    from docx.oxml.ns import qn

    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "zh-CN")
        language.set(qn("w:eastAsia"), "zh-CN")
    for language in word.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    spacing = word.settings.element.find(qn("w:characterSpacingControl"))
    if spacing is not None:  # the schema wants the list right after it
        rule = _append(word.settings.element, "w:noLineBreaksBefore", lang="zh-CN", val=layout.NEVER_FIRST)
        spacing.addnext(rule)


def _set_properties(word: Document, document: OfficialDocument) -> None:
    """Title, issuer and badges only; no person, no machine, no moment of writing."""
    properties = word.core_properties
    properties.title, properties.author = "".join(document.title), document.issuer
    properties.last_modified_by, properties.comments, properties.language = document.issuer, "", "zh-CN"
    properties.keywords = "，".join(document.badges)
    properties.created = properties.modified = FIXED_INSTANT
    properties.revision = 1
    package = word.part.package
    for name in [name for name, link in package.rels.items() if link.reltype.endswith("/thumbnail")]:
        del package.rels[name]  # a picture of the template, not of this document


def _write_head(word: Document, document: OfficialDocument) -> None:
    """Issuer in red 35 mm down (the three lines of 份号, 密级, 紧急程度 stay empty), number, rule, title, addressee (7.2, 7.3)."""
    for _ in range(3):
        _add_paragraph(word)
    issuer = _add_paragraph(word, align="center", lines=2)
    _add_run(issuer, f"{document.issuer}文件", layout.ISSUER)
    _add_paragraph(word)
    number = _add_paragraph(word, align="center")
    _add_run(number, document.printed_number, layout.BODY)
    _draw_rule(number)
    for _ in range(2):
        _add_paragraph(word)
    for line in document.title:
        _add_run(_add_paragraph(word, align="center"), line, layout.TITLE)
    _add_paragraph(word)
    _add_run(_add_paragraph(word), f"{document.printed_addressee}：", layout.BODY)


def _write_paragraph(word: Document, paragraph: Paragraph) -> None:
    written = _add_paragraph(word, align="both", indent=True)
    if paragraph.kind == "heading":
        _append(written._p.get_or_add_pPr(), "w:keepNext")
    for run in paragraph.runs:
        face = layout.HEADING if paragraph.kind == "heading" else RUN_FACES.get(run.kind, layout.BODY)
        _add_run(written, run.text, face, shaded=run.kind == "missing")


def _write_end(word: Document, document: OfficialDocument) -> None:
    """Signature and date, four characters in from the right (7.3.5), then the notes."""
    _add_paragraph(word)
    for text in (document.issuer, document.printed_date):
        signed = _add_paragraph(word, align="right")
        _replace(signed._p.get_or_add_pPr(), "w:ind", right=str(2 * INDENT_TWIPS), rightChars="400")
        _add_run(signed, text, layout.BODY)
    if document.notes:
        _add_paragraph(word)
    for note in document.notes:
        _write_paragraph(word, Paragraph("body", (Run(note),)))


def _add_paragraph(word: Document, *, align: str = "left", indent: bool = False, lines: int = 1) -> Any:
    paragraph = word.add_paragraph()
    _plain(paragraph, line=True, lines=lines)
    properties = paragraph._p.get_or_add_pPr()
    if indent:
        _replace(properties, "w:ind", firstLine=str(INDENT_TWIPS), firstLineChars="200")
    _replace(properties, "w:jc", val=align)
    return paragraph


def _plain(paragraph: Any, *, line: bool, lines: int = 1) -> None:
    """Nothing before or after, exactly `lines` lines of the grid high, whatever face is substituted."""
    properties = paragraph._p.get_or_add_pPr()
    measures = {"before": "0", "after": "0"}
    if line:
        measures |= {"line": str(layout.LINE_PITCH_TWIPS * lines), "lineRule": "exact"}
    _replace(properties, "w:spacing", **measures)
    if line:
        # Exact lines keep the pitch; snapping would give a 22 pt line of a tall substitute face two lines of the grid.
        _replace(properties, "w:snapToGrid", val="0")


def _add_run(paragraph: Any, text: str, face: Face, *, shaded: bool = False) -> Any:
    run = paragraph.add_run(text)
    properties = run._r.get_or_add_rPr()
    _set_fonts(properties, face.font, hint=bool(AMBIGUOUS & set(text)))
    run.bold = face.bold or None
    if face.color:
        _replace(properties, "w:color", val=face.color)
    if face.half_points == layout.BODY.half_points:
        _replace(properties, "w:spacing", val=str(layout.CHARACTER_SPACING_TWIPS))
    for tag in ("w:sz", "w:szCs"):
        _replace(properties, tag, val=str(face.half_points))
    if shaded:
        _replace(properties, "w:shd", val="clear", color="auto", fill="E7E6E6")
    return run


def _set_fonts(properties: Any, font: str, *, hint: bool = False) -> None:
    """East Asian and Latin face; with `hint`, marks that both scripts have are taken from the East Asian one.

    Only where there are such marks: the hint also lets a line end inside 61.8%.
    """
    faces = {"ascii": layout.LATIN, "hAnsi": layout.LATIN, "cs": layout.LATIN, "eastAsia": font}
    _replace(properties, "w:rFonts", **faces, **({"hint": "eastAsia"} if hint else {}))


def _draw_rule(paragraph: Any) -> None:
    borders = _append(paragraph._p.get_or_add_pPr(), "w:pBdr")
    _append(
        borders,
        "w:bottom",
        val="single",
        sz=str(layout.RULE_EIGHTHS),
        space=str(layout.RULE_SPACE_POINTS),
        color=layout.RED,
    )


def _write_page_number(paragraph: Any, side: str) -> None:
    """— 1 — in 4号 Song, one character in from the outer edge: right on odd pages, left on even ones (7.5)."""
    _plain(paragraph, line=False)
    properties = paragraph._p.get_or_add_pPr()
    _replace(properties, "w:ind", **{side: "280", f"{side}Chars": "100"})
    _replace(properties, "w:jc", val=side)
    _add_run(paragraph, "— ", layout.PAGE_NUMBER)
    for kind in ("begin", None, "separate", "text", "end"):
        run = _add_run(paragraph, "1" if kind == "text" else "", layout.PAGE_NUMBER)
        if kind is None:
            _append(run._r, "w:instrText").text = "PAGE"
        elif kind != "text":
            _append(run._r, "w:fldChar", fldCharType=kind)
    _add_run(paragraph, " —", layout.PAGE_NUMBER)


def _append(parent: Any, tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    _insert(parent, element, tag)
    return element


def _replace(parent: Any, tag: str, **attributes: str) -> Any:
    from docx.oxml.ns import qn

    for old in parent.findall(qn(tag)):
        parent.remove(old)
    return _append(parent, tag, **attributes)


# The order in which the schema (ISO/IEC 29500, CT_PPr and CT_RPr) wants the children used here.
ORDERS = {
    "pPr": (
        "w:pStyle",
        "w:keepNext",
        "w:pBdr",
        "w:overflowPunct",
        "w:snapToGrid",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:rPr",
    ),
    "rPr": ("w:rFonts", "w:b", "w:bCs", "w:color", "w:spacing", "w:sz", "w:szCs", "w:shd", "w:lang"),
}


def _insert(parent: Any, element: Any, tag: str) -> None:
    """Puts a child where the schema wants it, so that strict readers open the file."""
    from docx.oxml.ns import qn

    order = [qn(name) for name in ORDERS.get(parent.tag.rpartition("}")[2], ())]
    if qn(tag) not in order:
        parent.append(element)
        return
    later = set(order[order.index(qn(tag)) + 1 :])
    for place, child in enumerate(parent):
        if child.tag in later:
            parent.insert(place, element)
            return
    parent.append(element)


def _fix_bytes(content: bytes) -> bytes:
    """The same package with fixed entry times."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(entry, old.read(name))
    return stream.getvalue()
