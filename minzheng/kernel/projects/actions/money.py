"""Budget, spending and instalments. All amounts are whole fen; the bank side is the money room's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import Unchanged, action, save_versioned
from minzheng.kernel.problems import Problem, Refused
from minzheng.kernel.projects.actions.entries import record_for
from minzheng.kernel.projects.models import BudgetLine, Instalment, Project


@action("kernel.projects.budget", subject="project")
def set_budget(
    *,
    project: Project,
    items: Mapping[str, int],
    instalments: Mapping[int, tuple[date, int, str]],
    by: Actor,
    on: date,
) -> Project:
    """Set the budget once: item → fen, and instalment number → (day, fen, condition). The two sums must agree."""
    total = sum(items.values())
    if total <= 0 or any(fen < 0 for fen in items.values()):
        raise Problem("budget", "预算各科目应为正数。", column="items")
    if total != sum(fen for _, fen, _ in instalments.values()):
        raise Problem("budget_unbalanced", "各期拨款之和应等于预算总额。", column="instalments")
    if BudgetLine._base_manager.filter(project=project).exists():
        raise Refused("budget_set", "该项目已有预算。")
    event = record_for(
        project, "budgeted", f"{project.title}预算 {total} 分", by, items=dict(items),
        instalments={str(number): [day, fen] for number, (day, fen, _) in instalments.items()}, on=on,
    )  # fmt: skip
    BudgetLine.objects.bulk_create(
        BudgetLine(project=project, item=item, planned_fen=fen, event=event) for item, fen in items.items()
    )
    Instalment.objects.bulk_create(
        Instalment(
            project=project, number=number, planned_on=day, planned_fen=fen, condition=condition, event=event
        )
        for number, (day, fen, condition) in instalments.items()
    )
    return project


@action("kernel.projects.spend", subject="project")
def record_spending(*, project: Project, spent: Mapping[str, int], by: Actor, on: date) -> Any:
    """Set what was spent so far by item, in fen. Items without a budget line are refused."""
    lines = {line.item: line for line in BudgetLine._base_manager.filter(project=project)}
    unknown = sorted(spent.keys() - lines.keys())
    if unknown:
        raise Problem("unknown_item", f"预算中没有科目：{'、'.join(unknown)}。", column="spent")
    changes = {
        item: [lines[item].spent_fen, fen] for item, fen in spent.items() if lines[item].spent_fen != fen
    }
    if not changes:
        return Unchanged(project)
    if any(fen < 0 for _, fen in changes.values()):
        raise Problem("negative", "支出不能为负数。", column="spent")
    event = record_for(project, "spent", f"{project.title}更新支出", by, spent=changes, on=on)
    for item, (_, fen) in changes.items():
        lines[item].spent_fen, lines[item].event = fen, event
        save_versioned(lines[item], "spent_fen", "event")
    return project


@action("kernel.projects.pay", subject="project")
def pay_instalment(
    *, project: Project, number: int, paid_fen: int, paid_on: date, by: Actor, on: date
) -> Any:
    """Note that an instalment was paid; never more than planned, never twice, never before the one before."""
    rows = list(Instalment._base_manager.filter(project=project).order_by("number"))
    found = next((row for row in rows if row.number == number), None)
    if found is None:
        raise Refused("no_such_instalment", f"该项目没有第{number}期拨款。")
    if (found.paid_on, found.paid_fen) == (paid_on, paid_fen):
        return Unchanged(found)
    if found.paid_on is not None or any(row.paid_on is None for row in rows if row.number < number):
        raise Refused("instalment_order", "该期已拨付，或上一期尚未拨付。")
    if not 0 < paid_fen <= found.planned_fen or paid_on > on:
        raise Problem("paid_fen", "拨付金额应为正且不超过计划，拨付日期不能晚于今天。", column="paid_fen")
    found.paid_on, found.paid_fen = paid_on, paid_fen
    found.event = record_for(
        project, "instalment_paid", f"{project.title}第{number}期拨付 {paid_fen} 分", by,
        number=number, paid_fen=paid_fen, paid_on=paid_on,
    )  # fmt: skip
    save_versioned(found, "paid_on", "paid_fen", "event")
    return found
