"""What reaches the site at all: by its own names, from its own pages, with the headers that browsers keep to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from access_site import LOCAL, ORIGIN, Site, form_token, public, send, sign_in, site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.websockets import WebSocketDisconnect

from vigil.errors import UsageError
from vigil.store import tables
from vigil.web.access import Settings, checks
from vigil.web.access.forms import LOOKED_AT
from vigil.web.access.headers import ALWAYS, POLICY
from vigil.web.access.required import every_route


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Site]:
    """A site on loopback."""
    with site(tmp_path) as made:
        yield made


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Site]:
    """A site that others reach by https."""
    folder = tmp_path / "shared"
    folder.mkdir()
    with site(folder, public()) as made:
        yield made


# ---------------------------------------------------------------- by which name


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1", "127.0.0.1:8001", "127.0.0.1:8000.evil.example", "localhost.:8000", ""])  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/login", "/static/site.css", "/nothing"])
def test_another_name_for_this_machine_is_refused(local: Site, host: str, path: str) -> None:
    answer = local.browser().get(path, headers={"host": host})
    assert answer.status_code == 400
    assert "does not answer to the name" in answer.text and "<" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "LOCALHOST:8000", "[::1]:8000"])
def test_its_own_names_are_not(local: Site, host: str) -> None:
    assert local.browser().get("/", headers={"host": host}).status_code == 200


def test_a_name_that_a_proxy_passes_on_does_not_count(local: Site) -> None:
    assert local.browser().get("/", headers={"host": "evil.example", "x-forwarded-host": "127.0.0.1:8000"}).status_code == 400  # fmt: skip


def test_two_names_are_refused(local: Site) -> None:
    answer = local.browser().get("/", headers=[("host", "127.0.0.1:8000"), ("host", "evil.example")])  # type: ignore[arg-type]
    assert answer.status_code == 400


def test_the_usual_port_may_be_left_out() -> None:
    headers = checks.Headers({"host": "vigil.example"})
    assert checks.wrong_host(headers, {"vigil.example:443"}, "https") is None
    assert checks.wrong_host(headers, {"vigil.example:443"}, "http") is not None


@pytest.mark.parametrize(
    "address", ["192.0.2.1", "10.0.0.1", "2001:db8::1", "0.0.0.0", "::ffff:192.0.2.1", "fe80::1%eth0"]
)
def test_a_site_for_this_machine_alone_serves_no_other(local: Site, address: str) -> None:
    """Whoever it was bound for by mistake, and whatever Host they write: nobody signs in here."""
    answer = local.browser(address=address).get("/")
    assert answer.status_code == 400 and "for its own machine alone" in answer.text


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_it_serves_its_own(local: Site, address: str) -> None:
    assert local.browser(address=address).get("/").status_code == 200


@pytest.mark.parametrize("header", ["forwarded", "x-forwarded-for", "X-Forwarded-Host", "x-real-ip", "via"])
def test_nor_those_behind_a_proxy(local: Site, shared: Site, header: str) -> None:
    answer = local.browser().get("/", headers={header: "127.0.0.1"})
    assert answer.status_code == 400 and "by way of a proxy" in answer.text
    assert shared.browser().get("/login", headers={header: "127.0.0.1"}).status_code == 200


@pytest.mark.parametrize("hosts", [frozenset(), frozenset({"*"}), frozenset({"*.example"}), frozenset({""})])
def test_a_site_without_a_name_is_not_started(hosts: frozenset[str]) -> None:
    with pytest.raises(UsageError, match="names"):
        Settings(False, hosts)


def test_web_sockets_are_closed(local: Site) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        local.browser().websocket_connect("ws://127.0.0.1:8000/"),
    ):
        pass
    assert closed.value.code == 1008


# ---------------------------------------------------------------- from which page

FOREIGN: list[dict[str, str]] = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://127.0.0.1:8001"},
    {"origin": "https://127.0.0.1:8000"},
    {"origin": "http://localhost:8000"},
    {"origin": "http://127.0.0.1:8000.evil.example"},
    {"origin": "http://[127.0.0.1:8000"},
    {"origin": ""},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"},
    {"sec-fetch-site": "cross-site", "origin": LOCAL},
    {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_what_another_site_sends_changes_nothing(local: Site, headers: dict[str, str]) -> None:
    browser = local.browser()
    data = {"words": "w", "csrf_token": form_token(browser)}  # even if it had the token
    answer = browser.post("/note", data=data, headers=headers)
    assert answer.status_code == 403 and local.done == []
    assert "another site" in answer.text


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_nor_does_it_with_the_token_of_a_program(shared: Site, headers: dict[str, str]) -> None:
    shared.account("ann", "owner")
    _, secret = shared.directory.make_token("ann", ["review"], 9, "", "test")
    headers = {key: value.replace(LOCAL, ORIGIN) for key, value in headers.items()}
    answer = shared.browser().post(
        "/api/may/decide", headers={**headers, "authorization": f"Bearer {secret}"}
    )
    assert answer.status_code == 403 and shared.done == []


@pytest.mark.parametrize("headers", [{}, {"origin": LOCAL}, {"origin": LOCAL, "sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}], ids=str)  # fmt: skip
def test_what_our_own_pages_send_does(local: Site, headers: dict[str, str]) -> None:
    browser = local.browser()
    data = {"words": "w", "csrf_token": form_token(browser)}
    assert browser.post("/note", data=data, headers=headers).status_code == 200
    assert local.done == ["w"]


@pytest.mark.parametrize("mode, dest, status", [("navigate", "document", 200), ("no-cors", "script", 403), ("no-cors", "image", 403), ("cors", "empty", 403), ("navigate", "iframe", 403)])  # fmt: skip
def test_another_site_may_link_here_and_load_nothing(local: Site, mode: str, dest: str, status: int) -> None:
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": mode, "sec-fetch-dest": dest}
    for path in ("/", "/static/site.css"):
        assert local.browser().get(path, headers=headers).status_code == status


# ---------------------------------------------------------------- from which form


def wrong_tokens(browser: Any, other: Any) -> list[Any]:
    """What a page that is not ours might send."""
    mine = form_token(browser)
    return [None, "", "0" * 96, mine[:-1], mine[:32], form_token(other), mine + "0", "\u00e9" * 96]


@pytest.mark.parametrize("where", ["field", "header"])
def test_without_the_token_of_its_form_nothing_is_changed(tmp_path: Path, where: str) -> None:
    with site(tmp_path, public()) as shared:
        password = shared.account("ann", "editor")
        browser, other = (shared.signed_in("ann", password) for _ in range(2))
        for wrong in wrong_tokens(browser, other):
            data = {"words": "w"} | ({"csrf_token": wrong} if where == "field" and wrong is not None else {})
            headers = {"x-csrf-token": wrong.encode()} if where == "header" and wrong is not None else {}
            answer = browser.post("/note", data=data, headers=headers)  # type: ignore[arg-type]
            assert answer.status_code == 403 and "load its page again" in answer.text
        assert shared.done == []
        right = form_token(browser)
        data = {"words": "w"} | ({"csrf_token": right} if where == "field" else {})
        headers = {"x-csrf-token": right} if where == "header" else {}
        assert browser.post("/note", data=data, headers=headers).status_code == 200


def test_on_loopback_too_and_the_token_alone_is_not_enough(local: Site) -> None:
    browser = local.browser()
    assert browser.post("/note", data={"words": "w"}).status_code == 403
    token = form_token(browser)
    assert (
        local.browser().post("/note", data={"words": "w", "csrf_token": token}).status_code == 403
    )  # no cookie
    assert local.done == []
    assert browser.post("/note", data={"words": "w", "csrf_token": token}).status_code == 200


@pytest.mark.parametrize("method", ["put", "delete"])
def test_every_method_that_changes_something_needs_it(local: Site, method: str) -> None:
    browser = local.browser()
    token = form_token(browser)
    assert browser.request(method, "/thing").status_code == 403
    assert browser.request(method, "/thing", json={"csrf_token": token}).status_code == 403
    assert browser.request(method, "/thing", headers={"x-csrf-token": token}).status_code == 200
    assert local.done == [method.upper()]


def test_a_link_from_elsewhere_does_not_spoil_other_pages(local: Site) -> None:
    """It comes without the cookie, which is then set again."""
    browser = local.browser()
    token = form_token(browser)
    linked = local.browser().get("/")
    assert linked.cookies["vigil_browser"] == browser.cookies["vigil_browser"]
    assert "SameSite=Strict" in linked.headers["set-cookie"] and "HttpOnly" in linked.headers["set-cookie"]
    assert browser.post("/note", data={"words": "w", "csrf_token": token}).status_code == 200


def test_a_page_without_a_form_sets_no_cookie(local: Site) -> None:
    assert "set-cookie" not in local.browser().get("/static/site.css").headers


def test_tokens_of_one_page_differ_and_all_count(local: Site) -> None:
    browser = local.browser()
    tokens = [form_token(browser) for _ in range(3)]
    assert len(set(tokens)) == 3
    for token in tokens:
        assert browser.post("/note", data={"csrf_token": token}).status_code == 200


def test_a_form_outlives_a_restart(tmp_path: Path) -> None:
    with site(tmp_path) as before:
        browser = before.browser()
        data = {"words": "long work", "csrf_token": form_token(browser)}
        cookies = dict(browser.cookies)
    (tmp_path / "static" / "site.css").unlink()
    (tmp_path / "static").rmdir()
    with site(tmp_path) as after:
        again = after.browser()
        again.cookies.update(cookies)
        assert again.post("/note", data=data).text == '"long work"'


def test_an_upload_comes_through_whole(local: Site) -> None:
    browser = local.browser()
    content = bytes(range(256)) * 4096
    data = {"csrf_token": form_token(browser)}
    answer = browser.post("/upload", data=data, files={"file": ("a.bin", content)})
    assert answer.text == str(len(content)) and local.done == ["a.bin"]


def test_the_token_of_an_upload_comes_first(local: Site) -> None:
    """So that no upload is held in memory to look for it; a file of that name is no token."""
    browser = local.browser()
    token = form_token(browser)
    late = {"file": ("a.bin", b"x" * 3 * LOOKED_AT), "csrf_token": (None, token)}
    assert browser.post("/upload", files=late).status_code == 403
    named = {"csrf_token": ("csrf_token", token.encode())}
    assert browser.post("/upload", files=named).status_code == 403
    assert local.done == []


def in_pieces(body: bytes, cuts: list[int]) -> Iterator[bytes]:
    edges = [0, *sorted({cut % (len(body) + 1) for cut in cuts}), len(body)]
    for start, end in zip(edges, edges[1:], strict=False):
        yield body[start:end]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=30), cuts=st.lists(st.integers(0, 2000), max_size=6), parts=st.booleans())  # fmt: skip
def test_however_a_form_is_cut_into_pieces(local: Site, words: str, cuts: list[int], parts: bool) -> None:
    browser = local.browser()
    token = form_token(browser)
    made = browser.build_request("POST", "/note", **({"files": {"csrf_token": (None, token), "words": (None, words)}} if parts else {"data": {"csrf_token": token, "words": words}}))  # fmt: skip
    body = made.read()
    answer = browser.post("/note", content=in_pieces(body, cuts), headers={"content-type": made.headers["content-type"]})  # fmt: skip
    assert (answer.status_code, answer.json()) == (200, words)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from(["multipart/form-data; boundary=b", "multipart/form-data", "application/x-www-form-urlencoded", "text/plain", "é", ""]))  # fmt: skip
def test_bytes_that_are_no_form_are_refused(local: Site, body: bytes, kind: str) -> None:
    browser = local.browser()
    browser.get("/")
    answer = browser.post("/note", content=body, headers={"content-type": kind.encode()})  # type: ignore[arg-type]
    assert answer.status_code == 403 and local.done == []


# ---------------------------------------------------------------- nothing is changed by looking


def test_no_page_changes_anything_by_being_looked_at(shared: Site) -> None:
    password = shared.account("ann", "owner")
    shared.account("bob", "reader")
    browser = shared.signed_in("ann", password)
    shared.directory.make_token("ann", ["read"], 9, "", "test")

    def state() -> list[Any]:
        with shared.record._engine.connect() as connection:
            found = [list(connection.execute(sa.select(table))) for table in tables.metadata.sorted_tables]
        return found

    found = list(every_route(shared.app.routes))
    paths = {path for path, methods, _ in found if "GET" in methods}
    posts = {path for path, methods, _ in found if "POST" in methods}
    assert {"/login", "/account", "/accounts", "/accounts/log"} <= paths
    assert {"/logout", "/account/everywhere", "/accounts/{name}/remove"} <= posts
    before = state()
    for path in sorted(paths | posts):
        for method in ("GET", "HEAD", "OPTIONS"):
            path = path.replace("{name}", "bob").replace("{token}", "x")
            browser.request(method, path + "?sure=yes&role=owner&said=removed")
    shared.access.lookup.close()
    assert state() == before and shared.done == []


# ---------------------------------------------------------------- headers


def all_kinds(browser: Any) -> dict[str, Any]:
    """An answer of every kind."""
    return {
        "page": browser.get("/"),
        "file": browser.get("/static/site.css"),
        "unchanged file": browser.get("/static/site.css", headers={"if-none-match": browser.get("/static/site.css").headers["etag"]}),
        "no such file": browser.get("/static/none.css"),
        "no such page": browser.get("/nothing"),
        "wrong method": browser.delete("/may/see", headers={"x-csrf-token": form_token(browser)}),
        "wrong host": browser.get("/", headers={"host": "evil.example"}),
        "another site": browser.post("/note", headers={"origin": "https://evil.example"}),
        "no token": browser.post("/note"),
        "unknown token": browser.get("/", headers={"authorization": "Bearer x"}),
        "not valid": send(browser, "/upload"),
        "fault": browser.get("/fault"),
        "stream": browser.get("/stream"),
        "own policy": browser.get("/sandboxed"),
    }  # fmt: skip


KINDS = {"page": 200, "file": 200, "unchanged file": 304, "no such file": 404, "no such page": 404, "wrong method": 405, "wrong host": 400, "another site": 403, "no token": 403, "unknown token": 401, "not valid": 422, "fault": 500, "stream": 200, "own policy": 200}  # fmt: skip


def test_every_answer_has_them(local: Site) -> None:
    answers = all_kinds(local.browser())
    assert {kind: answer.status_code for kind, answer in answers.items()} == KINDS
    for kind, answer in answers.items():
        policies = answer.headers.get_list("content-security-policy")
        assert policies[-1] == POLICY, kind
        for name, value in ALWAYS.items():
            assert answer.headers.get_list(name) == [value], (kind, name)
        assert answer.headers["cache-control"] == ("no-cache" if "etag" in answer.headers else "no-store"), (
            kind
        )
        assert "strict-transport-security" not in answer.headers
    assert answers["own policy"].headers.get_list("content-security-policy") == ["sandbox", POLICY]


def test_the_policy_lets_nothing_run_that_is_not_a_file_of_ours() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in POLICY.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert (
        rules["script-src"] == rules["style-src"] == rules["connect-src"] == rules["form-action"] == "'self'"
    )
    assert "unsafe" not in POLICY and "*" not in POLICY and "http" not in POLICY


def test_https_is_kept_to_where_there_is_https(shared: Site) -> None:
    for answer in (shared.browser().get("/"), shared.browser().get("/", headers={"host": "evil.example"})):
        assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_our_own_pages_hold_nothing_that_the_policy_forbids(shared: Site) -> None:
    password = shared.account("ann", "owner")
    browser = shared.browser()
    pages = [browser.get("/login").text, sign_in(browser, "ann", "wrong").text]
    sign_in(browser, "ann", password)
    shared.directory.make_token("ann", ["read"], 9, "", "test")
    pages += [browser.get(path).text for path in ("/account", "/accounts", "/accounts/log")]
    pages += [send(browser, "/accounts", {"name": "bob", "role": "reader"}).text, browser.post("/note").text]
    for page in pages:
        assert "<main>" in page
        for forbidden in (
            "<script",
            "style=",
            "<style",
            " onclick",
            " onsubmit",
            "javascript:",
            "http://",
            "https://",
        ):
            assert forbidden not in page


def test_an_answer_is_streamed(local: Site) -> None:
    """Part by part, as a page of many incidents is: the first part leaves before the last is made."""
    import anyio

    order: list[str] = []

    async def parts() -> Any:
        for number in range(3):
            order.append(f"made {number}")
            yield f"{number}"

    from starlette.responses import StreamingResponse

    @local.app.get("/slowly")
    async def slowly() -> StreamingResponse:
        return StreamingResponse(parts())

    async def receive() -> dict[str, Any]:
        await anyio.sleep_forever()
        raise AssertionError

    async def sent(message: Any) -> None:
        if message.get("body"):
            order.append(f"sent {message['body'].decode()}")

    scope = {"type": "http", "method": "GET", "path": "/slowly", "raw_path": b"/slowly", "query_string": b"", "headers": [(b"host", b"127.0.0.1:8000")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000), "scheme": "http", "http_version": "1.1", "root_path": ""}  # fmt: skip
    # in a thread of its own: the journeys' browser leaves a running loop in this one
    worker = threading.Thread(target=anyio.run, args=(local.app, scope, receive, sent))
    worker.start()
    worker.join()
    assert order == ["made 0", "sent 0", "made 1", "sent 1", "made 2", "sent 2"]


@pytest.mark.parametrize(
    "client, told, expected",
    [
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # nobody we know wrote it
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),  # the first was there before
        ("10.0.0.1", ["1.1.1.1", "198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", [], "10.0.0.1"),
    ],
)
def test_an_address_is_believed_as_far_as_our_proxies_wrote_it(
    client: str, told: list[str], expected: str
) -> None:
    headers = checks.Headers(raw=[(b"x-forwarded-for", line.encode()) for line in told])
    assert checks.address(client, headers, {"10.0.0.1", "10.0.0.2"}) == expected
    assert checks.address(client, headers, set()) == client
