"""家庭财产花名册: what each household owned from a day on."""

from __future__ import annotations

from collections.abc import Sequence

from minzheng.kernel.feeds.dated_rows import DatedTable, Owned, write_dated
from minzheng.kernel.feeds.declaration import Context, Importer, Outcome, SourceRow
from minzheng.kernel.feeds.owners import find_households, find_repeated
from minzheng.kernel.feeds.reading import Column, RowError, Template
from minzheng.lines.assistance.household_means.models import HouseholdMeans

TEMPLATE = Template(
    "household_means",
    "家庭财产花名册",
    (
        Column("household", "户号", required=True, max_length=40),
        Column("starts_on", "起始日期", kind="date", required=True),
        Column("ends_on", "终止日期", kind="date", explanation="不含当日；空为至今"),
        Column("money_fen", "货币财产", aliases=("货币财产（元）", "存款"), kind="money_yuan"),
        Column("dwellings", "住房套数", kind="int"),
        Column("vehicles", "机动车辆数", kind="int"),
        Column("companies", "企业数", kind="int"),
    ),
)
CONTENT = ("money_fen", "dwellings", "vehicles", "companies")
TABLE = DatedTable(HouseholdMeans, "household_id", CONTENT, dict.fromkeys(CONTENT, 0))


def prepare(rows: Sequence[SourceRow], context: Context) -> list[RowError]:
    owners, errors = find_households(rows, context, TEMPLATE)
    context.found["owners"] = owners
    return errors + find_repeated(rows, TEMPLATE, ("household", "starts_on"))


def commit(rows: Sequence[SourceRow], context: Context) -> Outcome:
    owners = context.found["owners"]
    return write_dated(TABLE, [Owned(row, *owners[row.sheet, row.number]) for row in rows])


IMPORTERS = (
    Importer("household_means", TEMPLATE.title_zh, TEMPLATE, "assistance.household_means", prepare, commit),
)
