"""Finding organizations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from minzheng.kernel.organizations.credit_code import normalize_credit_code
from minzheng.kernel.organizations.models import Organization, OrganizationRole


def find_by_credit_code(text: str) -> Organization | None:
    """The organization with that code, however it was typed."""
    found: Organization | None = Organization.objects.filter(credit_code=normalize_credit_code(text)).first()
    return found


def get_ids_by_credit_code(codes: Iterable[str]) -> dict[str, Any]:
    """code → organization id for those that exist; one query for any number."""
    rows = Organization.objects.filter(credit_code__in=list(codes)).values_list("credit_code", "id")
    return dict(rows)


def list_with_role(role: str, *, on: date) -> Any:
    """Organizations that had the role on that day."""
    in_force = Q(roles__starts_on__lte=on) & (Q(roles__ends_on__isnull=True) | Q(roles__ends_on__gt=on))
    return Organization.objects.filter(in_force, roles__role=role).distinct()


def list_roles(organization_ids: Iterable[Any], *, on: date) -> dict[Any, list[str]]:
    """Organization id → its roles on that day, alphabetically; one query."""
    found: dict[Any, list[str]] = {}
    rows = OrganizationRole.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=on),
        organization__in=list(organization_ids),
        starts_on__lte=on,
    ).order_by("role")
    for organization_id, role in rows.values_list("organization_id", "role"):
        found.setdefault(organization_id, []).append(role)
    return found
