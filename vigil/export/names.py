"""Private persons: who they are in an incident, and how their names are kept out of what leaves the machine.

Withheld are named victims, and persons in any part but that of somebody who answers in office.  Groups,
institutions and communities pass.  Names are collected by document, because a name that one incident knows may
stand in another incident's quote from the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from vigil import codebook
from vigil.decided import plain
from vigil.names import known as known_group
from vigil.records import Actor, Claim, Incident

WITHHELD = "[name withheld]"
BLOCK = "█"

# Words that make a capitalised string the name of a body rather than of a person.
_BODY = re.compile(
    r"\b(?:Army|Front|Party|Movement|Group|Brigades?|Police|Court|Council|Ministry|Government|Union|Forces?|Guards?"
    r"|Corps|Command|State|Islamic|Liberation|National|United|People'?s|Democratic|Republic|Committee|Commission"
    r"|Organi[sz]ation|Alliance|League|Militia|Cartel|Network|Taliban|Authority|Department|Agency|Company|Assembly"
    r"|Senate|Parliament|Association|Society|Foundation|Service|Office|Intelligence|Administration)\b|-[ei]-",
)
_NAME_SHAPE = re.compile(r"(?:[^\W\d_][\w'’.\-]*\s+){1,4}[^\W\d_][\w'’.\-]*")
# Words for somebody unnamed: "a suicide bomber", "Gunmen", "the two suspects".
_UNNAMED = re.compile(
    r"\b(?:m[ae]n|wom[ae]n|boys?|girls?|child(?:ren)?|gunm[ae]n|bombers?|attackers?|assailants?|militants?|suspects?|fighters?"
    r"|terrorists?|extremists?|rebels?|insurgents?|killers?|kidnappers?|robbers?|soldiers?|officers?|persons?|people|someone"
    r"|youths?|teenagers?|students?|drivers?|shooters?|unknown|unidentified|none|others?|he|she|they|it)\b",
    re.IGNORECASE,
)
_PERSONS_PART = re.compile(r"(?:leader|member|spokesman) of\b")
_SMALL = frozenset(
    [
        "al",
        "bin",
        "ibn",
        "de",
        "del",
        "della",
        "da",
        "dos",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "el",
        "y",
        "e",
        "ul",
    ]
)


def private_names(incidents: Iterable[Incident]) -> dict[str, tuple[str, ...]]:
    """Document id -> the private names that its incidents know, longest first.

    A surname alone counts too where it has four letters or more and is no part of a place or body of the incident.
    """
    found: dict[str, set[str]] = {}
    for incident in incidents:
        names = _names_of(incident)
        if not names:
            continue
        for report in incident.reports:
            found.setdefault(report.document, set()).update(names)
    return {
        document: tuple(sorted(names, key=lambda n: (-len(n), n)))
        for document, names in sorted(found.items())
    }


def longest_first(names: Iterable[str]) -> tuple[str, ...]:
    """Names in the order in which they are looked for."""
    return tuple(sorted(set(names), key=lambda n: (-len(n), n)))


def _names_of(incident: Incident) -> set[str]:
    bodies = {a.name for a in _actors(incident) if a.kind in ("group", "institution", "community")}
    full: set[str] = set()
    victims = [*incident.victims, *(v for r in incident.reports for v in r.victims)]
    full.update(v.name for v in victims if v.name)
    full.update(
        a.name for a in _actors(incident) if a.kind == "person" and a.role != "responder" and is_name(a.name)
    )
    told = [incident.summary]
    for report in incident.reports:
        told.append(report.summary)
        for claim in report.claims:
            told.append(claim.quote)
            name = _claim_name(claim)
            if name and name not in bodies:
                full.add(name)
    full.update(name for name in _typed(incident) if name not in bodies)
    # what a reader says that no document says was read of somebody all the same
    for decision in incident.decided:
        former = plain(decision.suggested) if decision.field == "claim" else None
        value = former.get("value") if isinstance(former, dict) else None
        if isinstance(value, str) and value not in bodies and looks_personal(value):
            full.add(value)
    full.update(name for text in told for name in cued_names(text) if name not in bodies)
    if not full:
        return full
    place = incident.place
    other = {w for b in bodies for w in b.split()}
    if place:
        for part in (place.name, place.city, place.admin1, place.country, place.neighbourhood):
            other.update((part or "").split())
    surnames = {n.split()[-1].strip(".,'’") for n in full if len(n.split()) > 1}
    return full | {s for s in surnames if len(s) >= 4 and s[0].isupper() and s not in other}


def _typed(incident: Incident) -> Iterator[str]:
    """Names of perpetrators that people typed, if they look like a person's: nobody has said that they are public."""
    names = [
        c.value for r in incident.reports for c in r.claims if c.entered_by and c.attribute == "perpetrator"
    ]
    for one in incident.decided:
        if one.field == "perpetrators":
            names += [said["name"] for said in plain(one.decided) or () if said.get("kind") != "group"]
    yield from (n for n in names if isinstance(n, str) and looks_personal(n) and not known_group(n))


def _actors(incident: Incident) -> Iterator[Actor]:
    yield from incident.actors
    for report in incident.reports:
        yield from report.actors


def _claim_name(claim: Claim) -> str | None:
    """The private name that a claim's value is, or None."""
    if claim.speaker_kind == "witness" and claim.speaker and looks_personal(claim.speaker):
        return claim.speaker
    value = claim.value
    if not isinstance(value, str):
        return None
    if claim.attribute == "perpetrator" and claim.detail == "person" and is_name(value):
        return value
    if claim.attribute == "accountability" and claim.detail == "ban":
        return None  # groups are banned
    if claim.attribute == "relation" and not _PERSONS_PART.match(claim.detail or ""):
        return None  # only groups are allied, split or banned
    if claim.attribute == "warning":
        return claim.addressee if claim.addressee and looks_personal(claim.addressee) else None
    if claim.attribute in (
        "accountability",
        "victim",
        "relation",
        "organiser",
        "participant",
    ) and looks_personal(value):
        return value
    return None


def list_names(incident: Incident) -> dict[str, set[str]]:
    """Document id -> names in what lists say of an incident: nothing tells who is named in a list's notes, so whatever has
    the shape of a person's name is taken for one, unless it is a part of the row's place."""
    found: dict[str, set[str]] = {}
    for report in incident.reports:
        if report.row_of is None:
            continue
        place = report.place
        parts = (place.name, place.neighbourhood, place.city, place.admin1, place.country) if place else ()
        public = {word.casefold() for part in parts if part for word in part.split()}
        bodies = {a.name for a in report.actors if a.kind in ("group", "institution", "community")}
        named = [name for name in shaped_names(report.summary) if name not in bodies]
        found.setdefault(report.document, set()).update(
            name for name in named if not public & set(name.casefold().split())
        )
    return found


_NAME = r"[A-Z][\w’'-]+(?:\s+(?:(?:al|bin|ibn|de|del|da|van|von|ul|el|la)[\s-])?[A-Z][\w’'.-]+){1,3}"
_CUED = re.compile(
    r"\b(?:[Tt]rial|[Mm]urder|[Kk]illing|[Dd]eath|[Aa]ssassination|[Aa]bduction|[Kk]idnapping|[Ww]ife|[Hh]usband|[Ss]on|[Dd]aughter|[Mm]other|[Ff]ather"
    r"|[Bb]rother|[Ss]ister|[Ww]idow|[Bb]ody|[Ff]uneral|[Bb]urial|[Aa]rrest) of (?P<of>"
    + _NAME
    + r")(?![\w-])"
    r"|(?P<aged>" + _NAME + r"), (?:aged )?\d{1,2}\b"
    r"|(?P<who>"
    + _NAME
    + r"), (?:an? [a-z]|who (?:lives|lived|works|worked|saw|witnessed|survived|died)|succumbed)"
    r"|\b(?:m[ae]n|wom[ae]n|boy|girl|victim|student|driver|teacher|resident|worker|farmer|trader|lawyer|journalist|activist|protest[eo]r"
    r"|suspect|gunman|witness|hostage|passenger|shopkeeper|nurse|doctor|mother|father|son|daughter|brother|sister), (?P<put>"
    + _NAME
    + r"),"
    r"|(?P<done>"
    + _NAME
    + r"),? (?:was|were|has been|had been) (?:\w+ )?(?:arrested|detained|charged|questioned|acquitted|convicted|sentenced|jailed|kidnapped|abducted|shot|stabbed|beaten|beheaded)\b"
    r"|\b(?:arrested|detained|charged|acquitted|convicted|sentenced|kidnapped|abducted|beheaded|behead) (?P<whom>"
    + _NAME
    + r")"
    r"|\b(?:named|identified as|[Hh]er husband|[Hh]is wife|[Hh]is son|[Hh]er son|[Hh]is brother|[Hh]is father|[Hh]er father) (?P<named>"
    + _NAME
    + r")"
)
# A capitalised pair that ends or begins like this names a place or an office, no private person.
_NOT_PRIVATE = re.compile(
    r"\b(?:Town|City|Road|Street|Avenue|Square|District|Province|Region|Market|Bazaar|Park|Airport|University|Hospital|Camp|Valley|Island|County"
    r"|River|Bridge|Village|Station|School|Church|Mosque|Centre|Center|Beach|Bay|Mount|North|South|East|West|New|Saint|San|Santa|Port|Lake"
    r"|President|Minister|Prime|Governor|Senator|Mayor|Chief|General|Colonel|Captain|Secretary|King|Queen|Prince|Sheikh|Ayatollah|Pope|Judge|Inspector"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)


def cued_names(text: str) -> Iterator[str]:
    """Names of persons that the words beside them give away ("the trial of X", "X, 36,", "X, a shopkeeper")."""
    for match in _CUED.finditer(text):
        name = next(group for group in match.groups() if group)
        if looks_personal(name) and not _NOT_PRIVATE.search(name):
            yield name


# Words with a capital at the start of a sentence or in a date that are no part of a name.
_NO_NAME = frozenset(
    "the a an in on at of by from to for with and or but as it its he she they his her their this that these those two three"
    " four five six seven eight nine ten some many several one when while after before during near around against over under"
    " about between following according suspected unidentified unknown local security government police army men women gunmen"
    " militants protesters demonstrators january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday".split()
)


def shaped_names(text: str) -> Iterator[str]:
    """Whatever has the shape of a person's name in words of which nothing is known: two to five capitals in a row that
    name no place, office or body."""
    run: list[str] = []
    for token in [*re.findall(r"[^\W_][\w'’-]*|[^\w\s]", text), "."]:
        if token[0].isupper() and token.casefold() not in _NO_NAME:
            run.append(token)
            continue
        name = " ".join(run)
        if 2 <= len(run) <= 5 and looks_personal(name) and not _NOT_PRIVATE.search(name):
            yield name
        run = []


@cache
def _known_bodies() -> tuple[frozenset[str], AhoCorasick]:
    """Names and aliases of the groups and forces in the codebook, folded: whatever a reader took them for, they pass."""
    groups = codebook.load("actors")["groups"]
    names = {_folded(name) for row in groups for name in (row["name"], *row.get("aliases", ()))}
    return frozenset(names), AhoCorasick(sorted(names), matchkind=MatchKind.LeftmostLongest)


def _folded(name: str) -> str:
    """Small letters, hyphens as blanks; the same length."""
    low = name.lower()
    return (low if len(low) == len(name) else name).replace("-", " ").replace("’", "'")


def _withheld(text: str, names: Iterable[str]) -> list[tuple[int, int]]:
    """Where private names stand in ``text``; a word inside the name of a known group is none."""
    pattern = _pattern(names)
    hits = [m.span() for m in pattern.finditer(text)] if pattern else []
    if not hits:
        return hits
    bodies = [(a, b) for _, a, b in _known_bodies()[1].find_matches_as_indexes(_folded(text))]
    return [(a, b) for a, b in hits if not any(c <= a and b <= d and (c, d) != (a, b) for c, d in bodies)]


def is_name(words: str) -> bool:
    """Whether words that stand for a person name it: a capital, no word for somebody unnamed, no known group."""
    return (
        any(c.isupper() for c in words)
        and not _UNNAMED.search(words)
        and _folded(words) not in _known_bodies()[0]
    )


def looks_personal(name: str) -> bool:
    """Whether a string has the shape of a person's name: two to five words, capitals throughout, no word of a body."""
    if not _NAME_SHAPE.fullmatch(name) or _BODY.search(name) or not is_name(name):
        return False
    words = re.split(r"[\s\-]+", name)
    return words[0][:1].isupper() and all(w[:1].isupper() or w.casefold() in _SMALL for w in words)


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    ordered = sorted({n for n in names if n.strip()}, key=lambda n: (-len(n), n))
    if not ordered:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(map(_written, ordered)) + r")(?!\w)")


def _written(name: str) -> str:
    """A pattern for a name; one of several words also over a line's end and in a headline's capitals."""
    words = name.split()
    if len(words) < 2:
        return re.escape(name)
    whole = r"\s+".join(map(re.escape, words))
    return rf"(?i:{whole})"


def mask(text: str, names: Iterable[str]) -> str:
    """``text`` with every one of ``names`` covered by blocks of the same length."""
    for start, end in _withheld(text, names):
        text = text[:start] + BLOCK * (end - start) + text[end:]
    return text


def shorten(quote: str, start: int, names: Iterable[str], keep: str | None = None) -> tuple[str, int, bool]:
    """The stretch of a quote that may leave the machine: (quote, start, whether it was cut).

    Of the stretches between withheld names the one that holds ``keep`` (the claim's value as a string) is taken,
    else the longest, so that offsets still point at exactly these words.  Nothing but a name: an empty quote.
    """
    hits = _withheld(quote, names)
    if not hits:
        return quote, start, False
    edges = [0, *(e for hit in hits for e in hit), len(quote)]
    stretches = list(zip(edges[::2], edges[1::2], strict=True))
    best = max(stretches, key=lambda s: (bool(keep) and str(keep) in quote[s[0] : s[1]], s[1] - s[0], -s[0]))
    text = quote[best[0] : best[1]]
    left = len(text) - len(text.lstrip(" \t\n,;:"))
    text = text.strip(" \t\n,;:")
    return text, start + best[0] + left if text else start, True


def names_for(incident: Incident, by_document: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """All private names that documents of ``incident`` hold.

    What only has the shape of a name in the notes of a list counts where the incident is told in these notes: in the words
    of reports beside it most such shapes are places or bodies, and who is private there is known.
    """
    told = [r.document for r in incident.reports if r.row_of is None or r.summary == incident.summary]
    return tuple(sorted({n for document in told for n in by_document.get(document, ())}))


def names_of_claim(
    document: str, private: Sequence[str], by_document: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """The private names of an incident and those of the document that a claim of it is from."""
    return tuple(sorted({*private, *by_document.get(document, ())}))
