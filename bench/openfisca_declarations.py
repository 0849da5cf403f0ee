"""What the OpenFisca model is declared with: its two entities and its monthly variables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core import periods
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.variables import Variable

PERSON = Entity("person", "persons", "Person", "")
HOUSEHOLD = GroupEntity("household", "households", "Household", "", [{"key": "member", "plural": "members"}])
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


def first(*tests: Any) -> Any:
    """The number of the first test that fails, 0 when none does."""
    return np.select(tests, range(1, len(tests) + 1), 0)


def last_day(period: Any) -> int:
    return int(period.start.year * 10_000 + period.start.month * 100 + 31)
