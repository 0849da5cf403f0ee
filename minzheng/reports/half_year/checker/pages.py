"""What a page adds to its text: running headers and bare page numbers, found by the form feeds of an extracted PDF."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

LINE = re.compile(r"[^\n\r\f]*\S[^\n\r\f]*")
BARE_NUMBER = re.compile(r"\s*(\d{1,3})\s*")
REPEATED_ON_PAGES = 2
HEADER_LINES = 3


@dataclass(frozen=True)
class PageFurniture:
    """Half-open spans of the source: `skipped` is no part of the text, `numbers` are page numbers."""

    skipped: tuple[tuple[int, int], ...] = ()
    numbers: tuple[tuple[int, int], ...] = ()


def find_page_furniture(source: str) -> PageFurniture:
    """Headers repeated at the top of pages, and numbers alone on the first or last line of a page.

    Empty without form feeds: a text file's own lines are never taken for furniture.
    """
    breaks = [match.start() for match in re.finditer("\f", source)]
    if not breaks:
        return PageFurniture()
    pages = list(zip([0, *(place + 1 for place in breaks)], [*breaks, len(source)], strict=True))
    edges = [lines for start, end in pages if (lines := list(LINE.finditer(source, start, end)))]
    skipped = _running_headers(edges)
    numbers = []
    for lines in edges:
        for line in {lines[0].span(): lines[0], lines[-1].span(): lines[-1]}.values():
            if number := BARE_NUMBER.fullmatch(line.group()):
                start = line.start() + number.start(1)
                numbers.append((start, start + len(number[1])))
                skipped.append(line.span())
    return PageFurniture(tuple(skipped), tuple(numbers))


def _running_headers(edges: list[list[re.Match[str]]]) -> list[tuple[int, int]]:
    """The first lines of pages, from the top down, as long as other pages have the same line in the same place."""
    headers: list[tuple[int, int]] = []
    pages = edges
    for place in range(HEADER_LINES):
        pages = [lines for lines in pages if len(lines) > place]
        same = Counter(_bare(lines[place].group()) for lines in pages)
        pages = [lines for lines in pages if same[_bare(lines[place].group())] >= REPEATED_ON_PAGES]
        headers += [lines[place].span() for lines in pages]
    return headers


def _bare(line: str) -> str:
    return "".join(line.split())
