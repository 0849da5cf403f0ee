"""A month from the facts to the closed books, each step by the person whose duty it is."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from minzheng.kernel.money.models import PaymentBatch
from minzheng.kernel.money.tests.paying import answer_row, csv_of
from minzheng.lines.assistance.payments.tests.months import POOR, Months
from tests.factories import Member

PREFIX = "/assistance/payments/"
JUNE = date(2025, 6, 3)
CARD = {"category": "limb", "grade": 1, "long_term_care": True, "valid_from": date(2020, 1, 1)}


@pytest.fixture
def months(stage, settings, tmp_path):
    """May is paid and closed; in June one household earns more, one is new, one has no account."""
    settings.HOME = tmp_path
    found = Months(stage)
    found.add(
        "H010",
        [
            Member("欧阳·示例", facts={**POOR, "self_care": "none"}, card=CARD),
            Member("刘幼", "child", date(2016, 3, 4)),
        ],
    )
    found.add("H011", [Member("孙无户", facts=POOR)], account=False)
    may = found.send(found.run("2025-05").batch)
    found.answer(may)
    found.change("H001", on=JUNE, work_ability="unable", income_other_fen=50_000)
    found.change("H002", on=JUNE, work_ability="able", income_wages_fen=900_000)
    found.add("H012", [Member("周新", facts=POOR)], on=JUNE)
    return found


def put_answers(months, settings, number, back=0):
    """The bank puts its answers into the folder; line `back` is returned."""
    batch = PaymentBatch._base_manager.get(number=number)
    rows = [answer_row(line, "returned" if line.number == back else "paid") for line in months.lines(batch)]
    folder = settings.HOME / "bank" / "in"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"answers-{number}.csv").write_bytes(csv_of(rows))


def press(screen, name):
    screen.page.get_by_role("button", name=name, exact=True).click()
    screen.page.wait_for_load_state()


def sign_twice(desks, address):
    """The head reviews and the leader approves what they see."""
    for desk, button, state in (("head", "审核通过", "已审核"), ("leader", "审批同意", "已审批")):
        desks[desk].open(address)
        press(desks[desk], button)
        expect(desks[desk].page.locator("header.head .tag").first).to_have_text(state)


def test_a_month_from_facts_to_closed_books(visit, stage, months, settings):
    desks = {}
    for name in ("officer", "head", "leader", "finance"):
        desks[name] = visit()
        desks[name].sign_in(getattr(stage, name))
    officer, finance = desks["officer"], desks["finance"]

    officer.open(PREFIX)
    officer.page.select_option("#id_month", "2025-06")
    press(officer, "核算本月")
    expect(officer.page.get_by_role("heading", level=1)).to_have_text("2025-06 困难群众保障金")
    expect(officer.page.locator("#differences")).to_contain_text("家庭人均月收入不低于低保标准")
    expect(officer.page.locator("#differences")).to_contain_text("月其他收入：200.00 元 → 500.00 元")
    officer.page.select_option("#id_kind", "added")
    expect(officer.page.locator("#differences")).to_contain_text("共 1 条")
    expect(officer.page.locator("#differences")).not_to_contain_text("H002")
    officer.page.get_by_role("link", name="办理批次").click()
    expect(officer.page.get_by_role("button", name="审核通过")).to_have_count(0)
    address = officer.page.url.removeprefix(officer.base)
    number = officer.page.locator("h1 small").inner_text()

    sign_twice(desks, address)
    finance.open(f"{PREFIX}waiting/")
    finance.page.get_by_role("link", name=number).click()
    press(finance, "送银行")
    put_answers(months, settings, number, back=1)
    finance.open(f"{PREFIX}waiting/")
    press(finance, "提取等待的文件")
    expect(finance.page.locator("[role=status]").first).to_contain_text("已接收")

    finance.open(address)
    finance.page.get_by_role("link", name="更正账户并重发").first.click()
    finance.page.fill("#id_number", "6222 0200 0000 9999")
    press(finance, "更正账户并重发")
    again = finance.page.url.removeprefix(finance.base)
    assert again != address
    sign_twice(desks, again)
    finance.open(again)
    reissued = finance.page.locator("h1 small").inner_text()
    press(finance, "送银行")
    put_answers(months, settings, reissued)
    finance.open(f"{PREFIX}waiting/")
    press(finance, "提取等待的文件")
    for one in (address, again):
        finance.open(one)
        press(finance, "关账")
        expect(finance.page.locator("header.head .tag").first).to_have_text("已关账")


def test_from_initials_to_explanation_and_batch(visit, stage, months):
    run = months.run("2025-06")
    screen = visit()
    screen.sign_in(stage.officer)
    page = screen.page
    page.fill("#find", "oysl")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="欧***").first.click()
    page.get_by_role("link", name="家庭与发放记录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("家庭 H010")
    page.get_by_role("link", name="怎样算出来的 2025-06").click()
    expect(page.get_by_text("社会救助暂行办法 第十二条").first).to_be_visible()
    expect(page.get_by_text("2024-07-01 起").first).to_be_visible()
    expect(page.get_by_text("说明摘要一致").first).to_be_visible()
    expect(page.get_by_text("说明摘要不符")).to_have_count(0)
    page.get_by_role("link", name=f"{run.batch.number}-").first.click()
    expect(page.get_by_text("与重新计算一致")).to_be_visible()
    page.get_by_role("link", name=run.batch.number, exact=True).first.click()
    expect(page.locator("h1 small")).to_have_text(run.batch.number)


@pytest.mark.parametrize("width", [1360, 390])
def test_payment_pages_are_accessible_and_quiet(visit, stage, months, width):
    run = months.run("2025-06")
    sent = months.send(run.batch)
    months.answer(sent, back={1, 2})
    line, home = months.lines(sent)[0], months.homes["H010"].pk
    pages = {
        "officer": {
            "payments": "",
            "payments-month": f"{run.pk}/",
            "payments-household": f"households/{home}/",
            "payments-explanation": f"{run.pk}/households/{home}/",
        },
        "finance": {
            "payments-batch": f"batches/{sent.pk}/",
            "payments-line": f"lines/{line.pk}/",
            "payments-waiting": "waiting/",
        },
    }
    for who, addresses in pages.items():
        screen = visit(width)
        screen.sign_in(getattr(stage, who))
        for name, address in addresses.items():
            screen.open(PREFIX + address)
            screen.check()
            screen.shot(name)


def test_dark_pages_have_contrast(visit, stage, months):
    run = months.run("2025-06")
    screen = visit(1360, color_scheme="dark")
    screen.sign_in(stage.head)
    for address in (
        "",
        f"{run.pk}/",
        f"batches/{run.batch_id}/",
        f"{run.pk}/households/{months.homes['H010'].pk}/",
    ):
        screen.open(PREFIX + address)
        screen.check()
