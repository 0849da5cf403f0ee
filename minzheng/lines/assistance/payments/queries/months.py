"""Months computed: the list of them, how one differs from the one before, and the standards it used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from minzheng.kernel.money.models import BatchState, PaymentLine
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.people.queries import chunked
from minzheng.kernel.places.models import Area
from minzheng.kernel.screens.cells import yuan
from minzheng.lines.assistance.payments.models import MonthRun
from minzheng.lines.assistance.payments.queries.changes import Comparison
from minzheng.lines.assistance.payments.queries.explanations import anchor_for, member_ids
from minzheng.lines.assistance.payments.queries.households import mask_name
from minzheng.lines.assistance.payments.queries.sealed_months import SEALED_COLUMNS, SealedMonth, open_month
from minzheng.lines.assistance.payments.queries.words import cite, message_zh, print_value, scheme_zh
from minzheng.rules.graph import SHARED
from minzheng.rules.parameters import Source

KINDS: Final = {"added": _("新增"), "stopped": _("停发"), "raised": _("增加"), "lowered": _("减少")}
PAGE_SIZE: Final = 50
# explaining a household twice takes milliseconds: enough for a page, too long for every row of a file
_COMPARED_BY_STEPS: Final = 200


def list_runs() -> list[MonthRun]:
    """Every month computed that the actor may see, newest first, with batch and signers: one query."""
    rows = MonthRun.objects.select_related(
        "area", "made_by", "batch__maker", "batch__reviewer", "batch__approver"
    )
    return list(rows.defer(*SEALED_COLUMNS).order_by("-month", "group", "area__path"))


def find_earlier(run: MonthRun) -> MonthRun | None:
    """The latest earlier month of the same district and group."""
    rows = MonthRun.objects.filter(area_id=run.area_id, group=run.group, month__lt=run.month).exclude(
        batch__state=BatchState.DISCARDED
    )
    found: MonthRun | None = rows.defer(*SEALED_COLUMNS).order_by("-month").first()
    return found


class Difference(NamedTuple):
    """A beneficiary whose payment changed. `before_fen`, `after_fen` are 0 where there was no line."""

    kind: str
    scheme: str
    beneficiary: UUID
    household: UUID | None
    area: int
    before_fen: int
    after_fen: int
    line: UUID

    @property
    def change_fen(self) -> int:
        return self.after_fen - self.before_fen


def list_differences(run: MonthRun, earlier: MonthRun | None) -> list[Difference]:
    """Every beneficiary paid more, less, newly or no longer; in order of scheme, kind and household. 2 queries."""
    now, was = _paid(run), _paid(earlier) if earlier else {}
    found = [
        Difference(_kind(was.get(key), row), *key, *row[:2], was[key][2] if key in was else 0, row[2], row[3])
        for key, row in now.items()
        if key not in was or was[key][2] != row[2]
    ]
    found += [
        Difference("stopped", *key, *row[:2], row[2], 0, row[3]) for key, row in was.items() if key not in now
    ]
    order = tuple(KINDS)
    return sorted(found, key=lambda each: (order.index(each.kind), each.scheme, each.area, each.beneficiary))


def _paid(run: MonthRun) -> dict[tuple[str, UUID], tuple[UUID | None, int, int, UUID]]:
    rows = PaymentLine.objects.filter(batch_id=run.batch_id, kind="regular").values_list(
        "scheme", "beneficiary", "household_id", "area_id", "fen", "id"
    )
    return {(row[0], row[1]): row[2:] for row in rows}


def _kind(was: tuple[Any, ...] | None, now: tuple[Any, ...]) -> str:
    if was is None:
        return "added"
    return "raised" if now[2] > was[2] else "lowered"


class KindSum(NamedTuple):
    """How many beneficiaries changed in one way, and by how many fen together."""

    kind: str
    zh: str
    times: int
    fen: int


def sum_differences(differences: Iterable[Difference]) -> list[KindSum]:
    """A row a kind, those without any included."""
    counts: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for each in differences:
        counts[each.kind] += 1
        sums[each.kind] += each.change_fen
    return [KindSum(kind, str(zh), counts[kind], sums[kind]) for kind, zh in KINDS.items()]


def choose(
    differences: Sequence[Difference],
    *,
    kind: str = "",
    scheme: str = "",
    areas: frozenset[int] | None = None,
) -> list[Difference]:
    """Those of a kind, of a scheme and within some areas; an empty wish means all."""
    return [
        each
        for each in differences
        if (not kind or each.kind == kind)
        and (not scheme or each.scheme == scheme)
        and (areas is None or each.area in areas)
    ]


class DifferenceRow(NamedTuple):
    """A difference in words. `why_before`, `why_after` are the rules' reasons in the two months."""

    difference: Difference
    kind_zh: str
    scheme_zh: str
    number: str
    who: str
    area: str
    why_before: str
    why_after: str
    facts: tuple[str, ...]


def describe_differences(
    differences: Sequence[Difference],
    run: MonthRun,
    earlier: MonthRun | None,
    *,
    hidden: frozenset[str] = frozenset(),
) -> list[DifferenceRow]:
    """One page (or one export) of differences with names, reasons and changed facts: 3 queries besides the runs."""
    wanted = {each.household for each in differences if each.household}
    numbers: dict[UUID, str] = {}
    for some in chunked(sorted(wanted)):
        numbers.update(Household.objects.filter(pk__in=some).values_list("pk", "number"))
    after, before = open_month(run), open_month(earlier) if earlier else None
    names, deaths = _call(_people_of(differences, numbers, after, before))
    both = Comparison(before, after, names, deaths, hidden) if before else None
    within = {each.area for each in differences}
    areas = dict(Area.objects.filter(pk__in=within).values_list("pk", "short_name"))
    return [
        DifferenceRow(
            difference=each,
            kind_zh=str(KINDS[each.kind]),
            scheme_zh=scheme_zh(each.scheme),
            number=number,
            who=names.get(str(each.beneficiary)) or names.get(_head(number, after, before), ""),
            area=areas.get(each.area, ""),
            why_before=before.outcome(each.scheme, number, each.beneficiary) if before else "",
            why_after=after.outcome(each.scheme, number, each.beneficiary),
            facts=tuple(_why(both, each, number, at)) if both else (),
        )
        for at, each in enumerate(differences)
        for number in [numbers.get(each.household, "") if each.household else ""]
    ]


def _why(both: Comparison, each: Difference, number: str, at: int) -> list[str]:
    """Changed facts; where there are none, the first computed steps that differ (for as many as a screen shows)."""
    facts = both.facts(number)
    if facts or at >= _COMPARED_BY_STEPS:
        return facts
    return both.steps(each.scheme, number, anchor_for(each.scheme, each.beneficiary))


def _head(number: str, after: SealedMonth, before: SealedMonth | None) -> str:
    return after.head(number) or (before.head(number) if before else "")


def _people_of(
    differences: Sequence[Difference],
    numbers: dict[UUID, str],
    after: SealedMonth,
    before: SealedMonth | None,
) -> set[str]:
    people = {str(each.beneficiary) for each in differences}
    for number in numbers.values():
        people.update(member_ids(after, number))
        people.update(member_ids(before, number) if before else ())
    return people


def _call(people: set[str]) -> tuple[dict[str, str], dict[str, date]]:
    """Masked names, and the days of death that are known today, by person id."""
    names: dict[str, str] = {}
    deaths: dict[str, date] = {}
    for some in chunked(sorted(people)):
        rows = Person.objects.filter(pk__in=some)
        for pk, name, died in rows.values_list("pk", "name", "death_date"):
            names[str(pk)] = mask_name(name)
            if died is not None:
                deaths[str(pk)] = died
    return names, deaths


def list_left_out(run: MonthRun) -> list[tuple[str, str]]:
    """(household number, why) of those that were not computed or not paid."""
    return [(each["household"], message_zh(each["message"])) for each in run.left_out]


class StandardRow(NamedTuple):
    """A parameter a month was computed with, in words."""

    benefit: str
    zh: str
    key: str
    value: str
    starts_on: str
    source: str
    official: bool
    checked_on: str


def list_standards(run: MonthRun) -> list[StandardRow]:
    """The parameters sealed into the run, with their sources; the shared ones first."""
    rows = [_standard(row) for row in run.standards["parameters"]]
    return sorted(rows, key=lambda row: (bool(row.benefit), row.benefit, row.key))


def _standard(row: dict[str, Any]) -> StandardRow:
    group = row["key"].partition(".")[0]
    source = Source(**row["source"])
    return StandardRow(
        benefit="" if group == SHARED else scheme_zh(group),
        zh=row["zh"],
        key=row["key"],
        value=" ".join(part for part in print_value(row["value"], row["unit"]) if part),
        starts_on=row["from"],
        source=cite(source),
        official=source.is_official,
        checked_on=row["checked_on"],
    )


def list_changed_standards(run: MonthRun, earlier: MonthRun | None) -> list[str]:
    """Parameters whose value differs from the month before, a phrase each."""
    if earlier is None:
        return []
    was = {row.key: row for row in list_standards(earlier)}
    return [
        f"{row.benefit or '共用'} {row.zh}：{was[row.key].value} → {row.value}"
        for row in list_standards(run)
        if row.key in was and was[row.key].value != row.value
    ]


EXPORT_HEADS: Final = (
    "变化", "待遇项目", "户号", "对象", "社区", "上月金额（元）", "本月金额（元）", "差额（元）", "上月认定", "本月认定", "情况变化",
)  # fmt: skip


def export_row(row: DifferenceRow) -> list[str]:
    """A difference as one line of a file, in the order of EXPORT_HEADS."""
    each = row.difference
    amounts = (yuan(fen).replace(",", "") for fen in (each.before_fen, each.after_fen, each.change_fen))
    return [
        row.kind_zh, row.scheme_zh, row.number, row.who, row.area, *amounts, row.why_before, row.why_after,
        "；".join(row.facts),
    ]  # fmt: skip
