"""What a reader may find by words and names: whoever does not see the names of private persons does not find by them either.

A name that is withheld from a reader is to them a name that the record does not know, however they ask: as a piece of an actor's
name, as a word of an incident, a document or a demand, or by what a form suggests.  Every search and filter asks here.
``named``: whether the reader sees the names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from ahocorasick_rs import AhoCorasick

from vigil.aftermath import Accused, Aftermath, Party, words_of
from vigil.export import mask, masked
from vigil.names import known
from vigil.review import History
from vigil.store import CLOSE, OPEN, Hit, holding, searched_words
from vigil.web.site import Site

BEGIN = 3  # letters that two words share at least that the search may take for one
MOST = 500  # incidents of a search that are looked at one by one; where more hold a piece of a name, none of them is shown


def incidents(site: Site, text: str, named: bool) -> set[str]:
    """Ids of the incidents whose words hold every word and phrase of ``text``."""
    found = site.record.worded(text)
    if named:
        return found
    doubtful = found & (_telling(site, _touched(site, text)) | _undigested(site))
    if len(doubtful) > MOST:
        return found - doubtful
    whole = site.record.incidents_of(sorted(doubtful))
    texts = {
        one.id: searched_words(masked(one, site.private(_documents(one.reports), [one]))) for one in whole
    }
    return (found - doubtful) | holding(texts, text)


def documents(site: Site, text: str, limit: int, named: bool) -> list[Hit]:
    """Documents that hold every word of ``text``, best first, as the reader may see them."""
    found = site.record.search(text, limit)
    if named:
        return found
    touched = _touched(site, text)
    texts = {}
    for hit in found:
        if hit.document in touched and (article := site.record.article(hit.document)) is not None:
            texts[hit.document] = mask(f"{article.title or ''}\n{article.text}", site.private([hit.document]))
    kept = holding(texts, text)
    return [
        masked(replace(hit, snippet=_snippet(hit.snippet, names)), names)
        for hit in found
        if hit.document not in touched or hit.document in kept
        for names in [site.private([hit.document])]
    ]


def drawn(site: Site, text: str, limit: int, named: bool) -> dict[str, list[Aftermath]]:
    """Episodes, demands ... that hold every word of ``text``, by the word of their kind, as the reader may see them."""
    found = site.record.drawn_worded(text, limit)
    if named:
        return found
    out: dict[str, list[Aftermath]] = {}
    for word, some in found.items():
        seen = [masked(one, site.private(documents_in(one))) for one in some if not is_private(one)]
        kept = holding({one.id: "\n".join(words_of(one)) for one in seen}, text)
        if shown := [one for one in seen if one.id in kept]:
            out[word] = shown
    return out


def plain(site: Site, kind: type[Aftermath], named: bool) -> list[dict[str, Any]]:
    """All of one kind as plain values, by which a list is filtered."""
    found = site.record.drawn_plain(kind)
    if named:
        return list(found)
    out = []
    for one in found:
        text = " ".join(str(one).casefold().split())  # few rows hold a name, and covering takes long
        near = [n for n in site.private(documents_in(one)) if " ".join(n.casefold().split()) in text]
        out.append(masked(one, near) if near else one)
    return out


def hidden(site: Site, named: bool) -> frozenset[str]:
    """Names of the catalogue that a reader does not find by: all that are withheld."""
    if named:
        return frozenset()

    def made() -> frozenset[str]:
        public, withheld = set[str](), set[str]()
        for party in site.record.drawn_plain(Party):
            (withheld if party["private"] else public).update(
                map(str.casefold, (party["name"], *party["aliases"]))
            )
        lately = site.record.incidents_of(sorted(_undigested(site)))
        everywhere = {name for names in site.names(lately).values() for name in names}
        withheld |= {name.casefold() for name in everywhere}
        full = AhoCorasick(sorted({f" {_spaced(name)} " for name in everywhere if " " in name}))
        catalogue = site.catalogue()
        there = {name for column in ("actors", "communities") for name in catalogue.names[column]}
        return frozenset(
            name
            for name in there - public
            if not known(name) and (name in withheld or full.find_matches_as_indexes(f" {_spaced(name)} "))
        )

    return site.kept("hidden names", made)


def is_private(one: Aftermath) -> bool:
    """Whether it is about a private person, whose name stands over it."""
    return (isinstance(one, Party) and one.private) or (isinstance(one, Accused) and one.kind == "person")


def documents_in(value: Any) -> set[str]:
    """The documents that stand in a record, or in its plain values, as evidence, wherever."""
    if isinstance(value, Mapping):
        own = {value["document"]} if isinstance(value.get("document"), str) else set()
        return own.union(*map(documents_in, value.values()))
    if isinstance(value, tuple | list):
        return set().union(*map(documents_in, value)) if value else set()
    if fields := getattr(value, "__dataclass_fields__", None):
        return documents_in({name: getattr(value, name) for name in fields})
    return set()


# ---------------------------------------------------------------- where a word may be a piece of a name


def _documents(reports: Iterable[Any]) -> set[str]:
    return {report.document for report in reports}


def _spaced(text: str) -> str:
    """Its words in small letters, one blank between them."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _beginnings(text: str) -> set[str]:
    """The beginnings of its words, letter case and accents aside, as the search takes them."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return {word[:BEGIN] for word in re.findall(r"[^\W_]+", bare)}


def _touched(site: Site, text: str) -> set[str]:
    """The documents that withhold a name with a word that the search may take for one of these."""

    def made() -> dict[str, set[str]]:
        out: dict[str, set[str]] = {}
        for document, names in site.names().items():
            for beginning in _beginnings(" ".join(names)):
                out.setdefault(beginning, set()).add(document)
        return out

    known_ones = site.kept("beginnings of names", made)
    return set().union(*(known_ones.get(beginning, set()) for beginning in _beginnings(text)))


def _telling(site: Site, touched: Collection[str]) -> set[str]:
    """The incidents that any of these documents tells."""
    told = site.kept("tellers", lambda: list(site.record.tellers())) if touched else []
    return {incident for incident, document in told if document in touched}


def _undigested(site: Site) -> set[str]:
    """Incidents of decisions made since the last conclusion: names that people gave there are not among those known."""

    def made() -> set[str]:
        number = site.record.stale()
        if not number:
            return set()
        subjects = [one.said.subject for one in History(site.record.judgements()).all[-number:]]
        ids = {one.id for one in site.record.incidents_of(subjects)}
        for subject in subjects:
            claim = site.record.claim(subject)
            ids |= {claim[1]} if claim and claim[1] else set()
            ids |= {brief.id for brief in site.record.incidents_in(subject)}
        return ids

    return site.kept("undigested", made)


def _snippet(words: str, names: Collection[str]) -> str:
    """A snippet with names covered, also where the words that were found are marked within one."""
    bare = words.replace(OPEN, "").replace(CLOSE, "")
    return words if mask(bare, names) == bare else mask(bare, names)
