"""Household means, offered to be counted."""

from minzheng.kernel.facts import UNITS, Column, Fact, register_fact
from minzheng.lines.assistance.household_means.models import HouseholdMeans

HOUSEHOLD_MEANS = register_fact(
    Fact(
        name="assistance.household_means",
        zh="家庭财产",
        description="一行是一户家庭在一段时间内的财产状况。",
        rows=HouseholdMeans.objects.all,
        counts=UNITS["item"],
        register="assistance.household_means",
        columns={
            "id": Column("编号", "id"),
            "household": Column("家庭", "household", "household_id"),
            "starts_on": Column("起", "date"),
            "ends_on": Column("止", "date"),
            "area": Column("社区", "area", "area_id"),
        },
    )
)
