"""One paragraph that says what happened: for each incident a sentence or two, each with the words it rests on.

The sentences are built from conclusions and claims, so that they say no more than the record: a toll as its range, a
perpetrator with who claims or blames, a demand with its state.  No person is named who holds no office.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from vigil.aftermath import Demand, Line, Response
from vigil.phrases import range_text
from vigil.records import Actor, Claim, DateRange, Evidence, Incident, Toll
from vigil.stated import over

_BODIES = ("group", "institution")
_STANCES = {
    "claimed": "Claimed by",
    "blamed": "Blamed on",
    "suspected": "Suspected:",
    "denied": "Denied by",
    "reported": "Named in reports as the perpetrator:",
}
_ASKED = 4  # demands told of one demonstration; the others are counted
_ANSWERED = 4  # responses told of one incident


def story(
    ordered: Sequence[Incident], demands: Sequence[Demand] = (), responses: Sequence[Response] = ()
) -> tuple[Line, ...]:
    """Sentences about each incident, in this order, with the demands and responses that are told with it."""
    known = {i.id: i for i in ordered}
    lines: list[Line] = []
    told: set[str] = set()
    for incident in ordered:
        lines.append(_opening(incident, known))
        lines += _named(incident)
        lines += _asked(
            incident, [d for d in demands if incident.id in d.incidents and d.id not in told], told
        )
        lines += _answered(
            incident, [r for r in responses if incident.id in r.incidents and r.id not in told], told
        )
    return tuple(lines)


# ---------------------------------------------------------------- what happened


def _opening(incident: Incident, known: dict[str, Incident]) -> Line:
    what = f"{_article(incident.type)} {incident.type}{_where(incident)}"
    did, evidence = _did(incident)
    answered = [
        known[k.incident] for k in incident.links if k.incident in known and k.type == "in_response_to"
    ]
    after = f", in response to the {answered[0].type}{_of_day(answered[0].date)}" if answered else ""
    sentence = f"{when(incident.date)}, {what} {did}{after}."
    return Line(sentence, incident.date.start, incident.id, evidence or _lead(incident))


def _did(incident: Incident) -> tuple[str, tuple[Evidence, ...]]:
    said = []
    evidence: list[Evidence] = []
    tolls = (("killed", incident.killed), ("injured", incident.injured), ("abducted", incident.abducted))
    for verb, toll in (*tolls, ("drew", incident.size)):
        if toll is None or toll.best is None:
            continue
        claims = _claims(incident, toll)
        number = figure(toll, [c for _, c in claims])
        said.append(f"{verb} {number}{' people' if verb == 'drew' else ''}")
        evidence += [_evidence(d, c) for d, c in claims]
    if not said:
        return ("was reported" if incident.kind == "attack" else "took place"), ()
    return f"{', '.join(said[:-1])}{' and ' * (len(said) > 1)}{said[-1]}", tuple(dict.fromkeys(evidence))


_WORDS = frozenset({"dozens", "scores", "hundreds", "thousands"})


def figure(toll: Toll, claims: Sequence[Claim] = ()) -> str:
    """A number as it was said where all say the same, else with its range.

    "86 (86 to 101)", "at least 12", "more than 500", "hundreds of", "30".
    """
    low, best, high = toll.low, toll.best, toll.high
    said = {(c.qualifier, c.value, c.low, c.high) for c in claims}
    if len(said) == 1:
        qualifier, value, least, most = next(iter(said))
        if (least, most) == (low, high) and qualifier:
            if qualifier in _WORDS:
                return f"{qualifier} of"
            if qualifier in ("at least", "more than", "up to", "about") and isinstance(value, int):
                return f"{qualifier} {value:,}"
    beyond = over(toll, claims)

    def number(value: int | None) -> str:
        return range_text(value, value, value, beyond)

    if high is None and low is not None:
        return number(low) if low in beyond else f"at least {low:,}"
    if low is None and high is not None:
        return f"up to {number(high)}"
    if low == high or low is None or high is None:
        return number(best)
    return f"{number(best)} ({number(low)} to {number(high)})"


def _named(incident: Incident) -> Iterator[Line]:
    for actor in incident.actors:
        if actor.role != "perpetrator" or actor.kind not in _BODIES or incident.kind != "attack":
            continue
        if not actor.name[:1].isupper():
            continue  # "an outlawed group" names nobody
        told = actor.by and actor.by != actor.name and actor.stance in ("blamed", "suspected")
        by = f" ({actor.stance} by {_inside(actor.by or '')})" if told else ""
        said = f"{_STANCES.get(actor.stance, _STANCES['reported'])} {actor.name}{by}."
        yield Line(said, incident.date.start, incident.id, _perpetrator(incident, actor))


def _perpetrator(incident: Incident, actor: Actor) -> tuple[Evidence, ...]:
    found = [
        _evidence(r.document, c)
        for r in incident.reports
        for c in r.claims
        if c.attribute == "perpetrator" and c.value == actor.name and (c.stance or "reported") == actor.stance
    ]
    return tuple(sorted(found, key=lambda e: (e.document, e.span))) or _lead(incident)


# ---------------------------------------------------------------- what was asked and answered


def _asked(incident: Incident, demands: Sequence[Demand], told: set[str]) -> Iterator[Line]:
    for demand in demands[:_ASKED]:
        told.add(demand.id)
        of = f" of {demand.of}" if demand.of else ""
        state = "" if demand.state == "open" else f"; state: {demand.state}"
        yield Line(
            f"It was demanded{of}: “{demand.words}” ({demand.what}{state}).",
            demand.first,
            incident.id,
            demand.evidence,
        )
    if len(demands) > _ASKED:
        told.update(d.id for d in demands)
        rest = demands[_ASKED:]
        evidence = tuple(e for d in rest for e in d.evidence[:1])
        yield Line(f"{len(rest)} more demands were made.", rest[0].first, incident.id, evidence)


def _answered(incident: Incident, responses: Sequence[Response], told: set[str]) -> Iterator[Line]:
    for response in responses[:_ANSWERED]:
        told.add(response.id)
        who = response.by or "An answer"
        yield Line(
            f"{who[:1].upper()}{who[1:]}, {response.act}: “{response.words}”.",
            response.date or response.first, incident.id, response.evidence,
        )  # fmt: skip
    if len(responses) > _ANSWERED:
        told.update(r.id for r in responses)
        rest = responses[_ANSWERED:]
        evidence = tuple(e for r in rest for e in r.evidence[:1])
        yield Line(
            f"{len(rest)} more responses are told.", rest[0].date or rest[0].first, incident.id, evidence
        )


# ---------------------------------------------------------------- words


def when(dates: DateRange) -> str:
    """The days in words: "On 10 January 2013", "Between 11 and 13 January 2013", "In January 2013"."""
    if dates.start is None:
        return "At a time that no report gives"
    start = date.fromisoformat(dates.start)
    end = date.fromisoformat(dates.end) if dates.end else None
    if dates.precision == "year" and end:
        return f"In {start.year}"
    if dates.precision == "month" and end:
        return f"In {start:%B} {start.year}"
    if end is None:
        return f"From {_day(start)}"
    if start == end:
        return f"On {_day(start)}"
    first = str(start.day) if (start.year, start.month) == (end.year, end.month) else (
        f"{start.day} {start:%B}" if start.year == end.year else _day(start)
    )  # fmt: skip
    return f"Between {first} and {_day(end)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _of_day(dates: DateRange) -> str:
    if dates.start is None or dates.start != dates.end:
        return ""
    day = date.fromisoformat(dates.start)
    return f" of {day.day} {day:%B}"


def _where(incident: Incident) -> str:
    place = incident.place
    if place is None:
        return ""
    name = spelled(place.name)
    near = place.city if place.city and place.city.casefold() != name.casefold() else place.country
    return f" in {name}" + (f", {near}" if near and near != name else "")


def spelled(name: str) -> str:
    """The name of a place without the capitals of a dateline."""
    return name.title() if name.isupper() and len(name) > 3 else name


def _inside(name: str) -> str:
    """A name as it reads inside a sentence."""
    return "the " + name[4:] if name.startswith("The ") else name


def _article(word: str) -> str:
    return "an" if word[:1].lower() in "aeiou" else "a"


# ---------------------------------------------------------------- evidence


def _claims(incident: Incident, toll: Toll) -> list[tuple[str, Claim]]:
    wanted = set(toll.claim_ids)
    found = {
        c.id(r.document): (r.document, c)
        for r in incident.reports
        for c in r.claims
        if c.id(r.document) in wanted
    }
    return sorted(found.values(), key=lambda dc: (dc[0], dc[1].span))


def _evidence(document: str, claim: Claim) -> Evidence:
    return Evidence(document, claim.span, claim.quote, claim.id(document))


def _lead(incident: Incident) -> tuple[Evidence, ...]:
    """The sentence by which the report tells it that tells it most."""
    told = [r for r in incident.reports if r.lead is not None]
    best = min(
        told,
        key=lambda r: (("main", "co_main", "background").index(r.role), r.document, r.ordinal),
        default=None,
    )
    if best is None or best.lead is None:
        return ()
    return (Evidence(best.document, best.lead, best.summary),)
