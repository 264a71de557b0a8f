"""The reader that asks a language model behind an OpenAI-compatible address (Ollama, llama.cpp's server, vLLM).

The model points at words of the article; what is kept is in ``llm_quotes``, ``llm_claims`` and ``llm_reply``.  Here
are the address and the requests.  Texts leave the machine only where the user said so; no proxy, no redirect and no
address out of a reply is followed.  A key comes from the environment and goes into one header, nowhere else.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
import time
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx

from vigil.config import ExtractionConfig
from vigil.errors import InputError, TooLarge, UsageError
from vigil.extraction.llm_quotes import Quotes
from vigil.extraction.llm_reply import aggregates, read_replies
from vigil.extraction.llm_schema import instructions, message, parts, reply_tokens, schema
from vigil.extraction.sentences import split
from vigil.records import Article, PlaceMention, Reading, Sentence, TimeMention

NAME = "llm/1"
KEY = "VIGIL_LLM_KEY"  # the environment variable with the key of an address that wants one
SEED = 1
LEAST_CONTEXT = 2048  # tokens; instructions and a reply need two thirds of it
MOST_PARTS = 50  # of one article
_CONNECT = 10.0  # seconds
_MOST_BYTES = 4 * 1024 * 1024  # of a reply
_HALVINGS = 3  # of a part whose reply was cut off
_TRY_AGAIN = "internal"  # the code of a rejection that the next run takes up again
_NOT_UNDERSTOOD = frozenset({400, 404, 415, 422, 500, 501})  # what servers say of a response_format they lack
_known_form: dict[str, int] = {}  # address -> which of _forms() its server takes


class _CutOff(Exception):
    """The reply was longer than it may be."""


def read(
    article: Article, times: Sequence[TimeMention], places: Sequence[PlaceMention], config: ExtractionConfig
) -> Reading:
    """What the model points at in one article; times and places are those of its title and text.

    Raises:
        InputError: the server or its reply failed on this article; the text says what to do.
        UsageError: address, model or key are not usable.
    """
    address, model = _address(config), _model(config)
    sentences = split(article.title or "", "title") + split(article.text)
    quotes = Quotes(sentences)
    asked = parts(sentences, config.llm_context)
    if len(asked) > MOST_PARTS:
        raise TooLarge(
            f"It would take {len(asked)} requests to a language model, and {MOST_PARTS} is the most for one document. Read it "
            "with the rules, cut it up, or give the server and --llm-context more tokens."
        )
    with _client(config) as client:
        replies = [
            reply
            for part in asked
            for reply in _replies(client, address, model, sentences, part, config, _HALVINGS)
        ]
    found = read_replies(article, quotes, replies, times, places)
    return Reading(
        article.id, tuple(found), aggregates(article, quotes, times, places), f"{NAME} {_shown(model)}"
    )


def check(config: ExtractionConfig) -> None:
    """Asks the address once for its models, before a run.

    Raises:
        UsageError: nothing answers there, it wants another key, it does not have the model, or that may not be used.
    """
    address = _address(config)
    try:
        with _client(config) as client:
            status, body = _get(client, f"{address}/models", None, 2 * _CONNECT)
    except (httpx.HTTPError, httpx.InvalidURL, InputError) as error:
        raise UsageError(
            f"No language model answers at {address} ({_plainly(error)}). Start one (for example `ollama serve`, or "
            "llama.cpp's `llama-server -m MODEL.gguf`), or say where it is with --llm-address."
        ) from None
    if status in (401, 403):
        raise UsageError(f"{address} refuses the key: set the environment variable {KEY} to the right one.")
    names = _names(body) if status == 200 else []
    there = f" It has: {_printable(', '.join(names[:20]))}." if names else ""
    if config.llm_model is None:
        raise UsageError(f"Name the model with --llm-model.{there}")
    model = _model(config)
    if names and not {model, f"{model}:latest"} & set(names):
        raise UsageError(f"{address} has no model {model!r}.{there}")


# ---------------------------------------------------------------- where to, and whether


def _address(config: ExtractionConfig) -> str:
    """The address without its last slash.  Raises UsageError where it may not or cannot be used."""
    given = config.llm_address.strip().rstrip("/").removesuffix("/chat/completions")
    try:
        url = urlsplit(given)
        host, _ = url.hostname, url.port
    except ValueError:
        host, url = None, urlsplit("")
    if url.scheme not in ("http", "https") or not host or url.query or url.fragment:
        raise UsageError(
            "--llm-address must be the base address of a server, as in http://127.0.0.1:11434/v1"
        )
    if url.username or url.password:
        raise UsageError(f"A key does not belong in the address: put it into the environment variable {KEY}.")
    if not config.llm_remote and not _on_this_machine(host):
        raise UsageError(
            f"{host} is another machine. Every text read would be sent there, and texts like these can get people "
            "hurt. Run a model on this machine, or add --llm-remote if you know who runs that one and what is kept."
        )
    return given if url.path else f"{given}/v1"


def _on_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _model(config: ExtractionConfig) -> str:
    model = config.llm_model
    if model is None:
        raise UsageError("Name the model with --llm-model.")
    if not config.llm_remote and re.search(r"[:-]cloud$", model, re.IGNORECASE):
        raise UsageError(
            f"{model} runs on its maker's machines, though a server here passes it on: every text would be sent there. "
            "Choose a model that runs here, or add --llm-remote if that is what you want."
        )
    if config.llm_context < LEAST_CONTEXT:
        raise UsageError(f"--llm-context must be at least {LEAST_CONTEXT} tokens.")
    return model


def _shown(model: str) -> str:
    """The model's name without folders of this machine: llama.cpp's server names models by their files."""
    local = model.startswith(("/", "~", ".")) or "\\" in model or re.match(r"[A-Za-z]:/", model)
    return re.split(r"[/\\]", model)[-1] if local else model


def _client(config: ExtractionConfig) -> httpx.Client:
    headers = {"Accept": "application/json"}
    key = os.environ.get(KEY, "").strip()
    if key:
        if not re.fullmatch(r"[!-~]+", key):
            raise UsageError(
                f"The environment variable {KEY} holds what no key can: blanks or odd characters."
            )
        headers["Authorization"] = f"Bearer {key}"
    limit = httpx.Timeout(config.llm_timeout, connect=_CONNECT)
    # No proxy from the environment and no redirect: the texts go to the address that was given and nowhere else.
    return httpx.Client(headers=headers, timeout=limit, trust_env=False, follow_redirects=False)


# ---------------------------------------------------------------- asking


def _replies(
    client: httpx.Client,
    address: str,
    model: str,
    sentences: Sequence[Sentence],
    part: Sequence[int],
    config: ExtractionConfig,
    halvings: int,
) -> Iterator[list[Any]]:
    """Incidents as told in the replies to one part, which is halved where the reply to it would be too long."""
    asked = {
        "model": model,
        "messages": [
            {"role": "system", "content": instructions()},
            {"role": "user", "content": message(sentences, part, config.llm_context)},
        ],
        "temperature": 0,
        "seed": SEED,
        "max_tokens": reply_tokens(config.llm_context),
        "stream": False,
    }
    try:
        yield _ask(client, address, asked, config)
    except _CutOff:
        if halvings == 0 or len(part) < 2:
            raise _failed(
                "The model's reply did not end. A larger model most often helps, or a larger --llm-context if the "
                "server was started with as much."
            ) from None
        middle = len(part) // 2
        for half in (part[:middle], part[middle:]):
            yield from _replies(client, address, model, sentences, half, config, halvings - 1)


def _forms() -> tuple[dict[str, Any], ...]:
    """How a schema is sent: as OpenAI and vLLM have it, and as llama-cpp-python's server has it."""
    return (
        {"type": "json_schema", "json_schema": {"name": "report", "strict": True, "schema": schema()}},
        {"type": "json_object", "schema": schema()},
    )


def _ask(client: httpx.Client, address: str, asked: dict[str, Any], config: ExtractionConfig) -> list[Any]:
    """The incidents of the reply.  The server's way of taking a schema is found once and remembered."""
    forms = _forms()
    known = _known_form.get(address)
    for number in range(len(forms)) if known is None else (known,):
        try:
            status, body = _get(
                client,
                f"{address}/chat/completions",
                {**asked, "response_format": forms[number]},
                config.llm_timeout,
            )
        except httpx.TimeoutException:
            raise _too_slow(config) from None
        except httpx.HTTPError as error:
            raise _failed(
                f"The language model at {address} did not answer ({_plainly(error)}). See that it runs, and run the same "
                "command again: what was read is kept."
            ) from None
        if status == 200:
            _known_form[address] = number
            return _incidents(body)
        if known is not None or status not in _NOT_UNDERSTOOD:
            break
    raise _refused(status, body)


def _get(client: httpx.Client, url: str, asked: dict[str, Any] | None, limit: float) -> tuple[int, bytes]:
    """Status and body of one request; ``limit`` seconds and ``_MOST_BYTES`` for the whole of it."""
    ends = time.monotonic() + limit
    body = b""
    with client.stream("GET" if asked is None else "POST", url, json=asked) as response:
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > _MOST_BYTES:
                raise _failed("The language model's server sent megabytes. Is this the right address?")
            if time.monotonic() > ends:
                raise httpx.ReadTimeout("the reply went on for too long")
        return response.status_code, body


def _incidents(body: bytes) -> list[Any]:
    """The list of incidents in a server's answer."""
    try:
        choice = json.loads(body)["choices"][0]
        said, ended = choice["message"].get("content"), choice.get("finish_reason")
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        raise _failed(
            "The server's answer is none of a chat. --llm-address must lead to an OpenAI-compatible interface, which most "
            "often ends in /v1."
        ) from None
    if ended == "length":
        raise _CutOff
    if not isinstance(said, str) or not said.strip():
        raise _failed("The model gave an empty reply. Another model, or a newer server, may do better.")
    # what a model thinks aloud before it answers is no part of the answer; the same mark in a quote of the answer is
    for reply in (said, said.rpartition("</think>")[2]):
        try:
            incidents = json.loads(reply)["incidents"]
            break
        except (ValueError, RecursionError, LookupError, TypeError):
            incidents = None
    if not isinstance(incidents, list):
        raise _failed(
            "The model's reply is not the JSON that was asked for: its server does not hold it to a schema. Use a newer "
            "server (Ollama, llama.cpp's llama-server or vLLM), or another model."
        )
    return incidents


def _names(body: bytes) -> list[str]:
    """The names of a server's models; none where its answer is no such list."""
    try:
        return [str(row["id"]) for row in json.loads(body)["data"]]
    except (ValueError, RecursionError, LookupError, TypeError):
        return []


# ---------------------------------------------------------------- what went wrong


def _failed(reason: str) -> InputError:
    return InputError(reason, _TRY_AGAIN)


def _too_slow(config: ExtractionConfig) -> InputError:
    return _failed(
        f"The language model took longer than {config.llm_timeout:g} seconds. Give it more with --llm-timeout, or take a "
        "smaller model."
    )


def _refused(status: int, body: bytes) -> InputError:
    said = _printable(" ".join(body[:2000].decode("utf-8", "replace").split()))
    key = os.environ.get(KEY, "").strip()
    said = (said.replace(key, "…") if key else said)[:200]
    if status in (401, 403):
        advice = f"Set the environment variable {KEY} to the right key."
    elif status == 429 or status == 503:
        advice = "It is busy: run the same command again later, with fewer --workers."
    elif "context" in said.lower() or status == 413:
        advice = "Give --llm-context the number of tokens that the server was started with."
    elif status == 404:
        advice = (
            "See that --llm-address ends as the server has it, most often in /v1, and that it has the model."
        )
    elif 300 <= status < 400:
        advice = "It wants to send the texts elsewhere, which is not followed: give the address itself."
    else:
        advice = "See the server's own log; another model or a newer server may do better."
    return _failed(f"The language model's server refused with status {status}: {said} {advice}")


def _printable(said: str) -> str:
    """Words of a server without what a terminal would obey."""
    return "".join(c for c in said if c.isprintable())


def _plainly(error: Exception) -> str:
    """What went wrong in a few words, without what a request held."""
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx.ConnectError):
        return "nothing listens there"
    return type(error).__name__
