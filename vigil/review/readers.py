"""What several readers decided of one incident, and where they disagree: the rule "review/1".

Each person has one voice on a field: the last value that they gave it, or that they saw when they accepted the incident.
The value with most voices holds; where two have as many, the incident is *disputed* until another reader decides or one gives
way (undo), and shows the value given last.  An incident that as many persons keep as retract is disputed too; one that more
retract is *retracted*.  A corrected incident is *confirmed* once a second person agrees with all its corrections; one that nobody
corrects is confirmed by whoever accepts it, for as long as it stays as they saw it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vigil.decided import TOLLS, packed, seen, stated
from vigil.phrases import toll_text
from vigil.records import ENTERED, RETRACTED, Actor, DateRange, Decided, Incident, Place, Toll
from vigil.review.decisions import Accept, Correct, Judged, Retract
from vigil.review.values import types

RULE = "review/1"
SUGGESTED, CONFIRMED, CORRECTED, DISPUTED = "suggested", "confirmed", "corrected", "disputed"
STATUSES = (SUGGESTED, CONFIRMED, CORRECTED, RETRACTED, DISPUTED)
DOUBTFUL = "needs review"  # how the provenance ends of what nobody should rely on unread

__all__ = ["RULE", "STATUSES", "read"]


@dataclass(slots=True)
class _Voice:
    """What some persons say of a field."""

    value: Any
    said: list[Judged]


def read(incident: Incident, judged: Sequence[Judged]) -> Incident:
    """The incident as its readers left it: fields, status, and what each decided beside what the machine suggests.

    ``judged``: Accept, Correct and Retract decisions on it that hold, oldest first.
    """
    last: dict[str, Judged] = {}  # person -> the last decision
    for one in judged:
        last[one.by] = one
    against = [one for one in last.values() if isinstance(one.decision, Retract)]
    keeping = [one for one in last.values() if not isinstance(one.decision, Retract)]
    corrected = dict.fromkeys(j.decision.field for j in judged if isinstance(j.decision, Correct))
    made, told, tied = incident, list(incident.decided), False
    agreeing: set[str] | None = None
    for name in sorted(corrected, key=lambda n: (n != "type", n)):  # a type brings its kind
        voices = _voices(name, judged)
        winner = max(voices, key=lambda v: (len(_persons(v)), v.said[-1].number))
        tied = tied or sum(len(_persons(v)) == len(_persons(winner)) for v in voices) > 1
        suggested = stated(incident, name)
        for voice in voices:
            first = next((j for j in voice.said if isinstance(j.decision, Correct)), voice.said[0])
            told.append(
                Decided(
                    name,
                    packed(suggested),
                    packed(voice.value),
                    tuple(_persons(voice)),
                    first.at,
                    first.reason,
                    voice is winner,
                    judgement=first.id,
                )
            )
        agreeing = set(_persons(winner)) if agreeing is None else agreeing & set(_persons(winner))
        because = next((j for j in winner.said if isinstance(j.decision, Correct)), winner.said[0])
        brings = name == "type" and types().get(winner.value, made.kind) != made.kind
        if brings or packed(winner.value) != packed(suggested):
            made = _with(made, name, winner.value, because)
    now = seen(made)
    accepted = []
    for one in keeping:
        held = one.seen is not None and packed(_after(one)) == packed(now)
        if isinstance(one.decision, Accept) and held:
            accepted.append(one)
        told.append(Decided("reading", None, packed(_after(one)), (one.by,), one.at, one.reason, held, judgement=one.id))  # fmt: skip
    for one in against:
        told.append(Decided("retract", None, "true", (one.by,), one.at, one.reason, len(against) >= len(keeping), judgement=one.id))  # fmt: skip
    if len(against) > len(keeping):
        status = RETRACTED
    elif tied or (against and len(against) == len(keeping)):
        status = DISPUTED
    elif corrected:
        status = CONFIRMED if len(agreeing or ()) > 1 else CORRECTED
    elif accepted or (not judged and any(d.field == "enter" for d in told) and _entered_alone(incident)):
        status = CONFIRMED
    else:
        status = SUGGESTED
    return replace(made, status=status, decided=tuple(told))


def _entered_alone(incident: Incident) -> bool:
    return all(report.ordinal >= ENTERED for report in incident.reports)


def _after(one: Judged) -> Mapping[str, Any]:
    """What somebody saw, with what they then said."""
    found = dict(one.seen or {})
    if isinstance(one.decision, Correct):
        if one.decision.field in found:
            found[one.decision.field] = _comparable(one.decision.field, one.decision.value)
        if one.decision.field == "type":
            found["kind"] = types().get(one.decision.value, found.get("kind"))
    return found


def _voices(name: str, judged: Sequence[Judged]) -> list[_Voice]:
    """The values given to a field, each with the last words of those who give it."""
    last: dict[str, tuple[Any, Judged]] = {}
    for one in judged:
        if isinstance(one.decision, Correct) and one.decision.field == name:
            last[one.by] = one.decision.value, one
        elif isinstance(one.decision, Accept) and one.seen is not None and name in one.seen:
            # who corrected it before says it again, in the form of what is seen
            given = last.get(one.by)
            same = given is not None and packed(_comparable(name, given[0])) == packed(one.seen[name])
            if not same:
                last[one.by] = one.seen[name], one
    voices: dict[str, _Voice] = {}
    for value, one in sorted(last.values(), key=lambda v: v[1].number):
        key = packed(_comparable(name, value))
        voice = voices.setdefault(key, _Voice(value, []))
        voice.said.append(one)
        if isinstance(one.decision, Correct):
            voice.value = value  # fuller than what can be seen
    return list(voices.values())


def _comparable(name: str, value: Any) -> Any:
    """A value as an incident that has it would state it."""
    if value is None or isinstance(value, str):
        return value
    if name == "perpetrators":
        return [{"name": one["name"], "stance": one["stance"]} for one in value]
    if name == "place":
        kept = ("name", "precision", "neighbourhood", "city", "admin1", "country", "country_code", "lat", "lon")  # fmt: skip
        return {key: value.get(key) for key in kept}
    return value


def _persons(voice: _Voice) -> list[str]:
    return list(dict.fromkeys(one.by for one in voice.said))


def _with(incident: Incident, name: str, value: Any, because: Judged) -> Incident:
    """The incident with a field as a person has it, and the sentence that says so."""
    reason = because.reason.strip().rstrip(".")
    sentence = f"a reader corrected it on {because.at[:10]}: {reason or 'no reason was given'}."
    if name in TOLLS:
        former_toll = getattr(incident, name)
        said = f"{toll_text(former_toll)} ({former_toll.rule})" if former_toll is not None else "nothing"
        sentence += f" Before that the rule had concluded {said}."
    why = (*((field, text) for field, text in incident.why if field != name), (name, sentence))
    change: dict[str, Any]
    if name in TOLLS:
        change = {name: _toll(getattr(incident, name), value, sentence)}
    elif name == "date":
        change = {"date": DateRange(**value)}
    elif name == "place":
        change = {"place": None if value is None else Place(**value)}
    elif name == "perpetrators":
        former = {a.name: a for a in incident.actors if a.role == "perpetrator"}
        others = [a for a in incident.actors if a.role != "perpetrator"]
        change = {"actors": (*(_perpetrator(one, former.get(one["name"])) for one in value), *others)}
    elif name == "type":
        change = {"type": value, "kind": types().get(value, incident.kind)}
    else:
        change = {name: value}
    return replace(incident, why=why, **change)


def _toll(former: Toll | None, value: Mapping[str, Any] | None, sentence: str) -> Toll | None:
    if value is None:
        return None
    kept = former or Toll(None, None, None, "", "")
    return replace(kept, low=value["low"], best=value["best"], high=value["high"], rule=RULE, why=sentence)


def _perpetrator(said: Mapping[str, Any], former: Actor | None) -> Actor:
    kind = said.get("kind") or (former.kind if former else None)
    by = said.get("by") or (former.by if former else None)
    return Actor(said["name"], "perpetrator", said["stance"], by, kind)
