"""Names, numbers and addresses that can belong to nobody.

Given names are made of 示, 例, 演 and the heavenly stems and earthly branches; citizen numbers begin with
329901, an area code that was never assigned. Whoever sees a picture of the demo sees that it is one.
"""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Final

SURNAMES: Final = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
    "鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄"
    "单解曾查仇区朴覃"
)
DOUBLE_SURNAMES: Final = ("欧阳", "尉迟", "长孙", "诸葛")
MIDDLE: Final = "示例演"
LAST: Final = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
RARE: Final = ("㛃", "𬭚", "𠅤", "䶮", "𪨊")
ID_AREA: Final = "329901"
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def family_name(random: Random) -> str:
    """A surname; one in fifty is a double one."""
    return random.choice(DOUBLE_SURNAMES) if random.random() < 0.02 else random.choice(SURNAMES)


def full_name(random: Random, surname: str) -> str:
    """Surname and an evidently invented given name; a few with a rare character or an interpunct."""
    draw = random.random()
    if draw < 0.002:
        return f"{surname}{random.choice(RARE)}"
    if draw < 0.004:
        return f"阿示{random.choice(LAST)}·演例{random.choice(LAST)}"
    return f"{surname}{random.choice(MIDDLE)}{random.choice(LAST)}"


def citizen_number(birth_date: date, sequence: int) -> str:
    """18 characters with a right check character (GB 11643-1999); odd sequence = male."""
    body = f"{ID_AREA}{birth_date:%Y%m%d}{sequence:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]
