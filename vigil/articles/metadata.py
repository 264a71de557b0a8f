"""What a page says of itself: title, outlet, address and publication date."""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass
from typing import Any

import orjson
from selectolax.lexbor import LexborHTMLParser

from vigil.articles import published
from vigil.articles.addresses import host_of

_MAX_LD = 500_000
_MAX_NODES = 2_000
_LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
_LD_TITLE = re.compile(r'"headline"\s*:\s*"((?:[^"\\]|\\.){4,300})"')
_ARTICLE_TYPES = ("article", "posting", "report")
_META_DATES = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "dcterms.date", "dc.date", "dc.date.created",
    "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "publicationdate", "cxenseparse:recs:publishtime",
    "article.published", "article:post_date", "published_at", "ptime", "originalpublicationdate", "article_date_original",
    "article.created", "citation_publication_date", "citation_date", "displaydate", "date",
)  # fmt: skip
_SUFFIX = re.compile(r"\s+(?:[|–—·»:-]|::)\s+")
_DATE_CLASS = re.compile(r"date|time|publish|posted|byline|dateline|meta", re.I)


@dataclass(slots=True)
class Metadata:
    """What the head of a page gives; dates are candidates in order of trust, as ISO prefixes with their source."""

    title: str | None = None
    outlet: str | None = None
    canonical: str | None = None
    dates: tuple[tuple[str, str | None], ...] = ()
    body: str | None = None  # the article's text, which many pages that are drawn by scripts give here alone


def read(tree: LexborHTMLParser, url: str | None) -> Metadata:
    """Title, outlet, canonical address and dates of a page, from JSON-LD, meta tags, headings and ``<time>``."""
    metas: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = attributes.get("content")
        if name and content:
            metas.setdefault(name.lower(), content)
    linked = _linked_data(tree)
    link = tree.css_first("link[rel=canonical]")
    canonical = (link.attributes.get("href") if link else None) or metas.get("og:url") or linked.get("url")
    outlet = _line(metas.get("og:site_name")) or _line(linked.get("publisher"))
    title = _title(tree, metas, linked, outlet or host_of(url) or host_of(canonical))
    dates: list[tuple[str, str | None]] = [("json-ld", published.parse(linked.get("datePublished")))]
    dates += [("meta", published.parse(metas[name])) for name in _META_DATES if name in metas]
    dates += [("time", day) for day in _times(tree)]
    return Metadata(title, outlet, canonical, tuple(pair for pair in dates if pair[1]), _body(linked))


def _body(linked: dict[str, str]) -> str | None:
    text = linked.get("articleBody", "").strip()
    if "<p" in text or "<br" in text:
        root = LexborHTMLParser(text).body
        text = root.text(separator="\n").strip() if root else ""
    return entities.unescape(text) if "&" in text else text or None


def _line(text: Any, limit: int = 500) -> str | None:
    """One line of text out of an attribute or a JSON value: entities resolved, white space made single."""
    if not isinstance(text, str) or not text.strip():
        return None
    if "&" in text:
        text = entities.unescape(text)
    return " ".join(text[: 4 * limit].split())[:limit].strip() or None


def _title(
    tree: LexborHTMLParser, metas: dict[str, str], linked: dict[str, str], outlet: str | None
) -> str | None:
    for candidate in (metas.get("og:title"), linked.get("headline")):
        if title := _line(candidate):
            return without_outlet(title, outlet)
    headings = tree.css("h1")
    if len(headings) == 1 and (title := _line(headings[0].text())):
        return title
    node = tree.css_first("title")
    if node and (title := _line(node.text())):
        return without_outlet(title, outlet, whole=False)
    return _line(headings[0].text()) if headings else None


def without_outlet(title: str, outlet: str | None, whole: bool = True) -> str:
    """A title without the name of its outlet at either end.

    ``whole``: only an end that repeats the outlet's name goes.  Else (a ``<title>``) the last part goes also when it is
    short and follows a bar, as names of sections and outlets do.
    """
    parts = _SUFFIX.split(title)
    if len(parts) < 2:
        return title
    marks = _SUFFIX.findall(title)
    name = _letters(outlet or "")
    for end in (-1, 0):
        ours = _letters(parts[end])
        if ours and name and (ours in name or name in ours) and len(parts[end]) <= 60 and len(ours) >= 2:
            rest = title[: title.rindex(marks[-1])] if end else title[title.index(marks[0]) + len(marks[0]) :]
            return without_outlet(rest, outlet, whole) if len(parts) > 2 else rest
    if (
        not whole
        and marks[-1].strip() in ("|", "»", "::", "·")
        and len(parts[-1].split()) <= 4 < len(parts[0].split()) + 2
    ):
        return title[: title.rindex(marks[-1])]
    return title


def _letters(text: str) -> str:
    return "".join(ch for ch in text.casefold().removeprefix("the ").split(".")[0] if ch.isalnum())


def _times(tree: LexborHTMLParser) -> list[str | None]:
    nodes = tree.css("article time[datetime], main time[datetime], time[datetime]")[:5]
    preferred = [
        n
        for n in nodes
        if "pubdate" in n.attributes or "publish" in (n.attributes.get("itemprop") or "").lower()
    ]
    return [published.parse(node.attributes.get("datetime")) for node in (preferred or nodes)[:1]]


def date_in_words(tree: LexborHTMLParser) -> str | None:
    """A date in the words beside a headline; None where there is none."""
    for node in tree.css(
        "time, [class*=date], [class*=time], [class*=publish], [class*=posted], [class*=byline], [id*=date]"
    )[:40]:
        words = node.text()
        if len(words) <= 200 and (day := published.in_words(words)):
            return day
    return None


def searched_date(html: str, latest: str) -> str | None:
    """What htmldate's cheap search finds on a page that says nothing else of its date; None where it finds nothing."""
    import htmldate  # a tenth of a second: only for such a page

    try:
        day = htmldate.find_date(
            html, extensive_search=False, original_date=True, min_date="1990-01-01", max_date=latest
        )
    except Exception:  # as for the main text: one page must not end the run
        return None
    # It fills what it does not know with the first of the month, and we give nothing finer than the page does.
    return published.parse(day[:7] if day and day.endswith("-01") and day not in html else day)


def _linked_data(tree: LexborHTMLParser) -> dict[str, str]:
    """headline, datePublished, publisher, url and articleBody of the article that the page's JSON-LD describes."""
    best: dict[str, str] = {}
    for script in tree.css('script[type="application/ld+json"]')[:20]:
        text = script.text().strip()
        if not text or len(text) > _MAX_LD:
            continue
        try:
            data = orjson.loads(text)
        except ValueError:
            try:
                data = orjson.loads(re.sub(r"[\x00-\x1f]+", " ", text).strip(" ;"))
            except ValueError:
                data = {"@type": "Article"}
                for key, pattern in (("datePublished", _LD_DATE), ("headline", _LD_TITLE)):
                    if found := pattern.search(text):
                        data[key] = found.group(1)
        for key, value in _of_article(data).items():
            best.setdefault(key, value)
    return best


def _of_article(data: Any) -> dict[str, str]:
    nodes: list[dict[str, Any]] = []
    queue = [data]
    while queue and len(nodes) < _MAX_NODES:
        item = queue.pop(0)
        if isinstance(item, list):
            queue[:0] = item[:_MAX_NODES]
        elif isinstance(item, dict):
            nodes.append(item)
            queue += [value for value in item.values() if isinstance(value, list | dict)]
    articles = [node for node in nodes if _is_article(node)]
    dated = articles or [node for node in nodes if isinstance(node.get("datePublished"), str)]
    if not dated:
        return {}
    node = dated[0]
    keys = ("headline", "datePublished", "url", "articleBody")
    found = {key: node[key] for key in keys if isinstance(node.get(key), str)}
    publisher = node.get("publisher")
    publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
    if isinstance(publisher, dict) and "name" not in publisher:
        publisher = next((n for n in nodes if n.get("@id") == publisher.get("@id") and "name" in n), None)
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    if isinstance(name, str):
        found["publisher"] = name
    return found


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.lower().endswith(_ARTICLE_TYPES) for kind in kinds)
