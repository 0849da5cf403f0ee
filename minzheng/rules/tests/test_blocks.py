"""Sums and spreads of a block are those of a plain loop, whatever the sizes of the households."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from minzheng.rules.blocks import Wanted, run_blocks
from minzheng.rules.book import Book
from minzheng.rules.columns import Input, over_members, person
from minzheng.rules.graph import build_graph
from minzheng.rules.months import Month
from minzheng.rules.units import FEN, FLAG, PERSONS

NOTHING = Book.of(()).at(Month.parse("2025-03"))


@over_members(zh="人数", unit=PERSONS, cite="—")
def heads(here: bool) -> bool:
    """Flags are counted."""
    return here


@over_members(zh="合计", unit=FEN, cite="—")
def total(fen: int) -> int:
    """Amounts are added."""
    return fen


@person(zh="本户人数", unit=PERSONS, cite="—")
def beside(heads: int) -> int:
    """The household's count, given to every member."""
    return heads


GRAPH = build_graph(
    [
        Input("here", "在", FLAG, "person", "bool"),
        Input("fen", "金额", FEN, "person", "int64"),
    ],
    {"sample": [heads, total, beside]},
)
MEMBER = st.tuples(st.booleans(), st.integers(0, 2**62))
HOUSEHOLDS = st.lists(st.lists(MEMBER, min_size=1, max_size=40), min_size=1, max_size=30)


@given(HOUSEHOLDS, st.sampled_from([1, 7, 16, 1_000]))
def test_sums_and_spreads_are_those_of_a_loop(households: list[list[tuple[bool, int]]], block: int) -> None:
    rows = [row for household in households for row in household]
    roll = {
        "here": np.array([here for here, _ in rows], dtype="bool"),
        "fen": np.array([fen // 64 for _, fen in rows], dtype="int64"),
    }
    offsets = np.concatenate([[0], np.cumsum([len(each) for each in households])])
    wanted = [Wanted(f"sample.{name}", "int64") for name in ("heads", "total", "beside")]
    found = run_blocks(GRAPH, NOTHING, roll, offsets, wanted, block=block)
    counts = [sum(here for here, _ in each) for each in households]
    assert found["sample.heads"].tolist() == counts
    assert found["sample.total"].tolist() == [sum(fen // 64 for _, fen in each) for each in households]
    assert found["sample.beside"].tolist() == [
        count for count, each in zip(counts, households, strict=True) for _ in each
    ]
