"""重度残疾人护理补贴: Disability nursing subsidy."""

from minzheng.benefits.plates import Plate

PLATE = Plate(
    code="disability_nursing_subsidy",
    zh="重度残疾人护理补贴",
    en="Disability nursing subsidy",
    unit="person",
    period="month",
    law="国发〔2015〕52号",
)
