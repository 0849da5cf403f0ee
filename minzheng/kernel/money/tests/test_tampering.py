"""The database refuses to change what is sealed; whoever switches that off is found by `audit verify`."""

import pytest
from django.db import DatabaseError, connection, transaction

from minzheng.kernel.evidence.models import Event
from minzheng.kernel.evidence.verifying import verify
from minzheng.kernel.money.reconciling import reconcile
from minzheng.kernel.money.tests.paying import answer_row
from minzheng.kernel.money.verification import find_bad_rows

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def answered(house):
    batch = house.sent()
    house.answer(answer_row(house.line(batch)), answer_row(house.line(batch, 2), "rejected"))
    return batch


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE money_paymentline SET fen = fen + 1",
        "UPDATE money_paymentline SET payee_id = account_id",
        "UPDATE money_paymentline SET month = '2024-01'",
        "UPDATE money_paymentline SET holder_name = 'x'",
        "DELETE FROM money_paymentline",
        "UPDATE money_linecoverage SET share_fen = 0",
        "DELETE FROM money_linecoverage",
        "UPDATE money_posting SET amount_fen = 1",
        "DELETE FROM money_posting",
        "UPDATE money_journalentry SET summary = 'x'",
        "UPDATE money_bankanswer SET status = 'paid'",
        "DELETE FROM money_bankanswer",
        "UPDATE money_returnfile SET name = 'x'",
        "UPDATE money_paymentbatch SET amount_fen = 1",
        "UPDATE money_paymentbatch SET digest = 'x'",
        "UPDATE money_paymentbatch SET maker_id = reviewer_id",
        "UPDATE money_paymentbatch SET reviewer_id = maker_id",
        "UPDATE money_paymentbatch SET approver_id = NULL, approved_on = NULL",
        "DELETE FROM money_paymentbatch",
        "UPDATE money_payoutaccount SET bank_code = 'x'",
        "DELETE FROM money_payoutaccount",
    ],
)
def test_database_refuses(answered, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def tamper(sql, *triggers):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, name in triggers:
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER money_{table}_no_{name}")
            else:
                cursor.execute(f"ALTER TABLE money_{table} DISABLE TRIGGER USER")
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("sql", "triggers", "why"),
    [
        ("UPDATE money_paymentline SET fen = fen + 1 WHERE number = 1", [("paymentline", "reseal")], "摘要"),
        ("UPDATE money_paymentline SET holder_name = '某某' WHERE number = 3", [("paymentline", "reseal")], "摘要"),
        ("UPDATE money_linecoverage SET person_id = (SELECT payee_id FROM money_paymentline WHERE number = 4)",
         [("linecoverage", "update")], "摘要"),
        ("UPDATE money_paymentbatch SET digest = 'sha256:00'", [("paymentbatch", "reseal")], "摘要"),
        ("UPDATE money_posting SET amount_fen = amount_fen + 1 WHERE amount_fen > 0", [("posting", "update")], "不"),
        ("UPDATE money_bankanswer SET code = 'deceased' WHERE status = 'rejected'", [("bankanswer", "update")], "不符"),
        ("DELETE FROM money_bankanswer WHERE status = 'rejected'", [("bankanswer", "delete")], "不符"),
        ("UPDATE money_paymentline SET state = 'paid' WHERE number = 3", [], "不符"),
        ("UPDATE money_paymentline SET settled_on = '2025-01-01' WHERE number = 1", [], "答复"),
        ("UPDATE money_paymentline SET returned_on = NULL WHERE number = 2", [], "答复"),
    ],
)  # fmt: skip
def test_tampering_is_found_and_located(answered, sql, triggers, why):
    assert verify_all().ok
    tamper(sql, *triggers)
    bad = verify_all().first_bad
    assert bad is not None
    assert bad.kind == "rows"
    assert why in bad.why
    assert bad.sequence > 0


def test_a_return_file_taken_away_with_its_answers_is_missed(answered):
    tamper("DELETE FROM money_bankanswer", ("bankanswer", "delete"))
    tamper("DELETE FROM money_returnfile", ("returnfile", "delete"))
    taken = Event.objects.get(kind="kernel.money.return_file.taken").sequence
    assert (taken, f"第 {taken} 号留痕所述接收的回盘文件不存在。") in list(find_bad_rows())


def verify_all():
    from minzheng.kernel.access.actors import everywhere

    with everywhere():
        return verify()


def test_reconcile_sees_a_changed_state(answered):
    tamper("UPDATE money_paymentline SET state = 'paid' WHERE number = 3")
    assert not reconcile()["balanced"]
