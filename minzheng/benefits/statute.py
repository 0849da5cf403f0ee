"""The statute book put together: the graph of all benefits and the book of shipped parameters."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from minzheng.benefits import standing
from minzheng.benefits.inputs import INPUTS
from minzheng.benefits.plates import columns_in, find_benefits
from minzheng.rules.book import Book
from minzheng.rules.graph import SHARED, Graph, build_graph
from minzheng.rules.months import Month
from minzheng.rules.parameters import load_folder

_SHARED_FOLDER = Path(__file__).parent / "parameters"


@lru_cache(maxsize=1)
def shipped_book() -> Book:
    """Every parameter of the YAML files. Raises ParameterError for a file that does not hold."""
    parameters = load_folder(_SHARED_FOLDER, SHARED)
    for benefit in find_benefits().values():
        parameters += load_folder(benefit.folder / "parameters", benefit.code)
    return Book.of(parameters)


@lru_cache(maxsize=1)
def statute_graph() -> Graph:
    """Every column of every benefit, in an order of work. Raises GraphError."""
    groups = {benefit.code: benefit.columns for benefit in find_benefits().values()}
    return build_graph(INPUTS, {SHARED: columns_in(standing), **groups})


def protection_set(month: str, book: Book | None = None) -> tuple[str, ...]:
    """Codes of the schemes that count as protection money in the month (`2025-03`). Raises MissingParameter."""
    codes = (book or shipped_book()).at(Month.parse(month)).find(SHARED, "protection_set").value
    assert isinstance(codes, tuple)
    return tuple(str(code) for code in codes)
