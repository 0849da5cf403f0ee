"""One household with its members and facts: the typed form of `minzheng.household/1`.

Nothing is guessed: an unknown field, an unknown code, a fraction or an impossible date is an error, and all
errors of a file are reported together.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

LARGEST_FEN = 10**12
MOST_MEMBERS = 100
_ISO_DAY = re.compile(r"(18[5-9]\d|19\d\d|20\d\d|21\d\d)-\d\d-\d\d", re.ASCII)


def _iso_day(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        day = date.fromisoformat(value) if _ISO_DAY.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        raise PydanticCustomError("bad_date", "日期写法不对")
    return day


Day = Annotated[date, BeforeValidator(_iso_day)]
Fen = Annotated[int, Field(ge=0, le=LARGEST_FEN)]
Count = Annotated[int, Field(ge=0, le=1_000)]
Name = Annotated[str, Field(min_length=1, max_length=64)]
ParentState = Literal[
    "none",
    "dead",
    "missing",
    "severe_disability",
    "severe_illness",
    "prison",
    "drug_treatment",
    "restricted",
    "lost_contact",
    "guardianship_revoked",
    "deported",
]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Assets(_Part):
    """What the household owns; money in fen, the rest counted."""

    money_fen: Fen = 0
    dwellings: Count = 0
    vehicles: Count = 0
    companies: Count = 0


class Disability(_Part):
    """A disability card. `valid_to` is its last valid day."""

    category: Literal["sight", "hearing", "speech", "limb", "intellectual", "mental", "multiple"]
    grade: Annotated[int, Field(ge=1, le=4)]
    long_term_care: bool = False
    valid_from: Day | None = None
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise PydanticCustomError("dates_out_of_order", "残疾人证的有效期止早于有效期起")
        return self


class Income(_Part):
    """Mean monthly income of one kind, in fen."""

    kind: Literal["wages", "business", "property", "transfers", "other", "not_counted"]
    monthly_fen: Fen


class OtherCare(_Part):
    """Other care payments a month, in fen."""

    work_injury_nursing: Fen = 0
    elder_care_subsidy: Fen = 0
    retired_cadre_nursing: Fen = 0


class Member(_Part):
    """One person of the household. `left_on` is the first day on which the person no longer belongs to it."""

    person: Name
    relation: Literal["self", "spouse", "child", "parent", "other"]
    birth_date: Day
    death_date: Day | None = None
    hukou_district: Annotated[str, Field(pattern=r"^[1-9][0-9]{5}$")]
    joined_on: Day | None = None
    left_on: Day | None = None
    student: bool = False
    in_custody: bool = False
    work_ability: Literal["able", "unable"] | None = None
    severe_illness: bool = False
    source_of_living: bool = False
    has_capable_supporter: bool = False
    self_care: Literal["full", "partial", "none"] | None = None
    care_form: Literal["dispersed", "collective"] | None = None
    disability: Disability | None = None
    father: ParentState | None = None
    mother: ParentState | None = None
    income: Annotated[list[Income], Field(max_length=50)] = []
    other_care_fen: OtherCare = OtherCare()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.death_date and self.death_date < self.birth_date:
            raise PydanticCustomError("dates_out_of_order", "死亡日期早于出生日期")
        if self.joined_on and self.left_on and self.left_on <= self.joined_on:
            raise PydanticCustomError("dates_out_of_order", "不再共同生活之日不晚于成为成员之日")
        return self


class Household(_Part):
    """A household file."""

    format: Annotated[Literal["minzheng.household/1"], Field(alias="schema")] = "minzheng.household/1"
    household: Name
    area: Annotated[str, Field(pattern=r"^[1-9][0-9]{11}$")]
    assets: Assets = Assets()
    members: Annotated[list[Member], Field(min_length=1, max_length=MOST_MEMBERS)]

    @model_validator(mode="before")
    @classmethod
    def _schema_named(cls, given: Any) -> Any:
        if isinstance(given, dict) and "schema" not in given:
            raise PydanticCustomError("missing_schema", "没有写明 schema")
        return given

    @model_validator(mode="after")
    def _each_person_once(self) -> Self:
        if len({member.person for member in self.members}) < len(self.members):
            raise PydanticCustomError("person_twice", "同一人（person）出现了两次")
        if sum(member.relation == "self" for member in self.members) > 1:
            raise PydanticCustomError("two_applicants", "关系为 self 的成员多于一个")
        return self
