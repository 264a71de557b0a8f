"""The whole of a watch: a paper on this machine, a record, and what comes out, with a clock that nobody waits for."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest
from local_paper import Answer, Clock, Paper, open_paper

from vigil import pipeline
from vigil.config import Config, ExtractionConfig, IngestConfig
from vigil.errors import StoreError
from vigil.ingest.polling import Subscription
from vigil.searches import parse
from vigil.store import Record
from vigil.store.watched import Memory
from vigil.watched import Alert
from vigil.watching import Notify, Saved, Settings, Watch, news, notify, rounds

CONFIG = Config(
    ingest=IngestConfig(allow_private=True, fetch_timeout=20), extraction=ExtractionConfig(reader="rules")
)
HALF_HOUR = 1800.0
BOMB = "A suicide bomber killed {} people and injured 40 at a market in Quetta on Monday, police said."
LATER = "The death toll of Monday's suicide bombing at a market in Quetta rose to {}, hospital officials said on Wednesday."


@pytest.fixture
def paper() -> Iterator[Paper]:
    with open_paper() as opened:
        opened.feed()
        yield opened


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.open(tmp_path / "r.db") as opened:
        yield opened


class Bench:
    """A watch that can be started again and again."""

    def __init__(self, paper: Paper, record: Record, folder: Path) -> None:
        self.paper, self.record, self.folder, self.clock = paper, record, folder, Clock()
        self.settings = Settings(
            (Subscription(paper.url + "/feed", HALF_HOUR, "The Paper", "Pakistan"),),
            (Saved("balochistan", parse("attack, Balochistan, killed >= 5")),),
            Notify(folder / "alerts.xml", folder / "alerts.log"),
        )
        self.said: list[str] = []
        self.alerts: list[Alert] = []

    def start(self, **options: Any) -> Watch:
        """A new watch, as after a restart."""
        done = {"clock": self.clock, "sleep": self.clock.sleep, "chance": lambda: 0.0} | options
        return Watch(
            self.settings, self.record, CONFIG, say=self.said.append, on_alert=self.alerts.append, **done
        )

    def once(self, **options: Any) -> rounds.Round:
        """What `vigil watch --once` does, half an hour later."""
        done = self.start(**options).run(once=True)
        self.clock.now += HALF_HOUR
        return done

    def changes(self) -> list[tuple[str, str]]:
        """What was said so far."""
        return [(a.change, a.killed) for a in self.alerts]


@pytest.fixture
def bench(paper: Paper, record: Record, tmp_path: Path) -> Bench:
    return Bench(paper, record, tmp_path)


def test_an_attack_in_the_paper_is_said_once(bench: Bench) -> None:
    bench.paper.page("/a", BOMB.format("at least 12"))
    bench.paper.feed(("/a", "1"), etag='"1"')
    done = bench.once()
    assert (done.asked, done.pages, done.new, len(done.alerts)) == (1, 1, 1, 1)
    (alert,) = bench.alerts
    assert alert.title == "suicide bombing, Quetta, Balochistan, Pakistan, 2026-03-02: killed 12+, injured 40"
    assert alert.says == "The Paper, 2026-03-03 (police): “killed at least 12 people”"
    bench.paper.answers["/feed"] = Answer(status=304)
    for _ in range(2):  # as from cron: each a program of its own
        assert bench.once().alerts == []
    assert (bench.paper.count("/feed"), bench.paper.count("/a"), bench.paper.count("/robots.txt")) == (
        3,
        1,
        1,
    )
    assert len((bench.folder / "alerts.log").read_text("utf-8").splitlines()) == 1


def test_what_is_not_due_is_not_asked(bench: Bench) -> None:
    bench.once()
    bench.clock.now -= HALF_HOUR / 2
    assert bench.once().asked == 0 and bench.paper.count("/feed") == 1


def test_a_toll_that_rises_and_a_page_that_is_corrected(bench: Bench) -> None:
    bench.paper.page("/a", BOMB.format("4"))
    bench.paper.feed(("/a", "1"))
    assert bench.once().alerts == []
    bench.paper.page("/b", LATER.format("15"), "2026-03-04")
    bench.paper.feed(("/b", "1"), ("/a", "1"))
    bench.once()
    assert bench.changes() == [("rose", "15 (4–15)")] and bench.alerts[0].before == "killed 4"
    bench.paper.page("/b", LATER.format("9"), "2026-03-04")  # the paper corrects itself
    bench.paper.feed(("/b", "2"), ("/a", "1"))
    bench.once()
    assert bench.changes()[1:] == [("corrected", "9 (4–9)")] and bench.alerts[1].before == "killed 15"
    assert len({a.id for a in bench.alerts}) == 2 and len({a.thread for a in bench.alerts}) == 1
    assert [line.split("] ")[1].split(":")[1].strip() for line in (bench.folder / "alerts.log").open()] == [
        "toll rose (killed 4 before)",
        "corrected (killed 15 before)",
    ]


def test_what_the_record_held_before_is_not_said(bench: Bench, tmp_path: Path) -> None:
    source = tmp_path / "old.txt"
    source.write_text(BOMB.format("12"))
    config = replace(CONFIG, ingest=replace(CONFIG.ingest, published="2026-03-03"))
    pipeline.run([str(source)], bench.record, config)
    assert bench.once().alerts == [] and bench.record.counts()["incidents"] == 1


def test_a_watch_goes_on_until_it_is_stopped(bench: Bench) -> None:
    times: list[float] = []

    def asked(headers: dict[str, str]) -> Answer:
        times.append(bench.clock.now)
        if len(times) == 3:
            raise_at.append(True)
        return feed

    bench.paper.feed()
    feed, raise_at = bench.paper.answers["/feed"], []
    assert isinstance(feed, Answer)
    bench.paper.answers["/feed"] = asked

    def sleep(seconds: float) -> None:
        if raise_at:
            raise KeyboardInterrupt
        bench.clock.sleep(seconds)

    with pytest.raises(KeyboardInterrupt):
        bench.start(sleep=sleep).run()
    first, second, third = times
    assert (second - first, third - second) == (HALF_HOUR, HALF_HOUR)
    assert max(bench.clock.slept) <= 60  # a machine that was asleep notices
    assert bench.record.check() == []


@pytest.mark.parametrize("what", ["keep", "say", "alerts"])
def test_a_record_that_is_busy_does_not_end_a_watch(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    many(bench, 1)
    real, calls = getattr(Memory, what), []

    def busy(self: Memory, *values: Any, **more: Any) -> Any:
        calls.append(values)
        if len(calls) == 3 if what == "alerts" else len(calls) == 2:  # not while it begins
            raise StoreError("Record r.db: another program is writing to it.")
        return real(self, *values, **more)

    def sleep(seconds: float) -> None:
        if any("Next at" in line for line in bench.said):
            raise KeyboardInterrupt
        bench.clock.sleep(seconds)

    monkeypatch.setattr(Memory, what, busy)
    begun = bench.clock.now
    with pytest.raises(KeyboardInterrupt):
        bench.start(sleep=sleep).run()
    assert len(bench.alerts) == 1 and any("Tried again in a minute" in line for line in bench.said)
    assert bench.clock.now - begun < 70  # a minute later, not when the paper has news again
    assert len((bench.folder / "alerts.log").read_text("utf-8").splitlines()) == 1


# ---------------------------------------------------------------- stopped and killed


def many(bench: Bench, number: int) -> None:
    for n in range(number):
        bench.paper.page(f"/{n}", BOMB.format(6 + n))
    bench.paper.feed(*((f"/{n}", "1") for n in range(number)))


def test_a_watch_that_is_killed_while_it_fetches_goes_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "GROUP", 2)
    many(bench, 6)

    def sleep(seconds: float) -> None:
        if bench.paper.count("/4"):
            raise KeyboardInterrupt
        bench.clock.sleep(seconds)

    with pytest.raises(KeyboardInterrupt):
        bench.start(sleep=sleep).run(once=True)
    assert bench.alerts == [] and bench.record.counts()["documents"] == 4
    done = bench.once()
    assert done.pages == 2 and len(bench.alerts) == 1
    counts = [bench.paper.count(f"/{n}") for n in range(6)]
    assert counts == [1, 1, 1, 1, 2, 1]  # only what was not kept yet
    assert bench.record.counts()["documents"] == 6 and bench.record.check() == []


@pytest.mark.parametrize("where", ["pipeline.conclude", "news.tell", "notify.write_log", "notify.write_atom"])
def test_a_watch_that_is_killed_before_it_gives_word_gives_it_the_next_time(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    bench.once()  # so that it is not the first one, which takes what it finds as known
    many(bench, 1)
    room, name = where.split(".")
    calls = []

    def killed(*_: Any, **__: Any) -> None:
        calls.append(1)
        raise KeyboardInterrupt

    watch = bench.start()
    watch.begin()
    with monkeypatch.context() as patch:
        patch.setattr({"pipeline": pipeline, "news": news, "notify": notify}[room], name, killed)
        with pytest.raises(KeyboardInterrupt):
            watch.round()
    assert calls
    bench.once()
    assert len(bench.record.memory.alerts()) == 1 and len(bench.alerts) == 1
    assert len((bench.folder / "alerts.log").read_text("utf-8").splitlines()) == 1
    assert len(feedparser.parse((bench.folder / "alerts.xml").read_bytes()).entries) == 1


def test_an_alert_is_in_the_log_once_though_the_watch_was_killed_after_writing_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(bench, 1)
    with monkeypatch.context() as patch:
        patch.setattr(
            type(bench.record.memory), "logged", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            bench.start().run(once=True)
    with (bench.folder / "alerts.log").open("a") as log:
        log.write("a line that was cut")
    bench.once()
    lines = (bench.folder / "alerts.log").read_text("utf-8").splitlines()
    assert sum(bench.record.memory.alerts()[0].id in line for line in lines) == 1


# ---------------------------------------------------------------- hosts and failures


def test_no_host_is_asked_for_many_pages_in_a_row_where_another_is_free(bench: Bench) -> None:
    with open_paper() as other:
        for n in range(3):
            other.page(f"/{n}", BOMB.format(6))
            bench.paper.page(f"/{n}", BOMB.format(6))
        other.feed(*((f"/{n}", "1") for n in range(3)))
        bench.paper.feed(*((f"/{n}", "1") for n in range(3)))
        bench.settings = replace(
            bench.settings, feeds=(*bench.settings.feeds, Subscription(other.url + "/feed", HALF_HOUR))
        )
        begun = bench.clock.now
        bench.start().run(once=True)
        # five requests to each, with a pause of a second after each: side by side, not one host after the other
        assert bench.clock.now - begun < 8
        assert len(bench.paper.asked) == len(other.asked) == 5


def test_a_page_that_two_feeds_name_is_fetched_once(bench: Bench) -> None:
    many(bench, 2)
    feed = bench.paper.answers["/feed"]
    bench.paper.answers["/sport"] = feed
    bench.settings = replace(
        bench.settings,
        feeds=(*bench.settings.feeds, Subscription(bench.paper.url + "/sport", HALF_HOUR)),
    )
    assert bench.once().asked == 2
    assert bench.once().pages == 0
    assert [bench.paper.count(f"/{n}") for n in range(2)] == [1, 1]


def test_a_page_that_leads_to_a_host_in_trouble_is_not_asked_over_and_over(bench: Bench) -> None:
    with open_paper() as other:
        other.answers["/robots.txt"] = Answer(status=503)
        bench.paper.answers["/0"] = Answer(status=302, headers={"location": other.url + "/0"})
        bench.paper.feed(("/0", "1"))
        bench.once()
        assert bench.paper.count("/0") == 1 and other.count("/robots.txt") == 1
        other.answers["/robots.txt"] = Answer(status=404)
        other.page("/0", BOMB.format(6))
        assert len(bench.once().alerts) == 1 and bench.paper.count("/0") == 2


def test_pages_of_a_host_that_wants_long_pauses_wait_for_later_rounds(bench: Bench) -> None:
    many(bench, 3)
    bench.paper.answers["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 600")
    bench.once()
    watch = bench.start()
    for _ in range(10):
        watch.round()
        bench.clock.now = max(watch.next_time(), bench.clock.now)
        if bench.record.counts()["documents"] == 3:
            break
    assert bench.record.counts()["documents"] == 3
    assert [bench.paper.count(f"/{n}") for n in range(3)] == [1, 1, 1]


def test_a_feed_that_fails_stops_nobody_and_its_failures_are_remembered(bench: Bench) -> None:
    with open_paper() as other:
        other.answers["/feed"] = Answer(status=500)
        bench.settings = replace(
            bench.settings, feeds=(Subscription(other.url + "/feed", HALF_HOUR), *bench.settings.feeds)
        )
        many(bench, 1)
        done = bench.once()
        assert (done.asked, done.troubled, len(done.alerts)) == (2, 1, 1)
        for _ in range(7):  # three hours and a half
            bench.once()
        assert other.count("/feed") == 4  # at 0, half an hour, an hour and a half, three hours and a half
        assert any("status 500" in line for line in bench.said)


def test_pages_that_robots_txt_forbids_are_kept_as_refused(bench: Bench) -> None:
    many(bench, 2)
    bench.paper.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /1")
    done = bench.once()
    assert [r.code for r in done.refused] == ["robots"]
    assert [r.code for r in bench.record.rejections()] == ["robots"]
    assert bench.paper.count("/1") == 0
    bench.once()
    assert bench.once().pages == 0


# ---------------------------------------------------------------- giving word


def hooked(bench: Bench, url: str, secret: str | None = "s3cret") -> None:
    bench.settings = replace(
        bench.settings, notify=replace(bench.settings.notify, webhook=url, secret=secret), site="http://me:1"
    )


def test_a_webhook_that_is_down_stops_nothing_and_gets_its_alert_later(bench: Bench) -> None:
    hooked(bench, bench.paper.url + "/hook")
    bench.paper.answers["/hook"] = Answer(status=503)
    many(bench, 1)
    assert len(bench.once().alerts) == 1
    tries = len(bench.paper.posted)
    assert tries == notify.ATTEMPTS
    bench.paper.answers["/hook"] = Answer(status=204)
    bench.once()
    assert len(bench.paper.posted) == tries + 1
    headers, body = bench.paper.posted[-1]
    assert headers["content-type"] == "application/json"
    signed = hmac.new(b"s3cret", body, hashlib.sha256).hexdigest()
    assert headers["x-vigil-signature"] == f"sha256={signed}"
    said = json.loads(body)
    assert said["killed"] == {"low": 6, "best": 6, "high": 6} and said["change"] == "new"
    assert said["link"] == f"http://me:1/incidents/{said['incident']}" and said["search"] == "balochistan"
    assert said["quote"] in BOMB.format(6) and said["url"] == bench.paper.url + "/0"
    bench.once()
    assert len(bench.paper.posted) == tries + 1  # said once


def test_a_webhook_that_nobody_answers(bench: Bench) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    hooked(bench, f"http://127.0.0.1:{port}/hook", None)
    many(bench, 1)
    assert len(bench.once().alerts) == 1 and any("cannot be reached" in line for line in bench.said)
    with open_paper(port) as receiver:
        receiver.answers["/hook"] = Answer()
        bench.once()
        ((headers, _),) = receiver.posted
        assert "x-vigil-signature" not in headers


def test_an_alert_that_is_refused_does_not_hold_up_the_others(bench: Bench) -> None:
    hooked(bench, bench.paper.url + "/hook")
    bench.settings = replace(
        bench.settings, searches=(*bench.settings.searches, Saved("all", parse("attack")))
    )
    taken: list[str] = []

    def picky(headers: dict[str, str]) -> Answer:
        return Answer(status=400 if len(bench.paper.posted) == 0 else 200)

    bench.paper.answers["/hook"] = picky
    many(bench, 1)
    bench.once()
    assert len(bench.paper.posted) == 2
    bench.once()
    taken = [json.loads(body)["search"] for _, body in bench.paper.posted]
    assert taken == ["balochistan", "all", "balochistan"]


def test_a_webhook_is_not_told_what_was_said_before_it_was_there(bench: Bench) -> None:
    many(bench, 1)
    bench.once()
    hooked(bench, bench.paper.url + "/hook")
    bench.once()
    assert bench.paper.posted == []


def test_the_feed_of_alerts_is_what_rfc_4287_asks_for(bench: Bench) -> None:
    bench.settings = replace(bench.settings, site="http://127.0.0.1:8350")
    path = bench.folder / "alerts.xml"
    bench.once()
    empty = feedparser.parse(path.read_bytes())
    assert empty.version == "atom10" and not empty.bozo and empty.entries == []
    assert empty.feed.id and empty.feed.title and empty.feed.updated and empty.feed.author_detail.name
    many(bench, 1)
    bench.once()
    found = feedparser.parse(path.read_bytes())
    assert not found.bozo and found.feed.id == empty.feed.id
    (entry,) = found.entries
    alert = bench.alerts[0]
    assert entry.id.startswith("urn:uuid:") and entry.title == f"balochistan: {alert.title}"
    assert entry.link == f"http://127.0.0.1:8350/incidents/{alert.incident}"
    assert entry.updated_parsed is not None and entry.updated == found.feed.updated
    assert alert.quote in entry.content[0].value and entry.content[0].type == "text/plain"
    before = path.stat().st_mtime_ns
    bench.once()
    assert path.stat().st_mtime_ns == before  # not written where nothing is new
    assert sorted(p.name for p in bench.folder.iterdir() if p.name.startswith(".")) == []


def test_the_feed_holds_the_last_alerts_only(record: Record, tmp_path: Path) -> None:
    made = Alert("a", "attack", "x", "i", "i", "new", 0.0, "bombing", "", "", "", "")
    made = replace(made, place="Quetta\x0b & <co>")
    record.memory.say([], [replace(made, id=f"a{n}", at=float(n)) for n in range(notify.LASTING + 5)], False)
    notify.write_atom(tmp_path / "a.xml", record, "", 0.0)
    found = feedparser.parse((tmp_path / "a.xml").read_bytes())
    assert len(found.entries) == notify.LASTING and not found.bozo
    assert found.entries[0].updated == "1970-01-01T00:03:24Z"  # the latest first
    assert "Quetta & <co>" in found.entries[0].content[0].value
    assert len({e.id for e in found.entries}) == notify.LASTING


def test_a_log_that_cannot_be_written_is_said_and_made_up_for(bench: Bench) -> None:
    (bench.folder / "alerts.log").mkdir()
    many(bench, 1)
    assert len(bench.once().alerts) == 1 and any("cannot be written" in line for line in bench.said)
    (bench.folder / "alerts.log").rmdir()
    bench.once()
    assert len((bench.folder / "alerts.log").read_text("utf-8").splitlines()) == 1


def test_nothing_that_leaves_the_machine_names_a_private_person(bench: Bench) -> None:
    hooked(bench, bench.paper.url + "/hook")
    bench.paper.answers["/hook"] = Answer()
    bench.settings = replace(bench.settings, searches=(Saved("all", parse("Quetta")),))
    words = "Gunmen shot dead Amina Rahmatzai, a teacher, in Quetta on Monday, police said."
    bench.paper.page("/a", words + " Amina Rahmatzai taught at a school for girls.")
    bench.paper.feed(("/a", "1"))
    bench.once()
    assert bench.alerts and bench.paper.posted
    sent = [
        (bench.folder / "alerts.xml").read_text("utf-8"),
        (bench.folder / "alerts.log").read_text("utf-8"),
        *(body.decode() for _, body in bench.paper.posted),
    ]
    assert not any(name in text for text in sent for name in ("Amina", "Rahmatzai"))
    assert all("Quetta" in text for text in sent)
