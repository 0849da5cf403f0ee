"""The bureau's roles (domain 1.4). Rows of `Role` are made from this table by a migration."""

from __future__ import annotations

from typing import Final, NamedTuple


class RoleRow(NamedTuple):
    code: str
    zh: str
    en: str
    sees_business: bool = True


ROLES: Final = (
    RoleRow("community_worker", "社区工作者", "Community worker"),
    RoleRow("subdistrict_handler", "街道经办", "Subdistrict handler"),
    RoleRow("subdistrict_reviewer", "街道审核", "Subdistrict reviewer"),
    RoleRow("section_officer", "科室经办", "Section officer"),
    RoleRow("section_head", "科长", "Section head"),
    RoleRow("finance", "财务", "Finance"),
    RoleRow("check_officer", "核对员", "Check-center officer"),
    RoleRow("leader", "局领导", "Bureau leader"),
    RoleRow("auditor", "审计", "Auditor"),
    RoleRow("institution", "机构用户", "Institution user"),
    RoleRow("system_administrator", "系统管理员", "System administrator", False),
    RoleRow("security_administrator", "安全保密管理员", "Security administrator", False),
    RoleRow("audit_administrator", "安全审计员", "Audit administrator", False),
)

FIELD_STAFF: Final = ("community_worker",)
SUBDISTRICT: Final = ("subdistrict_handler", "subdistrict_reviewer")
SECTION: Final = ("section_officer", "section_head")
OFFICERS: Final = (*SUBDISTRICT, *SECTION)
READERS: Final = (*FIELD_STAFF, *OFFICERS, "leader", "auditor")
