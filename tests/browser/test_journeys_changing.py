"""What those do who add to the record, carry it away, or sign in where others reach it."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from serving import Server, serving
from visiting import Visitor

from vigil.cli import main

HTML = """<!doctype html><html lang="en"><head><title>Grenade thrown at a market in Kalat kills five</title>
<meta property="article:published_time" content="2014-03-02T08:00:00Z"></head><body><article>
<h1>Grenade thrown at a market in Kalat kills five</h1>
<p>KALAT: Five people were killed and eleven others injured on Saturday when a man on a motorcycle threw a hand grenade into a
crowded market in Kalat, police said. No group has claimed the attack.</p>
<p>The injured were taken to the district hospital, where a doctor, Salma Baloch, said that two of them were in danger.</p>
<p>Shopkeepers closed the market on Sunday and demanded the arrest of the attackers.</p></article></body></html>"""
MAIL = (
    "From: desk@paper.example\nTo: reader@home.example\nSubject: Recipes of the week\nDate: Mon, 03 Mar 2014 09:00:00 +0000\n"
    "Content-Type: text/plain; charset=utf-8\n\nThis week we bake bread with walnuts, and a cake of carrots.\n"
    "Heat the oven, butter the tin, and let the dough rest for an hour in a warm place. Serve it with butter and honey.\n"
)


def test_adds_documents(come: Callable[..., Visitor], writable: Server, tmp_path: Path) -> None:
    """A page, a mail and rubbish: read, set aside and refused, each with its reason; what was set aside is read anyway."""
    files = {
        "kalat.html": HTML.encode(),
        "recipes.eml": MAIL.encode(),
        "rubbish.pdf": b"\x00\x01 no pdf \xff" * 40,
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    visitor = come(writable.address)
    page = visitor.open("/add", "add")
    page.get_by_label("Files").set_input_files([tmp_path / name for name in files])
    expect(page.locator("[data-dropped]")).to_contain_text("recipes.eml")
    page.get_by_label("Country").fill("Pakistan")
    page.get_by_role("button", name="Add and read").click()
    page.wait_for_url("**/add/*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Added", timeout=120_000)
    visitor.look("added")
    rows = {name: page.locator("[data-rows] tbody tr").filter(has_text=name) for name in files}
    expect(rows["kalat.html"].locator("td").nth(1)).to_have_text("read")
    expect(rows["recipes.eml"].locator("td").nth(1)).to_contain_text("set aside: ")
    expect(rows["rubbish.pdf"].locator("td").nth(1)).to_contain_text("refused: ")
    visitor.follow(rows["kalat.html"].locator("th > a"), "document")
    told = page.get_by_role("complementary").locator("a[href^='/incidents/']").first
    visitor.follow(told, "incident")
    expect(page.locator("#killed td.figure").first).to_have_text("5")
    visitor.open("/set-aside", "set aside")
    row = page.locator("[data-rows] tbody tr").filter(has_text="Recipes of the week")
    row.get_by_role("button", name="Read it anyway").click()
    page.wait_for_url("**/documents/*", timeout=120_000)
    visitor.look("read anyway")
    page.goto("/set-aside")
    expect(page.locator("main")).to_contain_text("rubbish.pdf")
    expect(page.locator("[data-rows] tbody tr").filter(has_text="Recipes of the week")).to_have_count(0)


def test_adds_nothing_and_is_told(come: Callable[..., Visitor], writable: Server) -> None:
    """A mistake is answered with what to do, on a page of the site."""
    visitor = come(writable.address)
    visitor.refused = {400}
    page = visitor.open("/add", "add")
    with page.expect_navigation():
        page.get_by_role("button", name="Add and read").click()
    visitor.look("nothing")
    expect(page.locator("main")).to_contain_text("There is nothing to add")


def shown(page: Page, name: str) -> str:
    """A colour of the page as the browser computes it."""
    return str(
        page.evaluate(
            f"getComputedStyle(document.body).{name} + getComputedStyle(document.documentElement).{name}"
        )
    )


def test_prints_cites_and_switches(come: Callable[..., Visitor], server: Server) -> None:
    """A figure is copied with its citation; the page prints; dark colours and blurred details are kept; keys are listed."""
    visitor = come(server.address, permissions=["clipboard-read", "clipboard-write"])
    page = visitor.open("/incidents?sort=killed", "list")
    visitor.follow(page.locator("[data-rows] tbody th a").first, "incident")
    address = page.url
    page.locator("#killed").get_by_role("button", name="Copy with citation").click()
    expect(page.locator("#said")).to_have_text("Copied with its citation")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"{address}#killed" in copied and re.search(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.$", copied)

    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator("#killed table")).to_be_visible()
    visitor.shoot("print")
    assert page.pdf(format="A4")[:5] == b"%PDF-"
    page.emulate_media(media="screen")

    light = shown(page, "backgroundColor")
    page.get_by_role("button", name="Light or dark").click()
    assert shown(page, "backgroundColor") != light
    visitor.look("dark by choice")
    page.keyboard.press("b")
    expect(page.get_by_role("button", name="Blur details")).to_have_attribute("aria-pressed", "true")
    blurred = page.locator("blockquote.detail")
    expect(blurred).to_have_css("filter", re.compile("blur"))
    page.reload()
    expect(blurred).to_have_css("filter", re.compile("blur"))
    assert shown(page, "backgroundColor") != light
    visitor.shoot("blurred")
    page.keyboard.press("b")
    expect(blurred).to_have_css("filter", "none")

    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard")
    expect(keys).to_be_visible()
    visitor.look("keys")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.goto("/incidents")
    visitor.ready()
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("[data-rows] tbody tr").nth(1)
    expect(second.locator("a").first).to_be_focused()
    target = second.locator("th a").get_attribute("href")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert target and page.url.endswith(target)


def test_focus_goes_in_order(visitor: Visitor) -> None:
    """With the keyboard alone: the way past the menu comes first, and the focus can always be seen."""
    page = visitor.open("/accountability", "board")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    within = page.evaluate("document.activeElement.closest('main') !== null")
    assert within, "after the skip the next stop is in the content"
    for _ in range(8):
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        page.keyboard.press("Tab")


ARABIC = "قال المتحدث باسم الشرطة علي حسن إن ثلاثة أشخاص قتلوا"


@pytest.fixture(scope="module")
def rightward(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site of a record in which a name, a title and an outlet are written from right to left."""
    folder = tmp_path_factory.mktemp("rtl")
    row = (
        '{"id": "rtl", "outlet": "صحيفة الصباح", "published": "2014-05-04", "title": "مقتل ثلاثة في هجوم: Three killed in Mosul",'
        ' "text": "Three people were killed in Mosul, Iraq, on Saturday when gunmen opened fire on a checkpoint, police said.'
        f' A spokesman, علي حسن, said that five others were injured. {ARABIC}."}}'
    )
    (folder / "rtl.jsonl").write_text(row + "\n", "utf-8")
    assert main(["run", str(folder / "rtl.jsonl"), "--record", str(folder / "rtl.db")]) == 0
    with serving(folder / "rtl.db") as running:
        yield running


def test_right_to_left(come: Callable[..., Visitor], rightward: Server) -> None:
    """What is written from right to left is shown so, and does not turn what stands beside it."""
    visitor = come(rightward.address)
    page = visitor.open("/documents", "documents")
    cell = page.locator("[data-rows] tbody td[dir=auto]").filter(has_text="صحيفة")
    expect(cell).to_have_css("direction", "rtl")
    visitor.follow(page.locator("[data-rows] tbody th a").first, "document")
    expect(page.locator("h1")).to_have_css("direction", "rtl")
    expect(page.locator(".article .text")).to_have_css("direction", "ltr")
    visitor.open("/incidents", "incidents")
    visitor.follow(page.locator("[data-rows] tbody th a").first, "incident")
    expect(page.locator("article h1")).to_have_css("direction", "ltr")


@pytest.fixture
def guarded(chromium: str, tmp_path: Path, demo_record: Path) -> Iterator[Server]:
    """A site that others reach: it listens at another address than this machine's usual one, with accounts."""
    copy = tmp_path / "guarded.db"
    shutil.copy(demo_record, copy)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with serving(copy, "--host", "0.0.0.0", "--name", f"127.0.0.1:{port}", port=port) as running:
        running.address = f"http://127.0.0.1:{port}"
        yield running


def sign_in(page: Page, name: str, password: str) -> None:
    """Fill in the page to sign in."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


def test_signs_in_and_shares_the_work(come: Callable[..., Visitor], guarded: Server) -> None:
    """The first password is changed; a reader gets an account, may read, and may neither add nor see private names."""
    first = re.search(r"its password (\S+)", "".join(guarded.said))
    assert first
    owner = come(guarded.address)
    owner.refused = {401}
    page = owner.open("/incidents", "refused")
    expect(page).to_have_url(re.compile("/login"))
    sign_in(page, "owner", "not the password")
    owner.look("wrong")
    expect(page.get_by_role("alert")).to_be_visible()
    sign_in(page, "owner", first[1])
    expect(page.get_by_role("heading", level=1)).to_have_text("Incidents")
    owner.follow(page.get_by_role("link", name="owner, owner"), "account")
    page.get_by_label("Present password").fill(first[1])
    page.get_by_label("New password", exact=True).fill("four plain paper boats")
    page.get_by_label("New password again").fill("four plain paper boats")
    with page.expect_navigation():
        page.get_by_role("button", name="Change password").click()
    owner.look("changed")
    owner.follow(page.get_by_role("link", name="All accounts"), "accounts")
    page.get_by_label("Name").fill("asha")
    page.get_by_label("Role", exact=True).select_option("reader")
    with page.expect_navigation():
        page.get_by_role("button", name="Add account").click()
    owner.look("once")
    password = page.locator("#secret").input_value()
    assert password

    reader = come(guarded.address)
    reader.refused = {401, 403}
    page = reader.page
    page.goto("/")
    sign_in(page, "asha", password)
    reader.look("reader")
    expect(page.get_by_role("link", name="asha, reader")).to_be_visible()
    for path in ("/add", "/accounts"):
        answer = page.goto(path)
        assert answer and answer.status == 403, path
    reader.look("may not")
    page.goto("/set-aside")
    expect(page.get_by_role("button", name="Read it anyway")).to_have_count(0)
    names = 'main [data-rows] tbody tr:has(td:text-is("private person")) th'
    owner.page.goto("/actors")
    private = owner.page.locator(names).all_inner_texts()
    reader.open("/actors", "names withheld")
    expect(page.get_by_role("heading", level=1)).to_have_text("Actors")
    assert private and not set(private) & set(page.locator("main [data-rows] tbody th").all_inner_texts())
