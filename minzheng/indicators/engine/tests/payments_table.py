"""A small table of payments, made for these tests inside their transaction, and the fact over it."""

from datetime import date
from uuid import UUID

from django.db import connection, models

from minzheng.kernel.access.records import scoped
from minzheng.kernel.facts import UNITS, Column, Fact

SCHEMES = ("low_income_allowance", "extreme_poverty_support", "elder_allowance")


class TestedPayment(models.Model):
    id = models.UUIDField(primary_key=True)
    person = models.UUIDField(null=True)
    household = models.UUIDField(null=True)
    scheme = models.CharField(max_length=40)
    settled_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    progress = models.IntegerField(null=True)
    area = models.ForeignKey("places.Area", models.PROTECT, related_name="+")
    event = models.IntegerField(null=True)

    objects = scoped()
    __test__ = False

    class Meta:
        app_label = "indicator_tests"
        db_table = "indicator_tests_payment"
        managed = False

    def __str__(self):
        return str(self.id)


def make_table():
    uuid = "uuid" if connection.vendor == "postgresql" else "char(32)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE indicator_tests_payment (id {uuid} PRIMARY KEY, person {uuid}, household {uuid}, "
            "scheme varchar(40), settled_on date, returned_on date, amount_fen bigint, progress integer, "
            "area_id bigint, event integer)"
        )


FACT = Fact(
    name="tested_payments",
    zh="测试发放",
    description="测试用。",
    rows=lambda: TestedPayment.objects.all(),
    counts=UNITS["person_time"],
    columns={
        "id": Column("编号", "id"),
        "person": Column("人", "person"),
        "household": Column("户", "household"),
        "scheme": Column("项目", "choice"),
        "settled_on": Column("到账日", "date"),
        "returned_on": Column("退回日", "date"),
        "amount": Column("金额", "fen", path="amount_fen"),
        "progress": Column("进度", "int", unit="percent"),
        "area": Column("区域", "area", path="area_id"),
        "event": Column("留痕", "int"),
    },
    register="assistance_payments",
    evidence="event",
)


def person(number):
    return UUID(int=number)


def pay(number, *, who=1, scheme=SCHEMES[0], settled=date(2025, 3, 15), returned=None, fen=100, area, **more):
    return TestedPayment(
        id=UUID(int=number),
        person=None if who is None else person(who),
        scheme=scheme,
        settled_on=settled,
        returned_on=returned,
        amount_fen=fen,
        area=area,
        event=number,
        **more,
    )
