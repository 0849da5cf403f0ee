"""Every execution gives the same fen: explained, in blocks, asked one by one, and reckoned by an officer."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from minzheng.benefits.facts import columns_of
from minzheng.benefits.household import Household
from minzheng.benefits.household_file import explain, parameters, read
from minzheng.benefits.plates import find_benefits
from minzheng.benefits.roll import Results, Roll, calculate, calculate_with, describe
from minzheng.benefits.sample import sample_roll
from minzheng.benefits.statute import shipped_book, statute_graph
from minzheng.benefits.tests.households import households
from minzheng.benefits.tests.obvious import Office
from minzheng.rules.judge import judge
from minzheng.rules.months import Month

MONTH = "2025-03"
VALUES = {row["key"]: row["value"] for row in parameters(MONTH)["parameters"]}


def entry_key(entry: dict[str, Any]) -> str:
    return entry["code"] if entry["person"] is None else f"{entry['code']}/{entry['person']}"


def block_rows(results: Results, roll: Roll, index: int) -> list[tuple[bool, int, str]]:
    rows = []
    for result in results.benefits.values():
        whole = slice(index, index + 1)
        mine = slice(roll.offsets[index], roll.offsets[index + 1]) if result.unit == "person" else whole
        for eligible, amount, reason in zip(
            result.eligible[mine], result.amount_fen[mine], result.reason[mine], strict=True
        ):
            rows.append((bool(eligible), int(amount), result.reasons.of(int(reason)).word))
    return rows


def explained_rows(household: Household) -> list[tuple[bool, int, str]]:
    entries = explain(household, MONTH)["benefits"]
    return [(entry["eligible"], entry["amount_fen"], entry["reason"]) for entry in entries]


@given(households())
def test_explanation_agrees_with_the_officer(file: dict[str, Any]) -> None:
    answer = explain(file, MONTH)
    amounts = {entry_key(entry): entry["amount_fen"] for entry in answer["benefits"]}
    assert amounts == Office(file, MONTH, VALUES).results()
    assert answer["total_fen"] == sum(amounts.values())


@given(households())
def test_explanation_agrees_with_blocks(file: dict[str, Any]) -> None:
    household = read(file)
    roll = Roll.of([household, household])
    results = calculate(roll, MONTH)
    assert block_rows(results, roll, 0) == block_rows(results, roll, 1) == explained_rows(household)


@given(households())
@settings(max_examples=20)
def test_explanation_agrees_with_the_judge(file: dict[str, Any]) -> None:
    household = read(file)
    columns = columns_of(household)
    one = {name: value for name, value in columns.items() if not isinstance(value, list)}
    many = [
        {name: value[at] for name, value in columns.items() if isinstance(value, list)}
        for at in range(len(household.members))
    ]
    standards = shipped_book().at(Month.parse(MONTH))
    for benefit in find_benefits().values():
        name = benefit.full("amount")
        found = judge(statute_graph(), standards, one, many, name)
        said = [e["amount_fen"] for e in explain(household, MONTH)["benefits"] if e["code"] == benefit.code]
        assert said == (found if isinstance(found, list) else [found])


@given(households())
def test_describe_gives_the_household_back(file: dict[str, Any]) -> None:
    household = read(file)
    again = describe(Roll.of([household]), 0)
    assert columns_of(again) == columns_of(household)
    assert again.household == household.household
    assert [m.person for m in again.members] == [m.person for m in household.members]


def test_executions_agree_on_ten_thousand_seeded_households() -> None:
    roll = sample_roll(26_000, seed=7)
    results = calculate(roll, MONTH)
    count = 10_000
    assert len(roll.offsets) > count
    paid = dict.fromkeys(find_benefits(), 0)
    for index in range(count):
        household = describe(roll, index)
        assert block_rows(results, roll, index) == explained_rows(household), household
    for code, result in results.benefits.items():
        paid[code] = int(result.eligible.sum())
        assert set(result.reason.tolist()) == {int(reason) for reason in result.reasons}, code
    assert min(paid.values()) > 50


def test_officer_agrees_on_a_thousand_seeded_households() -> None:
    roll = sample_roll(2_600, seed=8)
    for index in range(1_000):
        file = json.loads(describe(roll, index).model_dump_json(by_alias=True))
        amounts = {entry_key(e): e["amount_fen"] for e in explain(file, MONTH)["benefits"]}
        assert amounts == Office(file, MONTH, VALUES).results(), file


@pytest.mark.parametrize("threads", [1, 2])
def test_blocks_do_not_depend_on_threads(threads: int) -> None:
    roll = sample_roll(50_000, seed=9)
    standards = shipped_book().at(Month.parse(MONTH))
    results = calculate_with(roll, standards, threads=threads)
    other = calculate(roll, MONTH)
    for code, result in results.benefits.items():
        assert np.array_equal(result.amount_fen, other.benefits[code].amount_fen)
