"""A batch as the people see it who sign it, send it and settle what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.money.models import BankAnswer, BatchState, LineState, PaymentBatch, PaymentLine, Posting
from minzheng.kernel.people import queries as people
from minzheng.kernel.places.models import Area
from minzheng.kernel.problems import NotThere
from minzheng.lines.assistance.payments.models import MonthRun
from minzheng.lines.assistance.payments.queries.sealed_months import SEALED_COLUMNS

PAGE_SIZE: Final = 50
_LEDGER_SHOWN: Final = 60
#: what may be done with a line, by its state
REISSUABLE: Final = frozenset({"rejected", "returned", "released", "carried"})
RELEASABLE: Final = frozenset({"rejected", "returned", "carried"})
RECOVERABLE: Final = frozenset({"overpaid"})
UNSETTLED: Final = ("in_flight", "rejected", "returned", "disputed")
CARRIABLE: Final = ("rejected", "returned")


def get_batch(pk: UUID) -> PaymentBatch:
    """A batch with everybody who signed it; NotThere when missing or not for this actor."""
    rows = PaymentBatch.objects.select_related("area", "fund", "maker", "reviewer", "approver")
    found: PaymentBatch | None = rows.filter(pk=pk).first()
    if found is None:
        raise NotThere("批次")
    return found


def find_run(batch: PaymentBatch) -> MonthRun | None:
    """The month computed that made this batch; a reissue has none of its own."""
    found: MonthRun | None = MonthRun.objects.filter(batch=batch).defer(*SEALED_COLUMNS).first()
    return found


class Stage(NamedTuple):
    """A stage of a batch's life. `progress` is `done`, `current` or `waiting`."""

    zh: str
    progress: str
    who: str
    on: date | None


_ORDER: Final = tuple(
    state.value
    for state in (
        BatchState.DRAFT, BatchState.CALCULATED, BatchState.REVIEWED, BatchState.APPROVED, BatchState.EXPORTED,
        BatchState.RETURNED, BatchState.CLOSED,
    )
)  # fmt: skip


def list_stages(batch: PaymentBatch) -> list[Stage]:
    """草稿 → 编制 → 审核 → 审批 → 送银行 → 回盘 → 关账, with who and when."""
    told: dict[str, tuple[Any, date | None]] = {
        "draft": (None, None),
        "calculated": (batch.maker, batch.made_on),
        "reviewed": (batch.reviewer, batch.reviewed_on),
        "approved": (batch.approver, batch.approved_on),
        "exported": (None, batch.exported_on),
        "returned": (None, None),
        "closed": (None, batch.closed_on),
    }
    names = (_("草稿"), _("编制"), _("审核"), _("审批"), _("送银行"), _("回盘"), _("关账"))
    at = _ORDER.index(batch.state) if batch.state in _ORDER else -1
    return [
        Stage(
            str(zh),
            _progress(index, at),
            told[state][0].display_name if told[state][0] else "",
            told[state][1],
        )
        for index, (zh, state) in enumerate(zip(names, _ORDER, strict=True))
    ]


def _progress(index: int, at: int) -> str:
    if index == at:
        return "current"
    return "done" if index < at else "waiting"


@dataclass(frozen=True)
class Powers:
    """What this actor may do with this batch in its present state."""

    sign: str
    discard: bool
    pay_out: bool
    answer: bool
    reissue: bool
    release: bool
    recover: bool
    close: bool
    file: bool
    waits_for: str


def powers_of(actor: Actor, batch: PaymentBatch) -> Powers:
    """Rights by permission, area, state and person: nobody signs what they made or signed before."""

    def may(verb: str) -> bool:
        return actor.may(f"kernel.money.{verb}", batch.area_id)

    state = str(batch.state)
    verb = {"calculated": "review", "reviewed": "approve"}.get(state, "")
    own = actor.user_id in (batch.maker_id, batch.reviewer_id)
    at_bank = state in ("exported", "returned")
    return Powers(
        sign=verb if verb and not own and may(verb) else "",
        discard=state in ("calculated", "reviewed", "approved") and may("discard"),
        pay_out=state == "approved" and may("pay_out"),
        answer=at_bank and may("answer"),
        reissue=state in ("exported", "returned", "closed") and may("reissue") and may("register"),
        release=state in ("exported", "returned", "closed") and may("release"),
        recover=state in ("exported", "returned", "closed") and may("recover"),
        close=state == "returned" and may("close"),
        file=state in ("exported", "returned", "closed") and may("pay_out") and may("export"),
        waits_for=_waits_for(verb, own),
    )


def _waits_for(verb: str, own: bool) -> str:
    if not verb:
        return ""
    if own:
        return gettext("编制、审核、审批不能是同一人：等待另一人办理。")
    return gettext("等待审核。") if verb == "review" else gettext("等待审批。")


class LineWish(NamedTuple):
    """Which lines of a batch a page asks for; empty means all. `number` is the page, from 1."""

    state: str = ""
    scheme: str = ""
    area: str = ""
    search: str = ""
    number: int = 1


@dataclass(frozen=True)
class LinePage:
    """One page of lines; `count` and `fen` are of everything that matches."""

    lines: list[PaymentLine]
    count: int
    fen: int
    has_next: bool
    wish: LineWish

    @property
    def has_previous(self) -> bool:
        return self.wish.number > 1


def page_lines(batch: PaymentBatch, wish: LineWish) -> LinePage:
    """One page of a batch's lines in order of number: two queries."""
    found = _matching(batch, wish)
    sums = found.aggregate(count=Count("id"), fen=Sum("fen", default=0))
    start = (wish.number - 1) * PAGE_SIZE
    rows = found.select_related("area", "household", "account").order_by("number")
    lines = list(rows[start : start + PAGE_SIZE])
    return LinePage(lines, sums["count"], sums["fen"], sums["count"] > start + len(lines), wish)


def _matching(batch: PaymentBatch, wish: LineWish) -> QuerySet[PaymentLine]:
    found = PaymentLine.objects.filter(batch=batch)
    if wish.state:
        found = found.filter(state=wish.state)
    if wish.scheme:
        found = found.filter(scheme=wish.scheme)
    if wish.area.isascii() and wish.area.isdigit():
        found = found.filter(area__in=Area.objects.within(int(wish.area)).values("pk"))
    if text := wish.search.strip():
        named = people.search(text).order_by().values("pk")
        found = found.filter(
            Q(payee__in=named)
            | Q(holder_name__startswith=text)
            | Q(end_to_end_id=text)
            | Q(household__number=text)
        )
    return found  # type: ignore[no-any-return]


def list_came_back(batch: PaymentBatch) -> list[PaymentLine]:
    """Lines that wait for a decision of the bureau: money came back, or arrived twice."""
    states = (*CARRIABLE, "carried", "overpaid", "disputed")
    rows = PaymentLine.objects.filter(batch=batch, state__in=states)
    return list(rows.select_related("area", "household", "account").order_by("number"))


def count_states(batch: PaymentBatch) -> list[tuple[str, str, int, int]]:
    """(state, Chinese, lines, fen) of a batch, in the order of a line's life: one query."""
    rows = PaymentLine.objects.filter(batch=batch).values_list("state").annotate(n=Count("id"), s=Sum("fen"))
    found = {state: (count, fen) for state, count, fen in rows}
    return [(s.value, str(s.label), *found[s.value]) for s in LineState if s.value in found]


class Booking(NamedTuple):
    """A journal entry with its postings: (account, signed fen, debit positive)."""

    booked_on: date
    summary: str
    event: int
    postings: tuple[tuple[str, int], ...]


def list_bookings(batch: PaymentBatch) -> list[Booking]:
    """The batch's journal, newest first, at most sixty entries: one query."""
    latest = batch.journal.order_by("-event_sequence", "-id").values("pk")[:_LEDGER_SHOWN]
    rows = (
        Posting.objects.filter(entry__in=list(latest.values_list("pk", flat=True)))
        .select_related("entry", "account")
        .order_by("-entry__event_sequence", "entry_id", "-amount_fen")
    )
    found: dict[UUID, Booking] = {}
    for row in rows:
        entry, posting = row.entry, (row.account.name, row.amount_fen)
        known = found.get(entry.pk)
        found[entry.pk] = (
            known._replace(postings=(*known.postings, posting))
            if known
            else Booking(entry.booked_on, entry.summary, entry.event_sequence, (posting,))
        )
    return list(found.values())


def sum_accounts(batch: PaymentBatch) -> list[tuple[str, int]]:
    """(account, signed fen) of the batch's ledger, debit positive; zero balances left out: one query."""
    rows = (
        Posting.objects.filter(entry__batch=batch)
        .values_list("account__name")
        .annotate(fen=Sum("amount_fen"))
    )
    return sorted((name, fen) for name, fen in rows if fen)


def get_line(pk: UUID) -> PaymentLine:
    """A line with its batch, household and account; NotThere likewise."""
    rows = PaymentLine.objects.select_related("batch__area", "household", "payee", "account", "area")
    found: PaymentLine | None = rows.filter(pk=pk).first()
    if found is None:
        raise NotThere("支付明细")
    return found


def list_chain(line: PaymentLine) -> list[PaymentLine]:
    """Every line that stood for the same payment, the first one first: a payment and its reissues."""
    # the household comes first because it has an index of its own
    what = ("household_id", "scheme", "beneficiary", "month", "kind", "occasion")
    same = {name: getattr(line, name) for name in what}
    rows = PaymentLine.objects.filter(**same).select_related("batch", "account")
    return list(rows.order_by("batch__event_sequence", "id"))


def list_answers(line: PaymentLine) -> list[BankAnswer]:
    """What the bank said about a line, in order of its value dates."""
    rows = BankAnswer.objects.filter(line=line).select_related("file")
    return list(rows.order_by("value_date", "id"))


class Waiting(NamedTuple):
    """A batch on finance's list: how many lines wait, and for how many fen."""

    batch: PaymentBatch
    lines: int
    fen: int


@dataclass(frozen=True)
class WaitingLists:
    """What finance has to do: send, wait for answers, handle what came back, close."""

    to_send: list[Waiting]
    unanswered: list[Waiting]
    came_back: list[Waiting]
    to_close: list[Waiting]


def list_waiting() -> WaitingLists:
    """The finance desk's lists: three queries whatever the number of batches."""
    batches = PaymentBatch.objects.filter(state__in=("approved", "exported", "returned"))
    rows = list(batches.select_related("area", "fund").order_by("month", "number"))
    flying = _sums(rows, ("in_flight",))
    back = _sums(rows, (*CARRIABLE, "overpaid", "disputed"))
    return WaitingLists(
        to_send=[Waiting(b, b.line_count, b.amount_fen) for b in rows if b.state == BatchState.APPROVED],
        unanswered=[Waiting(b, *flying[b.pk]) for b in rows if b.pk in flying],
        came_back=[Waiting(b, *back[b.pk]) for b in rows if b.pk in back],
        to_close=[
            Waiting(b, b.line_count, b.amount_fen)
            for b in rows
            if b.state == BatchState.RETURNED and b.pk not in flying and b.pk not in back
        ],
    )


def _sums(batches: list[PaymentBatch], states: tuple[str, ...]) -> dict[UUID, tuple[int, int]]:
    rows = PaymentLine.objects.filter(batch__in=batches, state__in=states).values_list("batch_id")
    return {pk: (count, fen) for pk, count, fen in rows.annotate(n=Count("id"), s=Sum("fen"))}
