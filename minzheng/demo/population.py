"""A whole district's roll, seeded, and what happens to its families in the half-year.

`DEFAULT_SEED` may be calibrated (`_EXTRA_SINGLES`), because a demonstration should resemble the report it
reproduces; any other seed gives other figures, and nothing after the files knows a target.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from minzheng.demo import families
from minzheng.demo.families import FIRST, ROLL_DAY, Street
from minzheng.demo.people import Band, Card, Household, Person, Population

DEFAULT_SEED: Final = 20250701
LAST: Final = date(2025, 7, 1)
POPULATION_YEAR: Final = 2024

#: kinds of families with their number in a whole district at scale 1
_MIXTURE: Final[tuple[tuple[Callable[[Street], Household], int], ...]] = (
    (families.low_income_family, 5_160),
    (families.extreme_poverty_person, 330),
    (families.nursed_person, 760),
    (families.child_in_difficulty, 126),
    (families.old_person, 1_900),
    (families.refused_family, 240),
)
#: one-person families added for the default seed at scale 1, the only calibration there is
_EXTRA_SINGLES: Final = {DEFAULT_SEED: 2}
_ELDERS_PER_COMMUNITY: Final = 1_640
_BANDS: Final = (
    (0, 60, 2_600),
    (60, 70, 520),
    (70, 80, 310),
    (80, 90, 138),
    (90, None, 32),
)  # age from, age to, residents per thousand residents aged 60 and over


def make_population(
    district: str, communities: list[str], *, seed: int = DEFAULT_SEED, scale: int = 1_000
) -> Population:
    """The families of a district. `scale` is per thousand of a whole district's roll (1000 = all of it)."""
    random = Random(f"{seed}/{district}")
    street = Street(random, district, communities)
    households = [make(street) for make, count in _MIXTURE for _ in range(max(1, count * scale // 1_000))]
    random.shuffle(households)
    households = [_with_history(random, street, household) for household in households]
    if scale == 1_000 and seed in _EXTRA_SINGLES:
        households += [families.extreme_poverty_person(street) for _ in range(_EXTRA_SINGLES[seed])]
    return Population(
        district, tuple(households), _bands(Random(f"{seed}/{district}/residents"), communities, scale)
    )


def _with_history(random: Random, street: Street, household: Household) -> Household:
    """What the half-year brings: a death, a birth, a job, a card, a move to the district."""
    draw = random.random()
    if draw < 0.012:
        return _with_death(random, household)
    if draw < 0.016:
        return _with_birth(random, street, household)
    if draw < 0.032:
        return _with_job(random, household)
    if draw < 0.042:
        return _with_new_card(random, household)
    if draw < 0.062:
        return _arrived(random, household)
    return household


def _day(random: Random) -> date:
    """A day of the half-year."""
    return FIRST + timedelta(days=random.randrange((LAST - FIRST).days))


def _with_death(random: Random, household: Household) -> Household:
    members = list(household.members)
    place = random.randrange(len(members))
    if members[place].relation == "self" and len(members) > 1:
        place = 1
    members[place] = replace(members[place], death_date=_day(random))
    return household.with_members(*members)


def _with_birth(random: Random, street: Street, household: Household) -> Household:
    if not any(member.relation == "spouse" for member in household.members):
        return household
    day = _day(random)
    child = street.newborn(day, household.head.name[0])
    return household.with_members(*household.members, child)


def _with_job(random: Random, household: Household) -> Household:
    """Somebody able to work finds work that lifts the family above the standard."""
    members = list(household.members)
    for place, member in enumerate(members):
        state = member.states[-1]
        if state.work_ability == "able":
            wages = families.yuan(random, 2_600, 5_200) * len(members)
            better = replace(state, starts_on=_day(random), wages=wages)
            members[place] = replace(member, states=(*member.states, better))
            break
    return household.with_members(*members)


def _with_new_card(random: Random, household: Household) -> Household:
    members = list(household.members)
    place = random.randrange(len(members))
    if members[place].card is None:
        since = _day(random)
        card = Card("limb", random.choice((1, 2, 3)), True, since, date(since.year + 10, 1, 1))
        members[place] = replace(members[place], card=card)
    return household.with_members(*members)


def _arrived(random: Random, household: Household) -> Household:
    """A family that comes onto the roll during the half-year."""
    day = _day(random)
    members = [
        replace(
            member,
            joined_on=max(day, member.joined_on),
            states=tuple(replace(state, starts_on=max(day, state.starts_on)) for state in member.states),
        )
        for member in household.members
    ]
    return replace(household, registered_on=day).with_members(*members)


def _bands(random: Random, communities: list[str], scale: int) -> tuple[Band, ...]:
    """Residents by age band: communities differ in size, the district's total follows from them."""
    bands: list[Band] = []
    for community in communities:
        elders = _ELDERS_PER_COMMUNITY * random.randint(600, 1_400) // 1_000 * scale // 1_000
        for age_from, age_to, per_thousand in _BANDS:
            residents = max(1, elders * per_thousand // 1_000)
            bands.append(Band(community, POPULATION_YEAR, age_from, age_to, residents))
    return tuple(bands)


def known_before(population: Population, day: date) -> Population:
    """The roll as somebody could know it on `day`: no later arrivals, births, deaths, jobs or cards."""
    households = [
        household.with_members(
            *(_known(member, day) for member in household.members if member.joined_on < day)
        )
        for household in population.households
        if household.registered_on < day
    ]
    return replace(population, households=tuple(households))


def _known(person: Person, day: date) -> Person:
    return replace(
        person,
        death_date=person.death_date if person.death_date and person.death_date < day else None,
        states=tuple(state for state in person.states if state.starts_on < day),
        card=person.card if person.card and person.card.valid_from < day else None,
    )


__all__ = ["DEFAULT_SEED", "ROLL_DAY", "known_before", "make_population"]
