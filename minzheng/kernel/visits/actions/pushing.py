"""Taking in what a device sends: every item gets one of four answers, and nothing a person wrote is lost.

stored: a new visit, or a new version on top of the one the device had. repeated: this very item was taken in
before. conflict: somebody else changed it meanwhile, or the household was already visited that day with that
form; what was sent is kept beside it until a person settles it. refused: it cannot be a visit, and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.bulk import update_rows
from minzheng.kernel.access.models import User
from minzheng.kernel.action import Unchanged, action
from minzheng.kernel.crypto import DataKey
from minzheng.kernel.evidence import recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.people.models import Household
from minzheng.kernel.people.secrets import data_keys_of
from minzheng.kernel.problems import NotThere, Problem, Refused, Unreadable
from minzheng.kernel.visits.contents import PushItem, PushResult, VisitContent, read_content
from minzheng.kernel.visits.models import PlanState, Visit, VisitPlan, VisitVersion
from minzheng.kernel.visits.sealing import seal_answers, seal_content

MOST_ITEMS: Final = 500
_COLUMNS = (
    "plan", "form", "visited_on", "visitors", "completed", "result", "next_visit_on", "answers_sealed", "event",
)  # fmt: skip


@dataclass
class _Known:
    """What the database knows of the items of one push, and what the push adds, so that items see each other."""

    households: dict[UUID, Household]
    keys: dict[UUID, DataKey]
    plans: dict[UUID, VisitPlan]
    users: set[str]
    visits: dict[UUID, Visit]
    versions: dict[tuple[UUID, str], VisitVersion]
    days: dict[tuple[UUID, str, date], Visit]
    added: list[Visit] = field(default_factory=list)
    changed: dict[UUID, Visit] = field(default_factory=dict)
    read_versions: dict[UUID, int] = field(default_factory=dict)
    new_versions: list[VisitVersion] = field(default_factory=list)


@action("kernel.visits.push")
def push_visits(*, device: str, items: Sequence[PushItem], by: Actor, on: date) -> Any:
    """Take in up to 500 items in one transaction; one result an item in order, one event a stored or kept one.

    Safe to repeat: the same items again answer `repeated`.
    """
    if len(items) > MOST_ITEMS:
        raise Unreadable("too_many", f"一次最多上传 {MOST_ITEMS} 条。", fix="请分批上传。")
    if by.user_id is None:
        raise Refused("no_person", "走访须由具体人员上传。")
    contents = [_read(item, on) for item in items]
    known = _load(items, [each for each in contents if isinstance(each, VisitContent)], by)
    results = [
        PushResult(item.id, "refused", error=content.as_dict())
        if isinstance(content, Problem)
        else _take(item, content, known, device, by)
        for item, content in zip(items, contents, strict=True)
    ]
    if not known.new_versions:
        return Unchanged(results)
    _write(known, by)
    return results


def _read(item: PushItem, on: date) -> VisitContent | Problem:
    if item.kind != "visit" or item.base_version < 0:
        return Unreadable("kind", f"不认识的上传类型 {item.kind}。")
    try:
        item.digest()  # a fraction in the answers cannot be kept exactly
        return read_content(item.fields, on=on)
    except Problem as problem:
        return problem
    except TypeError:
        return Problem("bad_value", "内容含有不能保存的值（如小数）。", column="answers")


def _load(items: Sequence[PushItem], contents: Sequence[VisitContent], by: Actor) -> _Known:
    """Seven queries for any number of items. Households are locked, so that two pushes cannot both be first."""
    ids = [item.id for item in items]
    wanted = {content.household_id for content in contents}
    with by.in_scope():
        rows = Household.objects.filter(pk__in=wanted).order_by("pk").select_for_update(of=("self",))
        households = {row.pk: row for row in rows}
        plans = VisitPlan.objects.filter(pk__in={content.plan_id for content in contents if content.plan_id})
        found_plans = {plan.pk: plan for plan in plans}
    names = {name for content in contents for name in content.visitors}
    visits = {row.pk: row for row in Visit._base_manager.filter(pk__in=ids).select_for_update()}
    versions = VisitVersion._base_manager.filter(item_id__in=ids)
    same_days = Visit._base_manager.filter(
        household__in=households, visited_on__in={content.visited_on for content in contents}, completed=True
    )
    known = _Known(
        households=households,
        keys=data_keys_of(households.values()),
        plans=found_plans,
        users=set(User.objects.filter(username__in=names).values_list("username", flat=True)),
        visits=visits,
        versions={(row.item_id, row.digest): row for row in versions},
        days={},
    )
    for row in same_days:
        known.days[_day(row)] = known.visits.setdefault(row.pk, row)
    known.read_versions = {pk: visit.version for pk, visit in known.visits.items()}
    return known


def _take(item: PushItem, content: VisitContent, known: _Known, device: str, by: Actor) -> PushResult:
    household = known.households.get(content.household_id)
    if household is None or not by.may("kernel.visits.push", household.area_id):
        return PushResult(item.id, "refused", error=NotThere("家庭").as_dict())
    problem = _find_problem(item, content, known)
    if problem is not None:
        return PushResult(item.id, "refused", error=problem.as_dict())
    before = known.versions.get((item.id, item.digest()))
    if before is not None:
        return _answer_again(item, before, known)
    standing = known.visits.get(item.id)
    same_day = (
        known.days.get((content.household_id, content.form, content.visited_on))
        if content.completed
        else None
    )
    if same_day is not None and same_day.pk != item.id:
        return _keep_conflict(item, same_day, known, device, by)
    if standing is not None and standing.version != item.base_version:
        return _keep_conflict(item, standing, known, device, by)
    return _store(item, content, standing, known, device, by)


def _find_problem(item: PushItem, content: VisitContent, known: _Known) -> Problem | None:
    standing = known.visits.get(item.id)
    if standing is None and item.base_version:
        return Problem("unknown_base", "服务器没有这条走访的上一版本。", fix="请以新走访重新上传。")
    if standing is not None and standing.household_id != content.household_id:
        return NotThere("走访")
    plan = known.plans.get(content.plan_id) if content.plan_id else None
    if content.plan_id and (plan is None or plan.household_id != content.household_id):
        return NotThere("走访任务")
    unknown = sorted(set(content.visitors) - known.users)
    if unknown:
        return Problem("visitors", f"没有账号：{'、'.join(unknown)}。", column="visitors")
    return None


def _answer_again(item: PushItem, before: VisitVersion, known: _Known) -> PushResult:
    if before.state == VisitVersion.State.STORED:
        return PushResult(item.id, "repeated", version=before.number)
    if before.state == VisitVersion.State.SETTLED:
        return PushResult(item.id, "repeated")
    standing = next((row for row in known.visits.values() if row.pk == before.visit_id), None) or before.visit
    return PushResult(item.id, "conflict", version=standing.version, conflict=_describe(standing))


def _store(
    item: PushItem, content: VisitContent, standing: Visit | None, known: _Known, device: str, by: Actor
) -> PushResult:
    key = known.keys[content.household_id]
    visit = standing or Visit(id=item.id, household_id=content.household_id, version=0)
    if standing is not None:
        known.days.pop(_day(visit), None)
    visit.area_id = known.households[content.household_id].area_id
    apply_content(visit, content, key)
    visit.version += 1
    if standing is None:
        known.added.append(visit)
        known.visits[visit.pk] = visit
    elif visit.pk in known.read_versions:
        known.changed[visit.pk] = visit
    if content.completed:
        known.days[_day(visit)] = visit
    _add_version(item, visit, known, device, by, number=visit.version)
    return PushResult(item.id, "stored", version=visit.version)


def apply_content(visit: Visit, content: VisitContent, key: DataKey) -> None:
    """Set the fields of a visit from what was sent; the answers sealed under the household's key."""
    visit.plan_id, visit.form, visit.visited_on = content.plan_id, content.form, content.visited_on
    visit.visitors, visit.completed = list(content.visitors), content.completed
    visit.result, visit.next_visit_on = content.result, content.next_visit_on
    visit.answers_sealed = seal_answers(key, visit.pk, content.answers)


def _keep_conflict(item: PushItem, standing: Visit, known: _Known, device: str, by: Actor) -> PushResult:
    _add_version(item, standing, known, device, by, number=None)
    return PushResult(item.id, "conflict", version=standing.version, conflict=_describe(standing))


def _describe(standing: Visit) -> dict[str, Any]:
    return {
        "id": str(standing.pk),
        "version": standing.version,
        "visited_on": standing.visited_on.isoformat(),
    }


def _add_version(
    item: PushItem, visit: Visit, known: _Known, device: str, by: Actor, *, number: int | None
) -> None:
    assert by.user_id is not None
    own = new_id()
    version = VisitVersion(
        id=own, visit=visit, item_id=item.id, digest=item.digest(), number=number,
        base_version=item.base_version, made_at=item.made_at, device=device, sent_by_id=by.user_id,
        content_sealed=seal_content(known.keys[visit.household_id], own, item.fields),
        state=VisitVersion.State.CONFLICT if number is None else VisitVersion.State.STORED,
    )  # fmt: skip
    known.new_versions.append(version)
    known.versions[item.id, version.digest] = version


def _write(known: _Known, by: Actor) -> None:
    events = recording.record_many([_entry(version) for version in known.new_versions], by=by.username)
    for version, event in zip(known.new_versions, events, strict=True):
        version.event = event
        if version.number is not None:
            version.visit.event = event
    Visit.objects.bulk_create(known.added)
    changed = [
        (*(getattr(visit, _attname(name)) for name in _COLUMNS), pk, known.read_versions[pk])
        for pk, visit in known.changed.items()
    ]
    update_rows(Visit, _COLUMNS, changed)
    _level_versions(known)
    VisitVersion.objects.bulk_create(known.new_versions)
    _finish_plans(known)


def _level_versions(known: _Known) -> None:
    """`update_rows` adds one to the version; a visit sent twice in one push went up by more."""
    for pk, visit in known.changed.items():
        if visit.version != known.read_versions[pk] + 1:
            Visit._base_manager.filter(pk=pk).update(version=visit.version)


def _finish_plans(known: _Known) -> None:
    done: dict[UUID, Visit] = {
        visit.plan_id: visit
        for visit in (*known.added, *known.changed.values())
        if visit.plan_id and visit.completed and known.plans[visit.plan_id].state == PlanState.OPEN
    }
    rows = [
        (PlanState.DONE.value, visit.visited_on, visit.event, plan_id, known.plans[plan_id].version)
        for plan_id, visit in done.items()
    ]
    update_rows(VisitPlan, ("state", "done_on", "event"), rows)


def _entry(version: VisitVersion) -> recording.Entry:
    visit: Visit = version.visit
    stored = version.number is not None
    return recording.Entry(
        kind=f"kernel.visits.{'stored' if stored else 'conflicted'}",
        sentence="上传走访" if stored else "走访冲突待处理",
        subject_type="kernel.visits",
        subject_id=str(visit.pk),
        area_id=visit.area_id,
        details={
            "version": version.number, "base_version": version.base_version, "device": version.device,
            "digest": version.digest, "made_at": version.made_at, "completed": visit.completed,
            "visited_on": visit.visited_on,
        },
    )  # fmt: skip


def _day(visit: Visit) -> tuple[UUID, str, date]:
    return visit.household_id, visit.form, visit.visited_on


def _attname(name: str) -> str:
    return Visit._meta.get_field(name).attname  # type: ignore[union-attr]
