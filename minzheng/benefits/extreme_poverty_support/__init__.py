"""特困人员救助供养: Extreme poverty support."""

from minzheng.benefits.plates import Plate

PLATE = Plate(
    code="extreme_poverty_support",
    zh="特困人员救助供养",
    en="Extreme poverty support",
    unit="person",
    period="month",
    law="社会救助暂行办法（国务院令第649号）第三章",
)
