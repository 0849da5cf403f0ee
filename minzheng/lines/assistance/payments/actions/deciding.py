"""What a month's results decide: who begins, whose amount changes, who ends, each with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from minzheng.benefits.roll import Results
from minzheng.kernel.access.actors import Actor
from minzheng.kernel.entitlements.actions import Decided, decide_entitlements
from minzheng.kernel.entitlements.rules import Finding, Running
from minzheng.kernel.places.models import Area
from minzheng.lines.assistance.payments.queries import Ready
from minzheng.lines.assistance.payments.rules.lines import Due

LEFT_ROLL = "left_roll"


def decide(
    *, district: Area, ready: Ready, results: Results, due: Sequence[Due], by: Actor, on: date
) -> Decided:
    """Entitlements of the schemes computed, brought to what the month found. `due` holds only those schemes."""
    month = results.standards.month
    return decide_entitlements(
        district=district,
        schemes=list(results.benefits),
        starts_on=date(month.year, month.month, 1),
        findings=_findings(ready, due),
        reasons=reason_words(results),
        why_not=_why_not(ready, results),
        held=ready.held,
        by=by,
        on=on,
    )


def reason_words(results: Results) -> dict[tuple[str, str], str]:
    """(scheme, reason word) → Chinese."""
    words = {
        (code, reason.word): reason.zh
        for code, result in results.benefits.items()
        for reason in result.reasons
    }
    return words | {(code, LEFT_ROLL): "不在名册" for code in results.benefits}


def _findings(ready: Ready, due: Sequence[Due]) -> Iterator[Finding]:
    for row in due:
        household = ready.household_ids[row.household]
        person = ready.person_ids[row.person] if row.person >= 0 else None
        yield Finding(
            row.scheme,
            person or household,
            person,
            household,
            ready.areas[row.household],
            row.fen,
            row.reason,
        )


def _why_not(ready: Ready, results: Results) -> Callable[[Running], str]:
    rows = {id_: row for row, id_ in enumerate(ready.household_ids)}
    people = {id_: row for row, id_ in enumerate(ready.person_ids)}

    def answer(ended: Running) -> str:
        result = results.benefits[ended.key.scheme]
        row = (rows if result.unit == "household" else people).get(ended.key.beneficiary)
        return LEFT_ROLL if row is None else result.reasons.of(int(result.reason[row])).word

    return answer
