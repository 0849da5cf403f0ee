"""The measures and faces of an official document: GB/T 9704-2012 党政机关公文格式, sections 5.2 and 7."""

from __future__ import annotations

from dataclasses import dataclass

PAGE_MM = (210, 297)
MARGIN_TOP_MM, MARGIN_LEFT_MM, MARGIN_BOTTOM_MM, MARGIN_RIGHT_MM = 37, 28, 35, 26
LINES_A_PAGE, CHARACTERS_A_LINE = 22, 28
# 225 mm in 22 lines, in twentieths of a point.
LINE_PITCH_TWIPS = 579
# 28 characters of 16 pt are 5.8 pt wider than the 156 mm of the text block. 0.2 pt closer each would still be 0.2 pt
# too wide for the last one, and Word counts in twentieths of a point.
CHARACTER_SPACING_TWIPS = -5
# The page number stands 7 mm below the text block (7.5); its own height comes on top.
FOOTER_MM = 23
HEADER_MM = 20
# No line begins with these; the per cent sign stays with its number.
NEVER_FIRST = "!%),.:;>?]}·’”…‰、。〉》」』】〕！％），．：；？］｝"
RED = "FF0000"
# The red rule stands 4 mm below the document number (7.2.7); Word takes points.
RULE_SPACE_POINTS, RULE_EIGHTHS = 11, 18

SONG_TITLE = "方正小标宋简体"
FANG_SONG = "仿宋_GB2312"
HEI = "黑体"
KAI = "楷体_GB2312"
SONG = "宋体"
LATIN = "Times New Roman"


@dataclass(frozen=True)
class Face:
    """A type face: East Asian font, size in half points, colour, weight."""

    font: str
    half_points: int = 32
    color: str | None = None
    bold: bool = False


BODY = Face(FANG_SONG)
HEADING = Face(HEI)
SECTION = Face(KAI)
LEAD = Face(FANG_SONG, bold=True)
TITLE = Face(SONG_TITLE, 44)
ISSUER = Face(SONG_TITLE, 72, RED)
PAGE_NUMBER = Face(SONG, 28)
BADGE = Face(HEI, 28)
