"""*An indicator is a filter and a fold over a register's facts; its drill-down is the filter without the fold.*

A file of figures imports from here and from `*.facts`, nothing else. See README.md beside this folder.
"""

from minzheng.indicators.engine.catalogue import catalogue, describe, find_indicator, list_indicators
from minzheng.indicators.engine.checks import DefinitionError
from minzheng.indicators.engine.declaration import Indicator
from minzheng.indicators.engine.figures import (
    Figure,
    by_area,
    by_column,
    by_month,
    same_period_last_year,
    total,
    trend,
)
from minzheng.indicators.engine.folds import count, distinct, latest, mean, plus, ratio, sum_of
from minzheng.indicators.engine.paging import page_traced
from minzheng.indicators.engine.periods import Period, half_before, parse_period
from minzheng.indicators.engine.plans import Asked
from minzheng.indicators.engine.tracing import Traced, list_traced, trace
from minzheng.indicators.engine.values import Value

__all__ = [
    "Asked", "DefinitionError", "Figure", "Indicator", "Period", "Traced", "Value", "by_area", "by_column",
    "by_month", "catalogue", "count", "describe", "distinct", "find_indicator", "half_before", "latest", "list_indicators",
    "list_traced", "mean", "page_traced", "parse_period", "plus", "ratio", "same_period_last_year", "sum_of", "total",
    "trace", "trend",
]  # fmt: skip
