"""The small neural encoder: opens its file, runs it, and says what it makes of words, sentences and whole texts.

The file (``model/reader.zip``, made by ``training/``) carries its vocabulary and the names of its outputs, so that it
is one thing with one hash.  It runs with one thread: the same text gives the same numbers on one type of machine.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from vigil.errors import UsageError
from vigil.extraction.pieces import Window, tokenizer, windows
from vigil.extraction.shipped import FILE, SHA256
from vigil.records import Sentence, Span

_FLOOR = -1.0  # log-odds below which a stretch is not looked at
_REMEMBERED = 512  # stretches of sentences

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of a sentence and the role that it plays, with the encoder's probability of it."""

    sentence: int  # position in the list of sentences
    start: int  # code points of the sentence
    end: int
    role: str
    probability: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What the encoder makes of some sentences."""

    labels: tuple[dict[str, float], ...]  # of each sentence: label -> probability
    marks: tuple[Marked, ...]  # in order of the text; of overlapping ones of a role only the likeliest


class Encoder:
    """An open model file.

    Raises:
        UsageError: the file is not the one that this version was made with.
    """

    def __init__(self, content: bytes, sha256: str | None = None) -> None:
        found = hashlib.sha256(content).hexdigest()
        if sha256 is not None and found != sha256:
            raise UsageError(
                f"The model file {FILE} is damaged or not this version's (SHA-256 {found[:12]}… instead of {sha256[:12]}…). "
                "Install Vigil again, or read with --reader rules."
            )
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            about = json.loads(self._archive.read("about.json"))
            tables = {
                name.removesuffix(".npy"): np.load(io.BytesIO(self._archive.read(name)), allow_pickle=False)
                for name in self._archive.namelist()
                if name.endswith(".npy")
            }
        except (zipfile.BadZipFile, KeyError, ValueError) as error:
            raise UsageError(
                f"{FILE} is no model file ({error}). Install Vigil again, or read with --reader rules."
            ) from error
        self.names: dict[str, Any] = about["names"]
        self.version: str = about["version"]
        self.cut = tokenizer(about["vocabulary"])
        self._words, self._scale = tables["words"], tables.get("scale")
        self._places = tables["places"].astype(np.float32)
        self._length = {k: np.array(v, np.float32) for k, v in about["length"].items()}
        self._join = about["join"]
        self._sessions: dict[str, onnxruntime.InferenceSession] = {}
        self._labels: dict[tuple[str, ...], tuple[dict[str, float], ...]] = {}
        self._slices: dict[str, dict[str, slice]] = {"templates": {}, "record": {}}
        for network, slices in self._slices.items():
            at = 0
            for name, size in self.names["outputs"][network]:
                slices[name] = slice(at, at + size)
                at += size

    def _session(self, network: str) -> onnxruntime.InferenceSession:
        """One of the networks, opened when it is first wanted."""
        if network not in self._sessions:
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
            options.enable_cpu_mem_arena = False  # texts differ in length: an arena keeps the largest of each
            options.log_severity_level = 3
            # eight-bit matrices are made wide once, here
            options.add_session_config_entry("session.disable_quant_qdq", "1")
            self._sessions[network] = onnxruntime.InferenceSession(
                self._archive.read(f"{network}.onnx"), options, providers=["CPUExecutionProvider"]
            )
        return self._sessions[network]

    def windows(self, sentences: Sequence[Sentence]) -> list[Window]:
        """The sentences as the encoder reads them."""
        return windows(sentences, self.cut)

    def run(self, window: Window, network: str) -> Numbers:
        """(pieces, outputs): the numbers at each piece of a window.

        ``network`` is "templates" or "record" (layers of its own, half the cost).
        """
        pieces = np.array(window.pieces, np.int64)
        looked_up = self._words[pieces].astype(np.float32)
        if self._scale is not None:
            looked_up *= self._scale[pieces][:, None]
        looked_up += self._places[: len(pieces)]
        return np.asarray(self._session(network).run(None, {"looked_up": looked_up[None]})[0][0], np.float32)

    def part(self, numbers: Numbers, name: str, network: str = "templates") -> Numbers:
        """The columns of one output."""
        return numbers[:, self._slices[network][name]]

    def spans(self, numbers: Numbers, window: Window, kind: str) -> Numbers:
        """(words, longest, roles): log-odds of each span by first word and length; -1e4 where there is no span.

        ``kind`` is "report" (of the record's numbers) or "template".  A span's score is what its first word, its last word, all
        its words and its length say, added up; it lies within one sentence.
        """
        words = numbers[list(window.words)]
        network = "record" if kind == "report" else "templates"
        begin, end, inside = (self.part(words, f"{kind}_{p}", network) for p in ("begin", "end", "inside"))
        length = self._length[kind]
        count, longest = len(words), len(length)
        total = np.concatenate(
            [np.zeros((1, inside.shape[1]), np.float32), inside.cumsum(0, dtype=np.float32)]
        )
        first = np.arange(count)[:, None]
        last = first + np.arange(longest)[None, :]
        within = np.minimum(last, count - 1)
        score = begin[first] + end[within] + total[within + 1] - total[first] + length[None]
        owner = np.array(window.sentences, np.int64)
        score[(last >= count) | (owner[within] != owner[first])] = -1e4
        return np.asarray(score, np.float32)

    def together(self, one: Numbers, other: Numbers) -> float:
        """Probability that two words or sentences of a text belong to one incident."""
        return float(sigmoid(np.float32(one @ other * self._join[0] + self._join[1])))

    def labels(self, texts: tuple[str, ...]) -> tuple[dict[str, float], ...]:
        """What each of successive sentences of a report tells: label -> probability.

        Remembered: copies of one agency's report, and paragraphs that a later report repeats, are read once.
        """
        known = self._labels.pop(texts, None)
        if known is None:
            known = self._label(texts)
            if len(self._labels) >= _REMEMBERED:
                del self._labels[next(iter(self._labels))]
        self._labels[texts] = known
        return known

    def _label(self, texts: tuple[str, ...]) -> tuple[dict[str, float], ...]:
        labels: dict[int, dict[str, float]] = {}
        for window in self.windows(_laid_out(texts)):
            numbers = self.run(window, "record")
            for at, sentence in window.marks:
                # of two windows that hold a sentence, the first has most of what goes before
                if sentence not in labels:
                    said = sigmoid(self.part(numbers[at : at + 1], "sentence", "record")[0])
                    labels[sentence] = dict(zip(self.names["sentences"], said.tolist(), strict=True))
        return tuple(labels[n] for n in range(len(texts)))

    def hear(self, texts: tuple[str, ...]) -> Heard:
        """Labels of successive sentences of a report, and the stretches in them that play a role."""
        marks: dict[tuple[int, int, int, str], Marked] = {}
        roles = self.names["report_roles"]
        for window in self.windows(_laid_out(texts)):
            score = self.spans(self.run(window, "record"), window, "report")
            for first, length, role in np.argwhere(score > _FLOOR).tolist():
                start, end = window.starts[first], window.ends[first + length]
                key = (window.sentences[first], start, end, roles[role])
                marks.setdefault(key, Marked(*key, float(sigmoid(score[first, length, role]))))
        return Heard(self.labels(texts), tuple(_apart(list(marks.values()))))


def _laid_out(texts: tuple[str, ...]) -> list[Sentence]:
    return [Sentence(Span("text", 0, len(t)), t, n, 0) for n, t in enumerate(texts)]


def sigmoid(x: Any) -> Any:
    """The logistic function, elementwise."""
    return 1 / (1 + np.exp(-x))


def _apart(marks: list[Marked]) -> list[Marked]:
    kept: list[Marked] = []
    for mark in sorted(marks, key=lambda m: (-m.probability, m.sentence, m.start, m.end)):
        if not any(
            k.role == mark.role and k.sentence == mark.sentence and k.start < mark.end and mark.start < k.end
            for k in kept
        ):
            kept.append(mark)
    return sorted(kept, key=lambda m: (m.sentence, m.start, m.end, m.role))


@cache
def encoder() -> Encoder:
    """The shipped model, opened once.

    Raises:
        UsageError: the file is missing or not this version's.
    """
    file = resources.files("vigil.extraction").joinpath("model", FILE)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(
            f"The model file {FILE} is missing. Install Vigil again, or read with --reader rules."
        ) from error
    return Encoder(content, SHA256)
