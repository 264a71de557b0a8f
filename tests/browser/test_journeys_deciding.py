"""What reviewers do: the queue with the keyboard alone, and a statement that is entered with a claim from its words."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect
from serving import Server
from visiting import Visitor


def test_the_keys_of_an_incident_lead_to_its_forms(come: Callable[..., Visitor], writable: Server) -> None:
    """c and x open what they name and a goes to its button; nothing is sent by them."""
    visitor = come(writable.address)
    page = visitor.open("/incidents", "incidents")
    visitor.follow(page.locator("[data-rows] tbody th a").first, "incident")
    visitor.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("correct it")
    visitor.press("Escape")
    for key, target in (("c", "#correct [name=date]"), ("a", "[data-accept]"), ("x", "#retract-why")):
        page.evaluate("document.activeElement.blur()")
        visitor.press(key)
        expect(page.locator(target)).to_be_focused()
    page.locator("#killed, #injured, .dateline").first.get_by_role("link", name="Correct").first.click()
    expect(page.locator("#correct :focus")).to_have_count(1)


def test_reviews_with_the_keyboard(come: Callable[..., Visitor], writable: Server) -> None:
    """Accept, correct, undo, without a pointer; what was decided stands beside what the machine said, and in the changes."""
    visitor = come(writable.address)
    page = visitor.open("/review", "queue")
    rows = page.locator("[data-queue] > li")
    first = rows.first.get_attribute("data-incident")
    visitor.press("j")
    expect(rows.first).to_have_class(re.compile(r"\bhere\b"))
    visitor.press("a")
    expect(page.locator("[data-done-words]")).to_contain_text("Accepted")
    expect(page.locator(f"[data-incident={first}]")).to_have_count(0)
    visitor.look("accepted")
    with page.expect_navigation():
        visitor.press("u")
    visitor.look("taken back")
    expect(page.locator(f"[data-incident={first}]")).to_have_count(1)

    with page.expect_navigation():
        page.keyboard.press("j")
        page.keyboard.press("c")
    visitor.look("correcting")
    corrected = page.url.partition("/incidents/")[2].partition("?")[0]
    form = page.locator("#correct")
    expect(form).to_be_visible()
    best, high = form.locator("[name=killed_best]"), form.locator("[name=killed_high]")
    best.focus()
    visitor.press("ControlOrMeta+a")
    page.keyboard.type("777")
    high.focus()
    visitor.press("ControlOrMeta+a")
    page.keyboard.type("777")
    form.locator("[name=reason]").focus()
    page.keyboard.type("the list of the hospital")
    with page.expect_navigation():
        visitor.press("Enter")
    visitor.open(f"/incidents/{corrected}", "corrected")
    expect(page.locator("#killed h3")).to_contain_text("777")
    told = page.get_by_role("region", name="What people decided").get_by_role("row").filter(has_text="killed")
    expect(told.first).to_contain_text("the list of the hospital")
    expect(told.first.locator("s.machine")).to_be_visible()
    visitor.open("/changes?since=1970", "changes")
    change = page.locator("[data-rows] tbody tr").filter(has_text="the list of the hospital").first
    expect(change).to_contain_text("777")
    visitor.open("/changes?since=1970")


STATEMENT = (
    "I keep the list of the ward. On 4 May 2014 nine people were brought dead to the hospital of Quetta after the shooting at the bus stop. "
    "I counted them myself, and I signed the list that evening."
)


def test_enters_a_statement_and_a_claim(come: Callable[..., Visitor], writable: Server) -> None:
    """A statement becomes a document; words that are marked in it become a claim of an incident, with its place in the text."""
    visitor = come(writable.address)
    page = visitor.open("/enter", "enter")
    page.get_by_label("Day of it").fill("2014-05-05")
    page.get_by_label("Whose it is").fill("Hospital of Quetta")
    page.get_by_label("Title", exact=True).fill("The list of the ward")
    page.get_by_label("What was said").fill(STATEMENT)
    with page.expect_navigation():
        page.get_by_role("button", name="Enter it").click()
    page.wait_for_url("**/documents/*")
    visitor.look("statement")
    words = "nine people were brought dead"
    page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(document.querySelector("[data-field=text]"), NodeFilter.SHOW_TEXT);
          let node;
          while ((node = walker.nextNode())) {
            const at = node.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            node.parentElement.scrollIntoView({ block: "center" });
            return;
          }
          throw new Error("the words are not in one piece of the text");
        }""",
        words,
    )
    page.get_by_role("button", name="Claim from these words").click()
    form = page.locator("form[data-claim]")
    expect(form.get_by_label("Words", exact=True)).to_have_value(words)
    form.get_by_label("Say what").select_option("killed")
    form.get_by_label("Value").fill("9")
    form.get_by_label("Who says so").fill("a nurse")
    form.get_by_label("another, or a new one:").check()
    form.get_by_label("A new one: type").select_option("shooting")
    form.get_by_label("its date").fill("2014-05-04")
    form.get_by_label("its place").fill("Quetta, Pakistan")
    visitor.look("claim")
    with page.expect_navigation():
        form.get_by_role("button", name="Enter the claim").click()
    visitor.look("entered")
    page.goto("/incidents?place=Quetta&from=2014-05-04&to=2014-05-04&kind=attack")
    visitor.follow(page.locator("[data-rows] tbody th a").first, "incident")
    row = page.locator("#killed tbody tr").filter(has_text="a nurse")
    expect(row.locator(".figure")).to_contain_text("9")
    expect(row.locator(".figure")).to_contain_text("entered by")
    sentence = row.locator("q a").first
    expect(sentence).to_have_text(words)
    visitor.follow(sentence, "evidence")
    expect(page.locator("mark.here").first).to_be_in_viewport()
