"""Reading identity numbers as people write them: 公民身份号码 (GB 11643-1999) and what stands beside it.

The check digit is python-stdnum's; its whole-number validation is not used, because it looks the area code
up as of the birth year and so refuses everybody born before that code existed (320213 came in 2015). The
area part says where the number was issued, never where the person lives.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from stdnum.cn.ric import calc_check_digit

from minzheng.kernel.problems import Problem

CITIZEN_NUMBER = "citizen_number"
RESIDENCE_PERMIT = "residence_permit"
PERMANENT_RESIDENCE_CARD = "permanent_residence_card"
PASSPORT = "passport"
NONE = "none"

KINDS = {
    CITIZEN_NUMBER: "居民身份证",
    RESIDENCE_PERMIT: "港澳台居民居住证",
    PERMANENT_RESIDENCE_CARD: "外国人永久居留身份证",
    PASSPORT: "护照",
    NONE: "暂无证件",
}
NO_NUMBER_REASONS = {
    "newborn": "新生儿尚未落户",
    "unregistered": "无户口",
    "lost": "证件遗失补办中",
    "not_provided": "来源资料未提供",
    "unidentified": "身份不明",
}

# The oldest birth date that is taken for a person's and not for a slip: no verified life exceeded 122 years.
OLDEST_YEARS = 130

# First two digits of GB/T 2260: provinces. 81, 82, 83 belong to the residence permits.
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
    ]
)
_PERMIT_AREAS = frozenset(("81", "82", "83"))
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_FIFTEEN = re.compile(r"[0-9]{15}", re.ASCII)
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+", re.ASCII)
_OLD_PERMANENT_CARD = re.compile(r"[A-Z]{3}[0-9]{12}", re.ASCII)
_PASSPORT = re.compile(r"(?=[A-Z]*[0-9])[A-Z0-9]{5,17}", re.ASCII)
_NOISE = re.compile(r"[\s'`\u200b-\u200f\u2060\ufeff-]+")


class Identity(NamedTuple):
    """What an identity number says. `number` is normalized and is the value to seal and to index.

    `birth_date`, `sex` (male | female) and `area` (six digits, place of issue) are None where the kind of
    document does not carry them. `reason` is a word of NO_NUMBER_REASONS for the kind `none`.
    """

    kind: str
    number: str
    birth_date: date | None = None
    sex: str | None = None
    area: str | None = None
    reason: str = ""


def normalize_number(text: str) -> str:
    """The number without spaces, hyphens, zero-width characters and text marks; full-width folded, upper case."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_digit(first_seventeen: str) -> str:
    """The 18th character for the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return calc_check_digit(first_seventeen + "0")


def upgrade_fifteen(number: str) -> str:
    """The 18-character number of a 15-digit one (GB 11643-1989): century inserted, check digit added.

    Sequence numbers 996 to 999 were kept for people over a hundred when the numbers were given out: 18xx.
    """
    century = "18" if number[12:] >= "996" else "19"
    longer = number[:6] + century + number[6:]
    return longer + check_digit(longer)


@lru_cache(maxsize=60_000)
def _birth_date(eight: str) -> date | None:
    try:
        return date(int(eight[:4]), int(eight[4:6]), int(eight[6:]))
    except ValueError:
        return None


def read_citizen_number(text: str, *, on: date) -> Identity | Problem:
    """The citizen number or residence-permit number in `text`, or what is wrong with it (returned, not raised).

    The kind follows from the number: 81, 82 and 83 in front make it a residence permit. `on` is the day by
    which the person must have been born.
    """
    number = normalize_number(text)
    if not _EIGHTEEN.fullmatch(number):
        if not _FIFTEEN.fullmatch(number):
            return _shape_problem(number)
        number = upgrade_fifteen(number)
    province = number[:2]
    if province not in _PROVINCES and province not in _PERMIT_AREAS:
        return _problem("area_unknown", "身份证号码前两位不是任何省份的代码。", "请对照证件重新录入。")
    born = _born(number[6:14], on)
    if isinstance(born, Problem):
        return born
    if calc_check_digit(number) != number[17]:
        return _problem(
            "check_digit",
            "身份证号码校验位不符，号码中有录入错误。",
            "请对照证件逐位核对，尤其是相邻两位是否颠倒。",
        )
    kind = RESIDENCE_PERMIT if province in _PERMIT_AREAS else CITIZEN_NUMBER
    return Identity(kind, number, born, "male" if number[16] in "13579" else "female", number[:6])


def _born(eight: str, on: date) -> date | Problem:
    born = _birth_date(eight)
    if born is None:
        return _problem(
            "birth_date_impossible", f"号码中的出生日期 {eight} 不存在。", "请对照证件核对第7至14位。"
        )
    if born > on:
        return _problem(
            "birth_date_future", f"号码中的出生日期 {eight} 晚于业务日期。", "请对照证件核对第7至14位。"
        )
    if born.year < on.year - OLDEST_YEARS:
        return _problem(
            "birth_date_too_early",
            f"号码中的出生日期 {eight} 距今超过{OLDEST_YEARS}年。",
            "请对照证件核对第7至14位。",
        )
    return born


def _shape_problem(number: str) -> Problem:
    """Why a text is no 18-character number; the text itself is personal and is not repeated."""
    if not number:
        return _problem("empty", "身份证号码为空。", "请填写号码，或将证件种类改为“暂无证件”并注明原因。")
    if _SCIENTIFIC.fullmatch(number):
        return _problem(
            "scientific_notation",
            "身份证号码被表格软件改成了科学计数法，末尾数字已丢失。",
            "请把该列设为“文本”格式后重新录入号码，不要从此文件复制。",
        )
    if len(number) not in (15, 18):
        return _problem(
            "length", f"身份证号码应为18位（旧号15位），现为{len(number)}位。", "请对照证件补全。"
        )
    if "O" in number or "I" in number:
        return _problem("letter_for_digit", "身份证号码中混入了字母 O 或 I。", "请改为数字 0 或 1。")
    return _problem("characters", "身份证号码含有不允许的字符，只有末位可以是 X。", "请对照证件重新录入。")


def _read_residence_permit(text: str, *, on: date) -> Identity | Problem:
    found = read_citizen_number(text, on=on)
    if isinstance(found, Identity) and found.kind != RESIDENCE_PERMIT:
        return _problem(
            "kind_differs",
            "该号码是居民身份证号码，不是港澳台居民居住证号码。",
            "请核对证件种类；居住证以81、82或83开头。",
        )
    return found


def _read_own_number(text: str, *, on: date) -> Identity | Problem:
    found = read_citizen_number(text, on=on)
    if isinstance(found, Identity) and found.kind != CITIZEN_NUMBER:
        return _problem(
            "kind_differs", "该号码是港澳台居民居住证号码。", "请将证件种类改为“港澳台居民居住证”。"
        )
    return found


def _read_permanent_residence_card(text: str, *, on: date) -> Identity | Problem:
    """Both forms: 15 characters beginning with the country (to 2023), 18 beginning with 9 (since 2023-12)."""
    number = normalize_number(text)
    if _OLD_PERMANENT_CARD.fullmatch(number):
        return Identity(PERMANENT_RESIDENCE_CARD, number)
    if not (_EIGHTEEN.fullmatch(number) and number[0] == "9"):
        return _problem(
            "permanent_residence_card_shape",
            "外国人永久居留身份证号码应为3位国籍字母加12位数字，或以9开头的18位号码。",
            "请对照证件重新录入。",
        )
    born = _born(number[6:14], on)
    if isinstance(born, Problem):
        return born
    if calc_check_digit(number) != number[17]:
        return _problem("check_digit", "外国人永久居留身份证号码校验位不符。", "请对照证件逐位核对。")
    return Identity(PERMANENT_RESIDENCE_CARD, number, born, "male" if number[16] in "13579" else "female")


def _read_passport(text: str, *, on: date) -> Identity | Problem:  # noqa: ARG001 - one call for every kind
    number = normalize_number(text)
    if not _PASSPORT.fullmatch(number):
        return _problem(
            "passport_shape", "护照号码应为5至17位字母和数字，且至少含一位数字。", "请对照护照重新录入。"
        )
    return Identity(PASSPORT, number)


_READERS: dict[str, Callable[..., Identity | Problem]] = {
    CITIZEN_NUMBER: _read_own_number,
    RESIDENCE_PERMIT: _read_residence_permit,
    PERMANENT_RESIDENCE_CARD: _read_permanent_residence_card,
    PASSPORT: _read_passport,
}


def read_identity(kind: str, text: str, *, on: date, reason: str = "") -> Identity | Problem:
    """An identity document of a known kind, or what is wrong (returned, not raised).

    The kind `none` needs a `reason` of NO_NUMBER_REASONS and no number.
    """
    if kind == NONE:
        if text.strip():
            return _problem(
                "number_without_kind", "已填写证件号码，证件种类却是“暂无证件”。", "请选择证件种类。"
            )
        if reason not in NO_NUMBER_REASONS:
            return _problem(
                "reason_missing",
                "暂无证件须注明原因。",
                "可选：" + "、".join(NO_NUMBER_REASONS.values()) + "。",
            )
        return Identity(NONE, "", reason=reason)
    reader = _READERS.get(kind)
    if reader is None:
        return _problem("kind_unknown", "不认识的证件种类。", "可选：" + "、".join(KINDS.values()) + "。")
    return reader(text, on=on)


def _problem(code: str, message: str, fix: str) -> Problem:
    return Problem(code, message, fix=fix)
