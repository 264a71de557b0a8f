"""A browser as one person uses it, and what must hold on every page that it shows."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
SHOTS = Path(os.environ.get("VIGIL_SHOTS") or Path(__file__).parents[2] / "test-artefacts")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TALLEST = 3_000  # pixels of a picture
PATIENCE = 60_000  # milliseconds for which a state is waited for
# In dark colours only what depends on colours can have become another.
COLOURS = ["color-contrast", "link-in-text-block"]

axe = Axe()


class Visitor:
    """A person at a screen of one size.  ``page`` is Playwright's."""

    def __init__(self, browser: Browser, base: str, size: str, name: str, **options: Any) -> None:
        self.base, self.size, self.name = base, size, name
        width, height = SIZES[size]
        options = {"viewport": {"width": width, "height": height}, "has_touch": size == "phone"} | options
        self.scripts = options.get("java_script_enabled", True)
        self.context = browser.new_context(base_url=base, color_scheme="light", **options)
        self.context.set_default_timeout(PATIENCE)
        self.wrong: list[str] = []
        self.refused: set[int] = set()  # statuses of answers that this journey means to get
        self._shown = 0
        self.context.on("request", self._requested)
        self.context.on("response", self._answered)
        self.context.on("console", self._told)
        self.context.on("weberror", lambda error: self.wrong.append(f"error in a script: {error.error}"))
        self.page: Page = self.context.new_page()

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((f"{self.base}/", "data:", "blob:")):
            self.wrong.append(f"asked elsewhere: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.refused:
            self.wrong.append(f"{response.status} for {response.request.method} {response.url}")

    def _told(self, message: ConsoleMessage) -> None:
        # What the browser says of an answer that failed was noted with the answer.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.wrong.append(f"in the console: {message.text}")

    def open(self, path: str, label: str = "") -> Page:
        """Go to an address of the site, and look at what is there."""
        self.page.goto(path)
        self.look(label or path)
        return self.page

    def press(self, key: str) -> None:
        """A key, wherever the focus is."""
        self.page.keyboard.press(key)

    def follow(self, link: Any, label: str) -> Page:
        """Click what leads to another page, and look at that."""
        with self.page.expect_navigation():
            link.click()
        self.look(label)
        return self.page

    def ready(self) -> None:
        """Wait until the page is as it will stay: loaded, and its map drawn where it has one."""
        self.page.wait_for_load_state("load")
        if self.scripts and self.page.locator("#map").count():
            self.page.wait_for_selector("#map[data-ready]")

    def look(self, label: str) -> None:
        """A picture of the page, and what must hold on every page, in light and in dark colours."""
        self.ready()
        self._shown += 1
        self.shoot(label)
        where = f"{label} ({self.size}, {self.page.url.removeprefix(self.base)})"
        wide, room, widest = self.page.evaluate(
            """() => { const root = document.documentElement; const room = root.clientWidth;
               const out = [...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > room + 1
                 && !e.closest(".scroll, .map, svg")).map((e) => e.outerHTML.slice(0, 120));
               return [root.scrollWidth, room, out.slice(0, 3)]; }"""
        )
        if wide > room:
            self.wrong.append(f"{where} is {wide} wide on {room}: {widest}")
        if not self.scripts:
            return
        self._axe(where, {"runOnly": {"type": "tag", "values": RULES}})
        self.page.emulate_media(color_scheme="dark")
        self._axe(f"{where}, dark", {"runOnly": {"type": "rule", "values": COLOURS}})
        self.page.emulate_media(color_scheme="light")

    def _axe(self, where: str, options: dict[str, Any]) -> None:
        found = axe.run(self.page, options=options).response["violations"]
        for one in found:
            nodes = "; ".join(f"{n['html'][:160]}: {n['failureSummary'][:200]}" for n in one["nodes"][:3])
            self.wrong.append(f"{where}: {one['id']} ({one['impact']}): {nodes}")

    def shoot(self, label: str) -> None:
        """A picture of the page from its top, kept beside the others of the journey."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^a-z0-9]+", "-", f"{self.name}-{self.size}-{self._shown:02}-{label}".casefold())
        width, _ = SIZES[self.size]
        tall = self.page.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": width, "height": min(tall, TALLEST)}
        self.page.screenshot(path=SHOTS / f"{name.strip('-')}.png", full_page=True, clip=clip)  # type: ignore[arg-type]

    def close(self) -> None:
        """End.  Raises AssertionError with everything that was wrong on the way."""
        self.context.close()
        assert not self.wrong, "\n".join(self.wrong)
