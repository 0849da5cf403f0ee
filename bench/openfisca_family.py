"""The low-income allowance of a family, as OpenFisca variables."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.openfisca_declarations import HOUSEHOLD, PERSON, first, variable


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
    return first(
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
