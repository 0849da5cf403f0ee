"""Officers at work in a browser: every kind of page, wide and narrow, light and dark."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from minzheng.kernel.people.actions import register_people
from minzheng.kernel.people.actions.rolls import NewPerson

ON = date(2025, 7, 1)
WIDTHS = (1360, 390)
PICTURED = {"home", "areas", "people", "person", "organization-new", "import", "public"}


@pytest.fixture
def people(stage):
    area = stage.area("320213021001")
    names = [("欧阳示例", "11010519491231002X"), ("示例甲", "320213195001010025")]
    with stage.head.in_scope():
        return register_people(
            people=[
                NewPerson(
                    area_id=area.pk,
                    district_id=area.district_id,
                    name=name,
                    id_kind="citizen_number",
                    id_number=number,
                    sex="female",
                    phone="13812345678",
                )
                for name, number in names
            ],
            by=stage.head,
            on=ON,
        )


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_are_accessible_and_quiet(visit, stage, people, width):
    screen = visit(width)
    screen.open("/accounts/login/")
    screen.check()
    screen.shot("login")
    screen.sign_in(stage.head)
    addresses = {
        "home": "/",
        "areas": "/kernel/places/",
        "area": f"/kernel/places/{stage.area('320213021').pk}/",
        "people": "/kernel/people/",
        "person": f"/kernel/people/{people[0]}/",
        "person-edit": f"/kernel/people/{people[0]}/edit/",
        "reveal": f"/kernel/people/{people[0]}/reveal/",
        "organization-new": "/kernel/organizations/new/",
        "import": "/kernel/people/import/",
        "search": "/search/?q=OYSL",
        "keys": "/accounts/keys/",
        "day": "/demo/day/",
        "interface": "/api/docs/",
        "missing": "/nowhere/",
        "public": "/public/",
        "public-areas": "/public/areas/",
    }
    for name, address in addresses.items():
        screen.open(address)
        screen.check()
        if name in PICTURED:
            screen.shot(name)


def test_dark_pages_have_contrast(visit, stage, people):
    screen = visit(1360, color_scheme="dark")
    screen.sign_in(stage.head)
    for address in ("/", "/kernel/people/", f"/kernel/people/{people[0]}/", "/kernel/people/import/"):
        screen.open(address)
        screen.check()
    screen.shot("dark")


def test_find_a_person_by_initials_and_follow(visit, stage, people):
    screen = visit()
    screen.sign_in(stage.head)
    page = screen.page
    page.fill("#find", "oysl")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="欧***").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("欧***")
    assert "11010519491231002X" not in page.content()
    assert "13812345678" not in page.content()
    expect(page.get_by_text("138****5678")).to_be_visible()


def test_list_filters_without_reloading(visit, stage):
    screen = visit()
    screen.sign_in(stage.officer)
    screen.open("/kernel/places/")
    page = screen.page
    page.evaluate("window.kept = true")
    page.fill("#q", "崇安寺")
    expect(page.locator("#results")).not_to_contain_text("惠山街道")
    expect(page.locator("#results")).to_contain_text("崇安寺街道")
    assert page.evaluate("window.kept") is True
    assert "q=" in page.url
    page.reload()
    expect(page.locator("#results")).to_contain_text("崇安寺街道")
    expect(page.locator("#results")).not_to_contain_text("惠山街道")


def test_menu_works_at_390_by_keyboard(visit, stage):
    screen = visit(390)
    screen.sign_in(stage.officer)
    page = screen.page
    menu = page.locator("#menu")
    expect(menu).to_be_hidden()
    page.locator(".menu-button").focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    screen.check()
    screen.shot("menu")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="行政区划").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("行政区划")


def test_first_tab_skips_to_content(visit, stage):
    screen = visit()
    screen.sign_in(stage.officer)
    page = screen.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_language_and_theme_are_switched(visit, stage):
    screen = visit()
    screen.sign_in(stage.officer)
    page = screen.page
    page.locator(".who").click()
    screen.check()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator(".who").click()
    page.get_by_role("button", name="繁體中文").click()
    expect(page.locator("#menu")).to_contain_text("行政區劃")
    page.locator(".who").click()
    page.get_by_role("button", name="深色").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 20, 26)"


def test_elder_mode_is_large(visit, stage):
    screen = visit(390)
    screen.open("/public/")
    page = screen.page
    page.get_by_role("button", name="长辈版").click()
    size = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert size >= 18
    screen.check()
    screen.shot("elder")


def test_two_hundred_percent_zoom_keeps_everything(visit, stage):
    screen = visit(390)
    screen.sign_in(stage.officer)
    page = screen.page
    page.set_viewport_size({"width": 320, "height": 512})
    for address in ("/", "/kernel/places/", "/kernel/organizations/new/"):
        screen.open(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_organization_is_registered_in_the_browser(visit, stage):
    screen = visit()
    screen.sign_in(stage.head)
    screen.open("/kernel/organizations/")
    page = screen.page
    page.get_by_role("link", name="新建").click()
    page.get_by_role("button", name="保存").click()
    assert page.url.endswith("/new/")


def test_log_out_ends_the_session(visit, stage):
    screen = visit()
    screen.sign_in(stage.officer)
    page = screen.page
    page.locator(".who").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/accounts/login/")
    screen.open("/kernel/places/")
    assert "/accounts/login/" in page.url
