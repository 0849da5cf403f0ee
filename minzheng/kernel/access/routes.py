"""Every route declares who may call it; a route without a declared rule fails the build."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.problems import NotThere

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
    """`public`, `signed_in`, or a permission that the actor must have somewhere."""

    kind: Literal["public", "signed_in", "permission"]
    permission: str = ""

    def check(self, actor: Actor | None) -> None:
        """Raise if the actor may not call; denied and missing answer alike."""
        if self.kind == "public":
            return
        if actor is None or (self.kind == "permission" and not actor.has(self.permission)):
            raise NotThere("页面")


PUBLIC = Rule("public")
SIGNED_IN = Rule("signed_in")


def needs(permission: str) -> Rule:
    return Rule("permission", permission)


def route(rule: Rule) -> Callable[[View], View]:
    """Declare the rule of a view. The middleware checks it before the view runs."""

    def mark(view: View) -> View:
        view.route_rule = rule  # type: ignore[attr-defined]
        return view

    return mark
