"""最低生活保障: Low-income allowance."""

from minzheng.benefits.plates import Plate

PLATE = Plate(
    code="low_income_allowance",
    zh="最低生活保障",
    en="Low-income allowance",
    unit="household",
    period="month",
    law="社会救助暂行办法（国务院令第649号）第二章",
    covers="counted",
)
