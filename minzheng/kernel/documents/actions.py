"""How a policy document moves from draft to repeal."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import action, save_versioned
from minzheng.kernel.documents.models import DocumentKind, PolicyDocument
from minzheng.kernel.evidence import recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.places.models import Area
from minzheng.kernel.problems import Problem, Refused


@action("kernel.documents.create", area="area")
def draft_document(
    *,
    title: str,
    kind: str,
    area: Area,
    drafted_on: date,
    by: Actor,
    on: date,
    programme: str = "",
    issuing_body: str = "",
    id: UUID | None = None,
) -> PolicyDocument:
    """Open a document in draft. `id` may be the client's own."""
    if kind not in DocumentKind.values:
        raise Problem("unknown_kind", f"没有“{kind}”这种文种。", column="kind")
    if drafted_on > on:
        raise Problem("drafted_on", "起草日期不能晚于今天。", column="drafted_on")
    document = PolicyDocument(
        id=id or new_id(), title=title, kind=kind, area=area, drafted_on=drafted_on, programme=programme,
        issuing_body=issuing_body, drafter_id=by.user_id,
    )  # fmt: skip
    document.event = _record(document, "drafted", f"起草《{title}》", by, drafted_on=drafted_on)
    document.save(force_insert=True)
    return document


@action("kernel.documents.consult", subject="document")
def consult_on_document(
    *,
    document: PolicyDocument,
    consulted_on: date,
    consultation_ends_on: date,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> PolicyDocument:
    """Put the draft out for comment in the half-open period given."""
    _refuse_reached(document, "reviewed_on", "已通过合法性审查，不能再征求意见。")
    if not document.drafted_on <= consulted_on < consultation_ends_on:
        raise Problem("consultation", "征求意见的起止日期不对。", column="consultation_ends_on")
    document.consulted_on, document.consultation_ends_on = consulted_on, consultation_ends_on
    document.event = _record(
        document, "consulted", f"《{document.title}》征求意见", by,
        consulted_on=consulted_on, consultation_ends_on=consultation_ends_on, on=on,
    )  # fmt: skip
    save_versioned(document, "consulted_on", "consultation_ends_on", "event")
    return document


@action("kernel.documents.review", subject="document", not_same_as=("drafter",))
def review_document(
    *,
    document: PolicyDocument,
    opinion: str,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> PolicyDocument:
    """Pass the legality review on this day; never by the drafter, never while comments may still come."""
    _refuse_reached(document, "reviewed_on", "已通过合法性审查。")
    if document.consultation_ends_on is not None and on < document.consultation_ends_on:
        raise Refused("consultation_open", "征求意见尚未结束，不能审查。")
    document.reviewed_on, document.reviewer_id = on, by.user_id
    document.event = _record(document, "reviewed", f"《{document.title}》通过合法性审查", by, opinion=opinion)
    save_versioned(document, "reviewed_on", "reviewer", "event")
    return document


@action("kernel.documents.issue", subject="document")
def issue_document(
    *,
    document: PolicyDocument,
    number: str,
    issuing_body: str,
    effective_on: date,
    by: Actor,
    on: date,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> PolicyDocument:
    """Issue a reviewed document on this day under its number, in effect from `effective_on`."""
    _refuse_reached(document, "issued_on", "该文件已印发。")
    if document.reviewed_on is None:
        raise Refused("not_reviewed", "未经合法性审查的文件不能印发。")
    if not number or not issuing_body:
        raise Problem("number", "印发时必须填写文号和发文机关。", column="number")
    if effective_on < on:
        raise Problem("effective_on", "施行日期不能早于印发日期。", column="effective_on")
    document.number, document.issuing_body = number, issuing_body
    document.issued_on, document.effective_on = on, effective_on
    document.event = _record(
        document,
        "issued",
        f"印发《{document.title}》（{number}）",
        by,
        number=number,
        effective_on=effective_on,
    )
    save_versioned(document, "number", "issuing_body", "issued_on", "effective_on", "event")
    return document


@action("kernel.documents.repeal", subject="document")
def repeal_document(
    *,
    document: PolicyDocument,
    repealed_on: date,
    by: Actor,
    on: date,
    replaced_by: PolicyDocument | None = None,
    expect_version: int | None = None,  # noqa: ARG001 - compared by @action
) -> PolicyDocument:
    """The document is no longer in effect from `repealed_on` on, replaced by another or by none."""
    _refuse_reached(document, "repealed_on", "该文件已废止。")
    if document.issued_on is None or repealed_on < document.issued_on:
        raise Problem("repealed_on", "只能废止已印发的文件，废止日期不早于印发日期。", column="repealed_on")
    document.repealed_on, document.replaced_by = repealed_on, replaced_by
    document.event = _record(
        document, "repealed", f"废止《{document.title}》", by, repealed_on=repealed_on,
        replaced_by=str(replaced_by.pk) if replaced_by else None, on=on,
    )  # fmt: skip
    save_versioned(document, "repealed_on", "replaced_by", "event")
    return document


def _refuse_reached(document: PolicyDocument, field: str, sentence: str) -> None:
    if getattr(document, field) is not None:
        raise Refused("stage_passed", sentence)


def _record(document: PolicyDocument, verb: str, sentence: str, by: Actor, **details: Any) -> int:
    return recording.record(
        recording.Entry(
            kind=f"kernel.documents.{verb}",
            sentence=sentence,
            subject_type="kernel.documents",
            subject_id=str(document.pk),
            area_id=document.area_id,
            details=details,
        ),
        by=by.username,
    )
