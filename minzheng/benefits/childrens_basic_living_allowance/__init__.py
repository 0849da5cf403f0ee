"""儿童基本生活保障: Children's basic living allowance."""

from minzheng.benefits.plates import Plate

PLATE = Plate(
    code="childrens_basic_living_allowance",
    zh="儿童基本生活保障",
    en="Children's basic living allowance",
    unit="person",
    period="month",
    law="国办发〔2010〕54号；民发〔2019〕62号；民发〔2020〕125号",
)
