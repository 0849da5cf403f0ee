"""Random household files for hypothesis: few values, chosen so that the edges meet often."""

from hypothesis import strategies as st

from minzheng.benefits import codes

EDGES = ["2025-02-28", "2025-03-01", "2025-03-15", "2025-03-31", "2025-04-01"]
BIRTHS = [
    "1924-02-29",
    "1925-03-31",
    "1935-04-01",
    "1945-03-31",
    "1945-04-01",
    "1965-03-31",
    "1965-04-01",
    "1990-07-07",
    "2007-03-31",
    "2007-04-01",
    "2008-02-29",
    "2020-12-31",
    "2025-03-31",
    "2025-04-01",
]
CARD_DAYS = ["2024-02-29", "2025-03-01", "2025-03-31", "2025-04-01"]
FEN = st.sampled_from([0, 1, 5_000, 15_000, 20_000, 57_251, 114_499, 114_500, 229_001])


def _one_of(words: tuple[str, ...]) -> st.SearchStrategy[str | None]:
    return st.sampled_from([word or None for word in words])


@st.composite
def cards(draw: st.DrawFn) -> dict[str, object]:
    start, end = draw(st.sampled_from([None, *CARD_DAYS])), draw(st.sampled_from([None, *CARD_DAYS]))
    if start and end and end < start:
        start, end = end, start
    return {
        "category": draw(st.sampled_from(codes.DISABILITY[1:])),
        "grade": draw(st.integers(1, 4)),
        "long_term_care": draw(st.booleans()),
        "valid_from": start,
        "valid_to": end,
    }


@st.composite
def members(draw: st.DrawFn, number: int) -> dict[str, object]:
    birth = draw(st.sampled_from(BIRTHS))
    death = draw(st.sampled_from([None, None, None, *EDGES]))
    joined = draw(st.sampled_from([None, None, None, *EDGES]))
    left = draw(st.sampled_from([None, None, None, *EDGES]))
    return {
        "person": f"P{number}",
        "relation": "self" if number == 1 else draw(st.sampled_from(codes.RELATION[2:])),
        "birth_date": birth,
        "death_date": death if death and death >= birth else None,
        "hukou_district": draw(st.sampled_from(["320213", "320213", "320213", "320214"])),
        "joined_on": joined,
        "left_on": left if left and left > (joined or "") else None,
        "student": draw(st.booleans()),
        "in_custody": draw(st.sampled_from([False, False, False, True])),
        "work_ability": draw(_one_of(codes.WORK_ABILITY)),
        "severe_illness": draw(st.booleans()),
        "source_of_living": draw(st.booleans()),
        "has_capable_supporter": draw(st.booleans()),
        "self_care": draw(_one_of(codes.SELF_CARE)),
        "care_form": draw(_one_of(codes.CARE_FORM)),
        "disability": draw(st.none() | cards()),
        "father": draw(_one_of(codes.PARENT_STATE)),
        "mother": draw(_one_of(codes.PARENT_STATE)),
        "income": draw(
            st.lists(
                st.fixed_dictionaries({"kind": st.sampled_from(codes.INCOME), "monthly_fen": FEN}), max_size=2
            )
        ),
        "other_care_fen": draw(
            st.one_of(st.just({}), st.fixed_dictionaries(dict.fromkeys(codes.OTHER_CARE, FEN)))
        ),
    }


@st.composite
def households(draw: st.DrawFn) -> dict[str, object]:
    count = draw(st.integers(1, 5))
    return {
        "schema": "minzheng.household/1",
        "household": "H1",
        "area": "320213021001",
        "assets": {
            "money_fen": draw(st.sampled_from([0, 0, 2_748_000, 2_748_001, 5_496_000, 10**8])),
            "dwellings": draw(st.sampled_from([0, 1, 1, 2])),
            "vehicles": draw(st.sampled_from([0, 0, 0, 1])),
            "companies": draw(st.sampled_from([0, 0, 0, 1])),
        },
        "members": [draw(members(number)) for number in range(1, count + 1)],
    }
