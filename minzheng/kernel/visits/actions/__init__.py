"""Planning visits, taking in what devices send, settling conflicts."""

from minzheng.kernel.visits.actions.planning import NewPlan, cancel_plan, plan_visits
from minzheng.kernel.visits.actions.pushing import push_visits
from minzheng.kernel.visits.actions.settling import settle_conflict

__all__ = ["NewPlan", "cancel_plan", "plan_visits", "push_visits", "settle_conflict"]
