"""Who is said to have done it, and by whom: claims of responsibility, blame, suspicion, denial, silence.

Each rule has a trigger (the words that claim or blame) and says where its group stands: before the trigger, after
it, or in the object.  A pronoun or "the group" stands for the group named last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vigil.extraction import grammar, wording
from vigil.extraction.actors import GROUP, INSTITUTION, PERSON, UNKNOWN, GroupMention, find_groups
from vigil.extraction.phrasebook import Gate
from vigil.records import Claim, Sentence

CLAIMED, BLAMED, SUSPECTED, DENIED, UNCLAIMED, REPORTED = (
    "claimed",
    "blamed",
    "suspected",
    "denied",
    "unclaimed",
    "reported",
)


# "the latest in a series of attacks by X" says that this one too was X's
_ONE_OF = re.compile(
    r"\b(?:latest|most recent|newest|another|part of|one of)\b[^.;,]{0,50}?\b(?:attacks|assaults|bombings|killings|shootings|raids"
    r"|abductions|kidnappings|massacres|violence|campaign|insurgency)\s(?:carried out |waged |claimed |led )?(?:by|from)\s",
    re.IGNORECASE,
)


# A sentence without one of each is not searched for forces of the state that shot or killed.
_STATE_GATE = Gate(
    "police|soldier|troops|security|army|military|armed forces|gendarm|government forces|warplane|fighter jet|air force"
    "|guard|paramilitar|coalition forces|junta forces|regime forces|marines|officers"
)
_DEED_GATE = Gate(
    "shot dead|shot and killed|shot at|opened fire|fired |killed|gunned down|bombed|shelled|beat |tortured|massacred|executed"
)


@dataclass(slots=True)
class _Scene:
    """One sentence being read, with what came before it."""

    sentence: Sentence
    groups: list[GroupMention]
    last: GroupMention | None
    out: list[Claim]
    used: list[tuple[int, int, str]]  # clause and value that have a claim already
    text: str  # the sentence with plain blanks

    def at(self, mention: GroupMention) -> tuple[int, int]:
        offset = self.sentence.span.start
        return mention.span.start - offset, mention.span.end - offset


def find(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``perpetrator`` of ``sentences`` in order: value the canonical name or the words, stance, speaker.

    ``detail`` is the kind: group, institution, person or unknown.  An ``unclaimed`` claim has the value "none".
    """
    out: list[Claim] = []
    last: GroupMention | None = None
    for sentence in grammar.pieces(sentences):
        groups = find_groups(sentence)
        if wording.GATE(grammar.lower(sentence.text)):
            # "the al-Qaeda-linked militants": a name that only describes another does nothing itself
            doers = [
                g
                for g in groups
                if not wording.DESCRIBES.match(sentence.text, g.span.end - sentence.span.start)
            ]
            scene = _Scene(sentence, doers, last, [], [], grammar.flat(sentence.text))
            _read(scene)
            out += scene.out
        last = next((g for g in reversed(groups) if g.named and g.kind == GROUP), last)
    return out


def find_agents(sentences: Sequence[Sentence]) -> list[GroupMention]:
    """Nameless attackers as described ("unknown gunmen", "a suicide bomber"), in order of the text."""
    return [g for s in sentences for g in find_groups(s) if not g.named]


def _read(scene: _Scene) -> None:
    text = scene.text
    low = grammar.lower(text)
    about = bool(scene.groups) or scene.last is not None
    claims = "claim" in low or "responsib" in low
    if claims or "owned up" in low:
        for match in wording.UNCLAIMED.finditer(text):
            left, right = grammar.clause(text, *match.span())
            _add(scene, UNCLAIMED, "none", UNKNOWN, None, min(left, match.start()), right, match.start())
    if about and wording.MAY_DENY.search(low):
        for match in wording.DENIED.finditer(text):
            _denied(scene, match)
    if claims or about:
        for match in wording.CLAIMED.finditer(text):
            _claimed(scene, match)
    if "identified" in low or "named" in low:
        for match in wording.IDENTIFIED.finditer(text):
            person = wording.PERSON.match(text, match.end())
            if person:
                by = _speaker(text, match.start())
                _add(
                    scene,
                    SUSPECTED,
                    person.group(1).rstrip("."),
                    PERSON,
                    by,
                    match.start(),
                    person.end(),
                    match.start(),
                )
    if wording.MAY_BLAME.search(low):
        for match in wording.BLAME_OBJECT.finditer(text):
            _blamed_object(scene, match)
    if wording.MAY_BLAME.search(low) or (scene.groups and " by" in low):
        for match in wording.BLAME_PASSIVE.finditer(text):
            _passive(scene, match, BLAMED)
    if wording.MAY_SUSPECT.search(low):
        for match in wording.SUSPECT_PASSIVE.finditer(text):
            _passive(scene, match, SUSPECTED)
    if scene.groups and (" by " in low or " from " in low):
        for match in (*wording.WORK.finditer(text), *_ONE_OF.finditer(text)):
            _work(scene, match)
    _agents(scene)


def _add(
    scene: _Scene, stance: str, value: str, kind: str, speaker: str | None, start: int, end: int, near: int
) -> None:
    text = scene.text
    start, end = grammar.trim(text, start, end)
    if end - start < 3:
        return
    for a, b, name in scene.used:
        if start < b and a < end and (name == value or name == "none" or value == "none"):
            return
    scene.used.append((start, end, value))
    scene.out.append(
        grammar.claim(
            scene.sentence,
            "perpetrator",
            start,
            end,
            near,
            value=value,
            stance=stance,
            speaker=speaker,
            detail=kind,
        )
    )


def _before(scene: _Scene, left: int, position: int) -> GroupMention | None:
    """The group that is subject of a trigger at ``position``: the last one before it in the clause."""
    inside = [g for g in scene.groups if left <= scene.at(g)[0] and scene.at(g)[1] <= position]
    named = [g for g in inside if g.named]
    best = named or inside
    return best[-1] if best else None


def _after(scene: _Scene, position: int, right: int) -> list[GroupMention]:
    return [g for g in scene.groups if position <= scene.at(g)[0] and scene.at(g)[1] <= right]


def _resolve(scene: _Scene, left: int, position: int) -> GroupMention | None:
    """Subject before ``position``, a pronoun or "the group" taken for the group named last."""
    text = scene.text
    aside = wording.ASIDE.search(text, 0, position)
    if aside:  # "X, which split from Y in 2016, claimed"
        head = _before(scene, left, aside.start()) or _before(scene, 0, aside.start())
        if head is not None:
            return head
    mention = _before(scene, left, position)
    anaphor = grammar.last(wording.ANAPHOR, text, left, position)
    if mention is not None and (mention.named or anaphor is None):
        return mention
    earlier = [g for g in scene.groups if g.named and scene.at(g)[1] <= left]
    if anaphor is not None:
        return earlier[-1] if earlier else scene.last
    return mention


def _speaker(text: str, position: int) -> str | None:
    """The words before a verb of speaking at ``position`` that name who speaks."""
    left, _ = grammar.clause(text, position, position)
    part = text[left:position].rstrip()
    part = re.sub(
        r"(?:\s(?:has|have|had|also|later|then|who|which|immediately|quickly|initially|earlier"
        r"|repeatedly|publicly|were quick to|was|to|have also))+$",
        "",
        part,
    )
    part = part.rsplit(", ", 1)[-1] if len(part) > 70 else part
    part = part.strip(" ,;\"“'")
    return part[-70:].split(" ", 1)[-1] if len(part) > 70 else part or None


def _claimed(scene: _Scene, match: re.Match[str]) -> None:
    text = scene.text
    if wording.NOT_CLAIM.match(text, match.start()):
        return
    if any(a <= match.start() < b and v == "none" for a, b, v in scene.used):
        return
    left, right = grammar.clause(text, *match.span())
    by = re.match(r"[^.;]{0,60}?\b(?:by|from)\s", text[match.end() : right])
    said = match.group().lower()
    if by and (said.startswith(("claim of", "claims of", "responsib")) or said.endswith("claimed")):
        named = _after(scene, match.end(), right)
        if named:
            _add(
                scene,
                CLAIMED,
                named[0].name,
                named[0].kind,
                named[0].name,
                match.start(),
                scene.at(named[0])[1],
                match.start(),
            )
            return
    group = _resolve(
        scene,
        left,
        match.start()
        + (match.group().lower().rfind(" claimed") if said.startswith(("which", "that")) else 0),
    )
    if group is None:
        before_all = _resolve(scene, 0, match.start())
        inside = _after(scene, match.start(), match.end())
        behind = [g for g in _after(scene, match.end(), len(text)) if g.named]
        group = inside[-1] if inside else before_all or (behind[0] if behind else None)
    if group is None and re.search(r"responsib|credit|claimed (?:it|by)|behind", said) is None:
        return
    if group is not None and group.kind == INSTITUTION and "claim" not in said:
        return
    name, kind = (group.name, group.kind) if group else (_unknown(text, left, match.start()), UNKNOWN)
    start = left if match.start() - left <= 110 else match.start()
    if group is not None and scene.at(group)[0] >= left and scene.at(group)[1] <= match.start():
        start = max(start, left if scene.at(group)[0] - left < 60 else scene.at(group)[0])
    speaker = None if wording.ASIDE.search(text, 0, match.start()) else _speaker(text, match.start())
    _add(scene, CLAIMED, name, kind, speaker or name, start, right, match.start())


def _unknown(text: str, left: int, position: int) -> str:
    part = text[left:position].strip(" ,")
    part = re.sub(r"\s(?:has|have|had|later|also|on \w+day)$", "", part)
    return part[-60:] if part and len(part) < 60 else "unknown"


def _denied(scene: _Scene, match: re.Match[str]) -> None:
    text = scene.text
    left, right = grammar.clause(text, *match.span())
    group = _resolve(scene, left, match.end()) or next(iter(_after(scene, match.end(), right)), None)
    if group is None or group.kind == UNKNOWN:
        group = next((g for g in scene.groups if g.named), scene.last)
    if group is None:
        return
    _add(scene, DENIED, group.name, group.kind, _speaker(text, match.start()), left, right, match.start())


def _blamed_object(scene: _Scene, match: re.Match[str]) -> None:
    text = scene.text
    start = match.end()
    head = match.group().lower().split()[0]
    suspects = "suspect" in match.group().lower()
    left, right = grammar.clause(text, *match.span())
    if head in ("held", "hold", "holds", "holding") and not re.match(
        r"[^.;]{2,70}?\s(?:responsible|accountable)\b", text[start:right]
    ):
        return
    a, b = grammar.noun_phrase(text, start)
    if a >= b:
        return
    named = [g for g in _after(scene, start, max(b, right)) if scene.at(g)[0] - start < 70]
    if (
        head.startswith("accus")
        and not wording.VIOLENT.search(text, b, right)
        and not any(g.kind == GROUP for g in named)
    ):
        return
    if wording.DOING_NOTHING.search(text, b, right) or (
        head.startswith("point") and not any(g.named for g in named)
    ):
        return
    speaker = _speaker(text, match.start())
    if re.match(r"(?:it|them|the group)\b", text[start : start + 9]) and scene.last is not None:
        _add(scene, BLAMED, scene.last.name, scene.last.kind, speaker, left, right, match.start())
        return
    if not named:
        if wording.AGENT_WORDS.search(text, a, b) and (
            wording.VIOLENT.search(text) or head.startswith(("blam", "held", "hold"))
        ):
            value = re.sub(
                r"^(?:the|a|an|his|her|their|its|elements in the)\s|\s(?:responsible|accountable)\b.*$",
                "",
                text[a:b],
            )
            _add(scene, BLAMED, value, UNKNOWN, speaker, match.start(), right, match.start())
        return
    for number, group in enumerate(named):
        if number and scene.at(group)[0] - scene.at(named[number - 1])[1] > 12:
            break
        begin = match.start() if number == 0 else scene.at(group)[0]
        finish = right if len(named) == 1 or number == len(named) - 1 else scene.at(group)[1]
        stance = SUSPECTED if suspects else BLAMED
        _add(
            scene,
            stance,
            group.name,
            group.kind,
            speaker,
            begin,
            max(finish, scene.at(group)[1]),
            match.start(),
        )


def _passive(scene: _Scene, match: re.Match[str], stance: str) -> None:
    text = scene.text
    left, right = grammar.clause(text, *match.span())
    said = match.group().lower()
    follows = wording.AFTER_TRIGGER.search(said) or said.endswith(("from", "of"))
    group: GroupMention | None = None
    if follows and not said.startswith("accused"):
        near = [g for g in _after(scene, match.end(), len(text)) if scene.at(g)[0] - match.end() < 45]
        group = near[0] if near else None
        if group is None and said.endswith(" by"):
            return
    if group is None and not said.endswith((" by", "work of", "attributed to")):
        group = _resolve(scene, left, match.start())
        if group is not None and not group.named and group.kind == UNKNOWN:
            group = None
        if (
            group is None
            and re.search(r"accused|charged|suspect|believed|thought|linked", said)
            and wording.VIOLENT.search(text, match.end(), right)
        ):
            people = [
                p
                for p in wording.PERSON.finditer(text, left, match.start())
                if p.group(1).split()[0] not in wording.TITLE_WORDS
            ]
            described = wording.A_GROUP.search(text, left, match.start())
            if described:
                value = described.group(1)
                value = value.split(" ", 1)[1] if value.lower().startswith(("a ", "an ", "the ")) else value
                _add(scene, SUSPECTED, value, GROUP, None, described.start(), right, match.start())
            elif people:
                _add(
                    scene,
                    SUSPECTED,
                    people[-1].group(1).rstrip("."),
                    PERSON,
                    None,
                    left,
                    right,
                    match.start(),
                )
            return
    if group is None:
        return
    if (
        not wording.VIOLENT.search(text)
        and stance == BLAMED
        and not re.search("blam|work of|hallmark|respons", said)
    ):
        return
    start = (
        match.start()
        if follows
        else max(left, min(scene.at(group)[0], match.start()))
        if group in scene.groups
        else left
    )
    end = max(right, scene.at(group)[1]) if follows and group in scene.groups else right
    speaker = _speaker(text, match.start()) if stance == BLAMED and follows and "blamed" not in said else None
    if said.endswith(" by") and not group.hedged:
        stance = REPORTED
    _add(scene, stance, group.name, group.kind, speaker, start, end, match.start())


def _work(scene: _Scene, match: re.Match[str]) -> None:
    text = scene.text
    near = [g for g in _after(scene, match.end(), len(text)) if scene.at(g)[0] - match.end() < 30]
    if near and (near[0].named or near[0].kind == GROUP):
        stance = SUSPECTED if near[0].hedged else REPORTED
        _add(
            scene,
            stance,
            near[0].name,
            near[0].kind,
            None,
            match.start(),
            scene.at(near[0])[1],
            match.start(),
        )


def _agents(scene: _Scene) -> None:
    """Groups and forces that are told as doing it: "X militants attacked", "killed by soldiers"."""
    text = scene.text
    for group in scene.groups:
        start, end = scene.at(group)
        worth = (
            group.named or group.kind == GROUP or (group.hedged and not group.name.lower().endswith("bomber"))
        )
        if not worth:
            continue
        if wording.DID.match(text, _past_head(text, end)) or wording.BY.search(
            text, max(0, start - 90), start
        ):
            if (
                group.kind == INSTITUTION
                and not wording.STATE_DID.match(text, _past_head(text, end))
                and not wording.BY.search(text, max(0, start - 90), start)
            ):
                continue
            _, right = grammar.clause(text, start, end)
            _add(
                scene,
                SUSPECTED if group.hedged else REPORTED,
                group.name,
                group.kind,
                None,
                start,
                right,
                start,
            )
    low = grammar.lower(text)
    if not (_STATE_GATE(low) and _DEED_GATE(low)):
        return
    for match in wording.STATE.finditer(text):
        if any(scene.at(g)[0] < match.end() and match.start() < scene.at(g)[1] for g in scene.groups):
            continue
        did = wording.STATE_DID.match(text, match.end())
        if did and not wording.ATTACKERS.match(text, did.end()):
            _, right = grammar.clause(text, match.start(), did.end())
            stance = DENIED if re.search(r"\bden(?:y|ied|ies)\b", text[: match.start()]) else REPORTED
            _add(scene, stance, match.group(), INSTITUTION, None, match.start(), right, match.start())


def _past_head(text: str, end: int) -> int:
    head = wording.HEAD_AFTER.match(text, end)
    return head.end() if head else end
