"""What a room offers to be counted: typed, described columns over its rows.

*A fact is a table; an indicator is a filter and a fold over it.* Nothing here counts anything.
"""

from minzheng.kernel.facts.conditions import (
    CUT_OFF,
    CUT_OFF_YEAR,
    ORDERED,
    PERIOD,
    YEAR_TO_CUT_OFF,
    Condition,
    Placeholder,
    allof,
    at_least,
    at_most,
    between,
    by_cut_off,
    equals,
    in_dated_set,
    in_period,
    isin,
    isnull,
    not_by_cut_off,
    on_or_before,
    this_year,
)
from minzheng.kernel.facts.declaration import Column, Fact, Kind, find_fact, list_facts, register_fact
from minzheng.kernel.facts.units import UNITS, Unit

__all__ = [
    "CUT_OFF", "CUT_OFF_YEAR", "ORDERED", "PERIOD", "UNITS", "YEAR_TO_CUT_OFF", "Column", "Condition", "Fact",
    "Kind", "Placeholder", "Unit", "allof", "at_least", "at_most", "between", "by_cut_off", "equals",
    "find_fact", "in_dated_set", "in_period", "isin", "isnull", "list_facts", "not_by_cut_off",
    "on_or_before", "register_fact", "this_year",
]  # fmt: skip
