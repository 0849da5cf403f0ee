"""统一社会信用代码 (unified social credit code, GB 32100-2015): reading it and saying what it means."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from stdnum.cn.uscc import calc_check_digit

from minzheng.kernel.problems import Problem

# Characters 1 and 2 of GB 32100-2015, table 1; English words as stored, official Chinese beside them.
REGISTERING_BODIES = {
    "1": "机构编制",
    "2": "外交",
    "3": "司法行政",
    "4": "文化",
    "5": "民政",
    "6": "旅游",
    "7": "宗教",
    "8": "工会",
    "9": "工商",
    "A": "中央军委改革和编制办公室",
    "N": "农业",
    "Y": "其他",
}
KINDS = {
    "11": ("state_organ", "机关"),
    "12": ("public_institution", "事业单位"),
    "13": ("mass_organization", "编办直接管理机构编制的群众团体"),
    "51": ("social_group", "社会团体"),
    "52": ("private_non_enterprise_unit", "民办非企业单位"),
    "53": ("foundation", "基金会"),
    "91": ("enterprise", "企业"),
    "92": ("sole_proprietor", "个体工商户"),
    "93": ("farmers_cooperative", "农民专业合作社"),
}
OTHER_KIND = ("other", "其他")

_SHAPE = re.compile(r"[0-9ANY][0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}", re.ASCII)
_NOISE = re.compile(r"[\s'`\u200b-\u200f\u2060\ufeff-]+")
_NEVER_USED = frozenset("IOSVZ")


class CreditCode(NamedTuple):
    """A valid code. `kind` is a word of KINDS or `other`; `area` is the registering body's, six digits."""

    code: str
    registering_body: str
    kind: str
    kind_zh: str
    area: str
    organization_code: str


def normalize_credit_code(text: str) -> str:
    """The code without spaces, hyphens, zero-width characters and text marks; full-width folded, upper case."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def read_credit_code(text: str) -> CreditCode | Problem:
    """The credit code in `text`, or what is wrong with it (returned, not raised)."""
    code = normalize_credit_code(text)
    if not _SHAPE.fullmatch(code):
        return _shape_problem(code)
    if code[0] not in REGISTERING_BODIES:
        return Problem(
            "body_unknown", "统一社会信用代码首位不是登记管理部门代码。", fix="请对照登记证书重新录入。"
        )
    if calc_check_digit(code) != code[17]:
        return Problem(
            "check_digit", "统一社会信用代码校验位不符，代码中有录入错误。", fix="请对照登记证书逐位核对。"
        )
    kind, kind_zh = KINDS.get(code[:2], OTHER_KIND)
    return CreditCode(code, code[0], kind, kind_zh, code[2:8], code[8:17])


def _shape_problem(code: str) -> Problem:
    if not code:
        return Problem("empty", "统一社会信用代码为空。", fix="请填写18位代码。")
    if re.fullmatch(r"[0-9](\.[0-9]+)?E\+[0-9]+", code):
        return Problem(
            "scientific_notation",
            "统一社会信用代码被表格软件改成了科学计数法，末尾数字已丢失。",
            fix="请把该列设为“文本”格式后重新录入。",
        )
    if len(code) != 18:
        return Problem("length", f"统一社会信用代码应为18位，现为{len(code)}位。", fix="请对照登记证书补全。")
    wrong = sorted(_NEVER_USED.intersection(code))
    if wrong:
        return Problem(
            "letter_never_used",
            f"统一社会信用代码不使用字母 {'、'.join(wrong)}。",
            fix="字母 O、I、S、Z 多为数字 0、1、5、2 之误，请核对。",
        )
    return Problem("characters", "统一社会信用代码含有不允许的字符。", fix="请对照登记证书重新录入。")
