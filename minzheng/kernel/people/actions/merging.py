"""Two rows that are one human being: joined by a person, never by the machine, and undone when wrong.

Nothing is deleted and nothing moves: payments, cases and visits stay on the row they were made for and are
read through `merged_into`, so that no figure that was frozen changes. Only open memberships pass on.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import action, require, save_versioned
from minzheng.kernel.evidence import recording
from minzheng.kernel.people.actions.rolls import NewMembership, write_memberships
from minzheng.kernel.people.identity import mask_name
from minzheng.kernel.people.models import Household, Membership, Merge, Person
from minzheng.kernel.problems import Refused


@action("kernel.people.merge", subject="kept")
def merge_people(
    *,
    kept: Person,
    merged: Person,
    reason: str,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Merge:
    """Join the row `merged` to the row `kept`. Both areas must be the actor's, and the reason is kept.

    An open membership of `merged` ends; if `kept` belongs to no household it goes on under `kept`.
    """
    require("kernel.people.merge", by=by, area_id=merged.area_id)
    _refuse_unfit(kept, merged, reason)
    details = _pass_memberships_on(kept, merged, by=by, on=on)
    merged.merged_into = kept
    save_versioned(merged, "merged_into")
    merge: Merge = Merge.objects.create(
        kept=kept,
        merged=merged,
        reason=reason.strip(),
        merged_on=on,
        merged_by_id=by.user_id,
        details=details,
    )
    _record("kernel.people.merged", f"将 {mask_name(merged.name)} 的重复记录并入", merge, by=by, on=on)
    return merge


def _refuse_unfit(kept: Person, merged: Person, reason: str) -> None:
    if kept.pk == merged.pk or kept.district_id != merged.district_id:
        raise Refused("merge_unfit", "只能合并同一区内的两条不同记录。")
    if kept.merged_into_id or merged.merged_into_id:
        raise Refused("merged_already", "其中一条记录已被合并。", fix="请改用其并入的记录。")
    if kept.sex != merged.sex or (
        kept.birth_date and merged.birth_date and kept.birth_date != merged.birth_date
    ):
        raise Refused(
            "merge_contradicts", "两条记录的性别或出生日期不同。", fix="请先核实并更正信息，再合并。"
        )
    if len(reason.strip()) < 4:
        raise Refused("reason_missing", "合并须写明理由（至少四个字）。")


def _pass_memberships_on(kept: Person, merged: Person, *, by: Actor, on: date) -> dict[str, Any]:
    old = Membership.objects.filter(person=merged, ends_on__isnull=True).select_related("household").first()
    if old is None:
        return {}
    if old.starts_on is not None and on <= old.starts_on:
        raise Refused("ends_before_start", "合并日期须晚于加入家庭的日期。")
    old.ends_on = on
    save_versioned(old, "ends_on")
    details: dict[str, Any] = {"ended": str(old.id)}
    if not Membership.objects.filter(person=kept, ends_on__isnull=True).exists():
        goes_on = NewMembership(old.household_id, kept.id, old.relation, on)
        row = write_memberships(memberships=[goes_on], by=by, on=on)[0]
        details["begun"] = str(row[0])
    if old.household.head_id == merged.id:
        household = old.household
        household.head = kept if "begun" in details else None
        save_versioned(household, "head")
        details["head_of"] = str(household.id)
    return details


@action("kernel.people.merge", subject="merge")
def undo_merge(
    *,
    merge: Merge,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> Merge:
    """Take a merge back: the row stands on its own again, with the membership it had.

    Refused when the household has changed so much meanwhile that a person must sort it out first.
    """
    kept, merged = merge.kept, merge.merged
    for person in (kept, merged):
        require("kernel.people.merge", by=by, area_id=person.area_id)
    if merge.undone_on is not None:
        raise Refused("undone_already", "该合并已撤销。")
    _take_memberships_back(merge, on=on)
    merged.merged_into = None
    save_versioned(merged, "merged_into")
    merge.undone_on, merge.undone_by_id = on, by.user_id
    save_versioned(merge, "undone_on", "undone_by_id")
    _record("kernel.people.merge_undone", f"撤销对 {mask_name(merged.name)} 的合并", merge, by=by, on=on)
    return merge


def _take_memberships_back(merge: Merge, *, on: date) -> None:
    """What the merge began ends; on the very day it began it never was. What it ended goes on."""
    details: dict[str, str] = merge.details
    household = _household_without_new_head(merge)
    if "begun" in details:
        begun = Membership.objects.get(pk=UUID(details["begun"]))
        if begun.ends_on is not None:
            raise Refused("membership_changed", "合并后家庭关系已变更。", fix="请先恢复家庭关系再撤销合并。")
        if begun.starts_on == on:
            begun.delete()
        else:
            begun.ends_on = on
            save_versioned(begun, "ends_on")
    if "ended" in details:
        ended = Membership.objects.get(pk=UUID(details["ended"]))
        ended.ends_on = None
        save_versioned(ended, "ends_on")
    if household is not None:
        household.head = merge.merged
        save_versioned(household, "head")


def _household_without_new_head(merge: Merge) -> Household | None:
    """The household whose head the merge changed, if it did; a head chosen since then must not be put aside."""
    if "head_of" not in merge.details:
        return None
    household: Household = Household.objects.get(pk=UUID(merge.details["head_of"]))
    if household.head_id != (merge.kept_id if "begun" in merge.details else None):
        raise Refused("head_changed", "合并后户主已变更。", fix="请先恢复家庭关系再撤销合并。")
    return household


def _record(kind: str, sentence: str, merge: Merge, *, by: Actor, on: date) -> None:
    """Told of every row that changed: the duplicate, the one kept, and the household when its head did."""
    subjects = [str(merge.merged_id), str(merge.kept_id), *filter(None, [merge.details.get("head_of")])]
    entries = [
        recording.Entry(
            kind=kind,
            sentence=sentence,
            subject_type="kernel.people",
            subject_id=subject,
            area_id=merge.kept.area_id,
            details={
                "kept": str(merge.kept_id),
                "merged": str(merge.merged_id),
                "merge": str(merge.id),
                "reason": merge.reason,
                "on": on,
            },
        )
        for subject in subjects
    ]
    recording.record_many(entries, by=by.username)
