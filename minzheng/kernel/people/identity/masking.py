"""What a screen shows when nobody gave a reason to see more: the default masks of personal data.

Statutory notices print the full name and no identifier; that is the notice's allow-list, not a mask.
Characters are counted as Unicode code points, so that a rare character counts as one.
"""

from __future__ import annotations

import re
from datetime import date

STAR = "*"
_STREET = re.compile(r"街道|镇|乡")
_COMMUNITY = re.compile(r"社区居民委员会|社区居委会|居民委员会|居委会|村民委员会|村委会|社区")
_DISTRICT = re.compile(r"(?<![小园院校厂片社])[区县]|市")


def mask_name(name: str) -> str:
    """张三 → 张*, 欧阳修 → 欧**: the first character and a star for each further one."""
    return name[:1] + STAR * (len(name) - 1)


def mask_identity_number(number: str, *, handler: bool) -> str:
    """320***********1234 for those who handle the case; only the last four for others.

    Shorter documents (passports) show the last two and never more than a quarter.
    """
    shown = 4 if len(number) >= 15 else min(2, len(number) // 4)
    front = 3 if handler and len(number) >= 15 else 0
    return number[:front] + STAR * (len(number) - front - shown) + number[len(number) - shown :]


def mask_phone(phone: str) -> str:
    """138****1234 for a mobile number; of any other the last four, if it is long enough to hide the rest."""
    if len(phone) == 11 and phone.isdigit() and phone[0] == "1":
        return phone[:3] + STAR * 4 + phone[7:]
    return _mask_all_but_last_four(phone)


def mask_account(account: str) -> str:
    """The last four digits of a bank account."""
    return _mask_all_but_last_four(account)


def mask_birth_date(born: date) -> str:
    """The year alone: 1958年."""
    return f"{born.year}年"


def mask_address(address: str) -> str:
    """The address down to the community; without one to the subdistrict, then the district; else nothing."""
    for pattern, start in ((_COMMUNITY, _after(_STREET, address)), (_STREET, 0), (_DISTRICT, 0)):
        found = _last(_DISTRICT, address) if pattern is _DISTRICT else pattern.search(address, start)
        if found is not None:
            rest = len(address) - found.end()
            return address[: found.end()] + (STAR * 3 if rest else "")
    return STAR * 3 if address else ""


def _after(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return found.end() if found else 0


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(reversed(list(pattern.finditer(text))), None)


def _mask_all_but_last_four(text: str) -> str:
    shown = 4 if len(text) >= 8 else 0
    return STAR * (len(text) - shown) + text[len(text) - shown :]
