"""The synthetic population: reproducible, impossible people, history that keeps its order."""

from datetime import date

import pytest
from stdnum.cn import ric

from minzheng.demo.names import ID_AREA, citizen_number
from minzheng.demo.population import known_before, make_population

COMMUNITIES = ["320213021001", "320213022001"]


@pytest.fixture(scope="module")
def population():
    return make_population("320213", COMMUNITIES, scale=60)


def everyone(population):
    return [member for household in population.households for member in household.members]


def test_same_seed_same_people_other_seed_others(population):
    assert make_population("320213", COMMUNITIES, scale=60) == population
    assert make_population("320213", COMMUNITIES, scale=60, seed=7) != population


def test_citizen_numbers_are_well_formed_unique_and_nobodys(population):
    numbers = [person.id_number for person in everyone(population)]
    assert len(set(numbers)) == len(numbers) > 300
    assert all(number.startswith(ID_AREA) for number in numbers)
    assert all(ric.calc_check_digit(number) == number[-1] for number in numbers)


def test_check_character_of_a_known_number():
    assert citizen_number(date(1949, 12, 31), 2)[6:14] == "19491231"


def test_each_household_has_one_head(population):
    heads = [sum(m.relation == "self" for m in household.members) for household in population.households]
    assert set(heads) == {1}


@pytest.mark.parametrize("day", [date(2025, 1, 1), date(2025, 4, 1), date(2025, 7, 1)])
def test_nothing_later_is_known_before_a_day(population, day):
    known = known_before(population, day)
    for household in known.households:
        assert household.registered_on < day
        for member in household.members:
            assert member.joined_on < day
            assert member.states
            assert all(state.starts_on < day for state in member.states)
            assert member.death_date is None or member.death_date < day


def test_the_half_year_brings_every_kind_of_change(population):
    before, after = known_before(population, date(2025, 1, 1)), known_before(population, date(2025, 7, 1))
    assert len(after.households) > len(before.households)
    assert sum(p.death_date is not None for p in everyone(after)) > sum(
        p.death_date is not None for p in everyone(before)
    )
    assert sum(len(p.states) > 1 for p in everyone(after)) > 0
