"""What a reading says for the slots of a template that are neither a day nor a place, in the words of the keys."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from vigil.records import Claim, Report

HURT = ("killed", "injured", "abducted")
AUTHORITIES = frozenset({"police", "official", "military"})
_SPARED = re.compile(r"\bno (?:\w+ )?(?:material )?damages?\b|\bwithout (?:causing )?damage")
_DESTROYED = re.compile(
    r"(?<!partially )(?<!partly )\b(?:destroy|demolish|gutt?ed|raz(?:ed|ing)|burn(?:ed|t) down|blown up|blew up)"
)
_DAMAGED = re.compile(r"\b(?:damag|shatter|part(?:ially|ly) destroy|broken windows)")
_TRIED = re.compile(r"\b(?:attempted to|tried to|attempt to|foil|thwart|defus|deactivat)\w*")
_THREAT = re.compile(r"\bthreat(?:en|s)\w* (?:to|of|that|against|with)\b")
_WORD = re.compile(r"[a-z0-9'-]+")
_ARTICLES = frozenset({"a", "an", "the"})


def plain(words: str) -> str:
    """Words as they are compared: lower case, without accents, articles and punctuation."""
    return " ".join(w for w in _WORD.findall(bare(words).lower()) if w not in _ARTICLES)


def bare(words: str) -> str:
    """Upper case without accents."""
    letters = unicodedata.normalize("NFD", words.strip().upper())
    return "".join(c for c in letters if not unicodedata.combining(c))


def numbers(reports: Sequence[Report], claims: Sequence[Claim]) -> list[str]:
    """A number for each count and each named victim; PLURAL for groups where nothing is counted."""
    counted = list(dict.fromkeys(n for c in claims if c.attribute in HURT for n in [_number(c)] if n))
    named = {v.name for r in reports for v in r.victims if v.name}
    singles = ["1"] * len(named) if named else [n for n in counted if n == "1"]
    found = [*(n for n in counted if n not in ("0", "1")), *singles]
    if not found and any(v.group for r in reports for v in r.victims):
        return ["PLURAL"]
    return found


def _number(claim: Claim) -> str | None:
    low, high, value = claim.low, claim.high, claim.value
    if claim.qualifier in ("dozens", "scores", "hundreds", "thousands"):
        return "PLURAL"
    if low is not None and low == high:
        return str(low)
    if claim.qualifier == "about" and isinstance(value, int):
        return f"~{value}"
    if low is not None and high is None:
        return f"{low}-"
    if low is None and high is not None:
        return f"-{high}"
    return f"{low}-{high}" if low is not None else None


def descriptions(reports: Sequence[Report], claims: Sequence[Claim]) -> list[str]:
    """Groups of victims, as victims or beside a count."""
    said = [v.group for r in reports for v in r.victims if v.group and not v.name]
    said += [c.group for c in claims if c.group and c.attribute.split("_")[0] in HURT]
    return [d for d in dict.fromkeys(plain(s) for s in said) if d and d != "one person"]


def human_effects(claims: Sequence[Claim]) -> list[str]:
    """Death and injury where somebody is counted; their absence where a text says so."""
    most = {
        name: [c.high if c.high is not None else c.low for c in claims if c.attribute == name]
        for name in HURT
    }
    found = [effect for name, effect in (("killed", "DEATH"), ("injured", "INJURY")) if any(most[name])]
    if found:
        return found
    if most["killed"]:
        return ["NO INJURY OR DEATH"]
    return ["NO INJURY"] if most["injured"] else []


def physical_effects(said: str) -> list[str]:
    """What became of things, by words."""
    if _SPARED.search(said):
        return ["NO DAMAGE"]
    found = [("DESTROYED", _DESTROYED), ("SOME DAMAGE", _DAMAGED)]
    return [effect for effect, words in found if words.search(said)]


def stage(said: str, claims: Sequence[Claim]) -> str:
    """Attempted or threatened only where nobody was hurt and the words say so."""
    if "DEATH" in human_effects(claims) or "INJURY" in human_effects(claims):
        return "ACCOMPLISHED"
    if _TRIED.search(said):
        return "ATTEMPTED"
    return "THREATENED" if _THREAT.search(said) else "ACCOMPLISHED"


def confidences(reports: Sequence[Report], claims: Sequence[Claim], accused: bool) -> list[str]:
    """How sure it is that the organisations named did it, by the stances of claims, else of actors, else a fact."""
    stances = [
        (c.stance, c.speaker_kind in AUTHORITIES)
        for c in claims
        if c.attribute == "perpetrator" and c.detail != "person"
    ]
    stances = stances or [(a.stance, False) for r in reports for a in r.actors if a.role == "perpetrator"]
    words = {
        ("claimed", False): "CLAIMED OR ADMITTED",
        ("claimed", True): "CLAIMED OR ADMITTED",
        ("blamed", False): "SUSPECTED OR ACCUSED",
        ("suspected", False): "SUSPECTED OR ACCUSED",
        ("blamed", True): "SUSPECTED OR ACCUSED BY AUTHORITIES",
        ("suspected", True): "SUSPECTED OR ACCUSED BY AUTHORITIES",
        ("reported", False): "REPORTED AS FACT",
        ("reported", True): "REPORTED AS FACT",
    }
    if not accused:
        return []
    found = Counter(words[s] for s in stances if s in words)
    return [max(sorted(found), key=lambda w: found[w])] if found else ["REPORTED AS FACT"]
