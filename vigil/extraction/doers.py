"""Groups and forces that are told as doing it: "X militants attacked", "the work of X", "killed by soldiers"."""

from __future__ import annotations

import re

from vigil.extraction import grammar, wording
from vigil.extraction.known_groups import GROUP, INSTITUTION
from vigil.extraction.phrasebook import Gate
from vigil.extraction.scene import DENIED, REPORTED, SUSPECTED, Scene, add, after

# A sentence without one of each is not searched for forces of the state that shot or killed.
_STATE_GATE = Gate(
    "police|soldier|troops|security|army|military|armed forces|gendarm|government forces|warplane|fighter jet|air force"
    "|guard|paramilitar|coalition forces|junta forces|regime forces|marines|officers"
)
_SUPPOSED = re.compile(r"\b(?:if|unless|whether|lest|should|in case)\b", re.IGNORECASE)
_DEED_GATE = Gate(
    "shot dead|shot and killed|shot at|opened fire|fired |killed|gunned down|bombed|shelled|beat |tortured|massacred|executed"
)


def work(scene: Scene, match: re.Match[str]) -> None:
    """The group right after "an attack by", "the work of"."""
    text = scene.text
    near = [g for g in after(scene, match.end(), len(text)) if scene.at(g)[0] - match.end() < 30]
    if near and (near[0].named or near[0].kind == GROUP):
        stance = SUSPECTED if near[0].hedged else REPORTED
        add(
            scene,
            stance,
            near[0].name,
            near[0].kind,
            None,
            match.start(),
            scene.at(near[0])[1],
            match.start(),
        )


def agents(scene: Scene) -> None:
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
            left, right = grammar.clause(text, start, end)
            if _SUPPOSED.search(text, left, start):
                continue  # "if the Taliban attack again"
            add(
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
            add(scene, stance, match.group(), INSTITUTION, None, match.start(), right, match.start())


def _past_head(text: str, end: int) -> int:
    head = wording.HEAD_AFTER.match(text, end)
    return head.end() if head else end
