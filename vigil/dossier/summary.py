"""The summary of a dossier: what the record holds of what was asked, a sentence each, with the words it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from vigil.codebook import load
from vigil.dossier.dossier import AccusedRow, DemandRow, Event, Quote, Said, Source
from vigil.dossier.wording import capital, count, day_words, listed

TOLD = 8  # incidents told one by one: those with most killed, then those that most sources tell
QUOTED = 2  # quotes behind one sentence
NUMBERS = (("killed", "killed"), ("injured", "injured"), ("abducted", "abducted"), ("arrested", "arrested"))


def summary(
    events: Sequence[Event],
    sources: Sequence[Source],
    demands: Sequence[DemandRow],
    accused: Sequence[AccusedRow],
    quotes: dict[tuple[str, str], tuple[Quote, ...]],
) -> Iterator[Said]:
    """Sentences in order; ``quotes``: (incident, measure) -> the words of the claims behind the best figure."""
    yield Said(_overview(events, sources))
    for event in _gravest(events):
        yield _told(event, quotes)
        yield from (Said(f"{said.text}", said.quotes[:QUOTED]) for said in event.named[:2])
    if len(events) > TOLD:
        rest = len(events) - TOLD
        yield Said(f"{count(rest, 'more incident')} {'stand' if rest > 1 else 'stands'} in the list below.")
    if demands:
        states = Counter(d.state for d in demands)
        said = listed(
            [f"{number:,} {state}" for state, number in sorted(states.items(), key=lambda s: (-s[1], s[0]))]
        )
        yield Said(
            f"{capital(count(len(demands), 'demand'))} {'are' if len(demands) > 1 else 'is'} told beside them; by the state that reports"
            f" give: {said}.",
            tuple(q for d in demands for q in d.quotes[:1])[:QUOTED],
        )
    if accused:
        ended = Counter(a.outcome for a in accused)
        said = listed(
            [
                f"{outcome} ({number:,})"
                for outcome, number in sorted(ended.items(), key=lambda s: (-s[1], s[0]))
            ]
        )
        yield Said(
            f"Steps are told against {count(len(accused), 'accused', 'accused')}; outcome: {said}.",
            tuple(q for a in accused for t in a.turns[:1] for q in t.why.quotes[:1])[:QUOTED],
        )


def _overview(events: Sequence[Event], sources: Sequence[Source]) -> str:
    types = Counter(e.type for e in events)
    nouns = [f"{name} ({number:,})" for name, number in sorted(types.items(), key=lambda t: (-t[1], t[0]))]
    copies = sum(s.copy_of is not None for s in sources)
    outlets = len({s.outlet for s in sources if s.outlet})
    near = f", {copies:,} of them near-copies of another" if copies else ""
    kinds = f"This dossier tells {count(len(events), 'incident')}"
    kinds += f": {listed(nouns, 6)}" if len(events) > 1 else ""
    return f"{kinds}. It rests on {count(len(sources), 'document')} of {count(outlets, 'outlet')}{near}."


def _gravest(events: Sequence[Event]) -> list[Event]:
    """The incidents that are told one by one, by date."""

    def weight(event: Event) -> tuple[int, int, str]:
        killed = event.toll("killed")
        return -((killed.best if killed else None) or 0), -event.independent, event.id

    chosen = {e.id for e in sorted(events, key=weight)[:TOLD]}
    return [e for e in events if e.id in chosen]


def _told(event: Event, quotes: dict[tuple[str, str], tuple[Quote, ...]]) -> Said:
    """``On 16 February 2013, a bombing in Hazara Town, Quetta: 89 killed (65–113), as police in dawn.com say.``"""
    what, _, where = event.name.partition(", ")
    place = f" in {where}" if event.place_precision else ", place unknown"
    head = f"{_when(event)}, {_article(what)} {what}{place}"
    words: list[Quote] = []
    figures = []
    for measure, verb in NUMBERS:
        toll = event.toll(measure)
        if toll is None or toll.best is None:
            continue
        figures.append(f"{toll.words} {verb}, according to {toll.who}")
        words += quotes.get((event.id, measure), ())[:QUOTED]
    crowd = event.toll("size of the crowd")
    if crowd is not None and crowd.best is not None:
        figures.append(f"a crowd of {crowd.words}, according to {crowd.who}")
        words += quotes.get((event.id, "size"), ())[:QUOTED]
    if not words and event.lead is not None:
        words = [event.lead]
    told = f": {'; '.join(figures)}" if figures else ""
    return Said(f"{head}{told}.", tuple(dict.fromkeys(words)))


def _when(event: Event) -> str:
    if event.start is None:
        return "At a time that no report gives"
    if event.start == event.end:
        return f"On {day_words(event.start)}"
    return f"In {event.days}" if event.date_precision in ("month", "year") else capital(event.days)


def _article(word: str) -> str:
    return "an" if word[:1].lower() in "aeiou" else "a"


def type_words(name: str) -> str:
    """What the codebook means by a type: words that tell of it, and its place in other codebooks."""
    entry = load("events")["types"].get(name)
    if entry is None:
        return "a type that this version's codebook does not have"
    words = [*entry.get("nouns", ())[:3], *entry.get("verbs", ())[:3], *entry.get("weak", ())[:2]]
    near = entry.get("crosswalk") or {}
    names = {"acled": "ACLED", "plover": "PLOVER", "ucdp": "UCDP", "gtd": "GTD"}
    cross = "; ".join(f"{names[s]}: {near[s]}" for s in names if near.get(s))
    return f"told by words such as {listed([f'“{w}”' for w in words])}" + (
        f". Nearest elsewhere: {cross}" if cross else ""
    )
