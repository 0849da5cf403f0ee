"""示例取暖补贴: sample heating subsidy."""

from minzheng.benefits.plates import Plate

PLATE = Plate(
    code="sample_heating_subsidy",
    zh="示例取暖补贴",
    en="Sample heating subsidy",
    unit="person",
    period="month",
    law="示例，仅供测试",
)
