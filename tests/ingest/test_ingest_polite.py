"""Politeness, seen from the server: what is asked for, how often, and what is left alone."""

from __future__ import annotations

import email.utils
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from local_paper import Answer, Clock, Paper, open_paper

from vigil.config import IngestConfig
from vigil.errors import FetchRefused
from vigil.ingest.polite import DAY, HOUR, WEEK, Polite, backoff, origin_of, retry_after
from vigil.ingest.polling import TRIES, Subscription, Visit, fetch_waiting, visit
from vigil.records import RawDocument, Rejected
from vigil.watched import FeedState, HostState

LOCAL = IngestConfig(allow_private=True, fetch_timeout=20)


@pytest.fixture
def paper() -> Iterator[Paper]:
    with open_paper() as opened:
        opened.page("/a", "Twelve people died in Larsu.")
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


def door(clock: Clock, kept: dict[str, HostState] | None = None, **options: object) -> Polite:
    recall = (kept or {}).get
    return Polite(LOCAL, recall, clock=clock, sleep=clock.sleep, chance=lambda: 0.0, **options)  # type: ignore[arg-type]


def refused(polite: Polite, url: str) -> str:
    with pytest.raises(FetchRefused) as caught:
        polite.get(url)
    return caught.value.code


# ---------------------------------------------------------------- robots.txt


def robots(paper: Paper, text: str, **headers: str) -> None:
    paper.answers["/robots.txt"] = Answer(text.encode(), 200, headers)


def test_what_robots_txt_forbids_is_never_asked_for(paper: Paper, clock: Clock) -> None:
    robots(paper, "User-agent: vigil-record\nDisallow: /private\n\nUser-agent: *\nDisallow: /")
    polite = door(clock)
    assert refused(polite, paper.url + "/private/x") == "robots"
    assert polite.get(paper.url + "/a").status == 200  # what is forbidden to others is not to us
    assert [path for path, _ in paper.asked] == ["/robots.txt", "/a"]


def test_rules_for_everybody_hold_for_us(paper: Paper, clock: Clock) -> None:
    robots(paper, "User-agent: *\nDisallow: /\nAllow: /a$")
    polite = door(clock)
    assert refused(polite, paper.url + "/b") == "robots"
    assert polite.get(paper.url + "/a").status == 200


def test_robots_txt_is_asked_for_once_a_day_also_by_the_next_program(paper: Paper, clock: Clock) -> None:
    first = door(clock)
    first.get(paper.url + "/a")
    first.get(paper.url + "/a")
    kept = {state.key: state for state in first.changed()}
    clock.now += DAY - HOUR
    second = door(clock, kept)
    second.get(paper.url + "/a")
    assert paper.count("/robots.txt") == 1
    clock.now += HOUR
    second.get(paper.url + "/a")
    assert paper.count("/robots.txt") == 2


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_without_robots_txt_all_is_allowed(paper: Paper, clock: Clock, status: int) -> None:
    paper.answers["/robots.txt"] = Answer(status=status)
    assert door(clock).get(paper.url + "/a").status == 200


@pytest.mark.parametrize("status", [429, 500, 503])
def test_while_robots_txt_cannot_be_had_nothing_is_asked_for(paper: Paper, clock: Clock, status: int) -> None:
    paper.answers["/robots.txt"] = Answer(status=status)
    polite = door(clock)
    assert refused(polite, paper.url + "/a") == refused(polite, paper.url + "/a") == "host_wait"
    assert [path for path, _ in paper.asked] == ["/robots.txt"]
    clock.now = polite.ready_at(paper.url + "/a")
    assert refused(polite, paper.url + "/a") == "host_wait" and paper.count("/robots.txt") == 2
    first, second = clock.slept, polite.ready_at(paper.url + "/a") - clock.now
    assert first == [] and second >= 600  # twice the first wait
    robots(paper, "")
    clock.now = polite.ready_at(paper.url + "/a")
    assert polite.get(paper.url + "/a").status == 200


def test_old_rules_hold_while_new_ones_cannot_be_had(paper: Paper, clock: Clock) -> None:
    robots(paper, "User-agent: *\nDisallow: /b")
    polite = door(clock)
    polite.get(paper.url + "/a")
    paper.answers["/robots.txt"] = Answer(status=500)
    clock.now += 2 * DAY
    assert polite.get(paper.url + "/a").status == 200
    assert refused(polite, paper.url + "/b") == "robots"


def test_a_page_that_redirects_to_what_is_forbidden(paper: Paper, clock: Clock) -> None:
    robots(paper, "User-agent: *\nDisallow: /b")
    paper.answers["/c"] = Answer(status=302, headers={"location": "/b"})
    assert refused(door(clock), paper.url + "/c") == "robots"
    assert paper.count("/b") == 0


def test_another_host_that_a_page_redirects_to_is_asked_for_its_rules_too(paper: Paper, clock: Clock) -> None:
    with open_paper() as other:
        robots(other, "User-agent: *\nDisallow: /b")
        other.page("/d", "Twelve people died in Larsu.")
        paper.answers["/c"] = Answer(status=302, headers={"location": other.url + "/b"})
        paper.answers["/d"] = Answer(status=302, headers={"location": other.url + "/d"})
        polite = door(clock)
        assert refused(polite, paper.url + "/c") == "robots"
        assert polite.get(paper.url + "/d").final_url == other.url + "/d"
        assert [path for path, _ in other.asked] == ["/robots.txt", "/d"]


@pytest.mark.parametrize(
    "text", ["<html>not here</html>", "\0\1\2", "User-agent\nDisallow", "Crawl-delay: x"]
)
def test_nonsense_for_rules_forbids_nothing(paper: Paper, clock: Clock, text: str) -> None:
    robots(paper, text)
    assert door(clock).get(paper.url + "/a").status == 200


# ---------------------------------------------------------------- how often


def test_a_pause_between_two_requests_to_a_host(paper: Paper, clock: Clock) -> None:
    polite = door(clock, pause=2.0)
    for _ in range(3):
        polite.get(paper.url + "/a")
    assert clock.slept == [2.0, 2.0, 2.0]  # after robots.txt, and after each page but the last


@pytest.mark.parametrize(
    ("rule", "seconds"), [("Crawl-delay: 7", 7), ("Request-rate: 2/30s", 15), ("Crawl-delay: 0.1", 1)]
)
def test_the_pause_that_robots_txt_asks_for(paper: Paper, clock: Clock, rule: str, seconds: float) -> None:
    robots(paper, f"User-agent: *\n{rule}\nDisallow: /b")
    polite = door(clock)
    for _ in range(3):
        polite.get(paper.url + "/a")
    assert clock.slept[1:] == [seconds, seconds]


def test_a_host_is_left_alone_as_long_as_it_says(paper: Paper, clock: Clock) -> None:
    paper.answers["/b"] = Answer(status=503, headers={"retry-after": "900"})
    polite = door(clock)
    assert refused(polite, paper.url + "/b") == "http_status"
    assert refused(polite, paper.url + "/a") == "host_wait" and paper.count("/a") == 0
    again = door(clock, {state.key: state for state in polite.changed()})  # also by the next program
    assert refused(again, paper.url + "/a") == "host_wait"
    clock.now += 900
    assert again.get(paper.url + "/a").status == 200


def test_who_asks_is_named(paper: Paper, clock: Clock) -> None:
    door(clock, contact="mailto:me@example.org").get(paper.url + "/a")
    agents = {headers["user-agent"] for _, headers in paper.asked}
    (agent,) = agents
    assert agent.startswith("vigil-record/") and agent.endswith("(+mailto:me@example.org)")


def test_a_clock_that_was_set_back_does_not_stop_the_watch(paper: Paper, clock: Clock) -> None:
    polite = door(clock)
    polite.get(paper.url + "/a")
    clock.now -= 400 * DAY
    assert polite.get(paper.url + "/a").status == 200 and sum(clock.slept) < 10


@given(st.integers(1, 10**6), st.floats(0, 1), st.floats(60, 10 * DAY), st.sampled_from(["unreachable", "x"]))
def test_waits_grow_and_end(failures: int, chance: float, base: float, code: str) -> None:
    error = FetchRefused("", code)
    wait = backoff(base, failures, chance, error)
    assert base <= wait <= 1.25 * max(DAY, base)
    assert backoff(base, failures + 1, chance, error) >= wait
    assert backoff(base, failures, 0.0, error) <= wait


@given(st.text(max_size=40) | st.integers(0, 10**12).map(str))
def test_any_retry_after_is_some_time_or_none(said: str) -> None:
    found = retry_after(FetchRefused("", "x", 503, said), 1e9)
    assert found is None or 0 <= found <= WEEK


def test_retry_after_as_a_date() -> None:
    said = email.utils.formatdate(1_000_000_120, usegmt=True)
    assert retry_after(FetchRefused("", "x", 503, said), 1e9) == 120


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "http://", "http://a:x/", "mailto:a@b", "", "http://[::1/"]
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(FetchRefused):
        origin_of(url)


# ---------------------------------------------------------------- feeds


def asked(paper: Paper, clock: Clock, state: FeedState | None = None, every: float = HOUR) -> Visit:
    wanted = Subscription(paper.url + "/feed", every)
    return visit(wanted, state or FeedState(wanted.url), door(clock))


def test_a_feed_that_did_not_change_is_sent_once(paper: Paper, clock: Clock) -> None:
    def unless_known(headers: dict[str, str]) -> Answer:
        known = headers.get("if-none-match") == '"7"' and headers.get("if-modified-since") == "yesterday"
        return Answer(status=304) if known else full

    paper.feed(("/a", "1"), etag='"7"', **{"last-modified": "yesterday"})
    full = paper.answers["/feed"]
    assert isinstance(full, Answer)
    paper.answers["/feed"] = unless_known
    first = asked(paper, clock)
    assert (first.new, first.items, len(first.state.waiting)) == (1, 1, 1)
    clock.now = first.state.due
    second = asked(paper, clock, first.state)
    assert second.items is None and second.state.waiting == first.state.waiting
    assert second.state.due == clock.now + HOUR


def test_failures_are_waited_out_longer_and_longer_and_forgotten_when_over(
    paper: Paper, clock: Clock
) -> None:
    paper.answers["/feed"] = Answer(status=500)
    state, waits = None, []
    for _ in range(4):
        state = asked(paper, clock, state).state
        waits.append(state.due - clock.now)
        clock.now = state.due
    assert state is not None and state.failures == 4 and "500" in (state.trouble or "")
    assert waits == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR]
    paper.feed(("/a", "1"))
    state = asked(paper, clock, state).state
    assert (state.failures, state.trouble, state.due) == (0, None, clock.now + HOUR)


def test_a_feed_that_asks_for_time_gets_it(paper: Paper, clock: Clock) -> None:
    paper.answers["/feed"] = Answer(status=429, headers={"retry-after": str(int(3 * DAY))})
    assert asked(paper, clock).state.due >= clock.now + 3 * DAY - 5


def test_a_feed_that_is_gone_is_hardly_asked_again(paper: Paper, clock: Clock) -> None:
    paper.answers["/feed"] = Answer(status=410)
    assert asked(paper, clock).state.due >= clock.now + 6 * DAY


def test_a_feed_that_robots_txt_forbids(paper: Paper, clock: Clock) -> None:
    robots(paper, "User-agent: *\nDisallow: /feed")
    state = asked(paper, clock).state
    assert (
        "robots.txt" in (state.trouble or "")
        and state.due >= clock.now + DAY - 5
        and paper.count("/feed") == 0
    )


def test_what_is_no_feed_is_a_failure(paper: Paper, clock: Clock) -> None:
    paper.answers["/feed"] = Answer(b"<html>hello</html>")
    assert asked(paper, clock).state.failures == 1
    paper.feed()  # but an empty one is none
    assert asked(paper, clock).state.failures == 0


@pytest.mark.parametrize(
    ("headers", "head", "seconds"),
    [
        ({"cache-control": "public, max-age=7200"}, "", 7200),
        ({"cache-control": "max-age=7200", "age": "1200"}, "", 6000),
        ({"cache-control": "max-age=60"}, "", HOUR),  # no oftener than the user says
        ({"cache-control": "max-age=99999999"}, "", DAY),
        ({"cache-control": "s-maxage=7200"}, "", HOUR),
        ({}, "<ttl>180</ttl>", 3 * HOUR),
        ({}, "<ttl>many</ttl>", HOUR),
        ({}, "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 6 * HOUR),
    ],
)
def test_how_long_a_feed_says_that_it_lasts(
    paper: Paper, clock: Clock, headers: dict[str, str], head: str, seconds: float
) -> None:
    body = (
        '<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>P</title>'
        f"{head}<item><title>T</title><link>{paper.url}/a</link></item></channel></rss>"
    )
    paper.answers["/feed"] = Answer(body.encode(), 200, headers)
    begun = clock.now
    assert asked(paper, clock).state.due - begun == pytest.approx(seconds, abs=5)


def seen(state: FeedState) -> FeedState:
    """As if the pages had been read."""
    return replace(state, seen=tuple((w.link, w.stamp) for w in state.waiting), waiting=())


def test_an_item_is_new_once_and_again_when_it_was_changed(paper: Paper, clock: Clock) -> None:
    paper.feed(("/b", "1"), ("/a", "1"))
    state = seen(asked(paper, clock).state)
    assert asked(paper, clock, state).new == 0
    paper.feed(("/b", "1"), ("/a", "2"))
    (again,) = asked(paper, clock, state).state.waiting
    assert (again.link, again.stamp) == (paper.url + "/a", "2")


def test_a_feed_that_dates_its_items_by_the_clock_is_not_fetched_over_and_over(
    paper: Paper, clock: Clock
) -> None:
    paper.feed(("/c", "1"), ("/b", "1"), ("/a", "1"))
    state = seen(asked(paper, clock).state)
    paper.feed(("/d", "2"), ("/c", "2"), ("/b", "2"), ("/a", "2"))
    found = asked(paper, clock, state)
    assert [w.link for w in found.state.waiting] == [paper.url + "/d"]


def test_items_without_an_address_are_documents_once(paper: Paper, clock: Clock) -> None:
    text = "Police said 12 people died when a bomb went off near the river market. " * 12
    body = f'<rss version="2.0"><channel><title>P</title><item><title>T</title><description>{text}</description></item></channel></rss>'
    paper.answers["/feed"] = Answer(body.encode())
    first = asked(paper, clock)
    (document,) = first.documents
    assert isinstance(document, RawDocument) and document.outlet == "P"
    assert asked(paper, clock, first.state).documents == ()


# ---------------------------------------------------------------- pages


def test_what_the_user_says_of_a_feed_goes_with_its_pages(paper: Paper, clock: Clock) -> None:
    paper.feed(("/a", "2026-03-03T10:00:00Z"))
    wanted = Subscription(paper.url + "/feed", HOUR, "The Daily", "PK")
    polite = door(clock)
    (item,) = visit(wanted, FeedState(wanted.url), polite).state.waiting
    (document,), left = fetch_waiting(item, wanted, polite, LOCAL)
    assert isinstance(document, RawDocument) and left is None
    assert (document.priors.outlet, document.priors.country) == ("The Daily", "PK")
    assert document.priors.published == "2026-03-03T10:00:00Z" and document.url == paper.url + "/a"


def test_a_page_that_fails_is_tried_again_and_given_up_in_the_end(paper: Paper, clock: Clock) -> None:
    paper.feed(("/b", "1"))
    paper.answers["/b"] = Answer(status=500)
    polite, wanted = door(clock), Subscription(paper.url + "/feed", HOUR)
    (item,) = visit(wanted, FeedState(wanted.url), polite).state.waiting
    for tries in range(1, TRIES):
        documents, left = fetch_waiting(item, wanted, polite, LOCAL)
        assert documents == [] and left is not None and left.tries == tries and left.due > clock.now
        item, clock.now = left, left.due
    (given_up,), left = fetch_waiting(item, wanted, polite, LOCAL)
    assert isinstance(given_up, Rejected) and given_up.code == "http_status" and left is None
    assert paper.count("/b") == TRIES


def test_a_page_that_is_not_there_is_not_tried_again(paper: Paper, clock: Clock) -> None:
    paper.feed(("/gone", "1"))
    polite, wanted = door(clock), Subscription(paper.url + "/feed", HOUR)
    (item,) = visit(wanted, FeedState(wanted.url), polite).state.waiting
    (rejected,), left = fetch_waiting(item, wanted, polite, LOCAL)
    assert isinstance(rejected, Rejected) and left is None


def test_a_page_that_is_forbidden_falls_back_on_the_full_text_of_the_feed(paper: Paper, clock: Clock) -> None:
    robots(paper, "User-agent: *\nDisallow: /a")
    text = "Police said 12 people died when a bomb went off near the river market. " * 12
    body = (
        f'<rss version="2.0"><channel><title>P</title><item><title>T</title><link>{paper.url}/a</link>'
        f"<description>{text}</description></item></channel></rss>"
    )
    paper.answers["/feed"] = Answer(body.encode())
    polite, wanted = door(clock), Subscription(paper.url + "/feed", HOUR)
    found = visit(wanted, FeedState(wanted.url), polite)
    (item,), own = found.state.waiting, dict(found.own)
    assert fetch_waiting(item, wanted, polite, LOCAL, own[item.link]) == ([own[item.link]], None)
    assert paper.count("/a") == 0
