"""More income never pays more, and what is paid brings the family up to the standard exactly."""

from hypothesis import given
from hypothesis import strategies as st

from minzheng.benefits.household_file import explain

STANDARD = 114_500


def paid(incomes: list[int]) -> int:
    members = [
        {
            "person": f"P{number}",
            "relation": "other",
            "birth_date": "1980-01-01",
            "hukou_district": "320213",
            "source_of_living": True,
            "has_capable_supporter": True,
            "income": [{"kind": "wages", "monthly_fen": income}],
        }
        for number, income in enumerate(incomes)
    ]
    file = {"schema": "minzheng.household/1", "household": "H", "area": "320213021001", "members": members}
    return int(explain(file, "2025-03")["total_fen"])


@given(st.lists(st.integers(0, 2 * STANDARD), min_size=1, max_size=6), st.integers(0, STANDARD))
def test_difference_fills_up_to_the_standard(incomes: list[int], more: int) -> None:
    assert paid(incomes) == max(STANDARD * len(incomes) - sum(incomes), 0)
    assert paid([incomes[0] + more, *incomes[1:]]) <= paid(incomes)
