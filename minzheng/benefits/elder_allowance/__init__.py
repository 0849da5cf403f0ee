"""尊老金: Elder allowance."""

from minzheng.benefits.plates import Plate

PLATE = Plate(
    code="elder_allowance",
    zh="尊老金",
    en="Elder allowance",
    unit="person",
    period="month",
    law="江苏省尊老金（高龄津贴）政策",
)
