"""The six benefits as a country model of OpenFisca-Core, written for it: entities, variables, parameters.

All six are modelled, with the values of the book in force. Numbers of codes and dates are given as whole
numbers, which spares OpenFisca its enumerations; amounts are its int (32 bits), widened where a product needs it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from openfisca_core import periods
from openfisca_core.parameters import ParameterNode
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench import openfisca_family, openfisca_persons
from bench.openfisca_declarations import HOUSEHOLD, PERSON, VARIABLES
from minzheng.benefits.inputs import INPUTS
from minzheng.benefits.roll import Roll
from minzheng.rules.book import Standards

# Importing them declares their variables.
DECLARED = (openfisca_persons, openfisca_family)
SHORT = {
    "low_income_allowance": "lia",
    "extreme_poverty_support": "eps",
    "disability_living_subsidy": "dls",
    "disability_nursing_subsidy": "dns",
    "childrens_basic_living_allowance": "cbl",
    "elder_allowance": "eld",
}
RESULTS = ("amount", "eligible", "reason")


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
