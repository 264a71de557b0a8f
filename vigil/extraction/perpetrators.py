"""Who is said to have done it, and by whom: claims of responsibility, blame, suspicion, denial, silence.

Each rule has a trigger (the words that claim or blame) and says where its group stands: before the trigger, after
it, or in the object.  A pronoun or "the group" stands for the group named last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vigil.extraction import grammar, wording
from vigil.extraction.actors import find_groups
from vigil.extraction.doers import agents, work
from vigil.extraction.known_groups import GROUP, INSTITUTION, PERSON, UNKNOWN, GroupMention
from vigil.extraction.scene import (
    BLAMED,
    CLAIMED,
    DENIED,
    REPORTED,
    SUSPECTED,
    UNCLAIMED,
    Scene,
    add,
    after,
    resolve,
    speaker_before,
)
from vigil.records import Claim, Sentence

# "the latest in a series of attacks by X" says that this one too was X's
_ONE_OF = re.compile(
    r"\b(?:latest|most recent|newest|another|part of|one of)\b[^.;,]{0,50}?\b(?:attacks|assaults|bombings|killings|shootings|raids"
    r"|abductions|kidnappings|massacres|violence|campaign|insurgency)\s(?:carried out |waged |claimed |led )?(?:by|from)\s",
    re.IGNORECASE,
)


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
            scene = Scene(sentence, doers, last, [], [], grammar.flat(sentence.text))
            _read(scene)
            out += scene.out
        last = next((g for g in reversed(groups) if g.named and g.kind == GROUP), last)
    return out


def _read(scene: Scene) -> None:
    text = scene.text
    low = grammar.lower(text)
    about = bool(scene.groups) or scene.last is not None
    claims = "claim" in low or "responsib" in low
    if claims or "owned up" in low:
        for match in wording.UNCLAIMED.finditer(text):
            left, right = grammar.clause(text, *match.span())
            add(scene, UNCLAIMED, "none", UNKNOWN, None, min(left, match.start()), right, match.start())
    if about and wording.MAY_DENY(low):
        for match in wording.DENIED.finditer(text):
            _denied(scene, match)
    if claims or about:
        for match in wording.CLAIMED.finditer(text):
            _claimed(scene, match)
    if "identified" in low or "named" in low:
        for match in wording.IDENTIFIED.finditer(text):
            person = wording.PERSON.match(text, match.end())
            if person:
                by = speaker_before(text, match.start())
                add(
                    scene,
                    SUSPECTED,
                    person.group(1).rstrip("."),
                    PERSON,
                    by,
                    match.start(),
                    person.end(),
                    match.start(),
                )
    blames = wording.MAY_BLAME(low)
    if blames:
        for match in wording.BLAME_OBJECT.finditer(text):
            _blamed_object(scene, match)
    if blames or (scene.groups and " by" in low):
        for match in wording.BLAME_PASSIVE.finditer(text):
            _passive(scene, match, BLAMED)
    if wording.MAY_SUSPECT(low):
        for match in wording.SUSPECT_PASSIVE.finditer(text):
            _passive(scene, match, SUSPECTED)
    if scene.groups and (" by " in low or " from " in low):
        for match in (*wording.WORK.finditer(text), *_ONE_OF.finditer(text)):
            work(scene, match)
    agents(scene)


def _claimed(scene: Scene, match: re.Match[str]) -> None:
    text = scene.text
    if wording.NOT_CLAIM.match(text, match.start()):
        return
    if any(a <= match.start() < b and v == "none" for a, b, v in scene.used):
        return
    left, right = grammar.clause(text, *match.span())
    by = re.match(r"[^.;]{0,60}?\b(?:by|from)\s", text[match.end() : right])
    said = match.group().lower()
    if by and (said.startswith(("claim of", "claims of", "responsib")) or said.endswith("claimed")):
        named = after(scene, match.end(), right)
        if named:
            add(
                scene,
                CLAIMED,
                named[0].name,
                named[0].kind,
                named[0].name,
                match.start(),
                scene.at(named[0])[1],
                match.start(),
            )
            _together(scene, named[0], match.start(), right)
            return
    if said.startswith(("that a ", "that the ")):
        _relative(scene, match)
        return
    group = resolve(
        scene,
        left,
        match.start()
        + (match.group().lower().rfind(" claimed") if said.startswith(("which", "that")) else 0),
    )
    if group is None:
        before_all = resolve(scene, 0, match.start())
        inside = after(scene, match.start(), match.end())
        behind = [g for g in after(scene, match.end(), len(text)) if g.named]
        group = inside[-1] if inside else before_all or (behind[0] if behind else None)
    if group is None and re.search(r"responsib|credit|claimed (?:it|by)|behind", said) is None:
        return
    if group is not None and group.kind == INSTITUTION and "claim" not in said:
        return
    name, kind = (group.name, group.kind) if group else (_unknown(text, left, match.start()), UNKNOWN)
    start = left if match.start() - left <= 110 else match.start()
    if group is not None and scene.at(group)[0] >= left and scene.at(group)[1] <= match.start():
        start = max(start, left if scene.at(group)[0] - left < 60 else scene.at(group)[0])
    speaker = None if wording.ASIDE.search(text, 0, match.start()) else speaker_before(text, match.start())
    add(scene, CLAIMED, name, kind, speaker or name, start, right, match.start())
    if group is not None:
        _together(scene, group, match.start(), right)


def _relative(scene: Scene, match: re.Match[str]) -> None:
    """ "an attack that a banned group claimed": the claimant stands inside the words that claim."""
    text = scene.text
    inside = after(scene, match.start(), match.end())
    words = re.sub(
        r"\s(?:has|have|had|later|also)$", "", text[match.start() + 5 : match.end()].rsplit(" claimed", 1)[0]
    )
    words = re.sub(r"^(?:an?|the)\s", "", words)
    name, kind = (inside[-1].name, inside[-1].kind) if inside else (words, UNKNOWN)
    if inside or wording.AGENT_WORDS.search(words):
        add(scene, CLAIMED, name, kind, name, match.start() + 5, match.end(), match.start())


def _together(scene: Scene, group: GroupMention, position: int, right: int) -> None:
    """Those who claim it with ``group``: named beside it, or after the claim ("and so did Y")."""
    if group not in scene.groups:
        return
    named = [g for g in scene.groups if g.named and g.kind == GROUP]
    text, first = scene.text, group
    for other in reversed([g for g in named if scene.at(g)[1] <= scene.at(group)[0]]):
        left, _ = grammar.clause(text, *scene.at(other))
        beside = wording.JOINED.fullmatch(text, scene.at(other)[1], scene.at(first)[0])
        if not beside or not wording.SUBJECT.fullmatch(text, left, scene.at(other)[0]):
            break
        add(scene, CLAIMED, other.name, GROUP, other.name, scene.at(other)[0], right, position)
        first = other
    last = group
    for other in [g for g in named if scene.at(g)[0] >= scene.at(group)[1]]:
        start, end = scene.at(other)
        if wording.TOO.search(text, 0, start) or wording.JOINED.fullmatch(text, scene.at(last)[1], start):
            _, stop = grammar.clause(text, start, end)
            add(scene, CLAIMED, other.name, GROUP, other.name, min(position, start), max(stop, end), start)
            last = other


def _unknown(text: str, left: int, position: int) -> str:
    part = text[left:position].strip(" ,")
    part = re.sub(r"\s(?:has|have|had|later|also|on \w+day)$", "", part)
    return part[-60:] if part and len(part) < 60 else "unknown"


def _denied(scene: Scene, match: re.Match[str]) -> None:
    text = scene.text
    left, right = grammar.clause(text, *match.span())
    group = resolve(scene, left, match.end()) or next(iter(after(scene, match.end(), right)), None)
    if group is None or group.kind == UNKNOWN:
        group = next((g for g in scene.groups if g.named), scene.last)
    if group is None:
        return
    add(
        scene, DENIED, group.name, group.kind, speaker_before(text, match.start()), left, right, match.start()
    )


def _blamed_object(scene: Scene, match: re.Match[str]) -> None:
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
    named = [g for g in after(scene, start, max(b, right)) if scene.at(g)[0] - start < 70]
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
    speaker = speaker_before(text, match.start())
    before = [g for g in scene.groups if g.named and scene.at(g)[1] <= match.start()]
    meant = before[-1] if before else scene.last
    if re.match(r"(?:it|them|the group)\b", text[start : start + 9]) and meant is not None:
        add(scene, BLAMED, meant.name, meant.kind, speaker, left, right, match.start())
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
            add(scene, BLAMED, value, UNKNOWN, speaker, match.start(), right, match.start())
        return
    for number, group in enumerate(named):
        if number and scene.at(group)[0] - scene.at(named[number - 1])[1] > 12:
            break
        begin = match.start() if number == 0 else scene.at(group)[0]
        finish = right if len(named) == 1 or number == len(named) - 1 else scene.at(group)[1]
        stance = SUSPECTED if suspects else BLAMED
        add(
            scene,
            stance,
            group.name,
            group.kind,
            speaker,
            begin,
            max(finish, scene.at(group)[1]),
            match.start(),
        )


def _passive(scene: Scene, match: re.Match[str], stance: str) -> None:
    text = scene.text
    left, right = grammar.clause(text, *match.span())
    said = match.group().lower()
    follows = wording.AFTER_TRIGGER.search(said) or said.endswith(("from", "of"))
    group: GroupMention | None = None
    if follows and not said.startswith("accused"):
        near = [g for g in after(scene, match.end(), len(text)) if scene.at(g)[0] - match.end() < 45]
        group = near[0] if near else None
        if group is None and said.endswith(" by"):
            return
    if group is None and not said.endswith((" by", "work of", "attributed to")):
        group = resolve(scene, left, match.start())
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
                add(scene, SUSPECTED, value, GROUP, None, described.start(), right, match.start())
            elif people:
                add(
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
    speaker = (
        speaker_before(text, match.start()) if stance == BLAMED and follows and "blamed" not in said else None
    )
    if said.endswith(" by") and not group.hedged:
        stance = REPORTED
    add(scene, stance, group.name, group.kind, speaker, start, end, match.start())
