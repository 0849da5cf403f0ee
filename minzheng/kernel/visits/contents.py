"""What a device sends for one visit, read strictly; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from minzheng.kernel.evidence import chain
from minzheng.kernel.ids import parse_id
from minzheng.kernel.problems import Problem
from minzheng.kernel.visits.visit_forms import find_visit_form

RESULTS = {"normal": "正常", "change": "情况有变化", "urgent": "紧急"}
_REQUIRED = {"household", "form", "visited_on", "visitors", "completed", "answers"}
_OPTIONAL = {"plan", "result", "next_visit_on"}


@dataclass(frozen=True)
class PushItem:
    """One item of a push: the client's id, the version it was based on (0 for a new one), when it was made."""

    id: UUID
    kind: str
    base_version: int
    made_at: datetime
    fields: Mapping[str, Any]

    def digest(self) -> str:
        """The same item sent again has the same digest."""
        whole = {
            "id": self.id, "kind": self.kind, "base_version": self.base_version, "made_at": self.made_at,
            "fields": dict(self.fields),
        }  # fmt: skip
        return chain.digest(chain.canonical(whole).encode())


@dataclass(frozen=True)
class PushResult:
    """What became of one item; `conflict` describes what stands, `error` why it was refused."""

    id: UUID
    state: Literal["stored", "repeated", "conflict", "refused"]
    version: int | None = None
    conflict: dict[str, Any] | None = None
    error: dict[str, object] | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": str(self.id), "state": self.state, "version": self.version, "conflict": self.conflict,
            "error": self.error,
        }  # fmt: skip


@dataclass(frozen=True)
class VisitContent:
    """A visit as it is to be stored."""

    household_id: UUID
    plan_id: UUID | None
    form: str
    visited_on: date
    visitors: tuple[str, ...]
    completed: bool
    result: str
    next_visit_on: date | None
    answers: Mapping[str, Any]


def read_content(fields: Mapping[str, Any], *, on: date) -> VisitContent:
    """The content of an item's fields. Raises a Problem naming the first field that is wrong."""
    odd = sorted((_REQUIRED - fields.keys()) | (fields.keys() - _REQUIRED - _OPTIONAL))
    if odd:
        raise Problem("fields", f"字段缺少或多余：{'、'.join(odd)}。", column=odd[0])
    content = VisitContent(
        household_id=_id(fields, "household"),
        plan_id=_id(fields, "plan") if fields.get("plan") is not None else None,
        form=str(fields["form"]),
        visited_on=_day(fields, "visited_on"),
        visitors=_names(fields),
        completed=_flag(fields, "completed"),
        result=str(fields.get("result") or ""),
        next_visit_on=_day(fields, "next_visit_on") if fields.get("next_visit_on") is not None else None,
        answers=_answers(fields),
    )
    _check(content, on)
    return content


def _check(content: VisitContent, on: date) -> None:
    form = find_visit_form(content.form)
    if form is None:
        raise Problem("form", f"没有走访表 {content.form}。", column="form")
    if content.visited_on > on:
        raise Problem("visited_on", "走访日期不能晚于今天。", column="visited_on", fix="请核对设备日期。")
    if content.completed and len(content.visitors) < form.visitors_at_least:
        raise Problem("visitors", f"{form.zh}至少应有{form.visitors_at_least}名走访人。", column="visitors")
    if content.result not in RESULTS and (content.completed or content.result):
        raise Problem("result", "请选择走访结果。", column="result")
    if content.next_visit_on is not None and content.next_visit_on <= content.visited_on:
        raise Problem("next_visit_on", "下次走访日期应晚于本次。", column="next_visit_on")
    form.check(content.answers, completed=content.completed)


def _id(fields: Mapping[str, Any], name: str) -> UUID:
    found = parse_id(fields[name])
    if found is None:
        raise Problem("bad_id", f"{name} 不是有效编号。", column=name)
    return found


def _day(fields: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(fields[name])
    except (TypeError, ValueError):
        raise Problem("bad_date", f"{name} 应写成 2025-07-01 这样。", column=name) from None


def _flag(fields: Mapping[str, Any], name: str) -> bool:
    value = fields[name]
    if not isinstance(value, bool):
        raise Problem("bad_flag", f"{name} 应为是或否。", column=name)
    return value


def _names(fields: Mapping[str, Any]) -> tuple[str, ...]:
    names = fields["visitors"]
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise Problem("visitors", "走访人应为账号列表。", column="visitors")
    return tuple(sorted(set(names)))


def _answers(fields: Mapping[str, Any]) -> dict[str, Any]:
    answers = fields["answers"]
    if not isinstance(answers, dict):
        raise Problem("answers", "走访表内容不是键值表。", column="answers")
    return answers
