"""More care needed never pays less, in either form of support."""

import pytest

from minzheng.benefits.codes import CARE_FORM, SELF_CARE
from minzheng.benefits.extreme_poverty_support.formulas import amount, care_fee, living_parts
from minzheng.benefits.statute import shipped_book
from minzheng.rules.months import Month

QUANTITIES = shipped_book().at(Month(2025, 3)).quantities("extreme_poverty_support")


@pytest.mark.parametrize("form", ["dispersed", "collective"])
def test_amount_rises_with_the_need_of_care(form: str) -> None:
    living = living_parts.formula(QUANTITIES, CARE_FORM.index(form), 114_500)
    paid = [
        amount.formula(QUANTITIES, True, living, care_fee.formula(QUANTITIES, SELF_CARE.index(level)))
        for level in ("full", "partial", "none")
    ]
    assert paid == sorted(paid)
    assert len(set(paid)) == 3
