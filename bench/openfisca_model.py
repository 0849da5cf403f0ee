"""The six benefits as a country model of OpenFisca-Core, written for it: entities, variables, parameters.

All six are modelled, with the values of the book in force. Numbers of codes and dates are given as whole
numbers, which spares OpenFisca its enumerations; amounts are its int (32 bits), widened where a product needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core import periods
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.parameters import ParameterNode
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from minzheng.benefits import codes
from minzheng.benefits.inputs import INPUTS
from minzheng.benefits.roll import Roll
from minzheng.rules.book import Standards

PERSON = Entity("person", "persons", "Person", "")
HOUSEHOLD = GroupEntity("household", "households", "Household", "", [{"key": "member", "plural": "members"}])
SHORT = {
    "low_income_allowance": "lia",
    "extreme_poverty_support": "eps",
    "disability_living_subsidy": "dls",
    "disability_nursing_subsidy": "dns",
    "childrens_basic_living_allowance": "cbl",
    "elder_allowance": "eld",
}
RESULTS = ("amount", "eligible", "reason")
VARIABLES: list[type[Variable]] = []


def variable(entity: Any, value_type: type) -> Callable[[Callable[..., Any]], None]:
    """Declares one monthly variable whose formula is the function."""

    def declare(formula: Callable[..., Any]) -> None:
        fields = {
            "value_type": value_type,
            "entity": entity,
            "definition_period": periods.DateUnit.MONTH,
            "label": formula.__name__,
            "formula": formula,
        }
        VARIABLES.append(type(formula.__name__, (Variable,), fields))

    return declare


def _inputs() -> list[type[Variable]]:
    kinds = {"bool": bool, "int16": int, "int32": int, "int64": int}
    return [
        type(
            each.name,
            (Variable,),
            {
                "value_type": kinds[each.dtype] if each.name != "area" else float,
                "entity": PERSON if each.level == "person" else HOUSEHOLD,
                "definition_period": periods.DateUnit.MONTH,
                "label": each.zh,
            },
        )
        for each in INPUTS
        if each.name != "area"
    ]


class _District(Variable):
    value_type = int
    entity = HOUSEHOLD
    definition_period = periods.DateUnit.MONTH
    label = "district"


_District.__name__ = "district"


def system(standards: Standards) -> TaxBenefitSystem:
    """The country model with the values of the month."""
    country = TaxBenefitSystem([PERSON, HOUSEHOLD])
    tree: dict[str, Any] = {}
    for key, each in standards.in_force.items():
        group, name = key.split(".")
        if isinstance(each.value, int):
            tree.setdefault(group, {})[name] = {"values": {"2000-01-01": {"value": each.value}}}
    country.parameters = ParameterNode("", data=tree)
    country.add_variables(*_inputs(), _District, *VARIABLES)
    return country


def simulation(country: TaxBenefitSystem, roll: Roll, month: str, *, trace: bool = False) -> Simulation:
    """A simulation of the roll, built the fast way: arrays in, no dictionaries."""
    builder = SimulationBuilder()
    builder.create_entities(country)
    persons, households = int(roll.offsets[-1]), len(roll.offsets) - 1
    builder.declare_person_entity("person", np.arange(persons))
    group = builder.declare_entity("household", np.arange(households))
    builder.join_with_persons(
        group, np.repeat(np.arange(households), np.diff(roll.offsets)), np.repeat("member", persons)
    )
    built = builder.build(country)
    built.trace = trace
    for each in INPUTS:
        columns = roll.persons if each.level == "person" else roll.households
        if each.name == "area":
            built.set_input("district", month, (columns["area"] // 1_000_000).astype(np.int32))
        else:
            values = columns[each.name]
            built.set_input(each.name, month, values if each.dtype == "bool" else values.astype(np.int32))
    return built


def results(built: Simulation, month: str) -> dict[str, Any]:
    """Every benefit's monthly fen, eligibility and reason, by `code.result`."""
    return {
        f"{code}.{result}": built.calculate(f"{short}_{result}", month)
        for code, short in SHORT.items()
        for result in RESULTS
    }


def _first(*tests: Any) -> Any:
    """The number of the first test that fails, 0 when none does."""
    return np.select(tests, range(1, len(tests) + 1), 0)


def _last(period: Any) -> int:
    return int(period.start.year * 10_000 + period.start.month * 100 + 31)


@variable(PERSON, int)
def age(person: Any, period: Any) -> Any:
    return (_last(period) - person("birth_date", period)) // 10_000


@variable(PERSON, bool)
def present(person: Any, period: Any) -> Any:
    last = _last(period)
    return (
        (person("birth_date", period) <= last)
        & (person("joined_on", period) <= last)
        & (person("left_on", period) > last)
    )


@variable(PERSON, bool)
def lives(person: Any, period: Any) -> Any:
    return person("death_date", period) >= _last(period) - 30


@variable(PERSON, bool)
def here(person: Any, period: Any) -> Any:
    return person("present", period) & person("lives", period)


@variable(PERSON, bool)
def local(person: Any, period: Any) -> Any:
    return person("hukou_district", period) == person.household("district", period)


@variable(PERSON, bool)
def card_valid(person: Any, period: Any) -> Any:
    last = _last(period)
    return (
        (person("disability", period) > 0)
        & (person("card_from", period) <= last)
        & (person("card_ends_on", period) > last)
    )


@variable(PERSON, int)
def own_income(person: Any, period: Any) -> Any:
    return sum(person(f"income_{kind}", period) for kind in codes.INCOME if kind != "not_counted")


@variable(HOUSEHOLD, int)
def residents(household: Any, period: Any) -> Any:
    return household.sum(household.members("here", period) & ~household.members("in_custody", period))


@variable(HOUSEHOLD, bool)
def assets_fit(household: Any, period: Any, parameters: Any) -> Any:
    p = parameters(period).low_income_allowance
    limit = p.asset_months * p.standard * household("residents", period).astype(np.int64)
    return (
        (household("asset_money", period) <= limit)
        & (household("asset_dwellings", period) <= p.dwellings_limit)
        & (household("asset_vehicles", period) <= p.vehicles_limit)
        & (household("asset_companies", period) <= p.companies_limit)
    )


@variable(PERSON, int)
def child_class(person: Any, period: Any) -> Any:
    father, mother = person("father", period), person("mother", period)
    gone = ((father == 1) | (father == 2)) & ((mother == 1) | (mother == 2))
    in_need = (father > 0) & (mother > 0)
    return np.where(gone, 1, np.where(in_need, 2, 0))


@variable(PERSON, int)
def cbl_reason(person: Any, period: Any, parameters: Any) -> Any:
    p = parameters(period).childrens_basic_living_allowance
    return _first(
        ~person("present", period),
        ~person("lives", period),
        ~person("local", period),
        person("age", period) >= p.adult_age,
        person("child_class", period) == 0,
    )


@variable(PERSON, bool)
def cbl_eligible(person: Any, period: Any) -> Any:
    return person("cbl_reason", period) == 0


@variable(PERSON, int)
def cbl_standard(person: Any, period: Any, parameters: Any) -> Any:
    p = parameters(period).childrens_basic_living_allowance
    collective = person("care_form", period) == codes.COLLECTIVE
    orphan = np.where(collective, p.orphan_collective, p.orphan_dispersed)
    return np.where(person("child_class", period) == 1, orphan, p.unattended)


@variable(PERSON, int)
def cbl_amount(person: Any, period: Any) -> Any:
    return np.where(person("cbl_eligible", period), person("cbl_standard", period), 0)


@variable(PERSON, bool)
def old_or_minor(person: Any, period: Any, parameters: Any) -> Any:
    p, years = parameters(period).extreme_poverty_support, person("age", period)
    return (years >= p.elder_age) | (years < p.child_age)


@variable(PERSON, bool)
def unable(person: Any, period: Any, parameters: Any) -> Any:
    p, kind = parameters(period).extreme_poverty_support, person("disability", period)
    mental = (kind == codes.INTELLECTUAL) | (kind == codes.MENTAL)
    limit = np.select(
        [mental, kind == codes.LIMB, kind == codes.SIGHT], [p.mental_grade, p.limb_grade, p.sight_grade], 0
    )
    by_card = (person("disability_grade", period) <= limit) | (
        person("work_ability", period) == codes.UNABLE_TO_WORK
    )
    return person("old_or_minor", period) | (person("card_valid", period) & by_card)


@variable(PERSON, int)
def eps_reason(person: Any, period: Any, parameters: Any) -> Any:
    poor = person("own_income", period) < parameters(period).low_income_allowance.standard
    no_source = ~person("source_of_living", period) & poor & person.household("assets_fit", period)
    return _first(
        ~person("present", period),
        ~person("lives", period),
        ~person("local", period),
        person("in_custody", period),
        person("cbl_eligible", period),
        ~(person("old_or_minor", period) | person("card_valid", period)),
        ~person("unable", period),
        ~no_source,
        person("has_capable_supporter", period),
    )


@variable(PERSON, bool)
def eps_eligible(person: Any, period: Any) -> Any:
    return person("eps_reason", period) == 0


@variable(PERSON, int)
def eps_amount(person: Any, period: Any, parameters: Any) -> Any:
    p, low = parameters(period).extreme_poverty_support, parameters(period).low_income_allowance
    collective = person("care_form", period) == codes.COLLECTIVE
    living = np.where(collective, p.living_collective, p.living_dispersed).astype(np.int64) * 10_000
    living = np.maximum(living, low.standard * p.living_floor)
    level = person("self_care", period)
    care = np.select(
        [level == codes.SELF_CARE_NONE, level == codes.SELF_CARE_PARTIAL],
        [p.care_none, p.care_partial],
        p.care_full,
    )
    total = (living + care.astype(np.int64) * 10_000 + 5_000) // 10_000
    return np.where(person("eps_eligible", period), total, 0)


@variable(PERSON, bool)
def counted(person: Any, period: Any) -> Any:
    return person("here", period) & ~person("in_custody", period) & ~person("eps_eligible", period)


@variable(HOUSEHOLD, int)
def heads(household: Any, period: Any) -> Any:
    return household.sum(household.members("counted", period))


@variable(HOUSEHOLD, int)
def local_heads(household: Any, period: Any) -> Any:
    return household.sum(household.members("counted", period) & household.members("local", period))


@variable(HOUSEHOLD, int)
def income(household: Any, period: Any) -> Any:
    return household.sum(
        np.where(household.members("counted", period), household.members("own_income", period), 0)
    )


@variable(PERSON, bool)
def on_difference(person: Any, period: Any) -> Any:
    return person("counted", period) & person("cbl_eligible", period)


@variable(PERSON, int)
def top_up_rate(person: Any, period: Any, parameters: Any) -> Any:
    p, years = parameters(period).low_income_allowance, person("age", period)
    severe = person("card_valid", period) & (person("disability_grade", period) <= p.top_up_disability_grade)
    rate = np.maximum.reduce(
        [
            np.where(years >= p.top_up_elder_age, p.top_up_elder_rate, 0),
            np.where(years < p.top_up_minor_age, p.top_up_minor_rate, 0),
            np.where(severe, p.top_up_disability_rate, 0),
            np.where(person("severe_illness", period), p.top_up_illness_rate, 0),
        ]
    )
    return np.where(person("counted", period) & ~person("on_difference", period), rate, 0)


@variable(HOUSEHOLD, int)
def gap(household: Any, period: Any, parameters: Any) -> Any:
    standard = parameters(period).low_income_allowance.standard
    return np.maximum(standard * household("heads", period) - household("income", period), 0)


@variable(PERSON, int)
def child_parts(person: Any, period: Any, parameters: Any) -> Any:
    standard = parameters(period).low_income_allowance.standard
    own = np.maximum(standard - person("cbl_standard", period), 0) * person.household("heads", period)
    return np.where(person("on_difference", period), np.minimum(person.household("gap", period), own), 0)


@variable(HOUSEHOLD, int)
def base_parts(household: Any, period: Any) -> Any:
    ordinary = household.sum(
        household.members("counted", period) & ~household.members("on_difference", period)
    )
    return household("gap", period) * ordinary + household.sum(household.members("child_parts", period))


@variable(HOUSEHOLD, int)
def lia_reason(household: Any, period: Any, parameters: Any) -> Any:
    p = parameters(period).low_income_allowance
    limit = p.asset_months * p.standard * household("residents", period).astype(np.int64)
    return _first(
        household("heads", period) == 0,
        household("local_heads", period) == 0,
        household("gap", period) == 0,
        household("asset_money", period) > limit,
        household("asset_dwellings", period) > p.dwellings_limit,
        household("asset_vehicles", period) > p.vehicles_limit,
        household("asset_companies", period) > p.companies_limit,
        household("base_parts", period) == 0,
    )


@variable(HOUSEHOLD, bool)
def lia_eligible(household: Any, period: Any) -> Any:
    return household("lia_reason", period) == 0


@variable(HOUSEHOLD, bool)
def low_income_family(household: Any, period: Any) -> Any:
    reason = household("lia_reason", period)
    return (reason == 0) | (reason == 8)


@variable(HOUSEHOLD, int)
def lia_amount(household: Any, period: Any, parameters: Any) -> Any:
    standard = parameters(period).low_income_allowance.standard
    base = household("base_parts", period).astype(np.int64)
    divisor = np.maximum(household("heads", period), 1).astype(np.int64) * 10_000
    rates = household.sum(household.members("top_up_rate", period))
    parts = base * 10_000 + standard * rates.astype(np.int64) * (divisor // 10_000)
    return np.where(household("lia_eligible", period), (2 * parts + divisor) // (2 * divisor), 0)


@variable(PERSON, int)
def dls_reason(person: Any, period: Any) -> Any:
    return _first(
        ~person("present", period),
        ~person("lives", period),
        ~person("local", period),
        ~person("card_valid", period),
        person("eps_eligible", period),
        person("cbl_eligible", period),
        person("care_work_injury_nursing", period) > 0,
        ~(person.household("low_income_family", period) & person("counted", period)),
    )


@variable(PERSON, bool)
def dls_eligible(person: Any, period: Any) -> Any:
    return person("dls_reason", period) == 0


@variable(PERSON, int)
def dls_amount(person: Any, period: Any, parameters: Any) -> Any:
    p = parameters(period).disability_living_subsidy
    severe = person("disability_grade", period) <= p.severe_grade
    return np.where(person("dls_eligible", period), np.where(severe, p.amount_severe, p.amount_other), 0)


@variable(PERSON, int)
def dns_standard(person: Any, period: Any, parameters: Any) -> Any:
    p, grade = parameters(period).disability_nursing_subsidy, person("disability_grade", period)
    return np.select([grade == 1, grade == 2], [p.amount_grade_1, p.amount_grade_2], p.amount_widened)


@variable(PERSON, int)
def dns_reason(person: Any, period: Any, parameters: Any) -> Any:
    p, kind = parameters(period).disability_nursing_subsidy, person("disability", period)
    mental = (kind == codes.INTELLECTUAL) | (kind == codes.MENTAL)
    limit = np.where(mental, max(p.severe_grade, p.mental_grade), p.severe_grade)
    other = np.maximum(
        person("care_elder_care_subsidy", period), person("care_retired_cadre_nursing", period)
    )
    return _first(
        ~person("present", period),
        ~person("lives", period),
        ~person("local", period),
        ~person("card_valid", period),
        person("disability_grade", period) > limit,
        ~person("long_term_care", period),
        person("eps_eligible", period),
        person("care_work_injury_nursing", period) > 0,
        other >= person("dns_standard", period),
    )


@variable(PERSON, bool)
def dns_eligible(person: Any, period: Any) -> Any:
    return person("dns_reason", period) == 0


@variable(PERSON, int)
def dns_amount(person: Any, period: Any) -> Any:
    return np.where(person("dns_eligible", period), person("dns_standard", period), 0)


@variable(PERSON, int)
def eld_reason(person: Any, period: Any, parameters: Any) -> Any:
    return _first(
        ~person("present", period),
        ~person("lives", period),
        ~person("local", period),
        person("age", period) < parameters(period).elder_allowance.first_age,
    )


@variable(PERSON, bool)
def eld_eligible(person: Any, period: Any) -> Any:
    return person("eld_reason", period) == 0


@variable(PERSON, int)
def eld_amount(person: Any, period: Any, parameters: Any) -> Any:
    p, years = parameters(period).elder_allowance, person("age", period)
    band = np.select(
        [years >= p.third_age, years >= p.second_age], [p.amount_third, p.amount_second], p.amount_first
    )
    return np.where(person("eld_eligible", period), band, 0)
