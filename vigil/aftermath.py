"""What followed, and who answered for it: records that are drawn from all incidents together.

    Incidents (with their reports, claims and links) -> Episode, Demand, Response, Accused, Threat, Party

Each stands in the record under its kind (KINDS) and id, and names the incidents that it is about.  Every statement in one
carries the words it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass

from vigil.records import Evidence


@dataclass(frozen=True, slots=True)
class Step:
    """One dated turn of something that goes on: a demand, a promise, the case of an accused."""

    what: str  # a word of the codebook: "refused", "met"; "arrest", "acquittal"
    date: str | None  # when it happened, a day or a prefix, as far as a text says
    seen: str | None  # when the earliest document that says so was published
    why: str  # a sentence
    evidence: tuple[Evidence, ...] = ()
    by: str | None = None  # who did it: the governor, a court
    incident: str | None = None  # the incident whose reports say so


@dataclass(frozen=True, slots=True)
class Demand:
    """What was demanded, as all reports of an episode have it."""

    id: str
    what: str  # class of the codebook: protection, military deployment, arrest ...
    words: str  # as written, the fullest
    by: str | None
    of: str | None
    first: str | None  # when it was first and last seen, days or prefixes
    last: str | None
    state: str  # open | refused | promised | partly met | met | withdrawn | no evidence
    incidents: tuple[str, ...]  # those beside which it is told
    episode: str | None
    history: tuple[Step, ...] = ()  # changes of state, each with its evidence
    evidence: tuple[Evidence, ...] = ()  # where it is told


@dataclass(frozen=True, slots=True)
class Response:
    """What somebody in power did, said, promised or refused because of an incident."""

    id: str
    act: str  # class of the codebook: condemnation, visit, negotiation, offer, promise, deployment ...
    words: str
    by: str | None
    date: str | None  # when it was done, as far as known
    first: str | None  # when it was first and last seen
    last: str | None
    until: str | None  # deadline, if one was given
    incidents: tuple[str, ...]
    episode: str | None
    answers: tuple[str, ...] = ()  # ids of the demands it answers
    followed: tuple[Step, ...] = ()  # what later reports say became of a promise
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Accused:
    """One accused person, group or described set of people, with every step that is told."""

    id: str
    name: str  # as most reports write it; of a person it is withheld from what leaves the machine
    kind: str  # person | group | described ("two masterminds")
    incidents: tuple[str, ...]
    steps: tuple[Step, ...]  # by date; each with who took it
    outcome: str | None = (
        None  # the last step that ends a case, which goes with every mention: acquittal, conviction
    )
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Threat:
    """A threat or warning made before, and the later incidents that match it."""

    id: str
    words: str
    by: str | None
    against: str | None
    date: str | None  # when it was made, as far as known
    seen: str | None
    channel: str | None  # leaflet, letter, telephone, statement ..., as written
    incidents: tuple[str, ...]  # those beside which it is told
    matches: tuple[tuple[str, str], ...] = ()  # (incident, sentence why it matches), by date
    between: tuple[str, ...] = ()  # ids of responses that are reported between warning and first match
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A dated claim about two actors."""

    kind: str  # affiliated with | splinter of | banned by | allied with | leader of | member of ...
    other: str
    date: str | None
    seen: str | None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """One entry of the register of actors: a group, an institution, a community, or a person in public role."""

    id: str
    name: str
    kind: str  # group | institution | community | person
    private: bool  # a person in no public role: withheld from what leaves the machine
    aliases: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    roles: tuple[tuple[str, str], ...] = ()  # (role, incident), by incident
    why: tuple[str, ...] = ()  # why names were joined, a sentence each

    @property
    def incidents(self) -> tuple[str, ...]:
        """The incidents in which it has a role."""
        return tuple(dict.fromkeys(incident for _, incident in self.roles))


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of an account, with what it rests on."""

    text: str
    date: str | None
    incident: str | None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Episode:
    """Incidents that hang together by their links."""

    id: str
    title: str
    incidents: tuple[str, ...]  # by date
    start: str | None
    end: str | None
    story: tuple[Line, ...] = ()  # one paragraph, a sentence each


Aftermath = Episode | Demand | Response | Accused | Threat | Party
KINDS: dict[str, type[Aftermath]] = {
    "episode": Episode,
    "demand": Demand,
    "response": Response,
    "accused": Accused,
    "threat": Threat,
    "party": Party,
}


def word_of(kind: type) -> str:
    """The word under which records of a class of this module are kept: "episode", "demand" ...

    Raises KeyError for another class.
    """
    words = {known: word for word, known in KINDS.items()}
    return words[kind]


def kind_of(found: Aftermath) -> str:
    """The word under which a record of this module is kept."""
    return word_of(type(found))


def day_of(found: Aftermath) -> str | None:
    """The day, or a prefix of it, by which a record is put in order; None where it has none."""
    match found:
        case Episode():
            return found.start
        case Demand():
            return found.first
        case Response():
            return found.date or found.first
        case Accused():
            return next((step.date or step.seen for step in found.steps if step.date or step.seen), None)
        case Threat():
            return found.date or found.seen
        case Party():
            return None


def words_of(found: Aftermath) -> tuple[str, ...]:
    """The names and words by which a record is sought."""
    words: list[str | None]
    match found:
        case Episode():
            words = [found.title]
        case Demand():
            words = [found.what, found.words, found.by, found.of, found.state]
        case Response():
            words = [found.act, found.words, found.by]
        case Accused() | Party():
            words = [found.name, found.kind, *found.aliases]
        case Threat():
            words = [found.words, found.by, found.against]
    return tuple(word for word in words if word)
