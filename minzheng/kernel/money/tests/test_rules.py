"""The pure arithmetic: standings, movements, canonical bytes."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.money.rules.canonical import SealedLine, batch_digest, line_text
from minzheng.kernel.money.rules.chunks import chunks
from minzheng.kernel.money.rules.standing import ACCOUNT_OF_STATE, Answer, bank_says, movements, stand

DAY = date(2025, 6, 10)
TEXT = st.text(max_size=8)
STATES = sorted({*ACCOUNT_OF_STATE, "pending", "reissued", "released", "recovered"})


def answers(*statuses):
    return [Answer(f"r{i}", status, "", DAY, "") for i, status in enumerate(statuses)]


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        ((), "in_flight"),
        (("paid",), "paid"),
        (("paid", "paid"), "paid"),
        (("rejected",), "rejected"),
        (("paid", "returned"), "returned"),
        (("returned",), "returned"),
        (("paid", "rejected"), "disputed"),
        (("paid", "rejected", "returned"), "returned"),
    ],
)
def test_bank_says(statuses, state):
    assert bank_says(answers(*statuses)).state == state


@pytest.mark.parametrize(
    ("bank", "decision", "state"),
    [
        ("returned", "reissued", "reissued"),
        ("rejected", "carried", "carried"),
        ("paid", "released", "paid"),
        ("paid", "carried", "paid"),
        ("paid", "reissued", "overpaid"),
        ("paid", "recovered", "recovered"),
        ("returned", "recovered", "disputed"),
        ("in_flight", "reissued", "in_flight"),
    ],
)
def test_decision_speaks_of_money_that_came_back(bank, decision, state):
    said = bank_says(answers(*(() if bank == "in_flight" else (bank,))))
    assert stand(said, decision).state == state


@given(
    st.lists(
        st.tuples(st.sampled_from(("paid", "rejected", "returned")), st.dates(), st.booleans()), max_size=6
    ),
    st.randoms(),
)
def test_order_of_answers_never_matters(said, chance):
    rows = [Answer(f"r{i}", status, "other", day, "") for i, (status, day, _) in enumerate(said)]
    rows += [Answer(f"u{i}", "reversed", "", DAY, f"r{i}") for i, (_, _, undone) in enumerate(said) if undone]
    mixed = list(rows)
    chance.shuffle(mixed)
    assert bank_says(rows) == bank_says(mixed)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"), st.sampled_from(STATES), st.sampled_from(STATES), st.integers(1, 10**12)
        )
    )
)
def test_movements_add_up_to_zero(changes):
    assert sum(movements(changes, fund="main").values()) == 0


@given(
    st.builds(
        SealedLine, st.integers(1), TEXT, st.just("2025-06"), st.just("regular"), TEXT, *[st.uuids().map(lambda u: u.hex)] * 3,
        TEXT, TEXT, st.integers(1), st.integers(1), st.just(""), TEXT, TEXT, st.just(""),
        st.lists(st.uuids().map(lambda u: u.hex), min_size=1, max_size=3).map(tuple),
    )
)  # fmt: skip
def test_canonical_line_is_the_json_that_anybody_would_write(line):
    assert line_text(line) == json.dumps(
        line._asdict(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def test_digest_covers_the_header():
    assert batch_digest({"month": "2025-06"}, []) != batch_digest({"month": "2025-07"}, [])


@given(st.lists(st.integers()), st.integers(1, 5))
def test_chunks_lose_nothing(items, size):
    parts = list(chunks(items, size))
    assert [item for part in parts for item in part] == items
    assert all(len(part) <= size for part in parts)
