"""The article of a row of a list: it has no page to be found on and is asked about neither its subject nor its language."""

from __future__ import annotations

from functools import lru_cache

from vigil import codebook
from vigil.articles import published
from vigil.articles.countries import country_code
from vigil.records import Article, RawDocument, Rejected


def listed_article(raw: RawDocument) -> Article | Rejected:
    """The article of a document that is a row of a list, to be read; Rejected (``no_text``) where the row is empty.

    Of several publication dates, as UCDP gives those of its sources, it is the last.
    """
    if not raw.text or raw.row_id is None:
        return Rejected(raw.source, "articles", "no_text", "The row holds no text: it is empty.")
    days = sorted(filter(None, map(published.parse, (raw.published or "").split(";"))), reverse=True)
    day, day_from = published.choose([("given", d) for d in days], published.latest_possible(raw.retrieved))
    return Article(
        id=raw.row_id,
        text=raw.text,
        title=raw.title,
        raw_sha256=raw.sha256,
        outlet=raw.outlet,
        published=day,
        published_from=day_from,
        country=country_code(raw.country),
        extra=raw.extra,
    )


@lru_cache(maxsize=1024)
def listed_country(name: str) -> str | None:
    """ISO alpha-2 of a country as lists name it; None for what is none.  "DR Congo (Zaire)" is DR Congo."""
    bare = name.partition("(")[0].strip()
    named: str | None = codebook.load("lists")["countries"].get(bare.casefold())
    return named or country_code(name) or country_code(bare)
