"""What `audit verify` asks of this register: the sealed facts of every month are still those that were told."""

from __future__ import annotations

import json
from collections.abc import Iterator

from minzheng.kernel.access.actors import everywhere
from minzheng.kernel.crypto import Place, Sealed
from minzheng.kernel.crypto.keys_in_use import keyring
from minzheng.kernel.evidence.models import Event
from minzheng.lines.assistance.payments.models import SEALED_AT, MonthRun
from minzheng.lines.assistance.payments.rules.sealing import digest_of, unpack
from minzheng.rules.book import unseal

COMPUTED = "assistance.payments.computed"


def find_bad_rows() -> Iterator[tuple[int, str]]:
    """(event, why) for every month whose facts or standards no longer have the digest told when it was made."""
    with everywhere():  # the chain vouches for every district's months
        runs = {str(run.pk): run for run in MonthRun.objects.all().iterator()}
    for event in Event.objects.filter(kind=COMPUTED).order_by("sequence").iterator():
        run = runs.get(event.subject_id)
        if run is None:
            yield event.sequence, "该月核算记录已不存在。"
        elif (why := _fault(run, json.loads(event.body)["details"])) is not None:
            yield event.sequence, f"{run.month} {run.group}：{why}"


def _fault(run: MonthRun, told: dict[str, object]) -> str | None:
    if run.inputs_digest != told["inputs_digest"]:
        return "核算依据摘要被改动。"
    try:
        key = keyring().unwrap(str(run.pk), run.data_key)
        roll = unpack(key.open(run.facts_sealed, Place(*SEALED_AT, str(run.pk))))
        actual = digest_of(roll, unseal(run.standards))
    except (Sealed, ValueError, KeyError):
        return "核算依据无法还原。"
    return None if actual == run.inputs_digest else "核算依据与其摘要不符。"
