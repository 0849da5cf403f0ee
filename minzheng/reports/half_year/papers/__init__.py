"""Official documents (公文) on paper and on screen: `write_docx` and `render_html` take the same document."""

from minzheng.reports.half_year.papers.web import render_html
from minzheng.reports.half_year.papers.word import write_docx

__all__ = ["render_html", "write_docx"]
