"""What may happen to an organization."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import action, require_in, save_versioned
from minzheng.kernel.evidence import recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.organizations.credit_code import CreditCode, read_credit_code
from minzheng.kernel.organizations.models import ROLES, Organization, OrganizationRole, contradiction
from minzheng.kernel.problems import Problem, Refused


@dataclass(frozen=True)
class NewOrganization:
    """One organization to register; `credit_code` as typed, empty when it has none."""

    official_name: str
    kind: str
    area_id: int
    credit_code: str = ""
    short_name: str = ""
    supervising_unit_id: UUID | None = None
    registered_on: date | None = None
    address: str = ""
    contact_name: str = ""
    office_phone: str = ""
    id: UUID = field(default_factory=new_id)


@action("kernel.organizations.create")
def register_organizations(
    *, organizations: Sequence[NewOrganization], by: Actor, on: date
) -> list[Organization]:
    """Register up to 500 organizations in one transaction, one event each.

    Raises the first Problem with its row (counted from 1): a wrong code, a code twice or already known.
    """
    require_in("kernel.organizations.create", by=by, area_ids=[new.area_id for new in organizations])
    codes = [_checked_code(new, row) for row, new in enumerate(organizations, start=1)]
    _refuse_known(codes)
    entries = [
        _entry("registered", f"登记单位 {new.official_name}", new.id, new.area_id, credit_code=code, on=on)
        for new, code in zip(organizations, codes, strict=True)
    ]
    events = recording.record_many(entries, by=by.username)
    return Organization.objects.bulk_create(  # type: ignore[no-any-return]
        Organization(**{**vars(new), "credit_code": code}, event=event)
        for new, code, event in zip(organizations, codes, events, strict=True)
    )


@action("kernel.organizations.dissolve", subject="organization")
def dissolve_organization(
    *,
    organization: Organization,
    dissolved_on: date,
    reason: str,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Organization:
    """End an organization (注销 or 撤销, said in `reason`) and all roles it still has, on one day."""
    if organization.dissolved_on is not None:
        raise Refused("already_dissolved", "该单位已终止。")
    if organization.registered_on is None or not organization.registered_on <= dissolved_on <= on:
        raise Problem("dissolved_on", "终止日期应在登记日期之后且不晚于今天。", column="dissolved_on")
    organization.dissolved_on = dissolved_on
    organization.event = recording.record(
        _entry(
            "dissolved", f"单位终止：{organization.official_name}", organization.id, organization.area_id,
            dissolved_on=dissolved_on, reason=reason,
        ),
        by=by.username,
    )  # fmt: skip
    save_versioned(organization, "dissolved_on", "event")
    open_roles = OrganizationRole._base_manager.filter(organization=organization, ends_on__isnull=True)
    open_roles.filter(starts_on__lt=dissolved_on).update(
        ends_on=dissolved_on, event=organization.event, version=F("version") + 1
    )
    return organization


@action("kernel.organizations.appoint", subject="organization")
def give_role(
    *, organization: Organization, role: str, starts_on: date, by: Actor, on: date
) -> OrganizationRole:
    """Let the organization have a role from a day on; refused when it has it at any time from then."""
    if role not in ROLES:
        raise Problem("unknown_role", f"没有“{role}”这种机构角色。", column="role")
    later = OrganizationRole._base_manager.filter(organization=organization, role=role).exclude(
        ends_on__lte=starts_on
    )
    if later.exists():
        raise Refused("role_overlaps", f"该单位在此期间已是{ROLES.label(role)}。")
    event = recording.record(
        _entry(
            "appointed", f"{organization.official_name}成为{ROLES.label(role)}", organization.id,
            organization.area_id, role=role, starts_on=starts_on, on=on,
        ),
        by=by.username,
    )  # fmt: skip
    created: OrganizationRole = OrganizationRole.objects.create(
        organization=organization, role=role, starts_on=starts_on, event=event
    )
    return created


@action("kernel.organizations.release", subject="organization")
def end_role(
    *, organization: Organization, role: str, ends_on: date, by: Actor, on: date
) -> OrganizationRole:
    """End the open role on `ends_on`, the first day it no longer holds."""
    found = OrganizationRole._base_manager.filter(
        organization=organization, role=role, ends_on__isnull=True
    ).first()
    if found is None:
        raise Refused("no_such_role", f"该单位目前不是{ROLES.label(role)}。")
    if ends_on <= found.starts_on:
        raise Problem("ends_on", "结束日期应晚于开始日期。", column="ends_on")
    found.ends_on = ends_on
    found.event = recording.record(
        _entry(
            "released", f"{organization.official_name}不再是{ROLES.label(role)}", organization.id,
            organization.area_id, role=role, ends_on=ends_on, on=on,
        ),
        by=by.username,
    )  # fmt: skip
    save_versioned(found, "ends_on", "event")
    return found


def _checked_code(new: NewOrganization, row: int) -> str | None:
    if not new.credit_code:
        return None
    found = read_credit_code(new.credit_code)
    problem = found if isinstance(found, Problem) else contradiction(new.kind, new.credit_code)
    if problem is not None:
        problem.row, problem.column = row, problem.column or "credit_code"
        raise problem
    assert isinstance(found, CreditCode)
    return found.code


def _refuse_known(codes: Sequence[str | None]) -> None:
    """A code twice in the list or in any district: the same body is not registered again."""
    given = [code for code in codes if code]
    known = set(
        Organization._base_manager.filter(credit_code__in=given).values_list("credit_code", flat=True)
    )
    for row, code in enumerate(codes, start=1):
        if code and (code in known or given.count(code) > 1):
            raise Refused("code_known", f"统一社会信用代码 {code} 已登记。", row=row, column="credit_code")


def _entry(verb: str, sentence: str, organization_id: Any, area_id: int, **details: Any) -> recording.Entry:
    return recording.Entry(
        kind=f"kernel.organizations.{verb}",
        sentence=sentence,
        subject_type="kernel.organizations",
        subject_id=str(organization_id),
        area_id=area_id,
        details=details,
    )
