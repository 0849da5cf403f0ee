"""Procedures as data: states, who may move from which to which, and which clock runs in each.

A line declares its procedures in its own folder and registers them; nothing here knows what a case is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from minzheng.kernel.problems import Problem, Refused
from minzheng.rules.parameters import Dated, Parameter
from minzheng.rules.units import DAYS

WHOLE = "whole"


@dataclass(frozen=True)
class Clock:
    """A term from a dated, cited parameter in days: working days, or calendar days that roll to a working day."""

    parameter: Parameter
    working: bool = True

    def __post_init__(self) -> None:
        if self.parameter.unit is not DAYS:
            raise ValueError(f"{self.parameter.key} 的单位不是天")

    def term_on(self, on: date) -> Dated:
        """The value in force on that day with its source. Problem when none is."""
        found = [dated for dated in self.parameter.dated if dated.starts_on <= on]
        if not found:
            raise Problem("no_term", f"{self.parameter.zh}在 {on} 没有可用的期限值。")
        return found[-1]


@dataclass(frozen=True)
class State:
    """A state with its Chinese name; a final one closes the case with this outcome word."""

    code: str
    zh: str
    clock: Clock | None = None
    final: bool = False


@dataclass(frozen=True)
class Transition:
    """A verb that leads from any of `sources` to `target`.

    permission: `line.register.verb` that the person needs in the case's area. other_person: never the handler
    nor anybody who did an earlier step of handling (不相容岗位分离). needs_note: a reason must be given.
    """

    verb: str
    zh: str
    sources: tuple[str, ...]
    target: str
    permission: str
    other_person: bool = False
    needs_note: bool = False


@dataclass(frozen=True)
class Procedure:
    """What may happen to a case of this kind. The first state is where it opens; `clock` runs over the whole."""

    code: str
    zh: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    clock: Clock | None = None

    def __post_init__(self) -> None:
        for fault in _faults(self):
            raise ValueError(f"程序 {self.code}：{fault}")

    @property
    def first(self) -> State:
        return self.states[0]

    def state(self, code: str) -> State:
        """The state of that code; KeyError if there is none."""
        for state in self.states:
            if state.code == code:
                return state
        raise KeyError(code)

    def find_transition(self, state: str, verb: str) -> Transition:
        """The transition of that verb from the state; Refused when the procedure has none."""
        for transition in self.transitions:
            if transition.verb == verb and state in transition.sources:
                return transition
        raise Refused(
            "no_such_step",
            f"“{self.state(state).zh}”状态下不能办理该操作。",
            fix="请刷新页面，核对当前状态。",
        )

    def list_verbs(self, state: str) -> list[Transition]:
        """What may be done from the state, in the order declared."""
        return [transition for transition in self.transitions if state in transition.sources]


def _faults(procedure: Procedure) -> Iterable[str]:
    codes = [state.code for state in procedure.states]
    final = {state.code for state in procedure.states if state.final}
    used = {state for each in procedure.transitions for state in (*each.sources, each.target)}
    if len(set(codes)) != len(codes) or not codes or WHOLE in codes:
        yield "状态代码重复、为空或用了保留字"
    if used - set(codes):
        yield f"转移用到未声明的状态 {sorted(used - set(codes))}"
    pairs = [(source, each.verb) for each in procedure.transitions for source in each.sources]
    if len(set(pairs)) != len(pairs):
        yield "同一状态下同一操作有两条转移"
    if any(source in final for source, _ in pairs):
        yield "终结状态不能再转移"
    if not final:
        yield "没有终结状态"
    if codes and set(codes) - _reachable(procedure, codes[0]):
        yield f"到不了的状态 {sorted(set(codes) - _reachable(procedure, codes[0]))}"
    if any(not final & _reachable(procedure, code) for code in codes):
        yield "有状态走不到终结"


def _reachable(procedure: Procedure, start: str) -> set[str]:
    found, fringe = {start}, [start]
    while fringe:
        code = fringe.pop()
        for each in procedure.transitions:
            if code in each.sources and each.target not in found:
                found.add(each.target)
                fringe.append(each.target)
    return found


_procedures: dict[str, Procedure] = {}


def register_procedure(procedure: Procedure) -> Procedure:
    """Offer a procedure; two of one code are a mistake."""
    if _procedures.get(procedure.code, procedure) is not procedure:
        raise ValueError(f"程序代码重复：{procedure.code}")
    _procedures[procedure.code] = procedure
    return procedure


def find_procedure(code: str) -> Procedure:
    if code not in _procedures:
        raise KeyError(f"没有代码为 {code} 的程序")
    return _procedures[code]


def list_procedures() -> list[Procedure]:
    return [_procedures[code] for code in sorted(_procedures)]
