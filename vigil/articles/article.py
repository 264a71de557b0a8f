"""From a raw document to an article: text, title, outlet, date, address, language, and whether it is read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from vigil.articles import heads, language, metadata, page, published, relevance
from vigil.articles.addresses import canonical, date_in, host_of
from vigil.articles.countries import country_code
from vigil.config import ArticleConfig
from vigil.records import READ, SET_ASIDE, UNREAD, Article, RawDocument, Rejected

_PLAIN = ("text/plain", "text/markdown")  # what says of itself nothing but what it says in its lines


@dataclass(slots=True)
class _Content:
    """What was found in the bytes of a document."""

    text: str
    title: str | None
    outlet: str | None
    address: str | None
    dates: tuple[tuple[str, str | None], ...] = ()
    searched: str | None = None  # a date found by searching the whole page, the least certain
    decision: relevance.Decision | None = None  # None: the gate was not asked


def to_article(raw: RawDocument, config: ArticleConfig) -> Article | Rejected:
    """The article of one accepted input; Rejected (``no_text``) when there is no text in it.  Never raises on content.

    The text of rows, text files, PDFs and mails is ``raw.text`` unchanged; that of a page is its main text.  A text file says
    its title and day in its first lines, if anywhere (heads.py); a row has keys for them.  An article
    that is off the subject, or in a language that is not read, is set aside with its reason.
    """
    latest = published.latest_possible(raw.retrieved)
    if raw.text is not None:
        content = _Content(raw.text, raw.title, raw.outlet, canonical(raw.url, None))
        if raw.media_type in _PLAIN and raw.row_id is None:
            content.title = raw.title or heads.title_of(raw.text)
            content.dates = (("text", heads.day_of(raw.text)),)
    else:
        found = _read_page(raw, config, latest)
        if found is None:
            return Rejected(raw.source, "articles", "no_text", "No article text was found on this page.")
        content = found
    text = content.text
    if not text or text.isspace():
        return Rejected(raw.source, "articles", "no_text", "It holds no text: it is empty.")
    dates = [
        ("given", published.parse(raw.published)),
        *content.dates,
        ("url", date_in(content.address)),
        ("prior", published.parse(raw.priors.published)),
        ("text", content.searched),
    ]
    day, day_from = published.choose(dates, latest)
    spoken = language.detect(text)
    reason = None
    if spoken not in config.languages:
        reason = f"{UNREAD}: {language.name(spoken)}"
    elif not config.read_everything:
        reason = (content.decision or relevance.judge(content.title, text)).reason
    sha256 = raw.sha256
    return Article(
        id=_document_id(raw, content.address, sha256),
        text=text,
        title=content.title,
        raw_sha256=sha256,
        url=raw.url,
        canonical_url=content.address,
        outlet=content.outlet or raw.priors.outlet or host_of(content.address),
        published=day,
        published_from=day_from,
        language=spoken,
        country=country_code(raw.country) or country_code(raw.priors.country),
        status=SET_ASIDE if reason else READ,
        reason=reason,
        retrieved=raw.retrieved,
        extra=raw.extra,
    )


def _document_id(raw: RawDocument, address: str | None, sha256: str) -> str:
    """The caller's id; else one of the address, so that a corrected page is a new version; else one of the bytes."""
    if raw.row_id is not None:
        return raw.row_id
    if address:
        return "u" + hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return "d" + sha256[:16]


def _read_page(raw: RawDocument, config: ArticleConfig, latest: str) -> _Content | None:
    """Title, outlet, dates and text of a page; None where it has no text.

    A cascade, because most news is off the subject: the gate first sees the paragraphs of a cheap tree, and only what
    passes is worth the search for the main text, which takes twenty times as long.
    """
    html = page.decode(raw)[: page.MAX_CHARACTERS]
    hostile = page.hostile(html)
    tree = page.parse(html, flatten=hostile)
    head = metadata.read(tree, raw.url)
    title = raw.title or head.title
    address = canonical(raw.url, head.canonical)
    outlet = raw.outlet or head.outlet
    dates, searched = head.dates, None
    blocks = page.paragraphs(tree)
    cheap = "\n\n".join(blocks)
    if len(cheap) < page.LITTLE:
        prose = page.prose(page.parse(html, flatten=hostile))  # which takes the tree apart
        cheap = max(cheap, page.without_links(prose, page.linked_lines(tree)), key=len)
    body = head.body if head.body and len(head.body) > 2 * len(cheap) else None
    cheap = body or cheap
    decision = relevance.judge(title, cheap)
    if config.read_everything or (decision.read and _may_be_read(cheap, config)):
        if not hostile and not body and (text := page.main_text(html, raw.url)):
            cheap = (
                page.paragraphs_of(text, blocks) or page.without_links(text, page.linked_lines(tree)) or text
            )
            decision = relevance.judge(title, cheap)
        if not raw.published and not dates and not date_in(address) and not hostile:
            if day := metadata.date_in_words(page.parse(html)):
                dates = (("text", day),)
            elif not raw.priors.published:
                searched = metadata.searched_date(html, latest)
    text = page.without_headline(cheap, title)
    return _Content(text, title, outlet, address, dates, searched, decision) if text else None


def _may_be_read(text: str, config: ArticleConfig) -> bool:
    return not text or language.detect(text) in config.languages
