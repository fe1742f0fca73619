"""The console behind a real port, and a real browser on it, for what no test client can prove."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.console.conftest import SECRET
from tests.flows.browsing import CHROMIUM, QUIET
from tests.running_service import free_port

PATIENCE = 30.0


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The address at which the console answers while this lasts."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    began = monotonic()
    while not server.started and monotonic() - began < PATIENCE:
        thread.join(0.05)
    assert server.started
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


class Person:
    """Somebody at a browser of their own, and everything that went wrong or away while they worked."""

    def __init__(self, browser: Browser, address: str, name: str, width: int = 1440, secret: str = SECRET) -> None:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        self.page: Page = context.new_page()
        self.address, self.wrong = address, list[str]()
        self.page.on("pageerror", lambda error: self.wrong.append(f"page error: {error}"))
        self.page.on("console", self._heard)
        self.page.on("request", self._requested)
        self.open("/sign-in")
        self.page.get_by_label("账号").fill(name)
        self.page.get_by_label("口令").fill(secret)
        self.press("登录")

    def open(self, path: str) -> None:
        """Goes to a page and waits for all of it."""
        self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")

    def press(self, name: str) -> None:
        """Presses the button of that name."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state("networkidle")

    def follow(self, name: str) -> None:
        """Follows the link of that name in the page itself."""
        self.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()
        self.page.wait_for_load_state("networkidle")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.wrong.append(f"console: {message.text}")

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.wrong.append(f"request: {request.url}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A real browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()
