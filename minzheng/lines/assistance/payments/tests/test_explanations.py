"""Explanations from sealed inputs: the same steps years later, and the proof that they are the line's own."""

from datetime import date

import pytest

from minzheng.kernel.money.models import PaymentLine
from minzheng.kernel.problems import BrokenInvariant
from minzheng.lines.assistance.payments.models import MonthRun
from minzheng.lines.assistance.payments.queries import sealed_months
from minzheng.lines.assistance.payments.queries.explanations import (
    anchor_of,
    explain_household,
    is_explained,
    list_hidden,
    member_ids,
)
from minzheng.lines.assistance.payments.queries.households import call_people, list_month_lines
from tests.factories import Member

pytestmark = pytest.mark.both_databases
CARD = {"category": "limb", "grade": 1, "long_term_care": True, "valid_from": date(2020, 1, 1)}
POOR = {"work_ability": "unable", "income_other_fen": 20_000}


def explain(months, run, number, actor=None):
    home = months.homes[number]
    with months.cast.officer.in_scope():
        month = sealed_months.open_month(run)
        names = call_people(member_ids(month, number), home)
        hidden = list_hidden(actor or months.cast.officer, home.area_id)
        lines = list_month_lines(home, run)
        return explain_household(month, number, names=names, lines=lines, hidden=hidden)


def test_explanation_adds_up_to_the_line(months):
    run = months.run("2025-05")
    found = explain(months, run, "H001")
    (entry,) = found.granted
    assert (entry.scheme, entry.fen) == ("low_income_allowance", 211_900)
    assert found.total_fen == 211_900
    assert [paid.matches for paid in entry.paid] == [True]
    assert found.matches


def test_steps_carry_value_unit_source_and_mark(months):
    run = months.run("2025-05")
    (entry,) = explain(months, run, "H001").granted
    steps = {step.zh: step for step in entry.steps}
    assert (steps["家庭月收入"].value, steps["家庭月收入"].unit) == ("400.00", "元")
    assert steps["家庭月收入"].source == "社会救助暂行办法 第九条"
    assert steps["认定结果"].value == "符合条件，按差额发放"
    assert "本人计入收入（王**·户主）" in steps
    standard = next(step for step in entry.parameters if step.key.endswith(".standard"))
    assert (standard.value, standard.starts_on, standard.official) == ("1,145.00", "2024-07-01", False)


def test_refusals_are_explained_too(months):
    run = months.run("2025-05")
    found = explain(months, run, "H003")
    assert found.granted == ()
    refused = {entry.scheme: entry.reason for entry in found.refused}
    assert refused["low_income_allowance"] == "家庭人均月收入不低于低保标准"


def test_explanation_stays_when_the_registers_change(months):
    run = months.run("2025-05")
    before = explain(months, run, "H001")
    months.change("H001", on=date(2025, 5, 20), work_ability="able", income_wages_fen=900_000)
    sealed_months._opened.cache_clear()
    assert explain(months, run, "H001") == before


def test_personal_benefit_is_explained_for_its_person(months):
    months.add("H009", [Member("吴残", facts={**POOR, "self_care": "none"}, card=CARD)])
    run = months.run("2025-05")
    found = explain(months, run, "H009")
    paid = {entry.scheme: entry for entry in found.granted}
    nursing = paid["disability_nursing_subsidy"]
    assert nursing.who == "吴*（户主）"
    assert [each.matches for each in nursing.paid] == [True]
    line = nursing.paid[0].line
    assert anchor_of(line) == nursing.anchor


def test_changed_amount_is_not_explained(months):
    """A line whose amount, reason or facts are others carries another digest."""
    run = months.run("2025-05")
    month = sealed_months.open_month(run)
    line = months.lines(run.batch)[0]
    with months.cast.officer.in_scope():
        number = line.household.number
    assert is_explained(month, line, number)
    other = PaymentLine(scheme="disability_nursing_subsidy", beneficiary=line.beneficiary)
    other.explanation_digest = line.explanation_digest
    assert not is_explained(month, other, number)
    line.explanation_digest = "sha256:0"
    assert not is_explained(month, line, number)


def test_changed_standards_are_noticed(months):
    run = months.run("2025-05")
    sealed = dict(run.standards)
    for row in sealed["parameters"]:
        if row["key"] == "low_income_allowance.standard":
            row["value"] += 1
    MonthRun._base_manager.filter(pk=run.pk).update(standards=sealed)
    sealed_months._opened.cache_clear()
    with pytest.raises(BrokenInvariant):
        sealed_months.open_month(run)


def test_household_not_on_the_roll_has_no_explanation(months):
    run = months.run("2025-05")
    assert explain_household(sealed_months.open_month(run), "H404", names={}) is None


def test_sensitive_facts_are_hidden_from_those_who_do_not_record_them(months):
    months.add("H009", [Member("吴病", facts={**POOR, "severe_illness": True})])
    run = months.run("2025-05")
    for actor, shown in ((months.cast.officer, "是"), (months.cast.leader, "（已隐藏）")):
        _, member = explain(months, run, "H009", actor).facts
        assert dict(member.said)["重病"] == shown
