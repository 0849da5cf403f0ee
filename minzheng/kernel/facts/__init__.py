"""What a room offers to be counted: typed, described columns over its rows.

*A fact is a table; an indicator is a filter and a fold over it.* Nothing here counts anything.
"""

from minzheng.kernel.facts.conditions import Condition, allof, between, equals, isin, isnull, on_or_before
from minzheng.kernel.facts.declaration import Column, Fact, Kind, find_fact, list_facts, register_fact
from minzheng.kernel.facts.units import UNITS, Unit

__all__ = [
    "UNITS", "Column", "Condition", "Fact", "Kind", "Unit", "allof", "between", "equals", "find_fact",
    "isin", "isnull", "list_facts", "on_or_before", "register_fact",
]  # fmt: skip
