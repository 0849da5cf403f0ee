"""Whether a notice has done its work, and what the public may read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from minzheng.kernel.access.actors import everywhere
from minzheng.kernel.notices.models import Objection, PublicNotice

PUBLIC_COLUMNS = ("title", "text", "place", "starts_on", "ends_on")


def list_passed(kind: str, subject_type: str, subject_ids: Any, *, on: date) -> set[str]:
    """Ids of the subjects whose notice of that kind ran its full time and met no open or upheld objection."""
    against = Objection.objects.filter(Q(result="") | Q(result="upheld"), notice=OuterRef("pk"))
    rows = PublicNotice.objects.filter(
        ~Exists(against), kind=kind, subject_type=subject_type, subject_id__in=list(subject_ids),
        withdrawn_on__isnull=True, ends_on__lte=on,
    )  # fmt: skip
    return set(rows.values_list("subject_id", flat=True))


def has_passed(kind: str, subject_type: str, subject_id: str, *, on: date) -> bool:
    """The gate before a decision: no notice passed, no decision."""
    return subject_id in list_passed(kind, subject_type, [subject_id], on=on)


def list_public(*, on: date) -> list[dict[str, Any]]:
    """What hangs out on that day, by the public columns only. Read without an actor: it is for everybody."""
    with everywhere():
        return list(PublicNotice.objects.posted_on(on).order_by("-starts_on", "id").values(*PUBLIC_COLUMNS))
