"""The bank's answers: whole file or nothing, any order, one state."""

import json

import pytest

from minzheng.kernel.evidence.models import Event
from minzheng.kernel.evidence.verifying import verify
from minzheng.kernel.money import actions
from minzheng.kernel.money.actions.ledger import sum_ledger
from minzheng.kernel.money.bank_folder import folder
from minzheng.kernel.money.models import BankAnswer, PaymentLine
from minzheng.kernel.money.reconciling import reconcile
from minzheng.kernel.money.tests.paying import ON, answer_row, csv_of
from minzheng.kernel.problems import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def sent(house):
    return house.sent()


def test_file_is_moved_and_told(house, sent):
    result = house.answer(answer_row(house.line(sent)))
    assert (result.state, result.new, result.changed, result.batches) == ("taken", 1, 1, (sent.number,))
    assert (folder("in", "done") / "r.csv").exists()
    assert not (folder("in") / "r.csv").exists()
    event = Event.objects.get(kind="kernel.money.line.paid")
    assert event.subject_id == str(house.line(sent).id)
    assert house.line(sent).event_sequence == event.sequence


def test_same_file_again_is_a_no_op(house, sent):
    rows = [answer_row(house.line(sent, n)) for n in (1, 2)]
    house.answer(*rows)
    events = Event.objects.count()
    assert house.answer(*rows, name="again.csv").state == "unchanged"
    assert Event.objects.count() == events
    assert BankAnswer._base_manager.count() == 2


def test_a_file_with_nul_is_refused_with_a_sentence(house, sent):
    result = house.answer(answer_row(house.line(sent), reason="ok\x00"))
    assert (result.state, [error.code for error in result.errors]) == ("refused", ["not_text"])


def test_same_return_id_with_other_content_refuses_the_whole_file(house, sent):
    first, second = house.line(sent), house.line(sent, 2)
    house.answer(answer_row(first))
    result = house.answer(answer_row(second), answer_row(first, value_date="2025-06-11"), name="bad.csv")
    assert (result.state, result.errors[0].code) == ("refused", "return_id_conflict")
    assert house.line(sent, 2).state == "in_flight"
    errors = json.loads((folder("in", "refused") / "bad.csv.errors.json").read_text())["errors"]
    assert errors[0]["row"] == 3
    assert (folder("in", "refused") / "bad.csv").exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"amount_fen": 1}, "amount_mismatch"),
        ({"amount_fen": "1145.00"}, "amount_not_fen"),
        ({"amount_fen": "114500\uff10"}, "amount_not_fen"),
        ({"end_to_end_id": "x"}, "end_to_end_mismatch"),
        ({"line": 99}, "unknown_line"),
        ({"batch": "320213-202506-77"}, "unknown_line"),
        ({"status": "maybe"}, "unknown_status"),
        ({"status": "returned", "code": ""}, "unknown_code"),
        ({"status": "reversed"}, "reverses_wrong"),
        ({"reverses": "r1"}, "reverses_wrong"),
        ({"value_date": "2025-02-30"}, "bad_date"),
        ({"return_id": ""}, "return_id_missing"),
    ],
)
def test_bad_row_refuses_the_file(house, sent, values, code):
    result = house.answer(answer_row(house.line(sent, 2)), {**answer_row(house.line(sent)), **values})
    assert (result.state, [e.code for e in result.errors], result.errors[0].row) == ("refused", [code], 3)
    assert house.states(sent) == ["in_flight"] * 4


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a,b\n1,2\n", csv_of([]), csv_of([]) + b'"open\n'])
def test_garbage_is_refused(house, sent, content):
    result = actions.take_return_body(content=content, name="g.csv", by=house.cast.finance, on=ON)
    assert result.state == "refused"
    assert (folder("in", "refused") / "g.csv.errors.json").exists()


def test_without_permission_nothing_comes_in_and_a_waiting_file_stays(house, sent):
    rows, waiting = [answer_row(house.line(sent))], folder("in") / "waiting.csv"
    waiting.write_bytes(csv_of(rows))
    with pytest.raises(Refused):
        house.answer(*rows, by=house.cast.auditor)
    with pytest.raises(Refused):
        actions.take_return_file(path=waiting, by=house.cast.auditor, on=ON)
    assert [path.name for path in folder("in").glob("*.csv")] == ["waiting.csv"]
    assert house.states(sent) == ["in_flight"] * 4


def test_return_after_payment(house, sent):
    line = house.line(sent)
    house.answer(answer_row(line))
    house.answer(answer_row(line, "returned", value_date="2025-06-20"), name="late.csv")
    line = house.line(sent)
    assert (line.state, str(line.settled_on), str(line.returned_on)) == (
        "returned",
        "2025-06-10",
        "2025-06-20",
    )
    assert sum_ledger(house.fresh(sent))["returned"] == line.fen


@pytest.mark.parametrize("reversal_first", [True, False])
def test_return_of_a_return(house, sent, reversal_first):
    line = house.line(sent)
    back = answer_row(line, "returned", "back")
    undone = answer_row(line, "reversed", "undo", reverses="back")
    house.answer(answer_row(line))
    for row in (undone, back) if reversal_first else (back, undone):
        house.answer(row, name=f"{row['return_id']}.csv")
    assert house.line(sent).state == "paid"


def test_reversal_must_name_the_same_line(house, sent):
    first, second = house.line(sent), house.line(sent, 2)
    house.answer(answer_row(first, "returned", "back"))
    result = house.answer(answer_row(second, "reversed", "undo", reverses="back"), name="u.csv")
    assert result.errors[0].code == "reverses_wrong"
    house.answer(answer_row(second, "reversed", "early", reverses="later"), name="e.csv")
    result = house.answer(answer_row(first, "returned", "later"), name="l.csv")
    assert result.errors[0].code == "reverses_wrong"


def test_paid_and_rejected_is_disputed(house, sent):
    line = house.line(sent)
    house.answer(answer_row(line), answer_row(line, "rejected"))
    assert house.line(sent).state == "disputed"
    assert sum_ledger(house.fresh(sent))["suspense"] == line.fen
    with pytest.raises(Refused):
        actions.close_batch(batch=house.fresh(sent), carry={}, by=house.cast.finance, on=ON)
    house.answer(
        answer_row(line, "reversed", "undo", reverses=f"rejected-{line.end_to_end_id}"), name="u.csv"
    )
    assert house.line(sent).state == "paid"


def test_idempotency_key_stands_for_one_body(house, sent):
    house.answer(answer_row(house.line(sent)), key="k1")
    assert house.answer(answer_row(house.line(sent)), key="k1").state == "unchanged"
    result = house.answer(answer_row(house.line(sent, 2)), key="k1")
    assert result.errors[0].code == "idempotency_key_reused"


def answer_all(house, batch, status="paid", name="all.csv"):
    lines = [house.line(batch, n) for n in range(1, batch.line_count + 1)]
    return house.answer(*(answer_row(line, status) for line in lines), name=name)


def test_reissue_pays_once_more_and_names_the_old_payment(house, sent):
    line = house.line(sent)
    house.answer(answer_row(line, "returned"))
    new = house.register([line.payee_id], tail="9")
    batch = actions.reissue_lines(
        district=house.district,
        accounts={line.id: new[line.payee_id]},
        title="重发",
        by=house.cast.officer,
        on=ON,
    )
    again = actions.reissue_lines(
        district=house.district,
        accounts={line.id: new[line.payee_id]},
        title="重发",
        by=house.cast.officer,
        on=ON,
    )
    assert again.pk == batch.pk
    reissued = house.line(batch)
    assert (reissued.end_to_end_id, reissued.replaces_id) == (f"{line.end_to_end_id}R1", line.id)
    assert (reissued.fen, reissued.month, reissued.kind) == (line.fen, line.month, line.kind)
    assert (house.line(sent).state, house.line(sent).live, reissued.live) == ("reissued", False, True)
    assert "returned" not in sum_ledger(house.fresh(sent))
    house.export(house.sign(batch))
    answer_all(house, batch)
    assert house.line(batch).state == "paid"
    with pytest.raises(Refused):
        house.open(key="other", lines=house.lines(people=house.people[:1]))


def test_discarded_reissue_gives_the_return_back(house, sent):
    line = house.line(sent)
    house.answer(answer_row(line, "returned"))
    accounts = {line.id: line.account_id}
    args = {
        "district": house.district,
        "accounts": accounts,
        "title": "重发",
        "by": house.cast.officer,
        "on": ON,
    }
    batch = actions.reissue_lines(**args)
    actions.discard_batch(batch=batch, reason="账号有误", by=house.cast.officer, on=ON)
    assert (house.line(sent).state, house.line(sent).live) == ("returned", True)
    assert house.line(actions.reissue_lines(**args)).end_to_end_id == f"{line.end_to_end_id}R2"


def test_only_returned_money_can_be_reissued(house, sent):
    line = house.line(sent)
    for status in (None, "paid"):
        if status:
            house.answer(answer_row(line))
        with pytest.raises(Refused, match="不能重发"):
            actions.reissue_lines(
                district=house.district,
                accounts={line.id: line.account_id},
                title="重发",
                by=house.cast.officer,
                on=ON,
            )


def test_first_payment_that_arrives_after_all_is_overpaid(house, sent):
    line = house.line(sent)
    house.answer(answer_row(line), answer_row(line, "returned", "back"))
    batch = actions.reissue_lines(
        district=house.district,
        accounts={line.id: line.account_id},
        title="重发",
        by=house.cast.officer,
        on=ON,
    )
    actions.review_batch(batch=batch, digest=batch.digest, by=house.cast.head, on=ON)
    house.answer(answer_row(line, "reversed", "undo", reverses="back"), name="u.csv")
    with pytest.raises(Refused, match="重复到账"):
        actions.approve_batch(batch=batch, digest=batch.digest, by=house.cast.leader, on=ON)
    old = house.line(sent)
    assert (old.state, old.settled_on) == ("overpaid", None)
    assert sum_ledger(house.fresh(sent))["recoverable"] == line.fen
    actions.recover_lines(
        district=house.district, line_ids=[line.id], reason="已交回", by=house.cast.finance, on=ON
    )
    assert house.line(sent).state == "recovered"
    assert reconcile()["balanced"]


def test_close_needs_everything_settled(house, sent):
    first, second = house.line(sent), house.line(sent, 2)
    with pytest.raises(Refused):
        actions.close_batch(batch=sent, carry={}, by=house.cast.finance, on=ON)
    house.answer(
        answer_row(first, "returned"),
        answer_row(second, "rejected"),
        *(answer_row(house.line(sent, n)) for n in (3, 4)),
    )
    with pytest.raises(Refused, match="2 笔未了结"):
        actions.close_batch(batch=sent, carry={}, by=house.cast.finance, on=ON)
    actions.release_lines(
        district=house.district, line_ids=[first.id], reason="对象去世", by=house.cast.finance, on=ON
    )
    closed = actions.close_batch(batch=sent, carry={second.id: "待核实账号"}, by=house.cast.finance, on=ON)
    assert (closed.state, house.states(sent)) == ("closed", ["released", "carried", "paid", "paid"])
    assert not set(sum_ledger(closed)) & {"in_flight", "returned", "suspense"}


def test_late_return_opens_a_closed_batch_again(house, sent):
    answer_all(house, sent)
    actions.close_batch(batch=sent, carry={}, by=house.cast.finance, on=ON)
    house.answer(answer_row(house.line(sent), "returned"), name="late.csv")
    assert house.fresh(sent).state == "returned"
    assert Event.objects.filter(kind="kernel.money.batch.reopened").count() == 1
    assert reconcile()["balanced"]


def test_reconcile_tells_where_the_money_is(house, sent):
    house.answer(answer_row(house.line(sent)), answer_row(house.line(sent, 2), "rejected"))
    found = reconcile()
    assert found["balanced"]
    assert found["accounts"]["in_flight"] == 114_502 + 114_503
    assert found["batches"] == [
        {
            "batch": sent.number, "state": "exported", "lines": 4, "amount_fen": 458_006, "paid_fen": 114_500,
            "returned_fen": 114_501, "in_flight_fen": 229_005,
        }
    ]  # fmt: skip
    assert sum(found["accounts"].values()) == 0


def test_everything_verifies_after_a_long_history(house, sent):
    line = house.line(sent)
    house.answer(
        answer_row(line), answer_row(line, "returned", "back"), answer_row(house.line(sent, 3), "rejected")
    )
    house.answer(answer_row(line, "reversed", "undo", reverses="back"), name="u.csv")
    verdict = verify()
    assert verdict.ok, verdict.first_bad


def test_another_districts_answers_stay_for_its_people(house):
    """The folder is shared: who picks up takes its own district's files and leaves the others."""
    batch = house.sent()
    answers = csv_of([answer_row(line, "paid") for line in house_lines(house, batch)])
    path = folder("in") / "ours.csv"
    path.write_bytes(answers)
    foreign = house.cast.person("foreign_finance", "finance", "329901")
    with foreign.in_scope():
        assert actions.pick_up_returns(by=foreign, on=ON) == []
    assert path.exists()
    with house.cast.finance.in_scope():
        taken = actions.pick_up_returns(by=house.cast.finance, on=ON)
    assert [one.state for one in taken] == ["taken"]


def house_lines(house, batch):
    with house.cast.finance.in_scope():
        return list(PaymentLine.objects.filter(batch=batch).order_by("number"))
