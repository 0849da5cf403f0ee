"""What a device is given, and what a person must settle."""

from __future__ import annotations

from datetime import date
from typing import Any

from minzheng.kernel.people.secrets import data_keys_of
from minzheng.kernel.visits.models import PlanState, Visit, VisitPlan, VisitVersion
from minzheng.kernel.visits.sealing import open_answers

PAGE = 200


def pull(*, cursor: int, limit: int = PAGE) -> dict[str, Any]:
    """Plans and visits of the actor's areas changed after `cursor`, in the order of the changes.

    → `{"items", "cursor", "more"}`; call again with the cursor until `more` is false. Two queries a page.
    """
    plans = (
        VisitPlan.objects.filter(event__gt=cursor).select_related("household__head").order_by("event", "id")
    )
    visits = Visit.objects.filter(event__gt=cursor).select_related("household").order_by("event", "id")
    rows: list[VisitPlan | Visit] = [*plans[: limit + 2], *visits[: limit + 2]]
    rows.sort(key=lambda row: (row.event, str(row.pk)))
    page = rows[:limit]
    # a visit and the plan it fulfilled share one event: never part them, or the second would be lost
    page += [row for row in rows[limit:] if page and row.event == page[-1].event]
    keys = data_keys_of({row.household.pk: row.household for row in page if isinstance(row, Visit)}.values())
    items = [_visit_item(row, keys) if isinstance(row, Visit) else _plan_item(row) for row in page]
    return {"items": items, "cursor": page[-1].event if page else cursor, "more": len(rows) > len(page)}


def list_conflicts() -> Any:
    """Conflicts of the actor's areas that nobody settled, oldest first."""
    rows = VisitVersion.objects.filter(state=VisitVersion.State.CONFLICT)
    return rows.select_related("visit__household", "sent_by").order_by("event")


def list_overdue_plans(*, on: date) -> Any:
    """Open plans that were due before that day."""
    rows = VisitPlan.objects.filter(state=PlanState.OPEN, due_on__lt=on)
    return rows.select_related("household", "assigned_to").order_by("due_on", "id")


def _plan_item(plan: VisitPlan) -> dict[str, Any]:
    head = plan.household.head
    return {
        "kind": "plan", "id": str(plan.pk), "version": plan.version, "sequence": plan.event,
        "fields": {
            "household": str(plan.household_id), "household_number": plan.household.number,
            "head": head.name if head else "", "form": plan.form, "due_on": plan.due_on.isoformat(),
            "state": plan.state,
        },
    }  # fmt: skip


def _visit_item(visit: Visit, keys: Any) -> dict[str, Any]:
    return {
        "kind": "visit", "id": str(visit.pk), "version": visit.version, "sequence": visit.event,
        "fields": {
            "household": str(visit.household_id), "plan": str(visit.plan_id) if visit.plan_id else None,
            "form": visit.form, "visited_on": visit.visited_on.isoformat(), "visitors": visit.visitors,
            "completed": visit.completed, "result": visit.result,
            "next_visit_on": visit.next_visit_on.isoformat() if visit.next_visit_on else None,
            "answers": open_answers(visit, keys[visit.household_id]),
        },
    }  # fmt: skip
