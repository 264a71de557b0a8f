"""Strings that fill the roles of a template: who did it, for whom, against what and whom, with what.

Works on lower-case text.  A phrase is a head noun with the words before it that belong to it; whether it did or
suffered the deed follows from the words around it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from vigil.evaluation.casing import known_groups, long_form, namelike, words
from vigil.records import Sentence

Entities = list[list[str]]

_PARTICLE = frozenset(["de", "la", "del", "las", "los", "y", "da", "dos", "do", "van", "von", "jr"])
_ARTICLE = re.compile(r"\b(?:an?|the|one) $")
_NOUN_ENDS = re.compile(r"[,.]| (?:who|was|had|has|in|on|at|from|and|wearing|aboard|armed|[a-z]+ed)\b")
# An army or police force did it only where the words say so.
_BLAMED = (
    r"(?:by|responsib\w+|accus\w+|blam\w+|members? of|soldiers of|troops of|elements of)(?: [a-z\-]+){0,4} "
)
_NUMBERED = r"(?:the |an? |several |some |two |three |four |five |\d+ |his |her |their )*"


def _any(name: str) -> str:
    return "(?:" + "|".join(words()[name]) + ")"


class _Patterns:
    """Regular expressions built once from the word lists."""

    def __init__(self) -> None:
        modifier = rf"(?:{_any('modifiers')} ){{0,4}}"
        uniform = r"(?: (?:dressed|wearing) [a-z ]{3,25}uniforms?)?"
        people = rf"(?:(?:group|column) of )?{modifier}{_any('people')}{uniform}"
        doers = rf"{modifier}{_any('doers')}"
        self.doer = re.compile(rf"\b({doers})\b")
        self.deed = re.compile(rf"\b({people}) (?:who )?(?:(?:had|have|has) )?{_any('deeds')}\b")
        self.by = re.compile(rf"\b{_any('done_by')} (?:[a-z]+ ){{0,3}}?by (?:an? |the )?({people}|{doers})\b")
        self.suffered = re.compile(rf"{_any('suffered')} (?:the |an? |at least )?$")
        self.weapon = re.compile(rf"\b((?:{_any('weapon_modifiers')} )*{_any('weapons')})\b")
        thing = rf"((?:[a-z\-.'\"]+ ){{0,2}}?{_any('targets')})\b"
        self.target = re.compile(rf"\b{_any('target_cues')} {_NUMBERED}{thing}")
        self.target_suffers = re.compile(
            rf"\b{_NUMBERED}{thing} (?:was|were|had been|have been|has been) (?:partly |partially |totally )?"
            r"(?:attacked|bombed|destroyed|damaged|burned|set on fire|blown up|dynamited|hit|machinegunned|robbed)"
        )
        title = rf"(?:{_any('title_modifiers')} )*{_any('titles')}\.?,? "
        self.titled = re.compile(rf"\b{title}(?=([a-z]+ [a-z]+))")
        self.after = re.compile(
            rf"\b{_any('victim_cues')} (?:[a-z\-,.]+ ){{0,6}}?(?:{title})?(?=([a-z]+ [a-z]+))"
        )
        self.suffers = re.compile(
            rf"\b(?:(?:was|were|been) (?:\w+ )?{_any('suffering')}"
            r"|murder|assassinat|kidnap|abduct|kill|wound|shot|slain|attempt)"
        )
        self.says = re.compile(rf"[^.]{{0,60}}?\b{_any('saying')}\b")
        self.body = re.compile(rf"\b(?:the )?({_any('bodies')[3:-1]})\b")


@cache
def _patterns() -> _Patterns:
    return _Patterns()


def organisations(text: str) -> list[list[str]]:
    """Bodies that a text names: known groups, and long forms with their acronyms, as lists of mentions."""
    found: list[list[str]] = []
    for match in re.finditer(r"\(([a-z][a-z0-9\-]{1,7})\)", text):
        start = long_form(text, match)
        if start is not None:
            _join(found, [text[start : match.start()].strip(), match[1]])
    named: dict[int, list[str]] = {}
    for start, end, number in known_groups(text):
        named.setdefault(number, []).append(text[start:end])
    for mentions in named.values():
        _join(found, mentions)
    for match in _patterns().body.finditer(text):
        first = match[1].split()[0]
        if (
            first in ("armed", "death", "extraditables")
            or first.endswith(("n", "ese", "sh"))
            or namelike(first)
        ):
            _join(found, [match[1]])
    return found


def find(text: str, told: Sequence[Sentence], groups: list[list[str]], kind: str) -> dict[str, Entities]:
    """Fillers of the five roles from the sentences that tell an incident; each entity is a list of mentions."""
    patterns = _patterns()
    doers: list[str] = []
    things: list[str] = []
    people: list[str] = []
    weapons: list[str] = []
    said = [text[s.span.start : s.span.end] for s in told]
    for sentence in said:
        for match in patterns.doer.finditer(sentence):
            before, after = sentence[: match.start()], sentence[match.end() :]
            # A singular is a noun ("a terrorist who") or an adjective ("terrorist attack"): only the noun counts.
            noun = match[1].endswith(("s", "men")) or (_ARTICLE.search(before) and _NOUN_ENDS.match(after))
            if noun and not patterns.suffered.search(before):
                doers.append(match[1])
        doers += [m[1] for pattern in (patterns.deed, patterns.by) for m in pattern.finditer(sentence)]
        weapons += [m[1] for m in patterns.weapon.finditer(sentence)]
        things += [
            m[1] for pattern in (patterns.target, patterns.target_suffers) for m in pattern.finditer(sentence)
        ]
        people += _victims(sentence)
    if kind not in ("bombing", "arson", "attack"):
        weapons = []
    return {
        "PerpInd": [[m] for m in _longest(doers)[:2]],
        "PerpOrg": [g for g in groups if _did_it(g, said)][:2],
        "Target": [[m] for m in _longest([_trim(t) for t in things])[:2]] if kind != "kidnapping" else [],
        "Victim": [[m] for m in _longest(people)[:4]] if kind != "robbery" else [],
        "Weapon": [[m] for m in _longest(weapons)[:2]],
    }


def _did_it(group: Sequence[str], said: Sequence[str]) -> bool:
    """Whether sentences name a group, as the one to blame where it is a state's."""
    state = any(
        re.search(r"army|force|police|guard|battalion|military|brigade|troops|squad|mafia|cartel", m)
        for m in group
    )
    head = _BLAMED if state else ""
    return any(re.search(rf"{head}\b{re.escape(m)}\b", s) for m in group for s in said)


def _victims(sentence: str) -> list[str]:
    patterns = _patterns()
    found: list[str] = []
    for match in patterns.after.finditer(sentence):
        found += _name_at(sentence, match.end())
    if patterns.suffers.search(sentence):
        for match in patterns.titled.finditer(sentence):
            if not patterns.says.match(sentence, match.end()):
                found += _name_at(sentence, match.end())
    return found


def _name_at(sentence: str, at: int) -> list[str]:
    """The name that begins at ``at``: words that are no words of the language, particles between them."""
    name: list[str] = []
    for match in re.finditer(r"([a-zñáéíóúü]+)(?:[ .]|(?=\W)|$)", sentence[at : at + 80]):
        word = match[1]
        if match.start() != sum(len(w) + 1 for w in name) or not (
            namelike(word) or (name and word in _PARTICLE)
        ):
            break
        name.append(word)
        if match.group()[-1:] not in (" ",):
            break
    while name and name[-1] in _PARTICLE:
        name.pop()
    return [" ".join(name)] if len(name) >= 2 else []


def _trim(phrase: str) -> str:
    return re.sub(
        r"^(?:of|in|the|a|an|and|on|at|to|with|their|his|other|that|where|who|was|were)(?: |$)", "", phrase
    )


def _longest(phrases: Sequence[str]) -> list[str]:
    """Each phrase once, in order, without those that are part of another."""
    unique = list(dict.fromkeys(p.strip() for p in phrases if p.strip()))
    return [p for p in unique if not any(p != q and re.search(rf"\b{re.escape(p)}\b", q) for q in unique)]


def _join(found: list[list[str]], mentions: list[str]) -> None:
    for known in found:
        if set(known) & set(mentions):
            known.extend(m for m in mentions if m not in known)
            return
    found.append(list(dict.fromkeys(mentions)))
