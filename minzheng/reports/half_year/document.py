"""An official document as paragraphs of runs: what the HTML and the .docx writer both take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

NO_NUMBER = "（文号）"
NO_ADDRESSEE = "（主送机关）"
NO_DATE = "（成文日期）"
DEMO = "演示数据"
UNOFFICIAL = "示例参数（非官方）"
NOT_COMPUTED = "未计算（尚无登记）"


@dataclass(frozen=True)
class Run:
    """Words of one kind: text | figure | claim | missing | section (second-level heading) | lead (一是…).

    `figure` is the id behind a printed number or statement, or of the figure that is missing.
    """

    text: str
    kind: str = "text"
    figure: str | None = None


@dataclass(frozen=True)
class Paragraph:
    """`kind` heading (一、…) or body."""

    kind: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The paragraph without its marks."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class OfficialDocument:
    """A document in the order of GB/T 9704: head, number, title, addressee, text, signature, date, notes.

    What is not recorded (`number`, `addressee`, `signed_on`) is printed as its name in brackets. `badges` stand on every page
    (演示数据, 示例参数（非官方）); `notes` are printed under the signature; `warnings` are for the writer, not for print.
    """

    issuer: str
    title: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    number: str | None = None
    addressee: str | None = None
    signed_on: date | None = None
    badges: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def printed_number(self) -> str:
        """The document number or its placeholder."""
        return self.number or NO_NUMBER

    @property
    def printed_addressee(self) -> str:
        """The addressee or its placeholder, without the colon."""
        return self.addressee or NO_ADDRESSEE

    @property
    def printed_date(self) -> str:
        """成文日期 in Arabic digits without padding, or its placeholder."""
        day = self.signed_on
        return f"{day.year}年{day.month}月{day.day}日" if day else NO_DATE

    @property
    def text(self) -> str:
        """Title and text, a paragraph a line: what the checker reads."""
        return "\n".join(["".join(self.title), *(paragraph.text for paragraph in self.paragraphs)]) + "\n"

    @property
    def figures(self) -> tuple[str, ...]:
        """The ids of the printed figures and statements, in order."""
        return tuple(
            run.figure
            for paragraph in self.paragraphs
            for run in paragraph.runs
            if run.figure and run.kind in ("figure", "claim")
        )
