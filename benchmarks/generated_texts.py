"""Documents of made-up incidents: short texts in which every claim stands at the offsets that it gives.

Nothing here happened and nobody here lives: names are put together from syllables, and only the places are real.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from vigil.records import Claim, Span

SHORT_WORDS = "The road was closed and shops nearby stayed shut|Residents gathered in the evening|Telephone lines were down for hours|Rain hampered the work|Schools in the area were closed the next day|Reporters were kept at a distance|Traffic was sent another way|Market stalls reopened by noon|The local council met twice|Buses did not run"
FILLERS = tuple(SHORT_WORDS.split("|"))
NUMBERS = (("exact", "{n}"), ("at least", "at least {n}"), ("more than", "more than {n}"), ("up to", "up to {n}"), ("about", "about {n}"))  # fmt: skip


@dataclass(slots=True)
class Text:
    """A text as it is written, with its claims."""

    text: str = ""
    claims: list[Claim] = field(default_factory=list)

    def say(self, words: str) -> Span:
        """Add words; where they stand."""
        start = len(self.text)
        self.text += words
        return Span("text", start, len(self.text))

    def claim(self, attribute: str, quote: str, **said: object) -> None:
        """Add words that are a claim; a sentence begins with a capital letter."""
        if not self.text or self.text.endswith((". ", "\n")):
            quote = quote[:1].upper() + quote[1:]
        span = self.say(quote)
        self.claims.append(Claim(attribute, span, quote, **said))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a made-up incident is, before anybody tells of it."""

    number: int
    kind: str
    type: str
    where: str  # in words: "Quetta"
    killed: int
    injured: int
    size: int
    group: str  # actors of the pool
    institution: str
    official: str
    community: str
    organiser: str
    accused: str
    weapon: str | None
    target: str
    arrested: int
    step: str  # of the case of the accused
    day: str


def bounds(number: int, qualifier: str) -> tuple[int | None, int | None]:
    """(low, high) of a number under a qualifier, as records.Claim has it."""
    match qualifier:
        case "at least":
            return number, None
        case "more than":
            return number + 1, None
        case "up to":
            return None, number
        case "about":
            return number * 9 // 10, -(-number * 11 // 10)
    return number, number


def stated(truth: int, rng: Random) -> tuple[int, str, str]:
    """(number, qualifier, words) as one source has a count: mostly the same, else an early or a rival one."""
    number = truth
    if truth > 2 and rng.random() < 0.4:
        number = max(1, round(truth * rng.uniform(0.5, 1.2)))
    qualifier, words = NUMBERS[0] if number < 2 or rng.random() < 0.6 else rng.choice(NUMBERS[1:])
    return number, qualifier, words.format(n=number)


# ---------------------------------------------------------------- sentences, each with one claim

Teller = Callable[[Text, Facts, Random], None]


def _count(attribute: str, one: str, many: str, none: str) -> Teller:
    def tell(text: Text, facts: Facts, rng: Random) -> None:
        truth = facts.killed if attribute.startswith("killed") else facts.injured
        kind, speaker = rng.choice(
            (("police", "police"), ("hospital", f"doctors in {facts.where}"), ("official", facts.official),
             ("witness", "residents"), ("group", facts.organiser))
        )  # fmt: skip
        if truth == 0:
            said: dict[str, object] = {"value": 0, "low": 0, "high": 0, "qualifier": "exact"}
            words = none
        else:
            number, qualifier, stands = stated(truth, rng)
            low, high = bounds(number, qualifier)
            said = {"value": number, "low": low, "high": high, "qualifier": qualifier}
            words = (one if number == 1 and qualifier == "exact" else many).format(n=stands)
        said |= {"speaker": speaker, "speaker_kind": kind, "as_of": facts.day}
        if truth > 3 and rng.random() < 0.1:
            said["superseded"] = True
            text.say("Earlier counts said ")
        text.claim(attribute, words, **said)
        text.say(f", {speaker} said. ")

    return tell


def _subset(text: Text, facts: Facts, rng: Random) -> None:
    group = rng.choice(("women", "children", "police", "students", "workers"))
    number = rng.randint(1, max(1, facts.killed // 3))
    text.say("Of the dead ")
    text.claim(
        "killed_subset",
        f"{number} were {group}",
        value=number,
        low=number,
        high=number,
        qualifier="exact",
        group=group,
    )
    text.say(". ")


def _blame(text: Text, facts: Facts, rng: Random) -> None:
    stance, words = rng.choice(
        (
            ("claimed", "{g} claimed responsibility"),
            ("blamed", "{s} blamed {g}"),
            ("suspected", "{s} suspected {g}"),
            ("reported", "fighters of {g} were behind it"),
        )
    )
    speaker = facts.group if stance == "claimed" else None if stance == "reported" else facts.official
    text.claim(
        "perpetrator",
        words.format(g=facts.group, s=facts.official),
        value=facts.group,
        speaker=speaker,
        stance=stance,
        detail="group",
    )
    text.say(". ")


def _response(text: Text, facts: Facts, rng: Random) -> None:
    act, words = rng.choice(
        (("condemnation", "{o} condemned the violence"), ("promise", "{o} promised to bring those behind it to court"),
         ("deployment", "{i} sent troops to {w}"), ("inquiry", "{i} ordered an inquiry"), ("visit", "{o} visited {w}"),
         ("compensation", "{i} announced compensation for the families"), ("refusal", "{o} refused the demands"),
         ("negotiation", "{o} met the leaders of the protest"), ("security measures", "{i} imposed a curfew in {w}"))
    )  # fmt: skip
    quote = words.format(o=facts.official, i=facts.institution, w=facts.where)
    speaker = facts.official if "{o}" in words else facts.institution
    text.claim(
        "response", quote, value=quote, speaker=speaker, speaker_kind="official", detail=act, as_of=facts.day
    )
    text.say(". ")


def _demand(text: Text, facts: Facts, rng: Random) -> None:
    what, words = rng.choice(
        (("protection", "protection for the {c}"), ("arrest", "the arrest of the killers"), ("inquiry", "a judicial inquiry"),
         ("dismissal of government", "that the governor resign"), ("compensation", "compensation for the families"),
         ("release", "the release of all detainees"), ("military deployment", "that the army be sent to {w}"), ("legal change", "a new law on policing"))
    )  # fmt: skip
    quote = words.format(c=facts.community, w=facts.where)
    text.say(f"{facts.organiser} demanded ")
    text.claim(
        "demand",
        quote,
        value=quote,
        speaker=facts.organiser,
        speaker_kind="group",
        detail=what,
        addressee=facts.institution,
    )
    text.say(". ")


def _step(text: Text, facts: Facts, rng: Random) -> None:
    words = {
        "arrest": "police arrested {a}", "charge": "{a} was charged", "trial": "the trial of {a} began", "conviction": "{a} was convicted",
        "acquittal": "{a} was acquitted", "release": "{a} was released", "escape": "{a} escaped", "killed": "{a} was killed by police",
        "named suspect": "police named {a} as a suspect",
    }  # fmt: skip
    step = facts.step if rng.random() < 0.7 else "arrest"
    quote = words[step].format(a=facts.accused)
    speaker = "police" if "police" in quote else None
    text.claim(
        "accountability",
        quote,
        value=facts.accused,
        speaker=speaker,
        speaker_kind=speaker,
        detail=step,
        as_of=facts.day,
    )
    text.say(". ")


def _size(text: Text, facts: Facts, rng: Random) -> None:
    number, qualifier, stands = stated(facts.size, rng)
    low, high = bounds(number, qualifier)
    text.claim(
        "size",
        f"{stands} people took part",
        value=number,
        low=low,
        high=high,
        qualifier=qualifier,
        speaker="police",
        speaker_kind="police",
    )
    text.say(", police said. ")


def _named(attribute: str, words: str, which: str) -> Teller:
    def tell(text: Text, facts: Facts, rng: Random) -> None:
        name = getattr(facts, which)
        text.claim(attribute, words.format(n=name), value=name)
        text.say(". ")

    return tell


def _arrested(text: Text, facts: Facts, rng: Random) -> None:
    number, qualifier, stands = stated(facts.arrested, rng)
    low, high = bounds(number, qualifier)
    text.claim(
        "arrested",
        f"police detained {stands} people",
        value=number,
        low=low,
        high=high,
        qualifier=qualifier,
        speaker="police",
        speaker_kind="police",
    )
    text.say(". ")


def _warning(text: Text, facts: Facts, rng: Random) -> None:
    text.claim(
        "warning", f"{facts.group} had threatened the {facts.community} before", value=f"had threatened the {facts.community}",
        speaker=facts.group, speaker_kind="group", addressee=f"the {facts.community}",
    )  # fmt: skip
    text.say(". ")


def _cause(text: Text, facts: Facts, rng: Random) -> None:
    quote = rng.choice(("over the killing of nine workers", "over rising prices", "against the new law"))
    text.say("It was held ")
    text.claim("cause", quote, value=quote)
    text.say(". ")


_killed = _count("killed", "one person was killed", "{n} people were killed", "nobody was killed")
_injured = _count("injured", "one person was injured", "{n} people were injured", "nobody was injured")
_organiser = _named("organiser", "{n} had called for it", "organiser")
_participant = _named("participant", "members of the {n} took part", "community")

# By kind: what every document tells first, and what the others are drawn from.
TOLD: dict[str, tuple[tuple[Teller, ...], tuple[Teller, ...]]] = {
    "attack": ((_killed, _injured), (_killed, _injured, _blame, _blame, _response, _response, _subset, _step, _demand)),
    "demonstration": ((_size, _demand), (_demand, _organiser, _participant, _response, _response, _cause, _injured, _arrested)),
    "official_response": ((_response,), (_response, _response, _arrested, _step, _demand, _blame)),
    "legal_action": ((_step,), (_step, _response, _arrested, _blame)),
    "other": ((_killed,), (_participant, _response, _blame, _injured, _demand)),
}  # fmt: skip
RARE = _warning  # one attack in fifty


def write(facts: Facts, lead: str, claims: int, rng: Random) -> tuple[Text, Span]:
    """A document of so many claims, and where its opening sentence stands."""
    text = Text()
    opening = text.say(lead)
    text.say(" ")
    first, others = TOLD[facts.kind]
    tellers = [*first, *(rng.choice(others) for _ in range(claims - len(first)))][:claims]
    if facts.kind == "attack" and claims > 2 and rng.random() < 0.02:
        tellers[-1] = RARE
    for number, tell in enumerate(tellers):
        if facts.killed == 0 and tell is _subset:
            tell = _response
        if number and number % 3 == 0:
            text.say(f"\n\n{rng.choice(FILLERS)}. ")
        tell(text, facts, rng)
    text.say(rng.choice(FILLERS) + ".")
    return text, opening
