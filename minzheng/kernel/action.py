"""`@action`: the one way in which state changes.

One transaction: permission, area, version, same person; then the change; then proof that an evidence
event was written, or everything is undone. No audit, no action.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from django.db import models, transaction

from minzheng.kernel import clock
from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.records import Record
from minzheng.kernel.evidence import recording
from minzheng.kernel.problems import BrokenInvariant, NotThere, Refused, Stale

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class ActionInfo:
    """What the catalogue and the architecture tests know of an action."""

    permission: str
    function: Callable[..., Any]
    subject: str
    not_same_as: tuple[str, ...]


@dataclass
class Timing:
    """How often an action ran and how long it took in all, in seconds."""

    calls: int = 0
    seconds: float = 0.0


ACTIONS: Final[dict[str, ActionInfo]] = {}
#: every action by its dotted name; several may ask for one permission
DECLARED: Final[dict[str, ActionInfo]] = {}
TIMINGS: Final[dict[str, Timing]] = {}


@dataclass(frozen=True)
class Unchanged:
    """What an action returns when nothing had to change (a repeated call): no event is asked for."""

    value: Any = field(default=None)


def action(
    permission: str, *, subject: str = "", area: str = "", not_same_as: tuple[str, ...] = ()
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare an action `line.register.verb`.

    subject: name of the argument that is the record acted on; its area is checked, and its version when
    the caller passes `expect_version`. area: name of an argument that is an Area (or area id) instead.
    not_same_as: fields of the subject holding users who must not be the one acting (不相容岗位分离).
    """

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        info = ActionInfo(permission, function, subject, not_same_as)
        _check_signature(info, area)
        if permission in ACTIONS and _room(ACTIONS[permission].function) != _room(function):
            raise TypeError(f"操作 {permission} 已有声明")
        ACTIONS.setdefault(permission, info)
        DECLARED[f"{function.__module__}.{function.__name__}"] = info
        TIMINGS.setdefault(permission, Timing())

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if args:
                raise TypeError(f"{permission} 只接受具名参数")
            started = time.perf_counter()
            try:
                return _run(info, area, kwargs)  # type: ignore[no-any-return]
            finally:
                timing = TIMINGS[permission]
                timing.calls += 1
                timing.seconds += time.perf_counter() - started

        return run

    return declare


def _room(function: Callable[..., Any]) -> str:
    """The register that declares an action: its `actions.py` or any file of its `actions/`."""
    return function.__module__.partition(".actions")[0]


def _check_signature(info: ActionInfo, area: str) -> None:
    parameters = inspect.signature(info.function).parameters
    loose = [name for name, p in parameters.items() if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    if loose:
        raise TypeError(f"操作 {info.permission} 的参数必须具名：{loose}")
    missing = {"by", "on", *filter(None, (info.subject, area))} - parameters.keys()
    if missing:
        raise TypeError(f"操作 {info.permission} 缺少参数 {sorted(missing)}")


def _run(info: ActionInfo, area: str, kwargs: dict[str, Any]) -> Any:
    by: Actor = kwargs["by"]
    with transaction.atomic(), recording.watch() as recorded:
        subject = kwargs.get(info.subject) if info.subject else None
        require(info.permission, by=by, area_id=_area_id(subject, kwargs.get(area)))
        if subject is not None:
            _check_subject(info, subject, by, kwargs)
        result = info.function(**kwargs)
        if isinstance(result, Unchanged):
            return result.value
        if not recorded:
            raise BrokenInvariant("no_evidence", f"操作 {info.permission} 没有留痕，已撤销。")
        return result


def require(permission: str, *, by: Actor, area_id: int | None) -> None:
    """Refuse unless `by` may do `permission` there. Without an area, anywhere is enough.

    Somebody without the right to view the register learns nothing, not even that the record exists.
    """
    allowed = by.has(permission) if area_id is None else by.may(permission, area_id)
    if allowed:
        return
    key = permission.rpartition(".")[0]
    visible = by.has(f"{key}.view") if area_id is None else by.may(f"{key}.view", area_id)
    if not visible:
        raise NotThere
    raise Refused("no_permission", "您的岗位没有这项操作的权限。", fix="请由有权限的人员办理。")


def require_in(permission: str, *, by: Actor, area_ids: Iterable[int]) -> None:
    """`require` for a bulk action: in every one of the areas, or nothing is done."""
    for area_id in sorted(set(area_ids)):
        require(permission, by=by, area_id=area_id)


def _area_id(subject: Any, area: Any) -> int | None:
    if area is not None:
        return area.pk if isinstance(area, models.Model) else int(area)
    if subject is None:
        return None
    found = getattr(subject, "area_id", None)
    return found if found is not None else getattr(getattr(subject, "area", None), "pk", None)


def _check_subject(info: ActionInfo, subject: Any, by: Actor, kwargs: dict[str, Any]) -> None:
    expected = kwargs.get("expect_version")
    if expected is not None and expected != subject.version:
        raise Stale
    for name in info.not_same_as:
        if by.user_id is not None and getattr(subject, f"{name}_id", None) == by.user_id:
            raise Refused("same_person", "经办人与审核人不能是同一人。", fix="请由另一位有权限的人员办理。")


def save_versioned(record: Record, *fields: str) -> None:
    """Write the named fields where the version is still the one read; otherwise refuse as stale."""
    manager = type(record)._base_manager
    changed = manager.filter(pk=record.pk, version=record.version).update(
        **{name: getattr(record, name) for name in fields}, version=record.version + 1
    )
    if changed != 1:
        raise Stale
    record.version += 1


def instant() -> datetime:
    """The instant that an action writes beside the day it counts for: the clock of evidence."""
    return clock.now()
