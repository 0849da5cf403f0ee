"""What finance does: send, take the bank's answers, correct an account and pay again, close."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.kernel.money.models import PaymentBatch
from minzheng.kernel.money.tests.paying import answer_row, csv_of
from minzheng.lines.assistance.payments.tests.test_pages import PREFIX, text_of


@pytest.fixture
def sent(months):
    """May at the bank, with two lines."""
    return months.send(months.run("2025-05").batch)


@pytest.fixture
def returned(months, sent):
    """The bank paid line 2 and returned line 1."""
    months.answer(sent, back={1})
    sent.refresh_from_db()
    return sent


def upload(client, content, name="back.csv"):
    return client.post(f"{PREFIX}returns/", {"file": SimpleUploadedFile(name, content)})


def test_waiting_lists_follow_the_batch(months, sign_in):
    batch = months.sign(months.run("2025-05").batch)
    client = sign_in(months.cast.finance)
    lists = client.get(f"{PREFIX}waiting/").context["lists"]
    assert [each.batch.pk for each in lists.to_send] == [batch.pk]
    client.post(f"{PREFIX}batches/{batch.pk}/pay-out/")
    lists = client.get(f"{PREFIX}waiting/").context["lists"]
    assert ([each.lines for each in lists.unanswered], lists.to_send) == ([2], [])
    months.answer(batch, back={1})
    lists = client.get(f"{PREFIX}waiting/").context["lists"]
    assert ([each.lines for each in lists.came_back], lists.unanswered) == ([1], [])


def test_uploaded_file_is_taken(months, sent, sign_in):
    rows = [answer_row(line) for line in months.lines(sent)]
    answer = upload(sign_in(months.cast.finance), csv_of(rows))
    assert "back.csv：已接收" in text_of(answer)
    again = upload(sign_in(months.cast.finance), csv_of(rows))
    assert "没有变化" in text_of(again)


def test_wrong_file_is_refused_whole_with_its_errors(months, sent, sign_in):
    first, second = months.lines(sent)
    rows = [answer_row(first), answer_row(second, amount_fen=1)]
    answer = upload(sign_in(months.cast.finance), csv_of(rows))
    text = text_of(answer)
    assert answer.status_code == 422
    assert "整个文件未接收" in text
    assert "amount_fen" in text
    assert {line.state for line in months.lines(sent)} == {"in_flight"}


def test_waiting_files_are_picked_up(months, sent, settings, sign_in):
    (settings.HOME / "bank" / "in").mkdir(parents=True, exist_ok=True)
    rows = [answer_row(line) for line in months.lines(sent)]
    (settings.HOME / "bank" / "in" / "a.csv").write_bytes(csv_of(rows))
    client = sign_in(months.cast.finance)
    assert "1 个文件等待接收" in text_of(client.get(f"{PREFIX}waiting/"))
    assert "a.csv：已接收" in text_of(client.post(f"{PREFIX}returns/pick-up/"))


def test_corrected_account_pays_again(months, returned, sign_in):
    line = months.lines(returned)[0]
    client = sign_in(months.cast.finance)
    page = text_of(client.get(f"{PREFIX}lines/{line.pk}/"))
    assert "账户已销户" in page
    form = {
        "payee": str(line.payee_id),
        "holder_name": line.holder_name,
        "bank_code": "308302000002",
        "number": "6222020000009999",
    }
    answer = client.post(f"{PREFIX}lines/{line.pk}/correct/", form, follow=True)
    text = text_of(answer)
    assert "已编制重发批次" in text
    assert f"{line.end_to_end_id}R1" in text
    assert "6222020000009999" not in text
    chain = text_of(client.get(f"{PREFIX}lines/{line.pk}/"))
    assert "**** 9999" in chain


def test_reissued_line_is_explained_by_the_month_that_computed_it(months, returned, sign_in):
    line = months.lines(returned)[0]
    form = {
        "payee": str(line.payee_id),
        "holder_name": line.holder_name,
        "bank_code": "308302000002",
        "number": "6222020000009999",
    }
    sign_in(months.cast.finance).post(f"{PREFIX}lines/{line.pk}/correct/", form)
    reissue = PaymentBatch._base_manager.exclude(pk=returned.pk).get()
    again = months.lines(reissue)[0]
    text = text_of(sign_in(months.cast.officer).get(f"{PREFIX}lines/{again.pk}/"))
    assert "与重新计算一致" in text
    page = sign_in(months.cast.officer).get(f"{PREFIX}lines/{again.pk}/explanation/", follow=True)
    assert "怎样算出来的" in text_of(page)


def test_bad_account_changes_nothing(months, returned, sign_in):
    line = months.lines(returned)[0]
    form = {"payee": str(line.payee_id), "holder_name": "王小明", "bank_code": "308302000002", "number": "12"}
    answer = sign_in(months.cast.finance).post(f"{PREFIX}lines/{line.pk}/correct/", form)
    assert answer.status_code == 403
    assert "银行账号应为" in text_of(answer)
    assert PaymentBatch._base_manager.count() == 1


def test_reissue_to_the_same_account_is_refused(months, returned, sign_in):
    line = months.lines(returned)[0]
    client = sign_in(months.cast.finance)
    answer = client.post(
        f"{PREFIX}batches/{returned.pk}/settle/", {"verb": "reissue", "line": [str(line.pk)]}
    )
    assert "还没有新的收款账户" in text_of(answer)


@pytest.mark.parametrize(("reason", "state"), [("", "returned"), ("当事人放弃", "released")])
def test_release_needs_a_reason(months, returned, sign_in, reason, state):
    line = months.lines(returned)[0]
    form = {"verb": "release", "line": [str(line.pk)], "reason": reason}
    sign_in(months.cast.finance).post(f"{PREFIX}batches/{returned.pk}/settle/", form)
    assert months.lines(returned)[0].state == state


def test_settling_nothing_is_refused(months, returned, sign_in):
    answer = sign_in(months.cast.finance).post(
        f"{PREFIX}batches/{returned.pk}/settle/", {"verb": "release", "reason": "x"}
    )
    assert "没有选择任何支付" in text_of(answer)


def test_close_is_refused_until_everything_is_settled(months, returned, sign_in):
    client = sign_in(months.cast.finance)
    path = f"{PREFIX}batches/{returned.pk}/close/"
    assert "还有 1 笔未了结" in text_of(client.post(path, {"version": returned.version}))
    odd = client.post(path, {"version": returned.version, "carry-nobody": "x"})
    assert odd.status_code == 404
    line = months.lines(returned)[0]
    carried = client.post(
        path, {"version": returned.version, f"carry-{line.pk}": "等待家属提供账户"}, follow=True
    )
    assert "已关账" in text_of(carried)


@pytest.mark.parametrize(
    ("form", "start"), [("csv", b"batch,line"), ("xlsx", b"PK"), ("txt", b"320213"), ("xml", b"<?xml")]
)
def test_bank_file_in_every_form(months, sent, sign_in, form, start):
    answer = sign_in(months.cast.finance).post(f"{PREFIX}batches/{sent.pk}/file.{form}")
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert "no-store" in answer["Cache-Control"]


def test_bank_file_is_for_those_who_pay(months, sent, sign_in):
    for actor in (months.cast.officer, months.cast.auditor):
        assert sign_in(actor).post(f"{PREFIX}batches/{sent.pk}/file.csv").status_code == 404
