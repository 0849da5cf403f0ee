"""An official document as semantic HTML for the shell's page: no style, no script, every text escaped."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from minzheng.reports.half_year.document import OfficialDocument, Paragraph, Run


def render_html(document: OfficialDocument, *, link: Callable[[str], str]) -> str:
    """The `<article>` of `document`; `link(figure_id)` gives the address of a figure's records.

    Classes: official-document, badge, issuer, document-number, addressee, section, lead, figure, claim, missing, signature, note.
    """
    title = "<br>".join(escape(line) for line in document.title)
    badges = "".join(f'<p class="badge">{escape(badge)}</p>' for badge in document.badges)
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in document.notes)
    body = "".join(_paragraph(paragraph, link) for paragraph in document.paragraphs)
    return (
        f'<article class="official-document" lang="zh-Hans"><header>{badges}'
        f'<p class="issuer">{escape(document.issuer)}文件</p>'
        f'<p class="document-number">{escape(document.printed_number)}</p><h1>{title}</h1></header>'
        f'<p class="addressee">{escape(document.printed_addressee)}：</p>{body}'
        f'<footer><p class="signature">{escape(document.issuer)}</p>'
        f'<p class="signature">{escape(document.printed_date)}</p>{notes}</footer></article>'
    )


def _paragraph(paragraph: Paragraph, link: Callable[[str], str]) -> str:
    inner = "".join(_run(run, link) for run in paragraph.runs)
    return f"<h2>{inner}</h2>" if paragraph.kind == "heading" else f"<p>{inner}</p>"


def _run(run: Run, link: Callable[[str], str]) -> str:
    text = escape(run.text)
    if run.kind in ("figure", "claim") and run.figure:
        address, figure = escape(link(run.figure)), escape(run.figure)
        return f'<a class="{run.kind}" href="{address}" data-figure="{figure}">{text}</a>'
    if run.kind == "missing":
        figure = f' data-figure="{escape(run.figure)}"' if run.figure else ""
        return f'<mark class="missing"{figure}>{text}</mark>'
    if run.kind in ("section", "lead"):
        return f'<strong class="{run.kind}">{text}</strong>'
    return text
