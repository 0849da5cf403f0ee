"""One account a role in each of the two demo districts; refused outside demo mode."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from minzheng.kernel.access.actions import NewUser, install_users
from minzheng.kernel.access.models import EVERY_LINE
from minzheng.kernel.access.roles import FIELD_STAFF, ROLES, SUBDISTRICT
from minzheng.kernel.places.models import Area, Level

SINCE = date(2024, 1, 1)


def install_demo_accounts(districts: list[Area], codes: dict[int, str]) -> list[dict[str, Any]]:
    """Accounts as `demo.json` lists them, with their passwords."""
    accounts: list[dict[str, Any]] = []
    users: list[NewUser] = []
    for district in districts:
        for role in ROLES:
            area = _area_of(role.code, district)
            password = secrets.token_urlsafe(9)
            username = f"{role.code}@{codes[district.pk]}"
            users.append(
                NewUser(username, f"示例{role.zh}（{area.short_name}）", password, role.code, area.pk)
            )
            accounts.append(
                {
                    "username": username, "password": password, "totp_secret": None, "role": role.code,
                    "areas": [codes[area.pk]], "lines": [EVERY_LINE],
                }
            )  # fmt: skip
    install_users(users=users, by="system", on=SINCE)
    return accounts


def _area_of(role: str, district: Area) -> Area:
    """Where the role works: a community, a subdistrict or the whole district."""
    inside = Area.objects.within(district.pk).order_by("id")
    if role in FIELD_STAFF:
        return inside.of_level(Level.COMMUNITY)[0]
    if role in SUBDISTRICT:
        return inside.of_level(Level.SUBDISTRICT)[0]
    return district


def username_of(role: str, district_code: str) -> str:
    return f"{role}@{district_code}"
