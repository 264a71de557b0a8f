"""Names of private persons kept out of a dossier, and documents turned into numbered sources."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from vigil.dossier.dossier import Quote, Source
from vigil.dossier.wording import MARK, clean
from vigil.export.episodes import evidence_row
from vigil.export.names import BLOCK, WITHHELD, mask, shorten
from vigil.export.withheld import Names, longest_first, of_documents, spelled_out, withheld
from vigil.records import Claim, Evidence
from vigil.store import DocumentRow, Record


class Veil:
    """Covers, in words that rest on some documents, the private names that these documents hold.

    With ``named`` nothing is covered: what is written then stays on this machine.
    """

    def __init__(self, record: Record, named: bool) -> None:
        self.named = named
        self.names: Names = {} if named else withheld(record)
        self._all = longest_first(name for names in self.names.values() for name in names)
        self._numbers: dict[str, int] = {}
        self._ids: re.Pattern[str] | None = None

    def text(self, text: str | None, documents: Iterable[str]) -> str:
        """The text with names covered; one that is nothing but a name is withheld whole."""
        return self._over(text, of_documents(documents, self.names))

    def anywhere(self, text: str | None) -> str:
        """The same for words that come from no document, such as a question: any private name of the record goes."""
        return self._over(text, self._all)

    def question(self, words: str) -> str:
        """Words of a question: withheld where one of them is a word of a private name, however it is written."""
        known = {part.casefold() for name in self._all for part in name.split() if len(part) > 2}
        return WITHHELD if known & set(re.findall(r"[\w’'-]+", words.casefold())) else clean(words)

    def row(self, text: str | None) -> str:
        """A text of a row that vigil.export made: its blocks as words, ids of documents as the numbers of sources."""
        return clean(_worded(self._numbered(text or "")))

    def number(self, numbers: Mapping[str, int]) -> None:
        """From here on a document that a reason names by its id ("x says", "(first: x)") is named by its number: ids may be anything."""
        self._numbers = dict(numbers)
        longest = sorted(numbers, key=lambda key: (-len(key), key))
        ids = "|".join(re.escape(i) for key in longest for i in dict.fromkeys((key, mask(key, self._all))))
        self._ids = (
            re.compile(rf"(?<![\w-])(?:{ids})(?= says?\b)|(?<=\(first: )(?:{ids})(?=\))") if ids else None
        )

    def _numbered(self, text: str) -> str:
        if self._ids is None:
            return text
        known = {mask(key, self._all): number for key, number in self._numbers.items()} | self._numbers
        return self._ids.sub(lambda m: f"[{known[m.group()]}]", text)

    def _over(self, text: str | None, private: Sequence[str]) -> str:
        if not text:
            return ""
        text = self._numbered(text)
        if text in private:
            return WITHHELD
        covered = mask(text, private)
        return clean(text if covered == text else _worded(covered))

    def quote(self, evidence: Evidence, number: int) -> Quote:
        """The words of a document, cut where they hold a private name."""
        return self.quoted(evidence_row(evidence, self.names), number)

    def quoted(self, row: dict[str, Any], number: int) -> Quote:
        """The same from a row of evidence."""
        return Quote(clean(row["quote"]) or WITHHELD, number, bool(row.get("masked")))

    def claimed(self, document: str, claim: Claim, number: int) -> Quote:
        """The words of a claim, around its value."""
        keep = None if claim.value is None else str(claim.value)
        words, _, cut = shorten(claim.quote, claim.span.start, self.names.get(document, ()), keep)
        return Quote(clean(words) or WITHHELD, number, cut)


def _worded(text: str) -> str:
    """Blocks that cover a name, as the words that say so."""
    out, inside = [], False
    for c in text:
        if c != BLOCK:
            out.append(c)
        elif not inside:
            out.append(WITHHELD)
        inside = c == BLOCK
    return "".join(out)


class Sources:
    """The documents of some incidents, by date of publication, each with its number."""

    def __init__(
        self, record: Record, documents: Iterable[str], rows: dict[str, DocumentRow], veil: Veil
    ) -> None:
        found = [rows[key] for key in set(documents) if key in rows]
        found.sort(key=lambda r: (r.published or "9999", (r.outlet or "").casefold(), r.id))
        self.rows = {row.id: row for row in found}
        self.numbers = {row.id: n for n, row in enumerate(found, 1)}
        links = {row.id: row.url or row.canonical_url or "" for row in found}
        spelled = set() if veil.named else spelled_out(links, veil.names)
        first: dict[str, int] = {}
        made = []
        for row in found:
            article = record.article(row.id)
            number = self.numbers[row.id]
            copy = first.setdefault(row.syndication, number) if row.syndication else number
            made.append(
                Source(
                    number,
                    veil.text(row.outlet, [row.id]) or None,
                    veil.text(row.title, [row.id]) or None,
                    row.published,
                    None if row.id in spelled else clean(links[row.id]).rstrip(MARK) or None,
                    article.retrieved if article else None,
                    row.raw_sha256,
                    copy if copy != number else None,
                    row.id in spelled,
                )
            )
        self.made = tuple(made)

    def number(self, document: str) -> int:
        """The number of a document."""
        return self.numbers[document]

    def outlet(self, document: str) -> str:
        """Who published it."""
        return self.made[self.numbers[document] - 1].outlet or "outlet unknown"

    def voice(self, document: str) -> str:
        """The document, or its group of near-copies."""
        return self.rows[document].syndication or document

    def voices(self, documents: Iterable[str]) -> int:
        """How many independent sources they are."""
        return len({self.voice(d) for d in documents if d in self.rows})


def digest(record: Record, rows: Iterable[DocumentRow]) -> str:
    """SHA-256 that names what a record concludes from: its current documents (id, bytes) and all judgements."""
    made = hashlib.sha256()
    for row in rows:
        made.update(f"{row.id}\0{row.raw_sha256}\0{row.status}\n".encode())
    for judgement in record.judgements():
        made.update(
            f"{judgement.subject}\0{judgement.decision}\0{judgement.value}\0{judgement.at}\n".encode()
        )
    return made.hexdigest()
