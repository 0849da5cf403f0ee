"""From the report's sentence to the record: a figure, its people, a payment, how it was computed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from minzheng.lines.assistance.payments.tests.months import POOR, Months
from tests.factories import Member


@pytest.fixture
def paid_may(stage, settings, tmp_path):
    """One month computed, signed, sent and answered for a handful of households."""
    settings.HOME = tmp_path
    found = Months(stage)
    found.add("H010", [Member("欧阳·示例", facts=POOR)])
    found.answer(found.send(found.run("2025-05").batch))
    return found


def read_count(text: str) -> int:
    return int("".join(character for character in text if character.isdigit()))


@pytest.mark.parametrize("width", [1360, 390])
def test_a_sentence_of_the_report_opens_down_to_the_record(visit, stage, paid_may, width):
    screen = visit(width)
    screen.sign_in(stage.head)
    screen.shot("workbench")
    screen.check()

    screen.open("/report/2025H1/")
    figure = screen.page.locator("a[data-figure='SA-03']")
    stated = read_count(figure.inner_text())
    assert stated >= 2
    expect(screen.page.locator("mark.missing").first).to_contain_text("未计算")
    screen.shot("report")
    screen.check()

    figure.click()
    expect(screen.page.locator("[data-figure='SA-03']")).to_contain_text(f"{stated} 人")
    expect(screen.page.get_by_role("heading", name="明细记录")).to_be_visible()
    screen.shot("figure")
    screen.check()

    screen.page.get_by_role("link", name="320213-202505-01").first.click()
    expect(screen.page.get_by_role("heading", level=1)).to_contain_text("320213-202505-01")


def test_a_text_is_judged_number_by_number(visit, stage, paid_may):
    screen = visit()
    screen.sign_in(stage.leader)
    screen.open("/report/2025H1/")
    stated = read_count(screen.page.locator("a[data-figure='SA-03']").inner_text())
    screen.open("/report/2025H1/check/")
    screen.page.fill(
        "#id_text",
        f"上半年共为{stated}名困难群众发放最低生活保障金、残疾人两项补贴等各类保障金共3700余万元。",
    )
    screen.page.get_by_role("button", name="核对", exact=True).click()
    rows = screen.page.locator("table tbody tr")
    expect(rows.filter(has_text="SA-03")).to_contain_text("属实")
    expect(rows.filter(has_text="SA-04")).to_contain_text("不符")
    screen.shot("check")
    screen.check()


def test_the_report_is_taken_along_as_word(visit, stage, paid_may):
    screen = visit()
    screen.sign_in(stage.leader)
    screen.open("/report/2025H1/")
    with screen.page.expect_download() as download:
        screen.page.get_by_role("link", name="下载 Word 文件").click()
    content = download.value.path().read_bytes()
    assert content[:2] == b"PK"
    assert download.value.suggested_filename == "report-2025H1.docx"


def test_nobody_without_the_right_fixes_the_report(visit, stage, paid_may):
    screen = visit()
    screen.sign_in(stage.officer)
    screen.open("/report/2025H1/")
    expect(screen.page.get_by_role("button", name="固定报告")).to_have_count(0)
