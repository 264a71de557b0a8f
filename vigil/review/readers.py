"""What several readers decided of one incident, and where they disagree: the rule "review/2".

A correction settles its field and says nothing of the others; only who accepts an incident has read it as a whole.
Each person has one voice on a field: the last value that they gave it, or that they saw when they accepted the incident.
The value with most voices holds; where two have as many, the incident is *disputed* until another reader decides or one gives
way (undo), and shows the value given last.  An incident that as many persons keep as retract is disputed too; one that more
retract is *retracted*.  Who merges, splits, links or unlinks against what another did makes it disputed as well: the last
holds, until more agree with it than not, somebody else accepts the incident so, or one gives way.  An incident is *confirmed* by whoever accepts it,
for as long as it stays as they saw it; a *corrected* one needs two persons who agree with all its corrections beside that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vigil.decided import TOLLS, packed, seen, stated
from vigil.phrases import point_text, toll_text
from vigil.records import ENTERED, RETRACTED, Actor, DateRange, Decided, Incident, Place, Toll
from vigil.review.decisions import Accept, Correct, Judged, Retract
from vigil.review.values import types

RULE = "review/2"
SUGGESTED, CONFIRMED, CORRECTED, DISPUTED = "suggested", "confirmed", "corrected", "disputed"
STATUSES = (SUGGESTED, CONFIRMED, CORRECTED, RETRACTED, DISPUTED)
DOUBTFUL = "needs review"  # how the provenance ends of what nobody should rely on unread

__all__ = ["RULE", "STATUSES", "accepted", "read"]


@dataclass(slots=True)
class _Voice:
    """What some persons say of a field."""

    value: Any
    said: list[Judged]


def accepted(incident: Incident) -> bool:
    """Whether somebody accepted it as it stands: what was only corrected in parts was not read as a whole."""
    read = any(d.field == "reading" and d.holds for d in incident.decided)
    return incident.status == CONFIRMED or (incident.status == CORRECTED and read)


def read(incident: Incident, judged: Sequence[Judged], against_another: Judged | None = None) -> Incident:
    """The incident as its readers left it: fields, status, and what each decided beside what the machine suggests.

    ``judged``: Accept, Correct and Retract decisions on it that hold, oldest first.  ``against_another``: the last decision on
    its reports or links that goes against what another person did.
    """
    last: dict[str, Judged] = {}  # person -> the last decision
    for one in judged:
        last[one.by] = one
    against = [one for one in last.values() if isinstance(one.decision, Retract)]
    keeping = [one for one in last.values() if not isinstance(one.decision, Retract)]
    corrected = dict.fromkeys(j.decision.field for j in judged if isinstance(j.decision, Correct))
    made, told = incident, list(incident.decided)
    tied = against_another is not None and not _agreed(against_another, judged)
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
    whole = False  # somebody read it as it stands
    for one, saw in _readings(judged):
        held = packed(saw) == packed(now)
        whole = whole or held
        told.append(Decided("reading", None, packed(saw), (one.by,), one.at, one.reason, held, judgement=one.id))  # fmt: skip
    for one in against:
        told.append(Decided("retract", None, "true", (one.by,), one.at, one.reason, len(against) >= len(keeping), judgement=one.id))  # fmt: skip
    if len(against) > len(keeping):
        status = RETRACTED
    elif tied or (against and len(against) == len(keeping)):
        status = DISPUTED
    elif corrected:
        status = CONFIRMED if whole and len(agreeing or ()) > 1 else CORRECTED
    elif whole or (not judged and any(d.field == "enter" for d in told) and _entered_alone(incident)):
        status = CONFIRMED
    else:
        status = SUGGESTED
    return replace(made, status=status, decided=tuple(told))


def _entered_alone(incident: Incident) -> bool:
    return all(report.ordinal >= ENTERED for report in incident.reports)


def _agreed(against_another: Judged, judged: Sequence[Judged]) -> bool:
    """Whether somebody else accepted the incident since: a third reader, or who gives way."""
    return any(
        isinstance(one.decision, Accept)
        and one.number > against_another.number
        and one.by != against_another.by
        for one in judged
    )


def _readings(judged: Sequence[Judged]) -> list[tuple[Judged, dict[str, Any]]]:
    """Each person's last acceptance that they did not take back by retracting, and what they saw, with what they corrected since."""
    found: dict[str, tuple[Judged, dict[str, Any]]] = {}
    for one in judged:
        match one.decision:
            case Accept():
                found[one.by] = one, dict(one.seen or {})
            case Correct(field=name, value=value) if one.by in found:
                saw = found[one.by][1]
                if name in saw:
                    saw[name] = _comparable(name, value)
                if name == "type":
                    saw["kind"] = types().get(value, saw.get("kind"))
            case Retract():
                found.pop(one.by, None)
    return list(found.values())


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
    elif name == "place" and (point := point_text(None if value is None else Place(**value))):
        sentence += f" {point}."
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
