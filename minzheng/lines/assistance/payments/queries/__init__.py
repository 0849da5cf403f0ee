"""Questions about a month: its facts, its accounts, how it differs from the month before."""

from minzheng.lines.assistance.payments.queries.rolls import Ready, read_roll

__all__ = ["Ready", "read_roll"]
