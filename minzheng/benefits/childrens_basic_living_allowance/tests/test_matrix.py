"""The matrix of the parents' states says for every pair what the law's sentence says."""

from itertools import product

import pytest

from minzheng.benefits.childrens_basic_living_allowance.formulas import ChildClass
from minzheng.benefits.codes import PARENT_STATE
from minzheng.benefits.statute import shipped_book
from minzheng.rules.months import Month

MATRIX = shipped_book().at(Month(2025, 3)).in_force["childrens_basic_living_allowance.parent_states"].value
GONE = {"dead", "missing"}


@pytest.mark.parametrize(("father", "mother"), list(product(PARENT_STATE, PARENT_STATE)))
def test_matrix_cell(father: str, mother: str) -> None:
    assert isinstance(MATRIX, tuple)
    found = MATRIX[PARENT_STATE.index(father)][PARENT_STATE.index(mother)]  # type: ignore[index]
    if "none" in (father, mother):
        expected = ChildClass.NEITHER
    elif {father, mother} <= GONE:
        expected = ChildClass.ORPHAN
    else:
        expected = ChildClass.UNATTENDED
    assert found == expected
