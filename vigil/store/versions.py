"""What is the same input, what is the same version of a document, and which version is the current one.

* An **input** is named by :func:`input_key`: its bytes and all that its container and the caller said of it.
  An input that was read under the same digest (program version and configuration) is not read again.
* A **version** of a document is named by :func:`version_key`: the text, and whatever else of the article a
  reader may look at.  The same version from another file is the same row; nothing changes.
* The **current** version of an id is, among the versions that some input still leads to, the one of the
  latest run; among versions that came in one run, the one with the later publication date, then with the
  later retrieval, then with the larger version key.  The last is arbitrary, and the same whatever the order
  of files: a run that names one id with two texts and no dates has no better answer to give.

A run that was cut short and the runs that take it up again are one run here (they share a generation), so
that an interruption cannot change which version is current.
"""

from __future__ import annotations

import hashlib

from vigil.records import Article, RawDocument


def input_key(raw: RawDocument) -> str:
    """SHA-256 (hex) over the bytes of an input and what was said of it, not where and when it was read."""
    said = (raw.media_type, raw.text, raw.row_id, raw.url, raw.outlet, raw.title, raw.published)
    priors = (raw.priors.published, raw.priors.outlet, raw.priors.country)
    return _digest(raw.content, *said, raw.country, raw.extra, *priors)


def version_key(article: Article) -> str:
    """SHA-256 (hex) over what a reader sees of an article.

    Left out on purpose: what this program concluded (status, language, where a date was found), which changes
    with its version, and where the bytes came from.
    """
    seen = (article.text, article.title, article.url, article.canonical_url, article.outlet)
    return _digest(*seen, article.published, article.country, article.extra)


def order_key(
    generation: int, published: str | None, retrieved: str | None, version: str
) -> tuple[object, ...]:
    """What the current version is the greatest of."""
    return generation, published or "", retrieved or "", version


def _digest(*parts: str | bytes | None) -> str:
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(b"-" if data is None else b"%d:" % len(data))  # lengths keep the parts apart
        digest.update(data or b"")
    return digest.hexdigest()
