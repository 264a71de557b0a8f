"""Frozen configuration, one section a stage.  Values are passed, never read from the environment at import."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class IngestConfig:
    """Caps and priors for reading inputs."""

    max_document_bytes: int = 32 * MIB  # one document
    max_ratio: int = 200  # inflated / compressed, per entry, once over 1 MiB
    max_entries: int = 1_000_000  # in one archive
    max_nesting: int = 3  # archive in archive
    fetch_timeout: float = 30.0  # seconds for a whole fetch
    max_redirects: int = 5
    allow_private: bool = False
    feed_items: int = 100  # pages fetched from one feed
    published: str | None = None  # priors for inputs that lack them
    outlet: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleConfig:
    """Relevance gate and languages read."""

    languages: tuple[str, ...] = ("en",)
    read_everything: bool = False  # skip the gate ("read it anyway")


@dataclass(frozen=True, slots=True)
class GeocodingConfig:
    """Gazetteer: the built file (None: the user's cache) and the user's own rows."""

    gazetteer: Path | None = None
    additions: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtractionConfig:
    """Which reader reads, and where a language model is if one does."""

    reader: str = "neural"
    llm_address: str = "http://127.0.0.1:11434/v1"  # OpenAI-compatible; this one is Ollama's own
    llm_model: str | None = None
    llm_remote: bool = False  # texts may be sent to another machine
    llm_context: int = 4096  # tokens that fit: instructions, text and reply together
    llm_timeout: float = 300.0  # seconds for one reply

    def settings(self) -> dict[str, object]:
        """What of this a reading depends on: not where a model is served, nor another reader's settings."""
        said = dataclasses.asdict(self)
        kept = {"llm": ("llm_model", "llm_context")}.get(self.reader, ())
        return {name: value for name, value in said.items() if not name.startswith("llm_") or name in kept}


@dataclass(frozen=True, slots=True)
class LinkageConfig:
    """Thresholds of joining reports (see linkage/ for how they were found)."""

    threshold: float = 0.5
    window_days: int = 3


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a run depends on."""

    ingest: IngestConfig = field(default_factory=IngestConfig)
    articles: ArticleConfig = field(default_factory=ArticleConfig)
    geocoding: GeocodingConfig = field(default_factory=GeocodingConfig)
    extraction: ExtractionConfig = field(default_factory=ExtractionConfig)
    linkage: LinkageConfig = field(default_factory=LinkageConfig)

    def digest(self) -> str:
        """Sixteen hex digits that name this configuration; paths count by name only."""
        said = dataclasses.asdict(self) | {"extraction": self.extraction.settings()}
        plain = json.dumps(said, default=lambda p: Path(p).name, sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()[:16]
