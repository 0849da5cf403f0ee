"""Accounts and duties at installation; the security administrator's own verbs come with the access register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from minzheng.kernel.access.models import EVERY_LINE, Assignment, User
from minzheng.kernel.evidence import recording


@dataclass(frozen=True)
class NewUser:
    """One account with one duty: role × line × area. The password is hashed before it is stored."""

    username: str
    display_name: str
    password: str
    role: str
    area_id: int
    line: str = EVERY_LINE


@transaction.atomic
def install_users(*, users: Iterable[NewUser], by: str, on: date) -> int:
    """Create the accounts that are not there yet, each with its duty from `on`; answers how many are new."""
    existing = set(User.objects.values_list("username", flat=True))
    new = [user for user in users if user.username not in existing]
    for user in new:
        row = User.objects.create(
            username=user.username, display_name=user.display_name, password=make_password(user.password)
        )
        Assignment.objects.create(
            user=row, role_id=user.role, line=user.line, area_id=user.area_id, starts_on=on
        )
    recording.record_many(
        (
            recording.Entry(
                kind="kernel.access.user.installed",
                sentence=f"开设账号 {user.username}（{user.display_name}）",
                subject_type="kernel.access.user",
                subject_id=user.username,
                area_id=user.area_id,
                details={"role": user.role, "line": user.line, "on": on},
            )
            for user in new
        ),
        by=by,
    )
    return len(new)
