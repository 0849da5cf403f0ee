"""A small procedure with every feature, for the tests of this room."""

from datetime import date

from minzheng.kernel.cases.procedures import Clock, Procedure, State, Transition, register_procedure
from minzheng.rules.parameters import Dated, Parameter, Source
from minzheng.rules.units import DAYS


def term(name, days, *, later=None):
    source = Source("测试用期限", None, None, None, "unofficial")
    dated = [Dated(date(2020, 1, 1), days, source)]
    if later:
        dated.append(Dated(later[0], later[1], source))
    return Parameter(f"sample.{name}", name, DAYS, date(2025, 1, 1), tuple(dated))


STATES = (
    State("accepted", "已受理", Clock(term("survey_days", 3))),
    State("noticed", "公示中", Clock(term("notice_days", 7), working=False)),
    State("reviewing", "待审核"),
    State("confirmed", "已确认", final=True),
    State("refused", "不予确认", final=True),
)
TRANSITIONS = (
    Transition("notice", "公示", ("accepted",), "noticed", "kernel.cases.advance"),
    Transition("submit", "报审", ("accepted", "noticed"), "reviewing", "kernel.cases.advance"),
    Transition("confirm", "确认", ("reviewing",), "confirmed", "kernel.cases.assign", other_person=True),
    Transition("refuse", "不予确认", ("reviewing",), "refused", "kernel.cases.assign", True, True),
    Transition("give_back", "退回", ("reviewing",), "accepted", "kernel.cases.assign", True, True),
)
SAMPLE = register_procedure(
    Procedure(
        "sample_allowance", "示例办件", STATES, TRANSITIONS,
        Clock(term("whole_days", 30, later=(date(2025, 6, 1), 25))),
    )
)  # fmt: skip
