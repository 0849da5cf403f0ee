"""困难残疾人生活补贴: Disability living subsidy."""

from minzheng.benefits.plates import Plate

PLATE = Plate(
    code="disability_living_subsidy",
    zh="困难残疾人生活补贴",
    en="Disability living subsidy",
    unit="person",
    period="month",
    law="国发〔2015〕52号",
)
