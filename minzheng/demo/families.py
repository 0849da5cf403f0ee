"""Kinds of families and how often they occur. Shares are invented; only their mixture is meant to be plausible."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from minzheng.demo import names
from minzheng.demo.people import Account, Card, Household, Means, Person, Relation, State

ROLL_DAY = date(2024, 7, 1)
FIRST = date(2025, 1, 1)
CARD_YEARS = 10
_FAMILY_SIZES = {"alone": 1, "couple": 2, "parent_child": 2, "family": 3, "generations": 3}
BANKS = ("302302000015", "103302000028", "105302000037")  # invented clearing codes


@dataclass
class Street:
    """Where the next family lives: hands out communities, house numbers and running numbers."""

    random: Random
    district: str
    communities: list[str]
    number: int = 0
    _used: dict[date, set[int]] = field(default_factory=dict)

    def next_household(self) -> tuple[str, str, str]:
        """Household number, community code, address below the community."""
        self.number += 1
        community = self.random.choice(self.communities)
        address = f"示例路{self.random.randint(1, 300)}号{self.random.randint(1, 60)}室"
        return f"{self.district}{self.number:06d}", community, address

    def person(
        self,
        born: tuple[int, int],
        relation: Relation,
        surname: str,
        *states: State,
        card: Card | None = None,
        hukou: str = "",
    ) -> Person:
        """A person born in a year of `born` (inclusive), with a citizen number of its own."""
        birth = date(self.random.randint(*born), 1, 1) + timedelta(days=self.random.randrange(365))
        return Person(
            name=names.full_name(self.random, surname),
            id_number=names.citizen_number(birth, self._sequence(birth)),
            birth_date=birth,
            relation=relation,
            hukou_district=hukou or self.district,
            joined_on=ROLL_DAY,
            states=states,
            card=card,
            phone=f"1{self.random.randint(30, 99):02d}0000{self.random.randrange(10_000):04d}",
        )

    def newborn(self, day: date, surname: str) -> Person:
        """A child born into a family on the roll."""
        return Person(
            name=names.full_name(self.random, surname),
            id_number=names.citizen_number(day, self._sequence(day)),
            birth_date=day,
            relation="child",
            hukou_district=self.district,
            joined_on=day,
            states=(State(day, work_ability=""),),
        )

    def _sequence(self, birth: date) -> int:
        """Running number of the day, so that no two people share a citizen number."""
        used = self._used.setdefault(birth, set())
        while (drawn := self.random.randrange(1_000)) in used:
            pass
        used.add(drawn)
        return drawn

    def account(self, holder: str) -> Account:
        number = f"62{self.random.randrange(10**17):017d}"
        return Account(self.random.choice(BANKS), number, holder)

    def household(self, members: list[Person], means: Means | None = None) -> Household:
        number, community, address = self.next_household()
        return Household(
            number=number,
            community=community,
            address=address,
            registered_on=ROLL_DAY,
            members=tuple(members),
            means=means or Means(money=self.random.randrange(0, 1_500_000)),
            account=self.account(members[0].name),
        )


def yuan(random: Random, low: int, high: int) -> int:
    """A monthly amount in fen, whole yuan."""
    return random.randint(low, high) * 100


def disability_card(random: Random, grades: tuple[int, ...] = (1, 2, 3, 4)) -> Card:
    """A card valid long enough, somewhere within its ten years."""
    category = random.choices(
        ("limb", "sight", "hearing", "speech", "intellectual", "mental", "multiple"), (45, 12, 18, 3, 9, 9, 4)
    )[0]
    grade = random.choice(grades)
    since = date(2017, 1, 1) + timedelta(days=random.randrange(365 * 7))
    until = date(since.year + CARD_YEARS, since.month, min(since.day, 28)) - timedelta(days=1)
    return Card(category, grade, grade <= 2 and random.random() < 0.9, since, until)


def low_income_family(street: Street) -> Household:
    """One to four people whose income per head lies below the standard."""
    random = street.random
    surname = names.family_name(random)
    kind = random.choices(tuple(_FAMILY_SIZES), (42, 18, 16, 16, 8))[0]
    earned = yuan(random, 415, 1_120) * _FAMILY_SIZES[kind]
    able = State(ROLL_DAY, wages=earned, work_ability="able")
    elder = State(ROLL_DAY, transfers=earned, work_ability="unable")
    ill = State(ROLL_DAY, transfers=earned, severe_illness=True, work_ability="unable")
    own = random.choices((able, elder, ill), (44, 38, 18))[0]
    born = (1940, 1964) if own is elder else (1965, 1995)
    card = disability_card(random) if random.random() < 0.3 else None
    members = [street.person(born, "self", surname, own, card=card)]
    if kind in ("couple", "family"):
        members.append(_spouse(street, born))
    if kind in ("parent_child", "family", "generations"):
        schooling = State(ROLL_DAY, student=True, work_ability="")
        members.append(street.person((2008, 2022), "child", surname, schooling))
    if kind == "generations":
        members.append(street.person((1934, 1952), "parent", surname, State(ROLL_DAY, work_ability="unable")))
    return street.household(members)


def _spouse(street: Street, born: tuple[int, int]) -> Person:
    random = street.random
    card = disability_card(random) if random.random() < 0.18 else None
    return street.person(born, "spouse", names.family_name(random), State(ROLL_DAY), card=card)


def extreme_poverty_person(street: Street) -> Household:
    """Nobody to live on and nobody to live with."""
    random = street.random
    state = State(
        ROLL_DAY,
        work_ability="unable",
        source_of_living=False,
        has_capable_supporter=False,
        self_care=random.choices(("full", "partial", "none"), (55, 28, 17))[0],
        care_form=random.choices(("dispersed", "collective"), (45, 55))[0],
    )
    person = street.person((1932, 1962), "self", names.family_name(random), state)
    return street.household([person], Means(money=0, dwellings=random.choice((0, 1))))


def nursed_person(street: Street) -> Household:
    """Severely disabled, above the low-income standard: nursing subsidy only (some draw a higher payment)."""
    random = street.random
    higher = random.random() < 0.06
    state = State(
        ROLL_DAY,
        transfers=yuan(random, 1_600, 4_200),
        work_ability="unable",
        elder_care_subsidy=yuan(random, 260, 400) if higher else 0,
        work_injury_nursing=yuan(random, 800, 1_200) if random.random() < 0.02 else 0,
    )
    card = Card("limb", random.choice((1, 2)), True, date(2018, 5, 1), date(2028, 4, 30))
    person = street.person((1940, 1990), "self", names.family_name(random), state, card=card)
    return street.household([person])


def child_in_difficulty(street: Street) -> Household:
    """A grandparent who earns enough, with a child whose parents cannot bring it up."""
    random = street.random
    surname = names.family_name(random)
    father, mother = random.choice(
        (("dead", "dead"), ("dead", "lost_contact"), ("prison", "lost_contact"), ("drug_treatment", "prison"),
         ("severe_disability", "severe_illness"), ("missing", "severe_illness"))
    )  # fmt: skip
    guardian = State(ROLL_DAY, transfers=yuan(random, 3_200, 5_200), work_ability="unable")
    child = State(
        ROLL_DAY, student=True, work_ability="", father=father, mother=mother, care_form="dispersed",
        source_of_living=False, has_capable_supporter=False,
    )  # fmt: skip
    members = [
        street.person((1950, 1964), "self", surname, guardian),
        street.person((2008, 2020), "child", surname, child),
    ]
    return street.household(members)


def old_person(street: Street) -> Household:
    """Eighty or more, with a pension: elder allowance only."""
    random = street.random
    state = State(ROLL_DAY, transfers=yuan(random, 1_800, 6_000), work_ability="unable")
    person = street.person((1923, 1944), "self", names.family_name(random), state)
    return street.household([person])


def refused_family(street: Street) -> Household:
    """Applied and did not pass: income, a car, money, or a hukou elsewhere."""
    random = street.random
    surname = names.family_name(random)
    why = random.choice(("income", "car", "money", "hukou"))
    wages = yuan(random, 1_400, 3_500) if why == "income" else yuan(random, 0, 600)
    hukou = "329902" if why == "hukou" else ""
    head = street.person((1965, 1990), "self", surname, State(ROLL_DAY, wages=wages), hukou=hukou)
    means = Means(
        money=9_000_000 if why == "money" else 200_000, vehicles=1 if why == "car" else 0, dwellings=1
    )
    return street.household([head], means)
