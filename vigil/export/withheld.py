"""Which names stay behind, document by document, when a record leaves the machine."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

from ahocorasick_rs import AhoCorasick

from vigil.aftermath import Accused, Party
from vigil.errors import StoreError
from vigil.export.names import is_name, list_names, longest_first, private_names
from vigil.store import Record

Names = Mapping[str, tuple[str, ...]]
KEY = "withheld/1"  # under which what was found is kept; another number where other names are withheld
_LEAST = 8  # letters of a name that is looked for within a word: a shorter one stands in too many


def withheld(record: Record, keep: bool = False) -> dict[str, tuple[str, ...]]:
    """Document id -> the private names that must not leave with it, longest first.

    These are the names that a document's own incidents know, those of the accused and of private parties of these
    incidents, and every full name that the record knows from another document, where it stands in text or title, unless
    somebody of that name answers in office.  A single word counts only where its own document knows it: elsewhere it may
    be anybody's.  Reads every text once, unless the record holds what was found in it as it is now; ``keep``: put it there.
    """
    revision = record.revision()
    kept = record.kept(KEY, revision)
    if kept is not None:
        return {document: tuple(names) for document, names in kept.items()}
    found = _withheld(record)
    if keep:
        with contextlib.suppress(StoreError):  # one that cannot be written to is read again the next time
            record.keep(KEY, revision, found)
    return found


def _withheld(record: Record) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    shaped: dict[str, set[str]] = {}  # known by their shape alone, and so sought in their own incident alone
    told: dict[str, set[str]] = {}
    public: set[str] = set()
    for incident in record.incidents(retracted=True):
        for document, known in private_names([incident]).items():
            found.setdefault(document, set()).update(known)
        for document, like in list_names(incident).items():
            shaped.setdefault(document, set()).update(like)
        told[incident.id] = {report.document for report in incident.reports}
        actors = [*incident.actors, *(a for r in incident.reports for a in r.actors)]
        public.update(a.name for a in actors if a.kind == "person" and a.role == "responder")
    for party in record.aftermath(Party):
        if not party.private:
            public.update((party.name, *party.aliases))
    for own, documents, incidents in _drawn(record):
        for document in documents.union(*(told.get(incident, set()) for incident in incidents)):
            found.setdefault(document, set()).update(own)
    everywhere = sorted({n for names in found.values() for n in names if len(n.split()) > 1} - public)
    if everywhere:
        finder = AhoCorasick([_flat(name) for name in everywhere])
        for article in record.articles():
            text = _flat(f"{article.title or ''}\n{article.text}")
            for number, _, _ in finder.find_matches_as_indexes(text, overlapping=True):
                found.setdefault(article.id, set()).add(everywhere[number])
    for document, sought in shaped.items():
        found.setdefault(document, set()).update(sought)
    return {key: longest_first(names) for key, names in sorted(found.items())}


def of_documents(documents: Iterable[str], names: Names) -> tuple[str, ...]:
    """All names withheld from any of these documents."""
    return longest_first(name for document in set(documents) for name in names.get(document, ()))


def spelled_out(words: Mapping[str, str], names: Names) -> set[str]:
    """Of addresses or ids by key, the keys of those that spell out a full name withheld anywhere.

    ``/2013/01/salma-idrissou-killed`` does, with whatever stands between the words, as does ``salmaidrissou.html``.
    """
    full = sorted({_letters(n) for known in names.values() for n in known if len(n.split()) > 1})
    full += sorted({n.replace(" ", "") for n in full if len(n) > _LEAST})
    if not full:
        return set()
    finder = AhoCorasick([name if " " not in name else f" {name} " for name in full])
    found = set()
    for key, text in words.items():
        apart = _letters(unquote(text))
        if finder.find_matches_as_indexes(f" {apart} ") or any(
            " " not in full[number] for number, _, _ in finder.find_matches_as_indexes(apart.replace(" ", ""))
        ):
            found.add(key)
    return found


def _letters(text: str) -> str:
    """Letters and digits in words, whatever stood between them."""
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def _drawn(record: Record) -> Iterator[tuple[set[str], set[str], tuple[str, ...]]]:
    """Names of the accused and of private parties, with the documents and incidents that tell of them."""
    for accused in record.aftermath(Accused):
        if accused.kind == "person":
            names = {name for name in (accused.name, *accused.aliases) if is_name(name)}
            yield names, {e.document for step in accused.steps for e in step.evidence}, accused.incidents
    for party in record.aftermath(Party):
        if party.private:
            names = {name for name in (party.name, *party.aliases) if is_name(name)}
            yield names, {e.document for r in party.relations for e in r.evidence}, party.incidents


def _flat(text: str) -> str:
    """Small letters, one blank between words: how a name is looked for."""
    return " ".join(text.lower().split())
