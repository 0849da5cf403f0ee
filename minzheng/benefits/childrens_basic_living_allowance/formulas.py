"""儿童基本生活保障: orphans and children whom in fact nobody brings up, by the state of both parents."""

from __future__ import annotations

from minzheng.benefits.codes import COLLECTIVE, PARENT_STATE
from minzheng.rules.book import Quantities
from minzheng.rules.columns import Words, person
from minzheng.rules.units import CODE, FEN, FLAG
from minzheng.rules.vocabulary import first, lookup, no, pick

_ORPHAN = "国办发〔2010〕54号（条款未核对）"
_MATRIX = "国办发〔2010〕54号；民发〔2019〕62号；民发〔2020〕125号"


class Reason(Words):
    """Why the child is or is not paid."""

    ELIGIBLE = 0, "符合条件，发放基本生活费"
    NOT_A_MEMBER = 1, "当月末不属于本户"
    DIED = 2, "已于此前月份去世"
    HUKOU_ELSEWHERE = 3, "不是本区户籍"
    NOT_A_CHILD = 4, "已满十八周岁"
    PARENTS_ABLE = 5, "父母双方状况不构成孤儿或事实无人抚养"


class ChildClass(Words):
    """What the states of both parents make of the child; the numbers stand in the matrix."""

    NEITHER = 0, "都不是"
    ORPHAN = 1, "孤儿"
    UNATTENDED = 2, "事实无人抚养儿童"


@person(zh="儿童类别", unit=CODE, cite=_MATRIX, words=ChildClass)
def child_class(q: Quantities, father: int, mother: int) -> int:
    """The cell of the matrix: the father's state down, the mother's across."""
    return lookup(q.parent_states, father * len(PARENT_STATE) + mother)


@person(zh="认定结果", unit=CODE, cite=_MATRIX, words=Reason)
def reason(q: Quantities, present: bool, lives: bool, local: bool, age: int, child_class: int) -> int:
    """The first test that fails."""
    return first(
        (no(present), Reason.NOT_A_MEMBER),
        (no(lives), Reason.DIED),
        (no(local), Reason.HUKOU_ELSEWHERE),
        (age >= q.adult_age, Reason.NOT_A_CHILD),
        (child_class == ChildClass.NEITHER, Reason.PARENTS_ABLE),
        otherwise=Reason.ELIGIBLE,
    )


@person(zh="享受儿童基本生活保障", unit=FLAG, cite=_MATRIX)
def on_childrens_allowance(reason: int) -> bool:
    """What other benefits read."""
    return reason == Reason.ELIGIBLE


@person(zh="儿童基本生活费标准", unit=FEN, cite=_ORPHAN)
def childrens_standard(q: Quantities, child_class: int, care_form: int) -> int:
    """By class, and for orphans by form of care."""
    orphan = pick(care_form == COLLECTIVE, q.orphan_collective, q.orphan_dispersed)
    return pick(child_class == ChildClass.ORPHAN, orphan, q.unattended)


@person(zh="享受基本生活费", unit=FLAG, cite=_MATRIX)
def eligible(reason: int) -> bool:
    """Whether the child is paid."""
    return reason == Reason.ELIGIBLE


@person(zh="月基本生活费", unit=FEN, cite=_ORPHAN)
def amount(eligible: bool, childrens_standard: int) -> int:
    """The standard of the child's class."""
    return pick(eligible, childrens_standard, 0)
