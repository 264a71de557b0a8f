"""In place of a server with a language model: one that says what it is told to say, and what to ask it about."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from vigil import dates, extraction, geocoding
from vigil.config import ExtractionConfig, GeocodingConfig
from vigil.records import Article, Claim, Reading

TITLE = "Bomb kills 14 at market in Herat"
TEXT = (
    "HERAT: A bomb went off in a crowded market in Herat on Tuesday, killing at least 14 people, police said. "
    "Hospital officials put the number of wounded at 31.\n\n"
    "The Red Lanterns, an armed group, claimed responsibility for the bombing. “We will strike\nagain,” it warned. "
    "Hundreds of traders marched in Kabul on Wednesday and called on the government to resign. "
    "Police arrested two men on Wednesday. A similar bombing on 3 March 2019 killed 6 people in Kandahar."
)
BOMB = "A bomb went off in a crowded market in Herat on Tuesday"


# ---------------------------------------------------------------- the server


class Stub:
    """An OpenAI-compatible server; ``answer`` makes (status, body) of each request."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.models: list[str] = ["stub"]
        self.models_status = 200
        self.answer: Callable[[dict[str, Any]], tuple[int, bytes]] = lambda asked: says([])
        self.wait = 0.0
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def _send(self, status: int, body: bytes) -> None:
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", "http://192.0.2.1/v1/chat/completions")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                stub.headers.append(dict(self.headers))
                body = json.dumps({"data": [{"id": name} for name in stub.models]}).encode()
                self._send(stub.models_status, body)

            def do_POST(self) -> None:
                stub.headers.append(dict(self.headers))
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                stub.asked.append(asked)
                if stub.wait:
                    time.sleep(stub.wait)
                with suppress(BrokenPipeError):  # whoever asked may have gone
                    self._send(*stub.answer(asked))

            def log_message(self, *args: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/v1"

    def config(self, **more: Any) -> ExtractionConfig:
        return ExtractionConfig(
            **{"reader": "llm", "llm_address": self.address, "llm_model": "stub", "llm_timeout": 20.0} | more
        )


def says(incidents: Any, ended: str = "stop") -> tuple[int, bytes]:
    """A server's answer with a model's reply in it."""
    return content(json.dumps({"incidents": incidents}), ended)


def content(said: Any, ended: str = "stop") -> tuple[int, bytes]:
    choice = {"message": {"role": "assistant", "content": said}, "finish_reason": ended}
    return 200, json.dumps({"choices": [choice]}).encode()


# ---------------------------------------------------------------- what it is asked about, and what it may reply


@cache
def gazetteer() -> Any:
    return geocoding.open_gazetteer(GeocodingConfig())


def article(
    text: str = TEXT, title: str | None = TITLE, published: str | None = "2021-05-20"
) -> tuple[Article, list[Any], list[Any]]:
    made = Article(id="a", text=text, title=title, raw_sha256="", published=published)
    said = [(f, t) for f, t in (("title", title), ("text", text)) if t]
    times = [m for f, t in said for m in dates.find_times(t, made.published, f)]
    return made, times, geocoding.find_places_in(said, gazetteer())


def read(stub: Stub, incidents: Any = None, text: str = TEXT, title: str | None = TITLE) -> Reading:
    if incidents is not None:
        stub.answer = lambda asked: says(incidents)
    return extraction.read(*article(text, title), stub.config())


def incident(quote: str, type: str = "bombing", **more: Any) -> dict[str, Any]:
    base = {
        "type": type,
        "role": "main",
        "sentence": 2,
        "quote": quote,
        "date": "",
        "place": "",
        "claims": [],
    }
    return base | more


def claim(attribute: str, quote: str, **more: Any) -> dict[str, Any]:
    base = {
        "attribute": attribute,
        "sentence": 0,
        "quote": quote,
        "value": "",
        "speaker": "",
        "stance": "reported",
    }
    return base | more


def only_claim(reading: Reading) -> Claim:
    (report,) = reading.reports
    assert len(report.claims) == 1, report.claims
    return report.claims[0]


def kept(reading: Reading) -> list[Claim]:
    return [c for r in reading.reports for c in r.claims]
