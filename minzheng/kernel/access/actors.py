"""An actor: a person (or the system) with the rights it has on one day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q
from django_scopes import scope, scopes_disabled

from minzheng import discovery
from minzheng.kernel.access.models import EVERY_LINE, Assignment, User
from minzheng.kernel.access.plates import find_plate
from minzheng.kernel.problems import Refused

if TYPE_CHECKING:
    from uuid import UUID

KERNEL = "kernel"


@dataclass(frozen=True)
class Grant:
    """One assignment in force: role, line (`*` for all) and the root of its area."""

    role: str
    line: str
    area_id: int


@dataclass(frozen=True)
class Actor:
    """Rights are read once a request, so that a change counts from the next one."""

    username: str
    display_name: str
    user_id: UUID | None
    grants: tuple[Grant, ...]
    sees_business: bool = True
    _areas: dict[int, frozenset[int]] = field(default_factory=dict, compare=False, repr=False)

    def has(self, permission: str) -> bool:
        """Whether any assignment allows `line.register.verb` at all (areas are asked separately)."""
        return bool(self._grants_for(permission))

    def may(self, permission: str, area_id: int | None) -> bool:
        """Whether `line.register.verb` is allowed in that area."""
        return any(area_id in self._area_ids(grant.area_id) for grant in self._grants_for(permission))

    def areas_for(self, line: str) -> frozenset[int]:
        """Ids of all areas, with everything below them, in which this actor works for `line`."""
        if not self.sees_business:
            return frozenset()
        wanted = [g for g in self.grants if line == KERNEL or g.line in (EVERY_LINE, line)]
        return (
            frozenset().union(*(self._area_ids(grant.area_id) for grant in wanted)) if wanted else frozenset()
        )

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)

    @contextmanager
    def in_scope(self) -> Iterator[None]:
        """Inside, every register shows only what this actor may see; outside, queries raise."""
        dimensions = {dimension(line): sorted(self.areas_for(line)) for line in list_lines()}
        with scope(**dimensions):
            yield

    def _grants_for(self, permission: str) -> list[Grant]:
        key, _, verb = permission.rpartition(".")
        try:
            allowed = find_plate(key).roles_for(verb)
        except KeyError:
            return []
        line = key.partition(".")[0]
        return [
            g for g in self.grants if g.role in allowed and (line == KERNEL or g.line in (EVERY_LINE, line))
        ]

    def _area_ids(self, root_id: int) -> frozenset[int]:
        from django.apps import apps

        if root_id not in self._areas:
            area_model = apps.get_model("places", "Area")
            self._areas[root_id] = frozenset(area_model.objects.within(root_id).values_list("id", flat=True))
        return self._areas[root_id]


def actor_for(user: User, *, on: date) -> Actor:
    """The rights of `user` on that day. A disabled user has none."""
    if not user.is_active:
        raise Refused("user_disabled", "该账号已停用。")
    in_force = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    rows = list(Assignment.objects.filter(in_force, user=user).select_related("role"))
    grants = tuple(Grant(row.role_id, row.line, row.area_id) for row in rows)
    sees = any(row.role.sees_business for row in rows)
    return Actor(user.username, user.display_name, user.id, grants, sees)


def find_actor(username: str, *, on: date) -> Actor:
    """The actor of that account name, or a refusal that does not say which part was wrong."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused("unknown_user", "账号不存在或已停用。")
    return actor_for(user, on=on)


def dimension(line: str) -> str:
    """The name of a line's scope dimension."""
    return f"areas_{line}"


def list_lines() -> list[str]:
    """`kernel` and every business line that has a register."""
    return [KERNEL, *sorted({name.split(".")[2] for name in discovery.find_registers()})]


#: For reading across all areas where no person asks: verification, migrations, the demo's own checks.
everywhere = scopes_disabled
