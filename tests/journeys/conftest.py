"""A real browser on a real server: content-security violations and script errors are collected throughout."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from conftest import Cast
from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.models import User

CHROMIUM = os.environ.get("MINZHENG_CHROMIUM", "/usr/bin/chromium")
SHOTS = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
TAKE_SHOTS = os.environ.get("MINZHENG_SCREENSHOTS") == "1"
PASSWORD = "journey-only-8273"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {1360: 900, 390: 844}

# Playwright runs an event loop in this thread; Django's database calls are still made one at a time
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
            if not Path(CHROMIUM).exists():
                item.add_marker(pytest.mark.skip(reason=f"没有浏览器 {CHROMIUM}"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


class Visit:
    """One person at one screen. `open`, `shot`, `check` (axe); complaints of the browser fail the test."""

    def __init__(self, browser: Browser, base: str, width: int, **context: Any) -> None:
        self.base, self.width = base, width
        self.context = browser.new_context(
            viewport={"width": width, "height": WIDTHS[width]}, locale="zh-CN", **context
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda m: self._note(m.type, m.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))

    def _note(self, kind: str, text: str) -> None:
        # a refused form answers 422 and a missing page 404 on purpose; the browser logs both
        if kind in ("error", "warning") and "status of 4" not in text:
            self.complaints.append(text)

    def sign_in(self, actor: Actor) -> None:
        user = User.objects.get(username=actor.username)
        user.display_name = "示例用户"
        user.set_password(PASSWORD)
        user.save()
        self.open("/accounts/login/")
        self.page.fill("#id_username", actor.username)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("button[type=submit]")
        self.page.wait_for_url(f"{self.base}/")

    def open(self, address: str) -> None:
        self.page.goto(self.base + address)

    def shot(self, name: str) -> None:
        if TAKE_SHOTS:
            SHOTS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=str(SHOTS / f"{name}-{self.width}.png"))

    def check(self) -> None:
        """No accessibility violation, no sideways scrolling of the page."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(
            self.page,
            options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
        )
        assert found.violations_count == 0, found.generate_report()
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), self.page.url


@pytest.fixture
def visit(browser: Browser, live_server: Any, transactional_db: None) -> Iterator[Callable[..., Visit]]:
    made: list[Visit] = []

    def start(width: int = 1360, **context: Any) -> Visit:
        made.append(Visit(browser, live_server.url, width, **context))
        return made[-1]

    yield start
    for one in made:
        one.context.close()
    assert [complaint for one in made for complaint in one.complaints] == []


@pytest.fixture
def stage(transactional_db: None) -> Cast:
    """The cast, committed so that the server's threads see it."""
    return Cast()
