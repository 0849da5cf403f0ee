"""A procedure that cannot work does not load."""

from datetime import date

import pytest

from minzheng.kernel.cases.procedures import (
    Clock,
    Procedure,
    State,
    Transition,
    find_procedure,
    list_procedures,
    register_procedure,
)
from minzheng.kernel.cases.tests.procedure_sample import SAMPLE, STATES, TRANSITIONS, term
from minzheng.kernel.problems import Problem, Refused
from minzheng.rules.parameters import Parameter
from minzheng.rules.units import MONTHS

DONE = State("done", "办结", final=True)
OPEN = State("open", "受理")
FINISH = Transition("finish", "办结", ("open",), "done", "kernel.cases.advance")


@pytest.mark.parametrize(
    ("states", "transitions", "fault"),
    [
        ((OPEN, OPEN, DONE), (FINISH,), "重复"),
        ((OPEN, State("whole", "全程"), DONE), (FINISH,), "保留字"),
        ((OPEN, DONE), (FINISH, Transition("x", "x", ("nowhere",), "done", "p")), "未声明"),
        ((OPEN, DONE), (FINISH, FINISH), "两条"),
        ((OPEN, DONE), (FINISH, Transition("back", "退回", ("done",), "open", "p")), "终结状态不能"),
        ((OPEN,), (), "没有终结"),
        ((OPEN, State("island", "孤岛"), DONE), (FINISH,), "到不了"),
        (
            (OPEN, State("trap", "死路"), DONE),
            (FINISH, Transition("t", "t", ("open",), "trap", "p")),
            "走不到终结",
        ),
    ],
)
def test_faulty_procedure_is_refused(states, transitions, fault):
    with pytest.raises(ValueError, match=fault):
        Procedure("faulty", "有误", states, transitions)


def test_registered_once_and_found():
    assert find_procedure("sample_allowance") is SAMPLE
    assert SAMPLE in list_procedures()
    with pytest.raises(ValueError, match="重复"):
        register_procedure(Procedure("sample_allowance", "又一", STATES, TRANSITIONS))
    with pytest.raises(KeyError):
        find_procedure("none")


def test_verbs_of_a_state():
    assert [each.verb for each in SAMPLE.list_verbs("accepted")] == ["notice", "submit"]
    with pytest.raises(Refused, match="待审核"):
        SAMPLE.find_transition("reviewing", "notice")
    with pytest.raises(KeyError):
        SAMPLE.state("none")


def test_clock_takes_the_term_of_the_day():
    clock = Clock(term("x", 30, later=(date(2025, 6, 1), 25)))
    assert clock.term_on(date(2025, 5, 31)).value == 30
    assert clock.term_on(date(2025, 6, 1)).value == 25
    with pytest.raises(Problem, match="没有可用"):
        clock.term_on(date(2019, 12, 31))


def test_clock_takes_days_only():
    with pytest.raises(ValueError, match="不是天"):
        Clock(Parameter("sample.x", "x", MONTHS, date(2025, 1, 1), ()))
