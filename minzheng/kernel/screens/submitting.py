"""One way in for what people type and programs send: validated by the same fields, done by the same actions."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.problems import NotThere, Problem
from minzheng.kernel.screens.actions import create_record, edit_record, is_generic
from minzheng.kernel.screens.forms import Money, form_for
from minzheng.kernel.screens.sheets import Sheet
from minzheng.kernel.screens.verb_forms import verb_form
from minzheng.kernel.screens.verbs import Verb, find_own


class Wrong(Problem):
    """Input with wrong fields: the first in the one error shape, all of them beside it."""

    def __init__(self, problems: list[Problem]) -> None:
        first = problems[0]
        super().__init__(first.code, first.message, fix=first.fix, column=first.column)
        self.problems = problems

    def as_dict(self) -> dict[str, object]:
        return {**super().as_dict(), "errors": [problem.as_dict() for problem in self.problems]}


@dataclass(frozen=True)
class Submission:
    """`create`, `edit` or a named verb on a sheet, for one actor and day."""

    sheet: Sheet
    verb: str
    own: Verb | None
    record: Any
    by: Actor
    on: date
    money: Money = "yuan"

    def form(self, data: Any = None) -> Any:
        """The bound or empty form."""
        if self.own is not None:
            return verb_form(self.own, self.by, data=data, record=copy(self.record), money=self.money)
        return form_for(self.sheet, self.by, self.verb, data=data, record=copy(self.record), money=self.money)

    def run(self, values: Mapping[str, Any], *, version: int | None) -> Any:
        """Do it with the cleaned values of a valid form."""
        given = dict(values)
        given.pop("version", None)
        if self.own is not None:
            return self.own.run(record=self.record, values=given, by=self.by, on=self.on, version=version)
        if self.record is None:
            return create_record(sheet=self.sheet, values=given, by=self.by, on=self.on)
        return edit_record(
            sheet=self.sheet,
            record=self.record,
            values=given,
            expect_version=version or 0,
            by=self.by,
            on=self.on,
        )


def submission(
    sheet: Sheet, verb: str, *, record: Any, by: Actor, on: date, money: Money = "yuan"
) -> Submission:
    """Create or edit of a sheet, through the register's own action where it has one; else NotThere."""
    if not is_offered(sheet, verb):
        raise NotThere("页面")
    own = find_own(sheet, verb)
    return Submission(sheet, verb, own, record, by, on, money)


def is_offered(sheet: Sheet, verb: str) -> bool:
    """Whether create or edit exists here at all."""
    return bool(sheet.plate.roles_for(verb)) and (
        is_generic(sheet, verb) or find_own(sheet, verb) is not None
    )


def sentence_of(problem: Problem) -> str:
    """What a problem says to a person, with how to put it right."""
    return gettext(problem.message) + (gettext(problem.fix) if problem.fix else "")


def problems_of(form: Any) -> Wrong:
    """All errors of a form as problems naming their field."""
    found = [
        Problem(error.code or "invalid", " ".join(error.messages), column=None if name == "__all__" else name)
        for name, errors in form.errors.as_data().items()
        for error in errors
    ]
    return Wrong(found or [Problem("invalid", gettext("请求内容有误。"))])
