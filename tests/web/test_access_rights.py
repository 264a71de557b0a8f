"""Who may do what: every role and every scope against every permission, and the pages of accounts and tokens."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations
from pathlib import Path
from typing import Annotated, Any

import pytest
from access_site import Site, public, send, site
from fastapi import APIRouter, Depends

from vigil.errors import UsageError
from vigil.web.access import PERMISSIONS, ROLES, SCOPES, User, require
from vigil.web.access.directory import DAY, Directory
from vigil.web.access.roles import allowed, lowest

# The table, written out by hand.
MAY = {
    "reader": {"see"},
    "reviewer": {"see", "decide"},
    "editor": {"see", "decide", "add", "export"},
    "owner": {"see", "decide", "add", "export", "release", "manage"},
}
SCOPE = {"read": {"see"}, "review": {"decide"}, "write": {"add"}, "export": {"export"}}
EVERY_SCOPES = list(chain.from_iterable(combinations(SCOPE, n) for n in range(1, len(SCOPE) + 1)))


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Site]:
    """A site that others reach by https."""
    with site(tmp_path, public()) as made:
        yield made


def program(shared: Site, secret: str) -> Any:
    """A program with a token."""
    return shared.browser(authorization=f"Bearer {secret}", accept="*/*")


# ---------------------------------------------------------------- the whole table


def test_the_table_is_whole() -> None:
    assert list(MAY) == list(ROLES) and set().union(*MAY.values()) == set(PERMISSIONS)
    assert list(SCOPE) == list(SCOPES)
    for role in ROLES:
        assert allowed(role) == MAY[role]
    for permission in PERMISSIONS:
        assert permission in MAY[lowest(permission)]
    for unknown in ("", "admin", "Owner", "owner "):
        assert allowed(unknown) == frozenset()


@pytest.mark.parametrize("role", ROLES)
def test_every_role_at_every_door(shared: Site, role: str) -> None:
    browser = shared.signed_in("ann", shared.account("ann", role))
    for permission in PERMISSIONS:
        expected = 200 if permission in MAY[role] else 403
        assert browser.get(f"/may/{permission}").status_code == expected, permission
        assert send(browser, f"/may/{permission}").status_code == expected, permission
        assert send(browser, f"/api/may/{permission}").status_code == expected, permission
    assert len(shared.done) == 2 * len(MAY[role])


def test_nobody_at_every_door(shared: Site) -> None:
    browser = shared.browser()
    for permission in PERMISSIONS:
        assert browser.get(f"/may/{permission}").status_code == 303
        assert send(browser, f"/may/{permission}", page="/login").status_code == 401
    assert shared.done == []


@pytest.mark.parametrize("role", ROLES)
def test_every_token_at_every_door(shared: Site, role: str) -> None:
    """What the role and a scope both allow, and nothing else."""
    shared.account("ann", role)
    shared.account("eve", "owner")
    for scopes in EVERY_SCOPES:
        _, secret = shared.directory.make_token("ann", list(scopes), 1, "", "test")
        caller = program(shared, secret)
        may = MAY[role] & set().union(*(SCOPE[scope] for scope in scopes))
        for permission in PERMISSIONS:
            expected = 200 if permission in may else 403
            assert caller.post(f"/api/may/{permission}").status_code == expected, (scopes, permission)
            looked = 200 if {"see", permission} <= may else 403
            assert caller.get(f"/may/{permission}").status_code == looked, (scopes, permission)
        assert not may & {"release", "manage"}


def test_every_door_of_accounts_is_the_owners(shared: Site) -> None:
    owner = shared.signed_in("eve", shared.account("eve", "owner"))
    shared.account("bob", "reader")
    token, _ = shared.directory.make_token("bob", ["read"], 9, "", "test")
    doors = ["/accounts", "/accounts/bob/role", "/accounts/bob/password", "/accounts/bob/remove", f"/accounts/tokens/{token}/revoke"]  # fmt: skip
    for role in ("reader", "reviewer", "editor"):
        browser = shared.signed_in(role, shared.account(role, role))
        assert [browser.get(path).status_code for path in ("/accounts", "/accounts/log")] == [403, 403]
        data = {"name": "x", "role": "owner", "sure": "yes"}
        assert [send(browser, path, data).status_code for path in doors] == [403] * len(doors)
    assert owner.get("/accounts").status_code == owner.get("/accounts/log").status_code == 200
    assert {a.name: a.role for a in shared.record.accounts.all()}["bob"] == "reader"


def test_a_refusal_says_who_may(shared: Site) -> None:
    browser = shared.signed_in("ann", shared.account("ann", "reader"))
    page = browser.get("/may/decide")
    assert page.status_code == 403 and "<h1>Not allowed</h1>" in page.text
    assert "for the role reviewer and above; ann is reader" in page.text
    problem = browser.get("/may/decide", headers={"accept": "application/json"})
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["status"] == 403 and "reviewer and above" in problem.json()["detail"]


def test_a_permission_that_does_not_exist_is_a_fault_at_the_start() -> None:
    with pytest.raises(ValueError, match="no permission 'reviewer'"):
        require("reviewer")  # type: ignore[arg-type]


def test_routes_that_forgot_to_ask_are_found(shared: Site) -> None:
    more = APIRouter(prefix="/more")

    @more.post("/unasked")
    @more.post("/asked", dependencies=[Depends(require("add"))])
    async def route() -> None: ...

    @more.get("/also", dependencies=[])
    async def also(user: Annotated[User, Depends(require("see"))]) -> None: ...

    shared.app.include_router(more)
    found = shared.access.unguarded()
    assert "POST /more/unasked" in found and "POST /note" in found
    assert not any("asked" in route and "unasked" not in route or "also" in route for route in found)
    assert not any(
        route.split()[1].startswith(("/login", "/logout", "/account", "/may", "/api")) for route in found
    )


# ---------------------------------------------------------------- tokens


def test_a_token_is_shown_once_and_works(shared: Site) -> None:
    browser = shared.signed_in("ann", shared.account("ann", "editor"))
    made = send(
        browser, "/account/tokens", {"scope": ["read", "write"], "days": "30", "label": " nightly  feed "}
    )
    secret = made.text.split('value="vigil_')[1].split('"')[0]
    assert made.headers["cache-control"] == "no-store" and "shown once" in made.text
    page = browser.get("/account").text
    assert secret not in page and "nightly feed" in page and "read, write" in page and "never" in page
    assert program(shared, f"vigil_{secret}").post("/api/may/add").json() == "done"
    assert shared.done == ["ann: /api/may/add"]
    shared.access.lookup.close()
    assert shared.record.accounts.tokens("ann")[0].used == shared.directory.now()


def test_it_needs_no_form_and_no_cookie_helps_it(shared: Site) -> None:
    """A token that does not count is refused, also from a browser that is signed in."""
    browser = shared.signed_in("ann", shared.account("ann", "owner"))
    _, read = shared.directory.make_token("ann", ["read"], 9, "", "test")
    answer = browser.post("/api/may/add", headers={"authorization": f"Bearer {read}"})
    assert answer.status_code == 403 and "its scope read" in answer.json()["detail"]
    for wrong in ("Bearer vigil_wrong", "Bearer", "Bearer ", "Basic YW5uOng=", f"Token {read}", read, f"Bearer {read[:-1]}", f"Bearer {read}x"):  # fmt: skip
        answer = browser.get("/", headers={"authorization": wrong})
        assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer", wrong
    secret = browser.cookies["__Host-vigil_session"]
    assert browser.get("/", headers={"authorization": f"Bearer {secret}"}).status_code == 401


def test_it_expires(shared: Site) -> None:
    shared.account("ann", "reader")
    _, secret = shared.directory.make_token("ann", ["read"], 2, "", "test")
    caller = program(shared, secret)
    shared.clock.turn(2 * DAY - 1)
    assert caller.get("/").status_code == 200
    shared.clock.turn(1)
    assert caller.get("/").status_code == 401


def test_it_ends_when_it_is_revoked(shared: Site) -> None:
    password = shared.account("ann", "reader")
    token, secret = shared.directory.make_token("ann", ["read"], 2, "", "test")
    caller, browser = program(shared, secret), shared.signed_in("ann", password)
    assert caller.get("/").status_code == 200
    assert send(browser, f"/account/tokens/{token}/revoke").status_code == 303
    assert caller.get("/").status_code == 401
    assert "revoked" in browser.get("/account").text
    assert send(browser, f"/account/tokens/{token}/revoke").status_code == 404


def test_others_cannot_revoke_it_but_the_owner(shared: Site) -> None:
    shared.account("ann", "reader")
    token, secret = shared.directory.make_token("ann", ["read"], 2, "", "test")
    bob = shared.signed_in("bob", shared.account("bob", "editor"))
    eve = shared.signed_in("eve", shared.account("eve", "owner"))
    assert send(bob, f"/account/tokens/{token}/revoke").status_code == 404
    assert send(eve, f"/account/tokens/{token}/revoke").status_code == 404  # it is not hers
    assert program(shared, secret).get("/").status_code == 200
    assert send(eve, f"/accounts/tokens/{token}/revoke").status_code == 303
    assert program(shared, secret).get("/").status_code == 401


def test_it_follows_its_account(shared: Site) -> None:
    shared.account("ann", "editor")
    eve = shared.signed_in("eve", shared.account("eve", "owner"))
    _, secret = shared.directory.make_token("ann", ["read", "write"], 2, "", "test")
    caller = program(shared, secret)
    assert caller.post("/api/may/add").status_code == 200
    send(eve, "/accounts/ann/role", {"role": "reader"})
    assert (caller.post("/api/may/add").status_code, caller.get("/").status_code) == (403, 200)
    send(eve, "/accounts/ann/remove", {"sure": "yes"})
    assert caller.get("/").status_code == 401


def test_it_makes_no_other_and_changes_no_account(shared: Site) -> None:
    shared.account("eve", "owner")
    _, secret = shared.directory.make_token("eve", list(SCOPES), 2, "", "test")
    caller = program(shared, secret)
    before = shared.record.accounts.all()
    data = {"scope": "read", "days": "9", "name": "x", "role": "owner", "old": "x", "new": "y", "again": "y"}
    for path in ("/account/tokens", "/account/password", "/account/everywhere", "/logout", "/accounts", "/accounts/eve/password", "/accounts/eve/role"):  # fmt: skip
        assert caller.post(path, data=data).status_code == 403, path
    assert caller.get("/account").status_code == 403
    assert shared.record.accounts.all() == before and len(shared.record.accounts.tokens()) == 1


@pytest.mark.parametrize("data, why", [({"days": "9"}, "needs a scope"), ({"scope": "all", "days": "9"}, "no scope all"), ({"scope": "read", "days": "0"}, "lasts 1 to 366"), ({"scope": "read", "days": "367"}, "lasts 1 to 366"), ({"scope": "read", "days": "-1"}, "lasts 1 to 366"), ({"scope": "read", "days": "\u0661"}, "lasts 1 to 366"), ({"scope": "read"}, "lasts 1 to 366")])  # fmt: skip
def test_one_that_makes_no_sense_is_not_made(shared: Site, data: dict[str, Any], why: str) -> None:
    browser = shared.signed_in("ann", shared.account("ann", "reader"))
    answer = send(browser, "/account/tokens", data)
    assert (
        answer.status_code == 422 and why in answer.text and 'aria-describedby="token-error"' in answer.text
    )
    assert shared.record.accounts.tokens() == []


def test_a_token_works_on_loopback_and_is_no_more_than_it_says(tmp_path: Path) -> None:
    with site(tmp_path) as local:
        local.account("ann", "editor")
        _, secret = local.directory.make_token("ann", ["read"], 9, "", "test")
        caller = program(local, secret)
        assert caller.get("/").status_code == 200 and caller.post("/api/may/decide").status_code == 403
        assert program(local, "vigil_wrong").get("/").status_code == 401


# ---------------------------------------------------------------- accounts


def test_an_owner_adds_changes_and_removes(shared: Site) -> None:
    eve = shared.signed_in("eve", shared.account("eve", "owner"))
    added = send(eve, "/accounts", {"name": "Bob", "role": "reviewer"})
    assert added.status_code == 200 and "shown once" in added.text
    password = added.text.split('class="secret" value="')[1].split('"')[0]
    bob = shared.signed_in("bob", password)
    assert bob.get("/may/decide").status_code == 200
    assert send(eve, "/accounts/bob/role", {"role": "reader"}).headers["location"] == "/accounts?said=role"
    assert bob.get("/may/decide").status_code == 403  # at once
    again = send(eve, "/accounts/bob/password")
    assert bob.get("/").status_code == 303
    new = again.text.split('class="secret" value="')[1].split('"')[0]
    assert new != password
    bob = shared.signed_in("bob", new)
    assert send(eve, "/accounts/bob/remove").status_code == 422  # not sure
    assert bob.get("/").status_code == 200
    assert send(eve, "/accounts/bob/remove", {"sure": "yes"}).status_code == 303
    assert bob.get("/").status_code == 303
    page = eve.get("/accounts?said=removed").text
    assert "was removed" in page and ">bob<" not in page


@pytest.mark.parametrize("name, role, why", [("", "reader", "1 to 64"), ("a b", "reader", "1 to 64"), ("<b>", "reader", "1 to 64"), ("x" * 65, "reader", "1 to 64"), ("../x", "reader", "1 to 64"), ("-x", "reader", "1 to 64"), ("bob", "admin", "no role admin"), ("bob", "", "no role"), ("EVE", "reader", "already")])  # fmt: skip
def test_an_account_that_makes_no_sense_is_not_added(shared: Site, name: str, role: str, why: str) -> None:
    eve = shared.signed_in("eve", shared.account("eve", "owner"))
    answer = send(eve, "/accounts", {"name": name, "role": role})
    assert answer.status_code == 422 and why in answer.text and 'aria-describedby="add-error"' in answer.text
    assert [a.name for a in shared.record.accounts.all()] == ["eve"]


def test_names_of_any_script(shared: Site) -> None:
    eve = shared.signed_in("eve", shared.account("eve", "owner"))
    for name in ("زینب", "Łukasz", "ann.b@example.org", "名前"):
        assert send(eve, "/accounts", {"name": name, "role": "reader"}).status_code == 200
        assert send(eve, f"/accounts/{name.casefold()}/role", {"role": "editor"}).status_code == 303
    assert {a.role for a in shared.record.accounts.all()} == {"owner", "editor"}


def test_the_last_owner_stays(shared: Site) -> None:
    eve = shared.signed_in("eve", shared.account("eve", "owner"))
    for path, data in (("/accounts/eve/role", {"role": "reader"}), ("/accounts/eve/remove", {"sure": "yes"})):
        answer = send(eve, path, data)
        assert answer.status_code == 422 and "last owner" in answer.text
    shared.account("bob", "owner")
    assert send(eve, "/accounts/eve/role", {"role": "reader"}).status_code == 303
    assert eve.get("/accounts").status_code == 403


def test_words_of_an_address_do_not_come_onto_a_page(shared: Site) -> None:
    eve = shared.signed_in("eve", shared.account("eve", "owner"))
    for path in ("/account", "/accounts"):
        assert "Send me" not in eve.get(path, params={"said": "Send me your password"}).text


def test_the_user_of_the_machine_manages_accounts_on_loopback(tmp_path: Path) -> None:
    with site(tmp_path) as local:
        browser = local.browser()
        assert "no account yet" in browser.get("/accounts").text
        assert send(browser, "/accounts", {"name": "ann", "role": "owner"}).status_code == 200
        assert send(browser, "/account/tokens", {"scope": "read", "days": "9"}).status_code == 400
        log = [(e.account, e.what) for _, e in local.record.accounts.log()]
        assert local.access.local is not None
        assert log == [(local.access.local.name, "account added")]


def test_a_directory_says_what_is_wrong(shared: Site) -> None:
    directory: Directory = shared.directory
    for wrong in (
        lambda: directory.set_role("nobody", "reader", "x"),
        lambda: directory.remove("nobody", "x"),
        lambda: directory.new_password("nobody", "x"),
        lambda: directory.make_token("nobody", ["read"], 1, "", "x"),
    ):
        with pytest.raises(UsageError, match="There is no account nobody"):
            wrong()


def test_pages_are_labelled(shared: Site) -> None:
    """Each field has a label or a name for who cannot see it, each table a caption."""
    import re

    eve = shared.signed_in("eve", shared.account("eve", "owner"))
    shared.directory.make_token("eve", ["read"], 9, "", "test")
    for page in (shared.browser().get("/login").text, *(eve.get(p).text for p in ("/account", "/accounts", "/accounts/log"))):  # fmt: skip
        labelled = set(re.findall(r'<label for="([^"]+)"', page))
        fields = re.findall(r"<(?:input|select|textarea)\b[^>]*>", page)
        assert fields or "<caption>" in page
        for tag in fields:
            if "hidden" in tag or "aria-label=" in tag or 'name="sure"' in tag:
                continue
            found = re.search(r'\bid="([^"]+)"', tag)
            assert found and found[1] in labelled, tag
            if 'type="password"' in tag:
                assert "autocomplete=" in tag
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        for referred in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', page):
            assert set(referred.split()) <= set(ids)
        assert page.count("<table") == page.count("<caption")
