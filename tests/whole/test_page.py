"""The phone page in a real browser. Pictures of it are kept in `artefacts/`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from support.homes import HomeOfProcesses
from support.programs import LANDSEAL, Program, free_port, installed, running
from support.wait import until

PHONE = {"width": 390, "height": 844}
ARTEFACTS = Path(__file__).parents[2] / "artefacts"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Text that is wider than its box is cut off or lies over its neighbour.
_OVERFLOWING = """() => [...document.querySelectorAll("body *")]
    .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline"
                 && !(e instanceof SVGElement))
    .map(e => `${e.tagName} ${e.textContent.trim().slice(0, 40)}`)"""

# What lies partly outside of the box that it belongs to.
_ESCAPING = """() => [...document.querySelectorAll("article > *, .counts > *, .now > *")]
    .filter(e => { const own = e.getBoundingClientRect(), around = e.parentElement.getBoundingClientRect();
                   return own.left < around.left - 1 || own.right > around.right + 1; })
    .map(e => e.outerHTML.slice(0, 80))"""

_SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, select, summary, [role=button]")]
    .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
    .filter(([, box]) => box.width < 44 || box.height < 44).map(([html]) => html)"""


_ALL_PICTURES_SHOWN = "() => [...document.images].every(i => i.complete && i.naturalWidth > 0)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed("chromium", "chromium"), args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a demo for as long as it takes to have a stand with its picture."""
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    command: list[str | Path] = [LANDSEAL, "demo", "--port", str(port), "--minutes-per-second", "0.1"]
    with running(Program(command, folder / "demo.log")) as program:
        until(
            lambda: "a picture of it has arrived (stood_up)" in program.said(), program.said(), timeout_s=60
        )
        yield f"http://127.0.0.1:{port}/"


def opened(browser: Browser, url: str, scheme: Literal["light", "dark"]) -> tuple[Page, list[str]]:
    """Open a page as a phone does; return it, and what its console has to complain about."""
    page = browser.new_page(viewport=PHONE, device_scale_factor=2, color_scheme=scheme)  # type: ignore[arg-type]
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url)
    until(lambda: page.locator("#live").get_attribute("data-refreshed"), "the page has refreshed itself once")
    return page, complaints


def assert_well_made(page: Page, complaints: list[str]) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(_OVERFLOWING) == []
    assert page.evaluate(_ESCAPING) == []
    assert page.evaluate(_SMALL_TARGETS) == []
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_phone_and_shows_the_moment(
    browser: Browser, demo_url: str, scheme: Literal["light", "dark"]
) -> None:
    page, complaints = opened(browser, demo_url, scheme)
    until(lambda: page.evaluate(_ALL_PICTURES_SHOWN), "every picture is shown")
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"page-{scheme}-390x844.png", full_page=True)
    assert_well_made(page, complaints)
    assert page.get_by_role("heading", name="Buttons stood up. Was someone helping?").count() >= 1
    assert "For " in page.locator(".now").inner_text()
    assert page.locator("svg.strip rect.lying").count() > 0
    shown = page.locator("article img").first
    assert shown.evaluate("image => image.complete && image.naturalWidth") == 640
    page.close()


def test_the_page_follows_what_happens_without_being_asked_again(browser: Browser, demo_url: str) -> None:
    page, _ = opened(browser, demo_url, "light")
    before = page.locator("#live").inner_html()
    until(lambda: page.locator("#live").inner_html() != before, "the page shows something new")
    page.close()


def test_a_home_without_data_says_what_to_look_for(browser: Browser, tmp_path: Path) -> None:
    home = HomeOfProcesses(tmp_path)
    with home.phone, running(home.broker), running(home.server):
        until(lambda: home.get("/healthz"), "the server is healthy")
        page, complaints = opened(browser, f"http://127.0.0.1:{home.web_port}/", "light")
        page.screenshot(path=ARTEFACTS / "page-empty-390x844.png", full_page=True)
        assert_well_made(page, complaints)
        assert "Is the edge running" in page.locator(".now").inner_text()
        assert "No moments yet" in page.inner_text("body")
        home.server.kill()
        page.locator("#offline").wait_for(state="visible")
        page.close()
