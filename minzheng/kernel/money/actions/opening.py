"""Opening a batch: finished lines go in once, are counted, sealed and told of, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, connection

from minzheng.kernel import failpoints
from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.bulk import insert_rows
from minzheng.kernel.action import Unchanged, action
from minzheng.kernel.evidence import chain, recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.money.models import (
    BatchState,
    FundSource,
    LineCoverage,
    PaymentBatch,
    PaymentLine,
    PayoutAccount,
)
from minzheng.kernel.money.rules.canonical import BatchDigest
from minzheng.kernel.money.rules.chunks import chunks
from minzheng.kernel.money.rules.finished_lines import (
    MONTH,
    FinishedLine,
    KnownAccount,
    NumberedLine,
    fault_of,
)
from minzheng.kernel.money.sealed_lines import header_of
from minzheng.kernel.places.models import Area, AreaCode, CodeSystem
from minzheng.kernel.problems import BrokenInvariant, Refused

_CHUNK: Final = 5_000
_LINE_COLUMNS: Final = (
    "id", "version", "batch_id", "end_to_end_id", "number", "scheme", "month", "kind", "occasion", "beneficiary",
    "payee_id", "account_id", "holder_name", "bank_code", "fen", "area_id", "household_id", "reason",
    "explanation_digest", "replaces_id", "state", "disposition", "live", "bank_reason", "event_sequence",
)  # fmt: skip
#: how every line begins: the batch's own event speaks for it until it leaves for the bank
_NEW: Final = ("pending", "none", True, "", 0)
Progress = Callable[[int], None]


@dataclass
class Tally:
    """Running totals while lines go in; `people` holds everybody covered, each once."""

    digest: BatchDigest
    lines: int = 0
    fen: int = 0
    people: set[int] = field(default_factory=set)


@action("kernel.money.open", area="district")
def open_batch(
    *,
    district: Area,
    month: str,
    title: str,
    schemes: Mapping[str, str],
    fund: FundSource,
    lines: Iterable[FinishedLine],
    population: int,
    request_key: str,
    by: Actor,
    on: date,
    inputs: Mapping[str, Any] | None = None,
    confirmed_everybody: bool = False,
    remark: str = "",
    progress: Progress = lambda _: None,
) -> PaymentBatch:
    """A batch of finished lines, calculated and sealed, waiting for its two signatures.

    schemes: code → official Chinese name. lines: in an order that is the same when asked again.
    population: persons in the register the selection was made from; a selection of all of them needs
    `confirmed_everybody` and a `remark` with the reason, an empty one is always refused. request_key: the
    same key with the same content answers the batch already there, with other content it is an error.
    Raises Refused (empty, everybody, key, unfit line, already paid).
    """
    _check_request(month, schemes, fund, district, by)
    draft = _draft(district, month, title, schemes, fund, request_key, inputs or {}, by, on, remark)
    _lock(fund)
    earlier = _find_earlier(draft)
    if earlier is not None:
        return _repeat(earlier, draft, lines, by, progress)  # type: ignore[no-any-return]
    draft.number = next_number(district, month)
    draft.save(force_insert=True)
    tally = _write_lines(draft, _accounts_beside(lines, by), on, by, progress)
    _refuse_empty_or_everybody(tally, population, confirmed_everybody, remark)
    failpoints.reach("money.open.lines_written")
    return seal_batch(batch=draft, tally=tally, by=by, extra={"population": population})


def _check_request(
    month: str, schemes: Mapping[str, str], fund: FundSource, district: Area, by: Actor
) -> None:
    if not MONTH.fullmatch(month):
        raise Refused("month_wrong", "发放月份应写作 2025-07。")
    if not schemes:
        raise Refused("empty_selection", "没有选择任何待遇项目，不予编制。")
    if fund.area_id != district.pk:
        raise Refused("fund_elsewhere", "资金来源不属于本区。")
    if by.user_id is None:
        raise Refused("no_person", "发放批次必须由具名人员编制。")


def _draft(
    district: Area, month: str, title: str, schemes: Mapping[str, str], fund: FundSource, request_key: str,
    inputs: Mapping[str, Any], by: Actor, on: date, remark: str,
) -> PaymentBatch:  # fmt: skip
    return PaymentBatch(  # type: ignore[misc]
        id=new_id(), area=district, month=month, title=title, schemes=dict(schemes), fund=fund,
        request_key=request_key, inputs=dict(inputs), maker_id=by.user_id, made_on=on, remark=remark,
        inputs_digest=chain.digest(chain.canonical(dict(inputs)).encode()),
    )  # fmt: skip


def _lock(fund: FundSource) -> None:
    """Two runs of one district wait for each other; SQLite's transactions are already one at a time."""
    if connection.features.has_select_for_update:
        FundSource._base_manager.select_for_update().get(pk=fund.pk)


def _find_earlier(draft: PaymentBatch) -> PaymentBatch | None:
    found: PaymentBatch | None = (
        PaymentBatch._base_manager.filter(area_id=draft.area_id, request_key=draft.request_key)
        .exclude(state=BatchState.DISCARDED)
        .select_related("fund")
        .first()
    )
    return found


def _repeat(
    earlier: PaymentBatch,
    draft: PaymentBatch,
    lines: Iterable[FinishedLine],
    by: Actor,
    progress: Progress,
) -> Any:
    """The same request again: equal content changes nothing, other content is an error."""
    tally = Tally(BatchDigest(header_of(draft)))
    if draft.month == earlier.month:
        for numbered in _numbered(draft, _accounts_beside(lines, by), earlier.made_on, by):
            _count(tally, numbered)
            if tally.lines % _CHUNK == 0:
                progress(tally.lines)
    if tally.digest.text() != earlier.digest:
        raise Refused(
            "request_key_reused",
            f"批次 {earlier.number} 已按同一请求编制，而这次的内容不同。",
            fix="如确需更正，请先作废原批次；如为补充，请另建批次。",
        )
    return Unchanged(earlier)


def next_number(district: Area, month: str) -> str:
    """`320213-202507-01`: district, month, running number."""
    code = (
        AreaCode.objects.filter(area=district, system=CodeSystem.STATISTICS)
        .order_by("-valid_from")
        .values_list("code", flat=True)
        .first()
    )
    used = PaymentBatch._base_manager.filter(area=district, month=month).count()
    return f"{code or district.pk}-{month.replace('-', '')}-{used + 1:02d}"


def _accounts_beside(
    lines: Iterable[FinishedLine], by: Actor
) -> Iterator[tuple[FinishedLine, KnownAccount | None]]:
    """Each line with its account, looked up a chunk at a time and only where the actor may see."""
    for chunk in chunks(lines, _CHUNK):
        known = find_accounts({line.account for line in chunk}, by)
        for line in chunk:
            yield line, known.get(line.account)


def find_accounts(ids: Iterable[UUID], by: Actor) -> dict[UUID, KnownAccount]:
    """Payout accounts by id, those in the actor's areas.

    Areas are compared here and ids asked for in order: with the scope's list of areas in the query SQLite reads
    by area instead of by id, and a month of a million lines takes twice as long (measured).
    """
    areas = by.areas_for("kernel")
    known: dict[UUID, KnownAccount] = {}
    for some in chunks(sorted(ids)):
        rows = PayoutAccount._base_manager.filter(id__in=some).values_list(
            "id", "area_id", "payee_id", "holder_name", "bank_code", "starts_on", "ends_on"
        )
        known.update((row[0], KnownAccount(*row[2:])) for row in rows if row[1] in areas)
    return known


def _numbered(
    batch: PaymentBatch, lines: Iterable[tuple[FinishedLine, KnownAccount | None]], on: date, by: Actor
) -> Iterator[NumberedLine]:
    areas = frozenset(Area.objects.within(batch.area_id).values_list("id", flat=True)) & by.areas_for(
        "kernel"
    )
    for number, (line, account) in enumerate(lines, start=1):
        fault = fault_of(line, account, schemes=batch.schemes, areas=areas, on=on)
        if fault is not None or account is None:
            code, message = fault or ("account_unknown", "")
            raise Refused(code, f"第 {number} 笔：{message}", row=number)
        yield NumberedLine(number, line.month or batch.month, line, account)


def _count(tally: Tally, line: NumberedLine) -> None:
    tally.digest.add(line.sealed())
    tally.lines += 1
    tally.fen += line.line.fen
    tally.people.update([person.int for person in line.line.covered])


def _write_lines(
    batch: PaymentBatch,
    lines: Iterable[tuple[FinishedLine, KnownAccount | None]],
    on: date,
    by: Actor,
    progress: Progress,
) -> Tally:
    tally = Tally(BatchDigest(header_of(batch)))
    try:
        # COPY speaks to the driver directly, so that its errors must be made Django's here
        with connection.wrap_database_errors:
            for chunk in chunks(_numbered(batch, lines, on, by), _CHUNK):
                insert_lines(batch, chunk, tally)
                progress(tally.lines)
    except IntegrityError as error:
        if "paid_once" not in str(error) and "beneficiary" not in str(error):
            raise
        raise Refused(
            "already_paid",
            "其中有对象的同一待遇、同一月份已在别的批次发放或待发放，整批未编制。",
            fix="请从名单中去掉已编入其他批次的对象后再试。",
        ) from error
    return tally


def insert_lines(
    batch: PaymentBatch,
    chunk: list[NumberedLine],
    tally: Tally,
    names: Mapping[int, str] = MappingProxyType({}),
) -> None:
    """Append sealed lines with their coverage and count them; `names`: end-to-end ids that differ, by number."""
    rows: list[tuple[Any, ...]] = []
    coverage: list[tuple[Any, ...]] = []
    for line in chunk:
        _count(tally, line)
        line_id = new_id()
        name = names.get(line.number) or f"{batch.number}-{line.number:07d}"
        rows.append((line_id, 1, batch.id, name, *line.row(), *_NEW))
        first, *others = line.line.covered
        coverage.append((line_id, first, line.line.fen))
        coverage.extend((line_id, person, 0) for person in others)
    insert_rows(PaymentLine, _LINE_COLUMNS, rows)
    insert_rows(LineCoverage, ("line_id", "person_id", "share_fen"), coverage)


def _refuse_empty_or_everybody(tally: Tally, population: int, confirmed: bool, remark: str) -> None:
    """A filter that matches nobody must not pay everybody, nor one that matches everybody by accident."""
    if tally.lines == 0:
        raise Refused("empty_selection", "没有任何人员符合条件，不予编制。", fix="请核对筛选条件与月份。")
    if population <= 0 or len(tally.people) > population:
        raise Refused("population_wrong", "登记人数与名单不符，不予编制。", fix="请核对登记库后重试。")
    if len(tally.people) == population and not (confirmed and remark.strip()):
        raise Refused(
            "everybody_selection",
            f"名单包含登记库中的全部 {population} 人，可能是筛选条件失效，不予编制。",
            fix="如确需全员发放，请确认并写明理由。",
        )


def seal_batch(*, batch: PaymentBatch, tally: Tally, by: Actor, extra: Mapping[str, Any]) -> PaymentBatch:
    """Draft → calculated: totals and digest are written, and from here on the database refuses changes."""
    batch.state, batch.digest = BatchState.CALCULATED, tally.digest.text()
    batch.line_count, batch.people_count, batch.amount_fen = tally.lines, len(tally.people), tally.fen
    batch.event_sequence = recording.record(
        recording.Entry(
            kind="kernel.money.batch.calculated",
            sentence=f"编制发放批次 {batch.number}：{tally.lines} 笔、{batch.people_count} 人",
            subject_type="kernel.money",
            subject_id=str(batch.id),
            area_id=batch.area_id,
            changes={"state": [BatchState.DRAFT, BatchState.CALCULATED]},
            details={
                "number": batch.number, "month": batch.month, "digest": batch.digest, "lines": tally.lines,
                "people": batch.people_count, "amount_fen": tally.fen, "inputs_digest": batch.inputs_digest,
                "remark": batch.remark, **extra,
            },
        ),
        by=by.username,
    )  # fmt: skip
    written = PaymentBatch._base_manager.filter(pk=batch.pk, state=BatchState.DRAFT).update(
        state=batch.state, digest=batch.digest, line_count=batch.line_count, people_count=batch.people_count,
        amount_fen=batch.amount_fen, event_sequence=batch.event_sequence,
    )  # fmt: skip
    if written != 1:
        raise BrokenInvariant("batch_incomplete", "批次写入不完整，已撤销。")
    failpoints.reach("money.open.sealed")
    return batch
