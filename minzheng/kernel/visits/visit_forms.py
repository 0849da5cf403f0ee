"""What is asked at a visit: forms as data, declared by the lines that send people out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

from minzheng.kernel.problems import Problem

FieldKind = Literal["text", "whole", "flag", "date", "choice"]
LONGEST = 2_000


@dataclass(frozen=True)
class FormField:
    """One question; `words` are the Chinese labels of a choice."""

    name: str
    zh: str
    kind: FieldKind
    required: bool = False
    words: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in get_args(FieldKind) or (self.kind == "choice") is not bool(self.words):
            raise ValueError(f"走访表字段 {self.name} 的类型或选项不对")

    def fits(self, value: Any) -> bool:
        """Whether a value as JSON carries it is of this field's kind; None when it was left empty."""
        if value is None:
            return not self.required
        if self.kind == "choice":
            return isinstance(value, str) and value in self.words
        if self.kind == "date":
            return isinstance(value, str) and _is_day(value)
        if self.kind == "text":
            return (
                isinstance(value, str)
                and len(value) <= LONGEST
                and (bool(value.strip()) or not self.required)
            )
        return type(value) is (bool if self.kind == "flag" else int)


@dataclass(frozen=True)
class VisitForm:
    """A form: `purpose` is the word stored with the visit, `visitors_at_least` how many must have gone."""

    code: str
    zh: str
    fields: tuple[FormField, ...]
    visitors_at_least: int = 1

    def check(self, answers: Mapping[str, Any], *, completed: bool) -> None:
        """Raise a Problem naming the first answer that does not fit; a visit not completed may leave gaps."""
        known = {each.name: each for each in self.fields}
        for name in sorted(answers.keys() - known.keys()):
            raise Problem("unknown_field", f"走访表没有字段 {name}。", column=name)
        for name, each in known.items():
            empty_allowed = not completed and answers.get(name) is None
            if not empty_allowed and not each.fits(answers.get(name)):
                raise Problem("bad_answer", f"“{each.zh}”未填或填写不正确。", column=name)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_forms: dict[str, VisitForm] = {}


def register_visit_form(form: VisitForm) -> VisitForm:
    """Offer a form; two of one code are a mistake."""
    if _forms.get(form.code, form) is not form:
        raise ValueError(f"走访表代码重复：{form.code}")
    _forms[form.code] = form
    return form


def find_visit_form(code: str) -> VisitForm | None:
    return _forms.get(code)


def visit_forms() -> list[tuple[str, str]]:
    """(code, Chinese title) of every form, for a field's choices."""
    return [(form.code, form.zh) for form in _forms.values()]
