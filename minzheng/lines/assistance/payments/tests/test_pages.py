"""The pages as people see them: who may do what, and what is said when it is refused."""

import pytest

PREFIX = "/assistance/payments/"
POOR_MONTH = "2025-05"


def text_of(response):
    return response.content.decode()


def test_overview_lists_months_and_offers_the_form(months, sign_in):
    run = months.run(POOR_MONTH)
    page = sign_in(months.cast.officer).get(PREFIX)
    text = text_of(page)
    assert page.status_code == 200
    assert run.batch.number in text
    assert "核算本月" in text


def test_run_from_the_form(months, sign_in):
    client = sign_in(months.cast.officer)
    answer = client.post(
        f"{PREFIX}run/", {"month": POOR_MONTH, "scheme": "", "district": months.cast.district.pk}, follow=True
    )
    text = text_of(answer)
    assert answer.status_code == 200
    assert "困难群众保障金" in text
    assert "示例参数（非官方）" in text


def test_run_refusal_stays_on_the_page(months, sign_in):
    client = sign_in(months.cast.officer)
    answer = client.post(
        f"{PREFIX}run/", {"month": "2025-12", "scheme": "", "district": months.cast.district.pk}
    )
    assert answer.status_code == 403
    assert "不能提前编制" in text_of(answer)


def test_month_page_shows_standards_left_out_and_digest(months, sign_in):
    run = months.run(POOR_MONTH)
    text = text_of(sign_in(months.cast.leader).get(f"{PREFIX}{run.pk}/"))
    assert run.inputs_digest in text
    assert "1,145.00 元" in text
    assert "无锡市标准未找到可核对的文件" in text


def test_month_page_swaps_the_differences_alone(months, sign_in):
    run = months.run(POOR_MONTH)
    page = sign_in(months.cast.officer).get(f"{PREFIX}{run.pk}/?kind=stopped", headers={"HX-Request": "true"})
    text = text_of(page)
    assert "<html" not in text
    assert "没有符合条件的差异" in text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_differences_as_a_file(months, sign_in, form):
    run = months.run(POOR_MONTH)
    answer = sign_in(months.cast.officer).post(f"{PREFIX}{run.pk}/differences.{form}?kind=added")
    assert answer.status_code == 200
    if form == "csv":
        assert "新增,最低生活保障,H001" in answer.content.decode("utf-8-sig")


def test_foreign_district_sees_nothing(months, sign_in):
    run = months.run(POOR_MONTH)
    line = months.lines(run.batch)[0]
    client = sign_in(months.cast.foreigner)
    home = months.homes["H001"].pk
    for path in (
        f"{run.pk}/",
        f"batches/{run.batch_id}/",
        f"lines/{line.pk}/",
        f"households/{home}/",
        f"{run.pk}/households/{home}/",
    ):
        assert client.get(PREFIX + path).status_code == 404
    assert run.batch.number not in text_of(client.get(PREFIX))


def test_batch_offers_signing_only_to_another_person(months, sign_in):
    batch = months.run(POOR_MONTH).batch
    path = f"{PREFIX}batches/{batch.pk}/"
    assert "审核通过" not in text_of(sign_in(months.cast.officer).get(path))
    assert "审核通过" in text_of(sign_in(months.cast.head).get(path))


def test_signature_on_another_digest_is_refused(months, sign_in):
    batch = months.run(POOR_MONTH).batch
    client = sign_in(months.cast.head)
    wrong = client.post(
        f"{PREFIX}batches/{batch.pk}/review/", {"digest": "sha256:0", "version": batch.version}
    )
    assert wrong.status_code == 403
    assert "摘要与批次不符" in text_of(wrong)
    batch.refresh_from_db()
    assert batch.state == "calculated"


def test_batch_goes_through_its_life_on_the_pages(months, sign_in):
    batch = months.run(POOR_MONTH).batch
    path = f"{PREFIX}batches/{batch.pk}/"
    for actor, verb in ((months.cast.head, "review"), (months.cast.leader, "approve")):
        batch.refresh_from_db()
        form = {"digest": batch.digest, "version": batch.version}
        assert sign_in(actor).post(f"{path}{verb}/", form, follow=True).status_code == 200
    page = sign_in(months.cast.finance).post(f"{path}pay-out/", follow=True)
    assert "已送银行" in text_of(page)
    months.answer(batch)
    batch.refresh_from_db()
    page = sign_in(months.cast.finance).post(f"{path}close/", {"version": batch.version}, follow=True)
    assert "已关账" in text_of(page)


def test_discard_needs_a_reason(months, sign_in):
    batch = months.run(POOR_MONTH).batch
    client = sign_in(months.cast.officer)
    refused = client.post(f"{PREFIX}batches/{batch.pk}/discard/", {"reason": " "})
    assert "作废批次须写明理由" in text_of(refused)
    assert "已作废" in text_of(
        client.post(f"{PREFIX}batches/{batch.pk}/discard/", {"reason": "名册有误"}, follow=True)
    )


def test_lines_are_found_by_name_and_filtered(months, sign_in):
    batch = months.run(POOR_MONTH).batch
    client = sign_in(months.cast.officer)
    path = f"{PREFIX}batches/{batch.pk}/"
    swap = {"HX-Request": "true"}
    assert "共 1 笔" in text_of(client.get(f"{path}?q=wxm", headers=swap))
    assert "共 0 笔" in text_of(client.get(f"{path}?q=钱富贵", headers=swap))
    assert "共 0 笔" in text_of(client.get(f"{path}?state=paid", headers=swap))
    assert "共 2 笔" in text_of(client.get(f"{path}?area={months.area.pk}", headers=swap))
