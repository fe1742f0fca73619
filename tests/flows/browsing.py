"""A real browser on a running service; DUBAN_SCREENSHOTS=1 takes the docs' pictures."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Error, Page, Request, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IMAGES = Path(__file__).parents[2] / "docs" / "images"
expect.set_options(timeout=20_000)
HARMLESS = re.compile(
    r"404.*\.(svg|ico|png)\)|Content Security Policy|422.*/task_runs/filter\)|(?s:page error.*/flow-run-graph-)"
)
"""Prefect's pages miss some of their own icons, ask for the task run that a flow's report does not have, and complain
that our policy keeps them from calling their analytics host. The picture of a run goes on placing its artifacts after
its page was left, and fails (Prefect 3.8.8; in 2 of 40 visits)."""


@dataclass
class Visit:
    """A page of this service, and everything that went wrong or away while it was looked at."""

    page: Page
    address: str
    wrong: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note page errors, console errors and requests to any other host."""
        self.page.on("pageerror", self._failed)
        self.page.on("console", self._heard)
        self.page.on("request", self._requested)

    def open(self, path: str) -> None:
        """Go to a page of Prefect's interface."""
        self.page.goto(f"{self.address}/v2{path}")

    def shoot(self, name: str) -> None:
        """A picture for the docs, when pictures are asked for."""
        if os.environ.get("DUBAN_SCREENSHOTS"):
            self.page.wait_for_load_state("networkidle")
            self.page.screenshot(path=IMAGES / f"{name}.png")

    def _failed(self, error: Error) -> None:
        self._note(f"page error: {error.stack or error}")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(f"console: {message.text} ({message.location['url']})")

    def _note(self, said: str) -> None:
        if not HARMLESS.search(said):
            self.wrong.append(said)

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self.address, f"blob:{self.address}", "data:")):
            self.wrong.append(f"request: {request.url}")


@contextmanager
def browsing(port: int) -> Iterator[Visit]:
    """A browser on the service; fails when a page failed or asked anything of another host."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        size = {"width": 1280, "height": 860}
        page = browser.new_page(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]  # a TypedDict
        visit = Visit(page, f"http://127.0.0.1:{port}")
        visit.watch()
        yield visit
        browser.close()
    assert visit.wrong == [], visit.wrong
