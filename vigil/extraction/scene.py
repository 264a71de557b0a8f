"""One sentence being read for who did it: its groups, its clauses, and the claims made of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vigil.extraction import grammar, wording
from vigil.extraction.known_groups import GroupMention
from vigil.records import Claim, Sentence

CLAIMED, BLAMED, SUSPECTED, DENIED, UNCLAIMED, REPORTED = (
    "claimed",
    "blamed",
    "suspected",
    "denied",
    "unclaimed",
    "reported",
)


@dataclass(slots=True)
class Scene:
    """One sentence being read, with what came before it."""

    sentence: Sentence
    groups: list[GroupMention]
    last: GroupMention | None
    out: list[Claim]
    used: list[tuple[int, int, str]]  # clause and value that have a claim already
    text: str  # the sentence with plain blanks

    def at(self, mention: GroupMention) -> tuple[int, int]:
        """Where a group stands in the sentence."""
        offset = self.sentence.span.start
        return mention.span.start - offset, mention.span.end - offset


def add(
    scene: Scene, stance: str, value: str, kind: str, speaker: str | None, start: int, end: int, near: int
) -> None:
    """Claims ``value`` with the quote from ``start`` to ``end``, unless the clause has that claim already."""
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


def before(scene: Scene, left: int, position: int) -> GroupMention | None:
    """The group that is subject of a trigger at ``position``: the last one before it in the clause."""
    inside = [g for g in scene.groups if left <= scene.at(g)[0] and scene.at(g)[1] <= position]
    named = [g for g in inside if g.named]
    best = named or inside
    return best[-1] if best else None


def after(scene: Scene, position: int, right: int) -> list[GroupMention]:
    """The groups between two offsets."""
    return [g for g in scene.groups if position <= scene.at(g)[0] and scene.at(g)[1] <= right]


def resolve(scene: Scene, left: int, position: int) -> GroupMention | None:
    """Subject before ``position``, a pronoun or "the group" taken for the group named last."""
    text = scene.text
    aside = wording.ASIDE.search(text, 0, position)
    if aside:  # "X, which split from Y in 2016, claimed"
        head = before(scene, left, aside.start()) or before(scene, 0, aside.start())
        if head is not None:
            return head
    mention = before(scene, left, position)
    anaphor = grammar.last(wording.ANAPHOR, text, left, position)
    if mention is not None and (mention.named or anaphor is None):
        return mention
    earlier = [g for g in scene.groups if g.named and scene.at(g)[1] <= left]
    if anaphor is not None:
        return earlier[-1] if earlier else scene.last
    return mention


def speaker_before(text: str, position: int) -> str | None:
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
