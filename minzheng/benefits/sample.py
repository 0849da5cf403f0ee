"""A seeded roll of any size, for measuring and for comparing executions: every rule has someone it touches.

It is drawn, not observed: nothing here says how a real district is made up.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from minzheng.benefits.codes import (
    CARE_FORM,
    DISABILITY,
    INCOME,
    OTHER_CARE,
    PARENT_STATE,
    RELATION,
    SELF_CARE,
    WORK_ABILITY,
)
from minzheng.benefits.inputs import HOUSEHOLD_INPUTS, PERSON_INPUTS
from minzheng.benefits.roll import Roll
from minzheng.rules.months import NEVER_ENDS, NEVER_STARTED

Array = NDArray[Any]
_SIZES = (1, 1, 2, 2, 2, 3, 3, 4, 5)
_AREAS = (320213021001, 320213022004)
_ELSEWHERE = 320214
_PER_THOUSAND = 1_000


class _Draw:
    """Draws of one seeded generator, in whole numbers only."""

    def __init__(self, seed: int, rows: int) -> None:
        self.generator = np.random.default_rng(seed)
        self.rows = rows

    def among(self, low: int, high: int) -> Any:
        return self.generator.integers(low, high, self.rows)

    def happens(self, per_thousand: int) -> Any:
        return self.among(0, _PER_THOUSAND) < per_thousand

    def either(self, per_thousand: int, rare: Any, usual: Any) -> Any:
        return np.where(self.happens(per_thousand), rare, usual)

    def day(self, first_year: int, last_year: int) -> Any:
        """Days 1 to 28 and, for a few, the last days of the months that have them."""
        month, day = self.among(1, 13), self.among(1, 29)
        month, day = np.where(day == 1, 2, month), np.where(day == 1, 28, day)
        month, day = np.where(day == 2, 3, month), np.where(day == 2, 31, day)
        return self.among(first_year, last_year + 1) * 10_000 + month * 100 + day


def sample_roll(persons: int, seed: int) -> Roll:
    """A roll of exactly so many persons in households of one to five."""
    sizes = _sizes(persons, seed)
    people, houses = _Draw(seed + 1, persons), _Draw(seed + 2, len(sizes))
    columns = {**_who(people, sizes), **_hardship(people), **_money(people)}
    columns |= _parents(people, columns["birth_date"])
    return Roll(
        persons={each.name: columns[each.name].astype(each.dtype) for each in PERSON_INPUTS},
        households={each.name: _house(houses, each.name).astype(each.dtype) for each in HOUSEHOLD_INPUTS},
        offsets=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
    )


def _sizes(persons: int, seed: int) -> Array:
    drawn = np.random.default_rng(seed).choice(np.array(_SIZES), persons)
    total = np.cumsum(drawn)
    cut = int(np.searchsorted(total, persons))
    sizes = drawn[: cut + 1]
    sizes[-1] -= int(total[cut]) - persons
    return sizes


def _who(draw: _Draw, sizes: Array) -> dict[str, Array]:
    head = np.zeros(draw.rows, dtype=bool)
    head[np.concatenate([[0], np.cumsum(sizes)[:-1]])] = True
    birth_date = draw.day(1922, 2025)
    joined_on = draw.either(20, draw.day(2024, 2025), NEVER_STARTED)
    death_date = draw.either(10, draw.day(2025, 2025), NEVER_ENDS)
    left_on = draw.either(20, draw.day(2025, 2025), NEVER_ENDS)
    return {
        "relation": np.where(head, RELATION.index("self"), draw.among(2, len(RELATION))),
        "birth_date": birth_date,
        "death_date": np.where(birth_date < 20250101, death_date, NEVER_ENDS),
        "joined_on": joined_on,
        "left_on": np.where(joined_on == NEVER_STARTED, left_on, NEVER_ENDS),
        "hukou_district": draw.either(60, _ELSEWHERE, _AREAS[0] // 1_000_000),
        "student": draw.happens(100),
        "in_custody": draw.happens(10),
    }


def _hardship(draw: _Draw) -> dict[str, Array]:
    disabled = draw.happens(250)
    card_from = draw.either(500, draw.day(2024, 2025), NEVER_STARTED)
    card_ends_on = draw.either(300, draw.day(2025, 2026), NEVER_ENDS)
    card_from = np.where(disabled & (card_from < card_ends_on), card_from, NEVER_STARTED)
    return {
        "work_ability": draw.among(0, len(WORK_ABILITY)),
        "severe_illness": draw.happens(80),
        "source_of_living": draw.happens(800),
        "has_capable_supporter": draw.happens(750),
        "self_care": draw.among(0, len(SELF_CARE)),
        "care_form": draw.among(0, len(CARE_FORM)),
        "disability": np.where(disabled, draw.among(1, len(DISABILITY)), 0),
        "disability_grade": np.where(disabled, draw.among(1, 5), 0),
        "long_term_care": disabled & draw.happens(700),
        "card_from": card_from,
        "card_ends_on": np.where(disabled, card_ends_on, NEVER_ENDS),
    }


def _money(draw: _Draw) -> dict[str, Array]:
    per_thousand = dict(zip(INCOME, (350, 40, 20, 400, 30, 60), strict=True))
    columns = {
        f"income_{kind}": draw.either(chance, draw.among(0, 250_000), 0)
        for kind, chance in per_thousand.items()
    }
    return columns | {f"care_{kind}": draw.either(60, draw.among(0, 40_000), 0) for kind in OTHER_CARE}


def _parents(draw: _Draw, birth_date: Array) -> dict[str, Array]:
    in_need = (birth_date > 20050101) & draw.happens(400)
    return {parent: np.where(in_need, draw.among(0, len(PARENT_STATE)), 0) for parent in ("father", "mother")}


def _house(draw: _Draw, name: str) -> Any:
    draws = {
        "area": lambda: draw.either(500, *_AREAS),
        "asset_money": lambda: draw.either(100, draw.among(0, 20_000_000), 100_000),
        "asset_dwellings": lambda: draw.either(40, 2, 1),
        "asset_vehicles": lambda: draw.either(50, 1, 0),
        "asset_companies": lambda: draw.either(20, 1, 0),
    }
    return draws[name]()
