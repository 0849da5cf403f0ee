"""The columns a roll must hold: one declaration for documentation, checking and the rules' graph.

Dates are yyyymmdd. A first day nobody gave is 0; an end nobody gave is 99991231. Ends are the first day on
which a thing no longer holds (`death_date` is the day itself). Amounts are whole fen a month. Flags are booleans. Codes are the positions of `minzheng.benefits.codes`.
"""

from __future__ import annotations

from minzheng.benefits.codes import INCOME, OTHER_CARE
from minzheng.rules.columns import Input
from minzheng.rules.units import CODE, DATE, FEN, FLAG, GRADE, TIMES, Unit


def _person(name: str, zh: str, unit: Unit, dtype: str) -> Input:
    return Input(name, zh, unit, "person", dtype)


def _household(name: str, zh: str, unit: Unit, dtype: str) -> Input:
    return Input(name, zh, unit, "household", dtype)


_INCOME_ZH = ("工资性收入", "经营净收入", "财产净收入", "转移净收入", "其他收入", "不计入的收入")
_CARE_ZH = ("工伤生活护理费", "养老服务（护理）补贴", "离休人员护理费")

PERSON_INPUTS = (
    _person("relation", "与申请人关系", CODE, "int16"),
    _person("birth_date", "出生日期", DATE, "int32"),
    _person("death_date", "死亡日期", DATE, "int32"),
    _person("joined_on", "成为共同生活成员之日", DATE, "int32"),
    _person("left_on", "不再共同生活之日", DATE, "int32"),
    _person("hukou_district", "户籍所在区", CODE, "int32"),
    _person("student", "全日制在读", FLAG, "bool"),
    _person("in_custody", "在押或强制隔离戒毒", FLAG, "bool"),
    _person("work_ability", "劳动能力", CODE, "int16"),
    _person("severe_illness", "重病", FLAG, "bool"),
    _person("source_of_living", "有生活来源", FLAG, "bool"),
    _person("has_capable_supporter", "有履行义务能力的法定义务人", FLAG, "bool"),
    _person("self_care", "生活自理能力", CODE, "int16"),
    _person("care_form", "供养形式", CODE, "int16"),
    _person("disability", "残疾类别", CODE, "int16"),
    _person("disability_grade", "残疾等级", GRADE, "int16"),
    _person("long_term_care", "需长期照护", FLAG, "bool"),
    _person("card_from", "残疾人证有效期起", DATE, "int32"),
    _person("card_ends_on", "残疾人证失效之日（有效期止的次日）", DATE, "int32"),
    _person("father", "父亲状况", CODE, "int16"),
    _person("mother", "母亲状况", CODE, "int16"),
    *(
        _person(f"income_{kind}", f"月{zh}", FEN, "int64")
        for kind, zh in zip(INCOME, _INCOME_ZH, strict=True)
    ),
    *(
        _person(f"care_{kind}", f"月{zh}", FEN, "int64")
        for kind, zh in zip(OTHER_CARE, _CARE_ZH, strict=True)
    ),
)

HOUSEHOLD_INPUTS = (
    _household("area", "地区代码（12 位）", CODE, "int64"),
    _household("asset_money", "货币财产", FEN, "int64"),
    _household("asset_dwellings", "住房", TIMES, "int32"),
    _household("asset_vehicles", "机动车辆", TIMES, "int32"),
    _household("asset_companies", "名下企业", TIMES, "int32"),
)

INPUTS = PERSON_INPUTS + HOUSEHOLD_INPUTS
