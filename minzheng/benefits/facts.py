"""A household as columns of whole numbers, and back. The one place that knows both forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from minzheng.benefits.codes import (
    CARE_FORM,
    DISABILITY,
    INCOME,
    OTHER_CARE,
    PARENT_STATE,
    RELATION,
    SELF_CARE,
    WORK_ABILITY,
)
from minzheng.benefits.household import Household, Member
from minzheng.benefits.inputs import PERSON_INPUTS
from minzheng.rules.months import NEVER_ENDS, NEVER_STARTED, date_of, number_of

_DAY = timedelta(days=1)


def columns_of(household: Household) -> dict[str, Any]:
    """Inputs by name: a list with one whole number or flag per member, one number per household input."""
    members = [_row_of(member) for member in household.members]
    columns: dict[str, Any] = {each.name: [row[each.name] for row in members] for each in PERSON_INPUTS}
    assets = household.assets
    columns.update(
        area=int(household.area),
        asset_money=assets.money_fen,
        asset_dwellings=assets.dwellings,
        asset_vehicles=assets.vehicles,
        asset_companies=assets.companies,
    )
    return columns


def _row_of(member: Member) -> dict[str, int]:
    row = {
        "relation": RELATION.index(member.relation),
        "birth_date": number_of(member.birth_date, missing=NEVER_STARTED),
        "death_date": number_of(member.death_date, missing=NEVER_ENDS),
        "joined_on": number_of(member.joined_on, missing=NEVER_STARTED),
        "left_on": number_of(member.left_on, missing=NEVER_ENDS),
        "hukou_district": int(member.hukou_district),
        "student": member.student,
        "in_custody": member.in_custody,
        "work_ability": WORK_ABILITY.index(member.work_ability or ""),
        "severe_illness": member.severe_illness,
        "source_of_living": member.source_of_living,
        "has_capable_supporter": member.has_capable_supporter,
        "self_care": SELF_CARE.index(member.self_care or ""),
        "care_form": CARE_FORM.index(member.care_form or ""),
        "father": PARENT_STATE.index(member.father or "none"),
        "mother": PARENT_STATE.index(member.mother or "none"),
    }
    row.update(_card_of(member))
    row.update({f"income_{kind}": 0 for kind in INCOME})
    for each in member.income:
        row[f"income_{each.kind}"] += each.monthly_fen
    row.update({f"care_{kind}": getattr(member.other_care_fen, kind) for kind in OTHER_CARE})
    return row


def _card_of(member: Member) -> dict[str, int]:
    card = member.disability
    if card is None:
        return {
            "disability": 0,
            "disability_grade": 0,
            "long_term_care": False,
            "card_from": NEVER_STARTED,
            "card_ends_on": NEVER_ENDS,
        }
    return {
        "disability": DISABILITY.index(card.category),
        "disability_grade": card.grade,
        "long_term_care": card.long_term_care,
        "card_from": number_of(card.valid_from, missing=NEVER_STARTED),
        "card_ends_on": number_of(_plus(card.valid_to, _DAY), missing=NEVER_ENDS),
    }


def _plus(day: date | None, more: timedelta) -> date | None:
    return None if day is None else day + more


def household_of(
    name: str, people: list[str], columns: Mapping[str, int], members: list[Mapping[str, int]]
) -> Household:
    """The inverse of `columns_of`; several incomes of one kind come back as one."""
    return Household.model_validate(
        {
            "schema": "minzheng.household/1",
            "household": name,
            "area": str(columns["area"]),
            "assets": {
                "money_fen": columns["asset_money"],
                "dwellings": columns["asset_dwellings"],
                "vehicles": columns["asset_vehicles"],
                "companies": columns["asset_companies"],
            },
            "members": [_member_of(who, row) for who, row in zip(people, members, strict=True)],
        }
    )


def _member_of(who: str, row: Mapping[str, int]) -> dict[str, Any]:
    return {
        "person": who,
        "relation": RELATION[row["relation"]] or "other",
        "birth_date": date_of(row["birth_date"]),
        "death_date": date_of(row["death_date"]),
        "hukou_district": str(row["hukou_district"]),
        "joined_on": date_of(row["joined_on"]),
        "left_on": date_of(row["left_on"]),
        "student": bool(row["student"]),
        "in_custody": bool(row["in_custody"]),
        "work_ability": WORK_ABILITY[row["work_ability"]] or None,
        "severe_illness": bool(row["severe_illness"]),
        "source_of_living": bool(row["source_of_living"]),
        "has_capable_supporter": bool(row["has_capable_supporter"]),
        "self_care": SELF_CARE[row["self_care"]] or None,
        "care_form": CARE_FORM[row["care_form"]] or None,
        "disability": _disability_of(row),
        "father": PARENT_STATE[row["father"]],
        "mother": PARENT_STATE[row["mother"]],
        "income": [
            {"kind": kind, "monthly_fen": row[f"income_{kind}"]} for kind in INCOME if row[f"income_{kind}"]
        ],
        "other_care_fen": {kind: row[f"care_{kind}"] for kind in OTHER_CARE},
    }


def _disability_of(row: Mapping[str, int]) -> dict[str, Any] | None:
    if not row["disability"]:
        return None
    return {
        "category": DISABILITY[row["disability"]],
        "grade": row["disability_grade"],
        "long_term_care": bool(row["long_term_care"]),
        "valid_from": date_of(row["card_from"]),
        "valid_to": _plus(date_of(row["card_ends_on"]), -_DAY),
    }
