"""Signing in and out: what it takes, what it leaves in the browser and in the record, and what guessing meets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from access_site import Clock, CountingHasher, Site, public, send, sign_in, site, token_of
from hypothesis import given
from hypothesis import strategies as st

from vigil.errors import StoreError, UsageError
from vigil.store import Record
from vigil.web.access import limits
from vigil.web.access.directory import AGE, IDLE, Directory, Refused, SignedIn, hashed
from vigil.web.access.limits import FREE, LONGEST, counted_address, wait
from vigil.web.access.lookup import FRESH
from vigil.web.access.pages import here
from vigil.web.access.passwords import Passwords, acceptable, random_password

SESSION = "__Host-vigil_session"
BROWSER = "__Host-vigil_browser"


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Site]:
    """A site that others reach by https."""
    with site(tmp_path, public()) as made:
        yield made


@pytest.fixture
def ann(shared: Site) -> str:
    """The password of ann, a reviewer."""
    return shared.account("ann", "reviewer")


# ---------------------------------------------------------------- with a password


def test_nobody_comes_in_without(shared: Site) -> None:
    browser = shared.browser()
    for path in ("/", "/may/see", "/nothing", "/account", "/accounts", "/stream", "/openapi.json", "/docs", "/login/", "//login", "/login%3Fx", "/Static/site.css"):  # fmt: skip
        answer = browser.get(path)
        assert answer.status_code == 303 and answer.headers["location"].startswith("/login?next="), path
        assert browser.get(path, headers={"accept": "application/json"}).status_code == 401, path
        assert browser.post(path).status_code == 401, path
    assert browser.get("/static/site.css").status_code == browser.get("/login").status_code == 200
    assert shared.done == []


def test_a_program_is_told_in_its_own_language(shared: Site) -> None:
    answer = shared.browser().get("/api/may/see")
    assert answer.status_code == 401 and answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not signed in",
        "status": 401,
        "detail": "Sign in first.",
    }
    assert answer.headers["www-authenticate"] == "Bearer"


def test_with_name_and_password(shared: Site, ann: str) -> None:
    browser = shared.browser()
    answer = sign_in(browser, " ANN ", ann, next="/may/see")
    assert answer.status_code == 303 and answer.headers["location"] == "/may/see"
    assert "<p>ann, reviewer</p>" in browser.get("/").text
    assert browser.get("/login?next=/may/see").headers["location"] == "/may/see"


def test_what_the_browser_keeps(shared: Site, ann: str) -> None:
    browser = shared.browser()
    answer = sign_in(browser, "ann", ann)
    (cookie,) = [line for line in answer.headers.get_list("set-cookie") if line.startswith(SESSION)]
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert parts == {
        "httponly",
        "secure",
        "path=/",
        "samesite=lax",
    }  # no Domain, as __Host- demands, and no age
    secret = browser.cookies[SESSION]
    assert len(secret) == 43 and BROWSER not in browser.cookies


def test_without_https_there_is_no_promise_of_it(tmp_path: Path) -> None:
    with site(tmp_path, public(https=False)) as plain:
        answer = sign_in(plain.browser(), "ann", plain.account("ann", "reader"))
        (cookie,) = [line for line in answer.headers.get_list("set-cookie") if "session=" in line]
        assert cookie.startswith("vigil_session=") and "Secure" not in cookie and "HttpOnly" in cookie


def test_the_record_holds_no_secret(shared: Site, ann: str, tmp_path: Path) -> None:
    browser = shared.signed_in("ann", ann)
    _, token = shared.directory.make_token("ann", ["read"], 9, "", "test")
    secrets = [ann, browser.cookies[SESSION], token, token.removeprefix("vigil_")]
    content = b"".join(file.read_bytes() for file in tmp_path.glob("r.db*"))
    assert hashed(browser.cookies[SESSION]).encode() in content and b"$argon2id$" in content
    for secret in secrets:
        assert secret.encode() not in content


@pytest.mark.parametrize("name, password", [("ann", "wrong"), ("ann", ""), ("", ""), ("bob", "wrong"), ("ann\0", "x"), ("x" * 5000, "y" * 5000), ("ann", "\ud7ff\0é")])  # fmt: skip
def test_with_anything_else_not(shared: Site, ann: str, name: str, password: str) -> None:
    browser = shared.browser()
    answer = sign_in(browser, name, password)
    assert answer.status_code == 401 and SESSION not in browser.cookies
    assert 'role="alert"' in answer.text and 'aria-describedby="sign-in-error"' in answer.text
    assert "do not belong together" in answer.text and ann not in answer.text


def test_what_is_typed_is_text_and_never_markup(shared: Site) -> None:
    answer = sign_in(shared.browser(), '"><script>alert(1)</script>', "x", next='"><b>')
    assert "<script" not in answer.text and "<b>" not in answer.text


def test_a_name_nobody_has_costs_and_says_the_same(shared: Site, ann: str) -> None:
    """One check of a password with the same parameters, one answer: neither tells who has an account."""
    answers, costs = [], []
    for name in ("ann", "nobody"):
        shared.hasher.verified.clear()
        answer = sign_in(shared.browser(), name, "wrong password")
        costs.append([kept.split("$")[1:4] for kept in shared.hasher.verified])
        text = re.sub("[0-9a-f]{96}", "TOKEN", answer.text).replace(f'value="{name}"', "NAME")
        answers.append((answer.status_code, text))
    assert costs[0] == costs[1] and len(costs[0]) == 1
    assert answers[0] == answers[1]


def test_an_older_hash_is_made_anew(shared: Site, ann: str) -> None:
    before = shared.record.accounts.find("ann")
    newer = Directory(shared.record.accounts, Passwords(CountingHasher(time_cost=2)), shared.clock)
    assert isinstance(newer.sign_in("ann", ann, "a"), SignedIn)
    after = shared.record.accounts.find("ann")
    assert before and after and "t=1" in before.password and "t=2" in after.password
    assert isinstance(newer.sign_in("ann", ann, "a"), SignedIn)
    assert after == shared.record.accounts.find("ann")


def test_a_record_that_is_busy_says_so(shared: Site, ann: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any) -> None:
        raise StoreError("another program is writing to it")

    monkeypatch.setattr(shared.record.accounts.__class__, "attempt", busy)
    answer = sign_in(shared.browser(), "ann", ann)
    assert answer.status_code == 503 and "Try again in a moment" in answer.text


# ---------------------------------------------------------------- a session


def test_a_session_that_others_planted_is_not_taken_over(shared: Site, ann: str) -> None:
    """Session fixation: signing in always makes a new secret, and ends the session of the one before."""
    mallory = shared.signed_in("mallory", shared.account("mallory", "reader"))
    browser = shared.browser()
    for planted in ("A" * 43, mallory.cookies[SESSION]):
        browser.cookies.clear()
        browser.cookies.set(SESSION, planted, domain="vigil.example")
        page = browser.get("/login" if planted[0] == "A" and planted[1] == "A" else "/")
        data = {"csrf_token": token_of(page.text), "name": "ann", "password": ann}
        answer = browser.post("/login", data=data)
        assert answer.status_code == 303
        fresh = answer.cookies[SESSION]
        assert fresh != planted
        thief = shared.browser()
        thief.cookies.set(SESSION, planted, domain="vigil.example")
        assert thief.get("/").status_code == 303  # it opens nothing, not even what it opened before


def test_a_planted_cookie_of_the_form_is_gone_after_signing_in(shared: Site, ann: str) -> None:
    browser = shared.browser()
    before = token_of(browser.get("/login").text)
    sign_in(browser, "ann", ann)
    assert browser.post("/note", data={"csrf_token": before}).status_code == 403


def test_signing_out_ends_it_at_once(shared: Site, ann: str) -> None:
    browser, other = (shared.signed_in("ann", ann) for _ in range(2))
    stolen = browser.cookies[SESSION]
    assert send(browser, "/logout").headers["location"] == "/login"
    assert SESSION not in browser.cookies and other.get("/").status_code == 200
    browser.cookies.set(SESSION, stolen, domain="vigil.example")
    assert browser.get("/").status_code == 303


def test_signing_out_everywhere(shared: Site, ann: str) -> None:
    browsers = [shared.signed_in("ann", ann) for _ in range(3)]
    bob = shared.signed_in("bob", shared.account("bob", "reader"))
    assert all(browser.get("/").status_code == 200 for browser in browsers)
    assert send(browsers[0], "/account/everywhere").status_code == 303
    assert [browser.get("/").status_code for browser in browsers] == [303] * 3
    assert bob.get("/").status_code == 200


def test_a_session_nobody_uses_is_over(shared: Site, ann: str) -> None:
    browser = shared.signed_in("ann", ann)
    for _ in range(3):
        shared.clock.turn(IDLE - 1)
        assert browser.get("/").status_code == 200
    shared.clock.turn(IDLE)
    assert browser.get("/").status_code == 303


def test_any_session_is_over_in_the_end(shared: Site, ann: str) -> None:
    browser = shared.signed_in("ann", ann)
    for _ in range(AGE // (IDLE - 60)):
        shared.clock.turn(IDLE - 60)
        assert browser.get("/").status_code == 200
    shared.clock.turn(IDLE - 60)
    assert browser.get("/").status_code == 303


def test_use_is_known_after_a_restart(shared: Site, ann: str) -> None:
    browser = shared.signed_in("ann", ann)
    shared.clock.turn(IDLE - 1)
    browser.get("/")
    shared.access.lookup.close()
    found = shared.record.accounts.session(hashed(browser.cookies[SESSION]))
    assert found is not None and found.seen == shared.directory.now()


def test_the_record_is_asked_once_in_some_seconds(
    shared: Site, ann: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = shared.signed_in("ann", ann)
    asked: list[str] = []
    real = shared.record.accounts.__class__.session

    def session(self: Any, hash: str) -> Any:
        asked.append(hash)
        return real(self, hash)

    monkeypatch.setattr(shared.record.accounts.__class__, "session", session)
    for _ in range(10):
        browser.get("/")
    assert len(asked) == 1
    shared.clock.turn(FRESH)
    browser.get("/")
    assert len(asked) == 2


def test_a_change_by_another_program_counts_some_seconds_later(shared: Site, ann: str) -> None:
    browser = shared.signed_in("ann", ann)
    assert browser.get("/may/decide").status_code == 200
    shared.directory.set_role("ann", "reader", "command line")
    shared.clock.turn(FRESH)
    assert browser.get("/may/decide").status_code == 403
    shared.directory.add("eve", "owner", "command line")
    shared.directory.remove("ann", "command line")
    shared.clock.turn(FRESH)
    assert browser.get("/").status_code == 303


# ---------------------------------------------------------------- where to go then

ELSEWHERE = ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "///evil.example", "/\t/evil.example", "\t//evil.example", " //evil.example", "/\r\nSet-Cookie: a=b", "javascript:alert(1)", "evil.example", "http:/evil.example", "", "/a b", "/\\/x", "https:evil.example"]  # fmt: skip


@pytest.mark.parametrize("path", ELSEWHERE)
def test_signing_in_leads_nowhere_else(shared: Site, ann: str, path: str) -> None:
    browser = shared.browser()
    assert "evil" not in browser.get("/login", params={"next": path}).text
    assert sign_in(browser, "ann", ann, next=path).headers["location"] == "/"
    assert browser.get("/login", params={"next": path}).headers["location"] == "/"


@pytest.mark.parametrize("path", ["/incident/1?a=b&c=%C3%BC", "/", "/a//b", "/search?q=%2F%2Fx"])
def test_but_to_where_one_was_going(shared: Site, ann: str, path: str) -> None:
    browser = shared.browser()
    login = browser.get(path).headers["location"]
    page = browser.get(login).text
    data = {"csrf_token": token_of(page), "name": "ann", "password": ann}
    data["next"] = page.split('name="next" value="')[1].split('"')[0].replace("&amp;", "&")
    assert browser.post("/login", data=data).headers["location"] == path


@given(st.text() | st.from_regex(r"/[/\\\s]?.*"))
def test_whatever_is_asked_for_is_a_path_of_this_site(path: str) -> None:
    found = here(path)
    assert found.startswith("/") and not found.startswith("//")
    assert found.isascii() and found.isprintable() and not set(found) & set("\\ ")


# ---------------------------------------------------------------- guessing


def test_guessing_has_to_wait_longer_each_time(shared: Site, ann: str) -> None:
    guesser = shared.browser()
    for _ in range(FREE):
        assert sign_in(guesser, "ann", "wrong").status_code == 401
    waits = []
    for _ in range(12):
        answer = sign_in(guesser, "ann", ann)  # even the right one is not looked at
        assert answer.status_code == 429 and "Wait" in answer.text
        waits.append(int(answer.headers["retry-after"]))
        shared.clock.turn(waits[-1])
        shared.hasher.verified.clear()
        assert sign_in(guesser, "ann", "wrong").status_code == 401
        assert len(shared.hasher.verified) == 1
    assert waits[:4] == [2, 4, 8, 16] and waits == sorted(waits) and waits[-1] == LONGEST


def test_a_try_that_has_to_wait_costs_nothing_and_prolongs_nothing(shared: Site, ann: str) -> None:
    guesser = shared.browser()
    for _ in range(FREE):
        sign_in(guesser, "ann", "wrong")
    shared.hasher.verified.clear()
    for _ in range(20):
        assert sign_in(guesser, "ann", "wrong").headers["retry-after"] == "2"
    assert shared.hasher.verified == []
    shared.clock.turn(2)
    assert sign_in(guesser, "ann", ann).status_code == 303


def test_one_address_guesses_at_many_names_and_waits(shared: Site) -> None:
    guesser = shared.browser()
    statuses = [sign_in(guesser, f"name{number}", "Winter2024!!").status_code for number in range(FREE + 2)]
    assert statuses == [401] * FREE + [429] * 2
    assert sign_in(shared.browser(address="203.0.113.5"), "name9", "x").status_code == 401


def test_many_addresses_guess_at_one_name_and_wait(shared: Site, ann: str) -> None:
    statuses = [
        sign_in(shared.browser(address=f"203.0.113.{n}"), "ann", "wrong").status_code for n in range(FREE + 2)
    ]
    assert statuses == [401] * FREE + [429] * 2


def test_a_name_nobody_has_waits_the_same(shared: Site, ann: str) -> None:
    def statuses(name: str, net: int) -> list[int]:
        return [sign_in(shared.browser(address=f"203.0.{net}.{n}"), name, "wrong").status_code for n in range(FREE + 3)]  # fmt: skip

    assert statuses("ann", 1) == statuses("nobody", 2)


def test_an_own_account_does_not_free_a_guesser(shared: Site, ann: str) -> None:
    """Signing in to it between two guesses takes back only what it counted itself."""
    mallory = shared.account("mallory", "reader")
    guesser = shared.browser()
    guesses = 0
    for number in range(3 * FREE):
        if sign_in(guesser, f"victim{number}", "wrong").status_code != 401:
            break
        guesses += 1
        guesser.cookies.clear()
        sign_in(guesser, "mallory", mallory)
        guesser.cookies.clear()
    assert guesses == FREE


def test_the_owner_is_not_locked_out(shared: Site) -> None:
    """Others guess without end: from where the owner was before it takes nothing, from elsewhere at most LONGEST."""
    password = shared.account("owner", "owner")
    home, cafe = "198.51.100.7", "192.0.2.44"
    shared.signed_in("owner", password, address=home)
    for number in range(40):
        shared.clock.turn(LONGEST / 2)
        sign_in(shared.browser(address=f"203.0.113.{number}"), "owner", "wrong")
        if number % 10 == 9:
            assert sign_in(shared.browser(address=home), "owner", password).status_code == 303
    for number in range(FREE + 9):
        shared.clock.turn(LONGEST)
        sign_in(shared.browser(address=f"203.0.113.{number}"), "owner", "wrong")
    answer = sign_in(shared.browser(address=cafe), "owner", password)
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) <= LONGEST
    shared.clock.turn(LONGEST)
    assert sign_in(shared.browser(address=cafe), "owner", password).status_code == 303


def test_the_command_line_frees_a_name(shared: Site, ann: str) -> None:
    for number in range(FREE + 1):
        sign_in(shared.browser(address=f"203.0.113.{number}"), "ann", "wrong")
    assert sign_in(shared.browser(), "ann", ann).status_code == 429
    new = shared.directory.new_password("ann", "command line")
    assert sign_in(shared.browser(), "ann", new).status_code == 303


def test_what_failed_is_known_after_a_restart(shared: Site, ann: str, tmp_path: Path) -> None:
    for _ in range(FREE):
        shared.directory.sign_in("ann", "wrong", "a")
    with Record.open(tmp_path / "r.db") as record:
        again = Directory(record.accounts, Passwords(CountingHasher()), Clock(shared.clock.at))
        assert again.sign_in("ann", ann, "a") == Refused(2.0)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_no_wait_is_longer_than_a_quarter_of_an_hour(failures: int, since: int) -> None:
    assert 0 <= wait(failures, since) <= LONGEST == 900
    assert wait(failures, LONGEST) == 0


@pytest.mark.parametrize("one, other", [("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"), ("::ffff:192.0.2.1", "192.0.2.1"), ("fe80::1%eth0", "fe80::2")])  # fmt: skip
def test_addresses_that_count_as_one(one: str, other: str) -> None:
    assert counted_address(one) == counted_address(other)
    assert counted_address("192.0.2.1") != counted_address("192.0.2.2")


def test_addresses_that_differ_by_network_do_not() -> None:
    assert counted_address("2001:db8:1:2::1") != counted_address("2001:db8:1:3::1")
    assert counted_address("unknown") == "unknown" and limits.FREE == FREE


# ---------------------------------------------------------------- passwords


@pytest.mark.parametrize("password, why", [("short", "at least 12"), ("elevenchars", "at least 12"), ("a" * 300, "too long"), ("aaaaaaaaaaaaaa", "pattern"), ("123456789012", "pattern"), ("abcabcabcabcabc", "pattern"), ("qwertyuiopas", "pattern"), ("Password1234", "first that are tried"), ("P@ssw0rd!2024", "first that are tried"), ("!!ChangeMe!!2025", "first that are tried"), ("Iloveyou1234567", "first that are tried"), ("annabella-2024", "name of the account")])  # fmt: skip
def test_passwords_that_are_soon_guessed_are_refused(password: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        acceptable(password, "annabella")


@pytest.mark.parametrize("password", ["lamp otter gravel seven", "کوئٹہ میں بارش بہت ہے", "x8!fk2-PPq93z", "annabella rides a tandem"])  # fmt: skip
def test_others_are_not(password: str) -> None:
    assert acceptable(password, "annabella") == password


@given(st.text(st.characters(), min_size=1, max_size=40), st.text(max_size=40))
def test_a_password_is_itself_and_nothing_else(password: str, other: str) -> None:
    import unicodedata

    passwords = Passwords(CountingHasher())
    kept = passwords.hash(password)
    assert passwords.check(kept, password) and not passwords.check(None, password)
    same = unicodedata.normalize("NFKC", password) == unicodedata.normalize("NFKC", other)
    assert passwords.check(kept, other) == same
    assert not passwords.check("no hash", password)


def test_random_ones_are_long_differ_and_are_accepted() -> None:
    made = {random_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert acceptable(password, "owner") == password and len(password) == 24
        assert not set(password) & set("il1o0")


def test_changing_ones_own(shared: Site, ann: str) -> None:
    browser, other = (shared.signed_in("ann", ann) for _ in range(2))

    def change(old: str, new: str, again: str) -> Any:
        return send(browser, "/account/password", {"old": old, "new": new, "again": again})

    good = "lamp otter gravel seven"
    assert change("wrong", good, good).status_code == 403
    assert "not the same" in change(ann, good, good + "x").text
    weak = change(ann, "password1234", "password1234")
    assert weak.status_code == 422 and 'aria-describedby="new-hint new-error"' in weak.text
    assert isinstance(shared.directory.sign_in("ann", ann, "b"), SignedIn)
    answer = change(ann, good, good)
    assert answer.headers["location"] == "/account?said=password"
    assert "was changed" in browser.get(answer.headers["location"]).text
    assert other.get("/").status_code == 303
    assert isinstance(shared.directory.sign_in("ann", ann, "b"), Refused)
    assert isinstance(shared.directory.sign_in("ann", good, "b"), SignedIn)


def test_a_stolen_session_cannot_try_out_passwords(shared: Site, ann: str) -> None:
    browser = shared.signed_in("ann", ann)
    data = {"old": "wrong", "new": "lamp otter gravel seven", "again": "lamp otter gravel seven"}
    statuses = [send(browser, "/account/password", data).status_code for _ in range(FREE + 2)]
    assert statuses == [403] * FREE + [429] * 2


# ---------------------------------------------------------------- the first start, and loopback


def test_the_first_owner_gets_a_random_password_once(tmp_path: Path) -> None:
    with site(tmp_path, public()) as made:
        password = made.access.first_password()
        assert password is not None and made.access.first_password() is None
        assert made.signed_in("owner", password).get("/may/manage").status_code == 200


def test_on_loopback_nobody_signs_in(tmp_path: Path) -> None:
    with site(tmp_path) as local:
        assert local.access.first_password() is None and local.record.accounts.all() == []
        browser = local.browser()
        assert browser.get("/may/manage").status_code == 200
        assert browser.get("/login?next=/account").headers["location"] == "/account"
        assert "nobody signs in" in browser.get("/account").text
        assert send(browser, "/login", {"name": "x", "password": "y"}).headers["location"] == "/"
        assert send(browser, "/logout").headers["location"] == "/"
        assert browser.get("/").status_code == 200


def test_a_record_that_cannot_be_written_to_can_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> bytes:
        raise StoreError("it cannot be written to")

    monkeypatch.setattr("vigil.store.Accounts.key", fails)
    with site(tmp_path) as local:
        browser = local.browser()
        assert send(browser, "/note", {"words": "w"}).status_code == 200


# ---------------------------------------------------------------- the log


def test_the_log_tells_all_of_it_and_no_secret(shared: Site, ann: str) -> None:
    owner = shared.signed_in("eve", shared.account("eve", "owner"), address="192.0.2.1")
    browser = shared.browser(address="192.0.2.2")
    sign_in(browser, "my password in the wrong field", "x")
    sign_in(browser, "ann", "a wrong password")
    sign_in(browser, "ann", ann)
    send(browser, "/logout")
    send(owner, "/accounts/ann/role", {"role": "reader"})
    lines = [(e.account, e.what, e.about, e.address) for _, e in reversed(shared.record.accounts.log())]
    assert lines == [
        ("test", "account added", "ann as reviewer", None),
        ("test", "account added", "eve as owner", None),
        ("eve", "signed in", None, "192.0.2.1"),
        ("unknown name", "sign-in failed", None, "192.0.2.2"),
        ("ann", "sign-in failed", None, "192.0.2.2"),
        ("ann", "signed in", None, "192.0.2.2"),
        ("ann", "signed out", None, "192.0.2.2"),
        ("eve", "role changed", "ann to reader", None),
    ]
    page = owner.get("/accounts/log").text
    assert page.index("role changed") < page.index("signed out") < page.index("account added")
    assert "wrong field" not in page


def test_a_long_log_has_pages(shared: Site) -> None:
    from vigil.store import Entry

    owner = shared.signed_in("eve", shared.account("eve", "owner"))
    for number in range(250):
        shared.record.accounts.note(Entry(number, "eve", f"deed-{number};"))
    seen, path = [], "/accounts/log"
    while path:
        text = owner.get(path).text
        seen += [int(part.split(";")[0]) for part in text.split("deed-")[1:]]
        path = text.split('href="/accounts/log?')[1].split('"')[0] if "Older lines" in text else ""
        path = f"/accounts/log?{path}" if path else ""
    assert seen == list(range(249, -1, -1))
