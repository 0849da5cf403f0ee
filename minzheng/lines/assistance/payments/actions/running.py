"""`run_month`: the facts of a month become decisions, and decisions become a batch of finished lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from minzheng.benefits.plates import find_benefits
from minzheng.benefits.roll import Results, calculate_with
from minzheng.benefits.statute import protection_set, shipped_book
from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import Unchanged, action
from minzheng.kernel.crypto import Place
from minzheng.kernel.crypto.keys_in_use import keyring
from minzheng.kernel.evidence import recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.money.actions import FinishedLine, open_batch
from minzheng.kernel.money.models import BatchState, FundSource, PaymentBatch
from minzheng.kernel.people.models import Person
from minzheng.kernel.places.models import Area
from minzheng.kernel.problems import Refused
from minzheng.lines.assistance.payments.actions.deciding import decide
from minzheng.lines.assistance.payments.models import SEALED_AT, MonthRun
from minzheng.lines.assistance.payments.queries import Ready, read_roll
from minzheng.lines.assistance.payments.queries.payees import Payees, read_payees
from minzheng.lines.assistance.payments.rules.lines import Due, list_due
from minzheng.lines.assistance.payments.rules.sealing import RowDigests, digest_of, pack
from minzheng.rules.book import MissingParameter, Standards
from minzheng.rules.months import Month, MonthError

PROTECTION = "protection"
FUND = "social_assistance"
Progress = Callable[[int], None]


@dataclass
class Handover:
    """Due rows on their way to finished lines, and those that could not be paid."""

    ready: Ready
    payees: Payees
    digests: RowDigests
    left_out: list[dict[str, str]]

    def lines(self, due: Sequence[Due]) -> Iterator[FinishedLine]:
        """Finished lines in the order of the due rows; a beneficiary without an account is named."""
        for row in due:
            found = self.payees.find(self._candidates(row))
            if found is None:
                number = (self.ready.roll.household_ids or ())[row.household]
                self.left_out.append(
                    {
                        "household": number,
                        "code": "no_account",
                        "message": f"{find_benefits()[row.scheme].plate.zh}：没有可用的收款账户",
                    }
                )
                continue
            yield self._line(row, *found)

    def _line(self, row: Due, payee: UUID, account: UUID) -> FinishedLine:
        household = self.ready.household_ids[row.household]
        beneficiary = household if row.person < 0 else self.ready.person_ids[row.person]
        return FinishedLine(
            scheme=row.scheme,
            beneficiary=beneficiary,
            payee=payee,
            account=account,
            area=self.ready.areas[row.household],
            fen=row.fen,
            covered=tuple(self.ready.person_ids[place] for place in row.covered),
            household=household,
            reason=row.reason,
            explanation_digest=self.digests.of(
                row.household, f"{row.scheme}/{row.person}/{row.fen}/{row.reason}"
            ),
        )

    def _candidates(self, row: Due) -> list[UUID]:
        """The person, then the head, then the other members of the household."""
        low, high = (int(self.ready.roll.offsets[row.household + step]) for step in (0, 1))
        head = self.ready.heads[row.household]
        own = [self.ready.person_ids[row.person]] if row.person >= 0 else []
        return [*own, *([head] if head else []), *self.ready.person_ids[low:high]]


@action("assistance.payments.run", area="district")
def run_month(
    *,
    district: Area,
    month: str,
    by: Actor,
    on: date,
    scheme: str = "",
    confirmed_everybody: bool = False,
    remark: str = "",
    progress: Progress = lambda _: None,
) -> MonthRun:
    """Compute a month for the protection schemes (or for one scheme), decide, and open the batch.

    The same month again answers the run already there. Raises Refused (unknown scheme, month in the future,
    missing standards, empty or everybody's selection, already paid in another batch).
    """
    group = scheme or PROTECTION
    earlier = find_run(district, month, group)
    if earlier is not None:
        return Unchanged(earlier)  # type: ignore[return-value]
    standards = choose_standards(month, on)
    schemes = _schemes(scheme, month)
    ready = read_roll(district=district, month=standards.month)
    if not ready.household_ids:
        raise Refused(
            "empty_selection", "当月没有可以核算的家庭，不予编制。", fix="请先导入家庭、成员和状况名册。"
        )
    results = only(calculate_with(ready.roll, standards), schemes)
    due = list(list_due(ready.roll, results, schemes))
    decide(district=district, ready=ready, results=results, due=due, by=by, on=on)
    handover = Handover(
        ready, read_payees(district=district, on=on), RowDigests(ready.roll, standards), ready.left_out
    )
    inputs_digest = digest_of(ready.roll, standards)
    batch = open_batch(
        district=district,
        month=month,
        title=_title(month, scheme),
        schemes={code: find_benefits()[code].plate.zh for code in schemes},
        fund=_fund(district),
        lines=handover.lines(due),
        population=Person.objects.unmerged().filter(area__path__startswith=district.path).count(),
        request_key=f"assistance/{month}/{group}",
        inputs={"facts_and_standards": inputs_digest},
        confirmed_everybody=confirmed_everybody,
        remark=remark,
        by=by,
        on=on,
        progress=progress,
    )
    return _record(district, month, group, ready, results, handover, batch, inputs_digest, by, on)


def find_run(district: Area, month: str, group: str) -> MonthRun | None:
    """The run that stands for the month: one whose batch was given up no longer does."""
    runs = MonthRun.objects.filter(area=district, month=month, group=group).exclude(
        batch__state=BatchState.DISCARDED
    )
    found: MonthRun | None = runs.select_related("batch").first()
    return found


def only(results: Results, schemes: Sequence[str]) -> Results:
    """The results of the schemes that are being paid; the others were computed because rules read each other."""
    return Results(results.standards, {code: results.benefits[code] for code in schemes})


def choose_standards(month: str, on: date) -> Standards:
    """The standards in force for the month computed. Raises Refused for a bad or future month."""
    try:
        parsed = Month.parse(month)
        standards = shipped_book().at(parsed)
    except (MonthError, MissingParameter) as error:
        raise Refused("month", str(error), fix="请选择有标准的月份，写成 2025-07。") from error
    if (parsed.year, parsed.month) > (on.year, on.month):
        raise Refused("month_ahead", f"{month} 还没有到，不能提前编制。")
    return standards


def _schemes(scheme: str, month: str) -> list[str]:
    if not scheme:
        return list(protection_set(month))
    if scheme not in find_benefits():
        raise Refused(
            "unknown_scheme", f"没有代码为 {scheme} 的待遇。", fix="见 minzheng benefits parameters。"
        )
    return [scheme]


def _fund(district: Area) -> FundSource:
    found: FundSource | None = FundSource.objects.filter(area=district, code=FUND).first()
    if found is None:
        raise Refused("no_fund", "本区还没有设立社会救助专项资金。", fix="请由财务先设立资金来源。")
    return found


def _title(month: str, scheme: str) -> str:
    name = find_benefits()[scheme].plate.zh if scheme else "困难群众保障金"
    return f"{month} {name}"


def _record(
    district: Area, month: str, group: str, ready: Ready, results: Results, handover: Handover,
    batch: PaymentBatch, inputs_digest: str, by: Actor, on: date,
) -> MonthRun:  # fmt: skip
    run_id = new_id()
    key, wrapped = keyring().new_data_key(str(run_id))
    sealed = key.seal(pack(ready.roll), Place(*SEALED_AT, str(run_id)))
    run: MonthRun = MonthRun.objects.create(
        id=run_id, area=district, month=month, group=group, batch=batch,
        households=len(ready.household_ids), persons=len(ready.person_ids), lines=batch.line_count,
        left_out=handover.left_out, standards=results.standards.sealed(),
        unofficial=any(not each.dated.source.is_official for each in results.standards.in_force.values()),
        facts_sealed=sealed, data_key=wrapped, inputs_digest=inputs_digest, made_by_id=by.user_id, made_on=on,
    )  # fmt: skip
    recording.record(
        recording.Entry(
            kind="assistance.payments.computed",
            sentence=f"核算 {month}：{run.households} 户、{run.lines} 笔，未列入 {len(run.left_out)} 户次",
            subject_type="assistance.payments",
            subject_id=str(run.pk),
            area_id=district.pk,
            details={
                "batch": batch.number,
                "inputs_digest": inputs_digest,
                "standards_digest": results.standards.digest(),
                "left_out": len(run.left_out),
            },
        ),
        by=by.username,
    )
    return run
