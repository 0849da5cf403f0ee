"""A batch from finished lines to the bank and back, and everything that must stop it."""

import csv
import hashlib
import json

import pytest

from minzheng.kernel.evidence.models import Event
from minzheng.kernel.evidence.verifying import verify
from minzheng.kernel.money import actions
from minzheng.kernel.money.actions.ledger import sum_ledger
from minzheng.kernel.money.bank_folder import folder
from minzheng.kernel.money.models import PaymentBatch, PaymentLine
from minzheng.kernel.money.tests.paying import ON, answer_row
from minzheng.kernel.problems import NotThere, Refused, Stale

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_batch_goes_from_lines_to_bank_and_back(house):
    batch = house.open()
    assert (batch.state, batch.line_count, batch.people_count, batch.amount_fen) == (
        "calculated",
        4,
        4,
        458_006,
    )
    house.export(house.sign(batch))
    first, *others = PaymentLine._base_manager.filter(batch=batch).order_by("number")
    house.answer(*(answer_row(line) for line in others), answer_row(first, "rejected"))
    batch = house.fresh(batch)
    assert batch.state == "returned"
    assert sum_ledger(batch) == {
        "fund:main": -458_006,
        "expense:low_income_allowance": 343_506,
        "returned": 114_500,
    }
    assert verify().ok


def test_bank_file_is_as_sealed(house):
    batch = house.sent()
    path = folder("out") / f"{batch.number}.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert rows[0] == {
        "batch": "320213-202506-01", "line": "1", "end_to_end_id": "320213-202506-01-0000001",
        "account": "6222020000000000", "name": "张一", "bank_code": "308302000001", "amount_fen": "114500",
        "purpose": "最低生活保障金2025-06",
    }  # fmt: skip
    manifest = json.loads(path.with_suffix(".json").read_text())
    assert manifest == {
        "batch": batch.number, "lines": 4, "amount_fen": 458_006, "batch_digest": batch.digest,
        "file_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }  # fmt: skip
    assert path.stat().st_mode & 0o077 == 0


def test_second_export_gives_identical_bytes(house):
    batch = house.sent()
    path = folder("out") / f"{batch.number}.csv"
    before, events = path.read_bytes(), Event.objects.count()
    path.unlink()
    house.export(house.fresh(batch))
    assert path.read_bytes() == before
    assert Event.objects.count() == events


def test_same_request_again_is_the_same_batch(house):
    batch, events = house.open(), Event.objects.count()
    assert house.open().pk == batch.pk
    assert Event.objects.count() == events
    assert PaymentBatch._base_manager.count() == 1


def test_same_request_with_other_content_is_an_error(house):
    house.open()
    with pytest.raises(Refused, match="内容不同"):
        house.open(lines=house.lines(fen=1))


def test_nobody_is_paid_twice_for_a_month(house):
    house.open()
    with pytest.raises(Refused) as refusal:
        house.open(key="another", lines=house.lines(people=house.people[:1], fen=5))
    assert refusal.value.code == "already_paid"


def test_empty_selection_is_refused(house):
    with pytest.raises(Refused) as refusal:
        house.open(lines=[])
    assert refusal.value.code == "empty_selection"


def test_everybody_selection_needs_a_reason(house):
    with pytest.raises(Refused) as refusal:
        house.open(population=4)
    assert refusal.value.code == "everybody_selection"
    with pytest.raises(Refused):
        house.open(population=4, confirmed_everybody=True, remark=" ")
    assert house.open(population=4, confirmed_everybody=True, remark="全员一次性补助").state == "calculated"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"fen": 0}, "amount_not_fen"),
        ({"fen": True}, "amount_not_fen"),
        ({"fen": 1.5}, "amount_not_fen"),
        ({"scheme": "lottery"}, "unknown_scheme"),
        ({"covered": ()}, "coverage_wrong"),
        ({"kind": "reissue"}, "kind_or_month"),
        ({"month": "2025-13"}, "kind_or_month"),
        ({"area": 1}, "area_outside"),
    ],
)
def test_unfit_line_stops_the_whole_batch(house, change, code):
    from dataclasses import replace

    if "area" in change:
        change = {"area": house.cast.area("329901001001").pk}
    lines = house.lines()
    lines[2] = replace(lines[2], **change)
    with pytest.raises(Refused) as refusal:
        house.open(lines=lines)
    assert (refusal.value.code, refusal.value.row) == (code, 3)


def test_account_of_somebody_else_is_refused(house):
    from dataclasses import replace

    lines = house.lines()
    lines[0] = replace(lines[0], account=house.accounts[house.people[1]])
    with pytest.raises(Refused, match="收款账户"):
        house.open(lines=lines)


def test_signatures_need_three_people(house):
    cast, batch = house.cast, house.open(by=house.cast.head)
    with pytest.raises(Refused) as refusal:
        actions.review_batch(batch=batch, digest=batch.digest, by=cast.head, on=ON)
    assert refusal.value.code == "same_person"
    actions.review_batch(batch=batch, digest=batch.digest, by=cast.second_head, on=ON)
    for again in (cast.head, cast.second_head):
        with pytest.raises(Refused):
            actions.approve_batch(batch=house.fresh(batch), digest=batch.digest, by=again, on=ON)
    actions.approve_batch(batch=house.fresh(batch), digest=batch.digest, by=cast.leader, on=ON)
    assert house.fresh(batch).state == "approved"


def test_signature_is_on_one_digest(house):
    batch = house.open()
    with pytest.raises(Refused, match="摘要"):
        actions.review_batch(batch=batch, digest="sha256:00", by=house.cast.head, on=ON)


def test_stale_reader_cannot_sign(house):
    batch, old = house.open(), house.open()
    actions.review_batch(batch=batch, digest=batch.digest, by=house.cast.head, on=ON)
    with pytest.raises(Refused):
        actions.review_batch(batch=old, digest=old.digest, by=house.cast.second_head, on=ON)
    with pytest.raises(Stale):
        actions.approve_batch(batch=old, digest=old.digest, by=house.cast.leader, on=ON)


@pytest.mark.parametrize("who", ["officer", "handler", "community", "auditor"])
def test_others_cannot_sign(house, who):
    batch = house.open()
    with pytest.raises(Refused):
        actions.review_batch(batch=batch, digest=batch.digest, by=getattr(house.cast, who), on=ON)


def test_other_district_finds_nothing(house):
    batch = house.sent()
    with pytest.raises(NotThere):
        actions.review_batch(batch=batch, digest=batch.digest, by=house.cast.foreigner, on=ON)
    line = house.line(batch)
    result = house.answer(answer_row(line), by=house.cast.foreigner)
    assert (result.state, result.errors[0].code) == ("refused", "unknown_line")
    assert house.states(batch) == ["in_flight"] * 4


def test_export_needs_approval(house):
    batch = house.open()
    with pytest.raises(Refused, match="已编制"):
        house.export(batch)
    assert not (folder("out") / f"{batch.number}.csv").exists()


def test_discarded_batch_frees_its_month(house):
    batch = house.open()
    actions.discard_batch(batch=batch, reason="名单有误", by=house.cast.officer, on=ON)
    again = house.open()
    assert again.pk != batch.pk
    assert (again.number, house.states(batch)) == ("320213-202506-02", ["discarded"] * 4)
    assert house.line(batch).version == 2


def test_exported_batch_cannot_be_discarded(house):
    batch = house.sent()
    with pytest.raises(Refused, match="已送银行"):
        actions.discard_batch(batch=batch, reason="想撤回", by=house.cast.officer, on=ON)
