"""How many flower points were open: a sample figure."""

from datetime import date

from minzheng.lines.memorial_days.flower_points.facts import FLOWER_POINTS

from minzheng.indicators.engine import Indicator, count
from minzheng.kernel.facts import allof, equals

OPEN_FLOWER_POINTS = Indicator(
    id="XX-01",
    zh="开放的鲜花领取点数",
    en="Open flower points",
    definition="状态为开放的鲜花领取点。",
    unit="place",
    nature="stock",
    fact=FLOWER_POINTS,
    where=allof(equals("state", "open")),
    fold=count(),
    valid_from=date(2025, 1, 1),
    source="示例",
)
