"""What is done with a month: decide, compute, hand over to be approved and paid."""

from minzheng.lines.assistance.payments.actions.running import run_month

__all__ = ["run_month"]
