"""成员状况花名册: what was true of each member from a day on."""

from __future__ import annotations

from collections.abc import Sequence

from minzheng.kernel.feeds.dated_rows import DatedTable, Owned, write_dated
from minzheng.kernel.feeds.declaration import Context, Importer, Outcome, SourceRow
from minzheng.kernel.feeds.owners import find_people, find_repeated
from minzheng.kernel.feeds.reading import Column, RowError, Template
from minzheng.kernel.people.identity import KINDS
from minzheng.lines.assistance.circumstances.models import (
    CARE_FIELDS,
    INCOME_FIELDS,
    CareForm,
    Circumstance,
    ParentState,
    SelfCare,
    WorkAbility,
)

_FLAGS = ("student", "in_custody", "severe_illness", "source_of_living", "has_capable_supporter")
_WORDS = {
    "work_ability": WorkAbility,
    "self_care": SelfCare,
    "care_form": CareForm,
    "father": ParentState,
    "mother": ParentState,
}
CONTENT = (*_FLAGS, *_WORDS, *INCOME_FIELDS, *CARE_FIELDS)
_DEFAULTS = {
    **dict.fromkeys(CONTENT, 0),
    "student": False, "in_custody": False, "severe_illness": False,
    "source_of_living": True, "has_capable_supporter": True,
    "work_ability": "", "self_care": "", "care_form": "",
    "father": ParentState.NONE.value, "mother": ParentState.NONE.value,
}  # fmt: skip


def _label(name: str) -> str:
    return str(Circumstance._meta.get_field(name).verbose_name).replace("（分/月）", "（元/月）")  # type: ignore[union-attr]


def _column(name: str) -> Column:
    if name in _WORDS:
        choices = {str(word): (str(label),) for word, label in _WORDS[name].choices}
        return Column(name, _label(name), kind="choice", choices=choices)
    return Column(name, _label(name), kind="bool" if name in _FLAGS else "money_yuan")


TEMPLATE = Template(
    "member_circumstances",
    "成员状况花名册",
    (
        Column(
            "id_kind", "证件类型", kind="choice", choices={word: (str(zh),) for word, zh in KINDS.items()}
        ),
        Column("id_number", "证件号码", required=True, max_length=40),
        Column("starts_on", "起始日期", kind="date", required=True),
        Column("ends_on", "终止日期", kind="date", explanation="不含当日；空为至今"),
        *(_column(name) for name in CONTENT),
    ),
)
TABLE = DatedTable(Circumstance, "person_id", CONTENT, _DEFAULTS)


def prepare(rows: Sequence[SourceRow], context: Context) -> list[RowError]:
    owners, errors = find_people(rows, context, TEMPLATE)
    context.found["owners"] = owners
    return errors + find_repeated(rows, TEMPLATE, ("id_number", "starts_on"))


def commit(rows: Sequence[SourceRow], context: Context) -> Outcome:
    owners = context.found["owners"]
    return write_dated(TABLE, [Owned(row, *owners[row.sheet, row.number]) for row in rows])


IMPORTERS = (
    Importer(
        "member_circumstances", TEMPLATE.title_zh, TEMPLATE, "assistance.circumstances", prepare, commit
    ),
)
