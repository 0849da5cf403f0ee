"""Standing of persons and the five benefits paid to persons, as OpenFisca variables."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.openfisca_declarations import HOUSEHOLD, PERSON, first, last_day, variable
from minzheng.benefits import codes


@variable(PERSON, int)
def age(person: Any, period: Any) -> Any:
    return (last_day(period) - person("birth_date", period)) // 10_000


@variable(PERSON, bool)
def present(person: Any, period: Any) -> Any:
    last = last_day(period)
    return (
        (person("birth_date", period) <= last)
        & (person("joined_on", period) <= last)
        & (person("left_on", period) > last)
    )


@variable(PERSON, bool)
def lives(person: Any, period: Any) -> Any:
    return person("death_date", period) >= last_day(period) - 30


@variable(PERSON, bool)
def here(person: Any, period: Any) -> Any:
    return person("present", period) & person("lives", period)


@variable(PERSON, bool)
def local(person: Any, period: Any) -> Any:
    return person("hukou_district", period) == person.household("district", period)


@variable(PERSON, bool)
def card_valid(person: Any, period: Any) -> Any:
    last = last_day(period)
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
    return first(
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
    return first(
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


@variable(PERSON, int)
def dls_reason(person: Any, period: Any) -> Any:
    return first(
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
    return first(
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
    return first(
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
