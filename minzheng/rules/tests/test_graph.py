"""Names become an order of work, or a message that says what does not fit."""

import numpy as np
import pytest

from minzheng.rules.blocks import Wanted, run_blocks
from minzheng.rules.book import Standards
from minzheng.rules.columns import Column, Input, household, over_members, person
from minzheng.rules.graph import GraphError, build_graph
from minzheng.rules.judge import judge
from minzheng.rules.lists import run_household
from minzheng.rules.months import Month
from minzheng.rules.units import FEN, PERSONS

WAGE = Input("wage", "工资", FEN, "person", "int64")
RENT = Input("rent", "租金", FEN, "household", "int64")
NOTHING = Standards(Month(2025, 3), {})


@over_members(zh="工资合计", unit=FEN, cite="t")
def wages(wage: int) -> int:
    return wage


@over_members(zh="人数", unit=PERSONS, cite="t")
def heads(wage: int) -> bool:
    return wage >= 0


@household(zh="余款", unit=FEN, cite="t")
def left(wages: int, rent: int) -> int:
    return wages - rent


@person(zh="每人份额", unit=FEN, cite="t")
def share(left: int, heads: int, wage: int) -> int:
    return left // heads + wage * 0


GRAPH = build_graph([WAGE, RENT], {"shared": [heads], "sample": [share, left, wages]})


def test_graph_puts_sources_first() -> None:
    names = [step.name for step in GRAPH.steps]
    assert names.index("sample.wages") < names.index("sample.left") < names.index("sample.share")
    part = GRAPH.part(["sample.left"])
    assert {step.name for step in part.steps} == {"sample.left", "sample.wages"}
    assert set(part.inputs) == {"wage", "rent"}


def test_graph_runs_alike_in_every_execution() -> None:
    plain = run_household(GRAPH, NOTHING, {"wage": [5, 6, 7], "rent": 3}, 3)
    assert (plain["sample.wages"], plain["shared.heads"], plain["sample.share"]) == (18, 3, [5, 5, 5])
    given = {"wage": np.array([5, 6, 7, 1]), "rent": np.array([3, 0])}
    offsets = np.array([0, 3, 4])
    found = run_blocks(GRAPH, NOTHING, given, offsets, [Wanted("sample.share", "int64")], block=1)
    assert found["sample.share"].tolist() == [5, 5, 5, 1]
    members = [{"wage": 5}, {"wage": 6}, {"wage": 7}]
    assert judge(GRAPH, NOTHING, {"rent": 3}, members, "sample.share") == [5, 5, 5]


def column(name: str, arguments: str, level: str = "person") -> Column:
    space: dict[str, object] = {}
    exec(f"def {name}({arguments}): return 0", space)
    return Column(name, "名", FEN, level, "t", space[name])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ({"a": [column("x", "nowhere")]}, "nothing is called nowhere"),
        ({"a": [column("x", "y"), column("y", "x")]}, "circle"),
        ({"a": [column("x", "wage", "household")]}, "sum it with @over_members"),
        ({"a": [column("z", "wage")], "b": [column("z", "wage")], "c": [column("x", "z")]}, "rename one"),
    ],
)
def test_graph_refuses_what_does_not_fit(groups: dict[str, list[Column]], message: str) -> None:
    with pytest.raises(GraphError, match=message):
        build_graph([WAGE], groups)


def test_column_finds_the_parameters_of_its_text() -> None:
    def both(q, wage):  # type: ignore[no-untyped-def]
        return q.second + wage.size + q.first + q.second

    assert Column("both", "名", FEN, "person", "t", both).parameters == ("second", "first")
