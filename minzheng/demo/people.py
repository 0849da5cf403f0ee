"""The shared synthetic population: families with everything that the demo's input files say about them.

Pure and seeded: the same seed and scale give the same families on every machine. Nothing here knows a
figure of the report.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

Relation = Literal["self", "spouse", "child", "parent", "other"]


@dataclass(frozen=True)
class State:
    """What is true of a person from a day on, until the next state. Amounts are fen a month."""

    starts_on: date
    student: bool = False
    in_custody: bool = False
    work_ability: str = "able"
    severe_illness: bool = False
    source_of_living: bool = True
    has_capable_supporter: bool = True
    self_care: str = ""
    care_form: str = ""
    father: str = "none"
    mother: str = "none"
    wages: int = 0
    transfers: int = 0
    not_counted: int = 0
    elder_care_subsidy: int = 0
    work_injury_nursing: int = 0


@dataclass(frozen=True)
class Card:
    """A disability card as the federation's file gives it."""

    category: str
    grade: int
    long_term_care: bool
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class Person:
    """One invented person."""

    name: str
    id_number: str
    birth_date: date
    relation: Relation
    hukou_district: str
    joined_on: date
    states: tuple[State, ...]
    left_on: date | None = None
    death_date: date | None = None
    card: Card | None = None
    phone: str = ""

    @property
    def sex(self) -> str:
        return "male" if int(self.id_number[16]) % 2 else "female"


@dataclass(frozen=True)
class Account:
    """Where the bank sends the money; `holder` is written as the bank knows it."""

    bank_code: str
    number: str
    holder: str


@dataclass(frozen=True)
class Means:
    """What the family owns; money in fen."""

    money: int = 0
    dwellings: int = 1
    vehicles: int = 0
    companies: int = 0


@dataclass(frozen=True)
class Household:
    """One invented family living together."""

    number: str
    community: str
    address: str
    registered_on: date
    members: tuple[Person, ...]
    means: Means
    account: Account
    own_accounts: dict[str, Account] = field(default_factory=dict)

    @property
    def head(self) -> Person:
        return next(member for member in self.members if member.relation == "self")

    def with_members(self, *members: Person) -> Household:
        return replace(self, members=members)


@dataclass(frozen=True)
class Band:
    """Residents of one community in one age band."""

    community: str
    year: int
    age_from: int
    age_to: int | None
    residents: int


@dataclass(frozen=True)
class Population:
    """A district's families on the roll, and how many people live there at all."""

    district: str
    households: tuple[Household, ...]
    bands: tuple[Band, ...]

    @property
    def people(self) -> int:
        return sum(len(household.members) for household in self.households)
