"""Who is said to have done it, and by whom: claims of responsibility, blame, suspicion, denial, silence.

Each rule has a trigger (the words that claim or blame) and says where its group stands: before the trigger, after
it, or in the object.  A pronoun or "the group" stands for the group named last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vigil.extraction import grammar
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

_DEED = (
    r"(?:attacks?|bombings?|blasts?|explosions?|killings?|shootings?|assassinations?|murders?|abductions?|kidnappings?|ambush(?:es)?|raids?|"
    r"massacres?|assaults?|strikes?|operations?|hijackings?|beheadings?|executions?|incidents?|rockets?|bombs?|violence|arson|slayings?|"
    r"hits?|deaths?|burnings?|stabbings?|sabotage|hostage[- ]taking|deed)"
)
_ACT = (
    r"(?:attack|kill|bomb|shoot|ambush|abduct|kidnap|raid|storm|behead|execut|massacr|burn|torch|detonat|stab|murder|assassinat|shell|hack|target|"
    r"carr(?:y|ied) out|stag|plan|fire|hit|blew|blow|plant|attempt|provok|order|mastermind|orchestrat)"
)
_GATE = Gate(
    "claim|responsib|behind|blam|accus|suspect|believed|thought to|hallmark|deny|denied|denies|"
    "carried out|carry out|linked|point|attribut|work of|perpetrat|orchestrat|mastermind|at the hands|"
    "reject|distanc|staged|admit|admission|boast|it had done|identified|named|attack|kill|shot|bomb|"
    "ambush|kidnap|abduct|raid|storm|fire|behead|execut|massacr|burn|stab|murder|assassin|shell|hack|"
    "blew|seiz|hostage|tortur|beat|wound|injur|dynamit|hit |struck|owned up"
)

_UNCLAIMED = re.compile(
    r"\b(?:no[\s-]?(?:one|body)|no (?:\w+[\s-]){0,3}(?:group|organi[sz]ation|outfit|party|faction|person|individual|militant)s?)\b"
    r"[^.;]{0,60}?\b(?:claim(?:ed|ing|s)?|(?:taken|took|accepted|assumed|admitted) (?:\w+ )?responsib\w+|owned up|admitted)\b"
    r"|\bno (?:\w+ ){0,2}claims? (?:of responsib\w+|was|were|had|has|for|by|from|yet)"
    r"|\b(?:there (?:was|were|has been|have been|is|had been) )no (?:\w+ ){0,2}claims?\b"
    r"|\b(?:did not|didn't|has not|had not) (?:immediately )?claim(?:ed)? responsib\w+"
    r"|\bwithout (?:a |any )?claim of responsib\w+|\bwent unclaimed\b|\bresponsibility (?:has|had|was) not (?:been )?claimed|\bneither\b[^.;]{0,60}\bclaimed responsib\w+",
    re.IGNORECASE,
)
_CLAIMED = re.compile(
    rf"\b(?:claim(?:ed|s|ing)?|took|taken|tak(?:es|ing)|accept(?:ed|s|ing)?|assum(?:ed|es)|admitt(?:ed|ing)|acknowledg(?:ed|es))\s(?:\w+\s){{0,3}}?responsib\w+"
    rf"|\bclaims? of responsib\w+|\bresponsib\w+ (?:for [^.;,]{{1,60}} )?(?:was|were|has been|had been) claimed"
    rf"|\bclaim(?:ed|s|ing)? (?:credit|it|that|this|them|both|these|those|having|to have)(?=\s|[.,;]|$)(?! (?:the|they|he|she|it|its|their|his|there|\w+ (?:had|has|have|was|were|is|are)) )"
    rf"|\b(?:claim(?:ed|s|ing)?)\s(?:(?!lives|the lives)[\w'’-]+\s){{0,5}}?{_DEED}\b"
    rf"|\b(?:has|have|had|later|was|were|been|each|also) claimed(?= (?:by|on|in|through)\b|\s*[.,;]|$)|\bwhich\b[^.,;]{{3,60}} claimed\b|\bthat (?:a|the) [^.,;]{{3,50}} claimed(?=[.,;]|$)"
    rf"|\b(?:said|says|saying|announced|declared|boasted|admitted|confirmed|stated)\s(?:(?:in|on) [^.,;]{{3,50}} )?(?:that )?(?:it|they|he|we|its (?:\w+ ){{1,2}}|their (?:\w+ ){{1,2}}|his (?:\w+ ){{1,2}}|the (?:group|organi[sz]ation|movement|front|militants?) )\s?"
    rf"(?:(?:had|have|has|was|were|also|been|itself|themselves)\s)*(?:behind|responsible|carried out|done it|did it|{_ACT}\w*)"
    rf"|\b(?:said (?:that )?it (?:was|were|had been) behind|was behind (?:it|the|last|this|that)\b)",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:den(?:y|ied|ies|ying)|reject(?:ed|s|ing)?|disavow(?:ed|s)?|dismiss(?:ed|es))\s(?:that\s)?(?:(?:it|they|he|she|any|all|the|these|those|such|having|being|its|their|his|her|have|had|was|were|either|charges|accusations|allegations|reports?|claims?)\s){0,3}"
    r"(?:of\s)?(?:(?:been\s)?(?:involve\w*|responsib\w+|part\b|role|connection|link\w*|behind|carr\w+ out|kill\w*|attack\w*|accus\w+|alleg\w+|charg\w+|complicity|knowledge|blame|fir\w+|shoot\w*|target\w*|it\b|planting|abduct\w*|kidnap\w*))"
    r"|\bwrongly (?:blamed|accused)|\bblamed wrongly|\bfalsely accused|\bdistanc(?:ed|ing) (?:itself|themselves|himself) from|\bsaid (?:it|they|he) (?:was|were|had) (?:not|no) (?:involved|behind|responsible|part|role|involvement|carried)"
    r"|\bhad nothing to do with",
    re.IGNORECASE,
)
_BLAME_OBJECT = re.compile(  # the blamed one follows
    r"\b(?:blam(?:ed|es|ing|e)(?:\s(?:it|this|the \w+|them|responsibility) on)?(?! (?:on|for|wrongly|by))|accus(?:ed|es|ing)(?! (?:of|in|by)\b)|"
    r"point(?:ed|s|ing)? (?:the |a )?fingers? (?:of (?:blame|suspicion) )?(?:at|to|towards?)|point(?:ed|s|ing)? to|"
    r"held|hold(?:s|ing)?|attribut(?:ed|es|ing) (?:it|them|this|(?:the|these|those) [\w' -]{3,40}?) to|suspect(?:s|ed)?(?= [\w' -]{3,60} (?:of|behind|in)\b)|"
    r"(?:put|laid|placed|pinned) (?:the )?(?:blame|responsibility) (?:for [^.,;]{3,40} )?on|had outsourced|says?[^.,;]{0,10} blames?)\s",
    re.IGNORECASE,
)
_BLAME_PASSIVE = re.compile(  # the blamed one came before, or follows "on"
    r"\b(?:(?:was|were|is|are|been|being|widely|also)\s(?:\w+ly\s)?(?:blamed|accused|held responsible|implicated)|blamed (?:on|for)|attributed to|"
    r"accused (?:of|in)|the work of|(?:linked|tied) to|bor?e (?:all )?the hallmarks? of|at the hands of|"
    r"(?:perpetrated|orchestrated|masterminded|committed|staged|mounted|launched|carried out|conducted|executed|planned|claimed)\s(?:[\w-]+\s){0,2}?by|charged with)\b",
    re.IGNORECASE,
)
_SUSPECT_PASSIVE = re.compile(
    r"\b(?:(?:is|are|was|were|been|being)?\s?(?:widely\s|strongly\s)?(?:believed|thought|suspected|alleged|said|reported|presumed) (?:to (?:be|have been)|of (?:being|having)|to have) (?:behind|from|members? of|linked|responsible|connected|involved|the (?:work|handiwork)|part of|carried out|\w*shot|\w*killed|planned|masterminded|militants|affiliated|associated|loyal)"
    r"|(?:is|are|was|were) suspected (?:of|in)|(?:may|might|could) (?:be|have been) behind|suspicion (?:fell|has fallen|falls|immediately fell) on|(?:prime|main|chief) suspects?)\b",
    re.IGNORECASE,
)
_WORK = re.compile(rf"\b(?:{_DEED}|act)\s(?:on [^.,;]{{3,40}} )?by\s", re.IGNORECASE)
_DID = re.compile(
    r"\s*(?:(?:[a-z-]+\s){0,3}?|,\s[^,]{3,60},\s)(?:have |had |has |also |later |then |who |that |reportedly |allegedly )*"
    r"(?:attack(?:ed|ing)?|kill(?:ed|ing|s)?|shot|shoot|bomb(?:ed|ing)?|ambush(?:ed|ing)?|kidnap(?:ped|ping)?|abduct(?:ed|ing)?|raid(?:ed|ing)?|storm(?:ed|ing)?|opened fire|open fire|fir(?:ed|ing)|"
    r"behead(?:ed|ing)?|execut(?:ed|ing)|massacr(?:ed|ing)|burn(?:ed|t|ing)|torch(?:ed|ing)|blew up|detonat(?:ed|ing)|hack(?:ed|ing)|stabb(?:ed|ing)|gunned down|"
    r"murder(?:ed|ing)|assassinat(?:ed|ing)|shell(?:ed|ing)|seiz(?:ed|ing)|overr[au]n|tortur(?:ed|ing)|carried out|struck|targeted|clashed|dynamit(?:ed|ing)|blow(?:n|ing)? up|"
    r"looted|lynched|took .{1,30} hostage|set fire|beat(?:en)? |ransacked|killed|launched|planted|threw|hurled|lobbed|rammed|wounded)\b"
)
_BY = re.compile(
    r"\b(?:attack|kill|shot|shot dead|bomb|ambush|kidnap|abduct|raid|storm|behead|execut|massacr|burn|torch|hack|stab|gunned down|murder|assassinat|shell|seiz|"
    r"overrun|tortur|beaten|injured|wounded|taken hostage|hit|fired|struck|destroyed|carried out|dynamited|blown up|planted|detonated|lynched|slain|claimed)\w*"
    r"(?:\s(?!by\b)[\w'’,-]+){0,7}?\sby\s(?:(?:the|a|an|some|suspected|alleged|members|group|of|fighters|militants|from|elements|individuals|men|gunmen|terrorists|guerrillas|rebels|two|three|four|\d+|armed|several|banned|outlawed|hooded)\s)*$",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"(?<![\w-])(?:(?:riot |military |border |federal |state |army |government |paramilitary |plainclothes |anti-riot |local |city |presidential )*"
    r"(?:police(?:m[ae]n)?(?: officers?)?|soldiers|troops|security (?:forces|men|agents|personnel)|army|military|gendarmes|government forces|warplanes|fighter jets|"
    r"air force|border guards|prison guards|paramilitar(?:y|ies) (?:troops|forces)|coalition forces|junta forces|regime forces|marines|officers|national guard))(?![\w-])",
    re.IGNORECASE,
)
_STATE_DID = re.compile(
    r"\s(?:(?:have|had|has|also|then|reportedly|allegedly|later)\s){0,2}(?:shot (?:dead|and killed|at)|opened fire|fired (?:live |on |at |into |rubber |tear )|killed (?!in\b)|gunned down|bombed|shelled|"
    r"beat |tortured|massacred|executed)",
    re.IGNORECASE,
)
_ANAPHOR = re.compile(
    r"\b(?:(?:the|this|that|his|its|their|same)\s(?:banned |outlawed |militant |terrorist |sunni |shia |armed |rebel |extremist |islamist |jihadist |separatist |al-qaeda-linked |same )*(?:group|outfit|organi[sz]ation|movement|faction|militia|network|cartel|gang|rebels|militants|insurgents|guerrillas|jihadists)|it|they|its|he)\b",
    re.IGNORECASE,
)
_AGENT_WORDS = re.compile(
    r"\b(?:agenc(?:y|ies)|government|police|army|military|militants?|extremists?|elements?|gunm[ae]n|separatists?|foreign hand|foreign|terrorists?|rebels?|insurgents?|groups?|"
    r"organi[sz]ations?|forces|troops|soldiers|militias?|gangs?|cartels?|guerrillas?|faction|settlers|herders|herdsmen|bandits|mafia|regime|state|establishment|junta|party|"
    r"Israel|Iran|Pakistan|India|Russia|Ukraine|Turkey|Rwanda|Saudi Arabia|Syria|authorities|opposition|supporters|loyalists|clan|tribe|rival|jihadists?|criminals?|traffickers|paramilitaries|intelligence|attackers?|gang)\b",
    re.IGNORECASE,
)
_VIOLENT = re.compile(
    rf"\b(?:{_DEED}|attacked|killed|shot|bombed|murdered|terroris[mt]\w*|genocide|massacr\w+|crimes|behind|assassin\w*|slaughter\w*|wounded|abducted|kidnapped|dead|carnage|atrocit\w+|bloodshed|tragedy|act|acts)\b",
    re.IGNORECASE,
)
_NOT_CLAIM = re.compile(
    r"\bclaim(?:ed|s|ing)? (?:(?:at least |more than |about |over |up to |nearly |almost )?(?:\d|the li|(?:\w+ ){0,4}lives\b|victory|asylum|to be\b|self-defen[cs]e|innocence|that (?!it)))",
    re.IGNORECASE,
)
_DOING_NOTHING = re.compile(
    r"\b(?:fail\w*|inaction|doing nothing|not doing|negligen\w+|lack of|incompeten\w+|indifferen\w+|inability|silence)\b",
    re.IGNORECASE,
)
_IDENTIFIED = re.compile(
    r"\b(?:(?:identified|named) the (?:attacker|bomber|gunman|shooter|assailant|suspect|perpetrator|suicide bomber|killer|attackers|bombers|gunmen)s? as|"
    r"the (?:alleged |suspected )?(?:attacker|bomber|gunman|shooter|assailant|suspect|suicide bomber|killer)(?:, (?:\w+ ){0,2}(?:identified|named) (?:by (?:\w+ ){1,3})?as,?|(?: was| has been) (?:\w+ )?(?:identified|named) (?:by (?:\w+ ){1,3})?as))\s",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?:(?:\d{1,2}-year-old|one|a man called|a man named|alleged)\s)?((?:[A-Z][\w.’'-]+|al-\w+|bin|ibn|de|van|von)(?:\s(?:[A-Z][\w.’'-]+|al-[A-Z]\w+|bin|ibn|de|del|la|van|von|[A-Z]\.)){1,4})"
)
_TITLE_WORDS = frozenset(
    ["Police", "President", "Prime", "Minister", "Chief", "Governor", "General", "Islamic", "Sunni", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "The", "He", "She", "They", "It"]
)


_DESCRIBES = re.compile(r"[-–](?:affiliated|linked|backed|aligned|inspired|allied|led|controlled|held|style|based)\b")


@dataclass(slots=True)
class _Scene:
    """One sentence being read, with what came before it."""

    sentence: Sentence
    groups: list[GroupMention]
    last: GroupMention | None
    out: list[Claim]
    used: list[tuple[int, int, str]]  # clause and value that have a claim already

    def at(self, mention: GroupMention) -> tuple[int, int]:
        offset = self.sentence.span.start
        return mention.span.start - offset, mention.span.end - offset


def find(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``perpetrator`` of ``sentences`` in order: value the canonical name or the words, stance, speaker.

    ``detail`` is the kind: group, institution, person or unknown.  An ``unclaimed`` claim has the value "none".
    """
    out: list[Claim] = []
    last: GroupMention | None = None
    for sentence in sentences:
        groups = find_groups(sentence)
        if _GATE(grammar.lower(sentence.text)):
            # "the al-Qaeda-linked militants": a name that only describes another does nothing itself
            doers = [g for g in groups if not _DESCRIBES.match(sentence.text, g.span.end - sentence.span.start)]
            scene = _Scene(sentence, doers, last, [], [])
            _read(scene)
            out += scene.out
        last = next((g for g in reversed(groups) if g.named and g.kind == GROUP), last)
    return out


def find_agents(sentences: Sequence[Sentence]) -> list[GroupMention]:
    """Nameless attackers as described ("unknown gunmen", "a suicide bomber"), in order of the text."""
    return [g for s in sentences for g in find_groups(s) if not g.named]


def _read(scene: _Scene) -> None:
    text = scene.sentence.text
    low = grammar.lower(text)
    about = bool(scene.groups) or scene.last is not None
    claims = "claim" in low or "responsib" in low
    if claims or "owned up" in low:
        for match in _UNCLAIMED.finditer(text):
            left, right = grammar.clause(text, *match.span())
            _add(scene, UNCLAIMED, "none", UNKNOWN, None, min(left, match.start()), right, match.start())
    if about and _MAY_DENY.search(low):
        for match in _DENIED.finditer(text):
            _denied(scene, match)
    if claims or about:
        for match in _CLAIMED.finditer(text):
            _claimed(scene, match)
    if "identified" in low or "named" in low:
        for match in _IDENTIFIED.finditer(text):
            person = _PERSON.match(text, match.end())
            if person:
                by = _speaker(text, match.start())
                _add(scene, SUSPECTED, person.group(1), PERSON, by, match.start(), person.end(), match.start())
    if _MAY_BLAME.search(low):
        for match in _BLAME_OBJECT.finditer(text):
            _blamed_object(scene, match)
    if _MAY_BLAME.search(low) or (scene.groups and " by" in low):
        for match in _BLAME_PASSIVE.finditer(text):
            _passive(scene, match, BLAMED)
    if _MAY_SUSPECT.search(low):
        for match in _SUSPECT_PASSIVE.finditer(text):
            _passive(scene, match, SUSPECTED)
    if scene.groups and " by " in low:
        for match in _WORK.finditer(text):
            _work(scene, match)
    _agents(scene)


_MAY_DENY = re.compile(r"den(?:y|ied|ies)|reject|disavow|dismiss|wrongly|falsely|distanc|said (?:it|they|he) |nothing to do")
_MAY_BLAME = re.compile(r"blam|accus|implicat|point|held|hold|attribut|suspect|outsourc|linked|tied to|hallmark|hands of|work of|charged")
_MAY_SUSPECT = re.compile(r"believed|thought|suspect|suspicion|alleged|said to|reported to|presumed|(?:may|might|could) (?:be|have)")


def _add(
    scene: _Scene, stance: str, value: str, kind: str, speaker: str | None, start: int, end: int, near: int
) -> None:
    text = scene.sentence.text
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
    return (named or inside or [None])[-1]


def _after(scene: _Scene, position: int, right: int) -> list[GroupMention]:
    return [g for g in scene.groups if position <= scene.at(g)[0] and scene.at(g)[1] <= right]


def _resolve(scene: _Scene, left: int, position: int) -> GroupMention | None:
    """Subject before ``position``, a pronoun or "the group" taken for the group named last."""
    text = scene.sentence.text
    mention = _before(scene, left, position)
    anaphor = None
    for anaphor in _ANAPHOR.finditer(text, left, position):
        pass
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
        r"(?:\s(?:has|have|had|also|later|then|who|which|immediately|quickly|initially|earlier|repeatedly|publicly|were quick to|was|to|have also))+$",
        "",
        part,
    )
    part = part.rsplit(", ", 1)[-1] if len(part) > 70 else part
    part = part.strip(" ,;\"“'")
    return part[-70:].split(" ", 1)[-1] if len(part) > 70 else part or None


def _claimed(scene: _Scene, match: re.Match[str]) -> None:
    text = scene.sentence.text
    if _NOT_CLAIM.match(text, match.start()):
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
        group = inside[-1] if inside else before_all
    if group is None and re.search(r"responsib|credit|claimed (?:it|by)|behind", said) is None:
        return
    if group is not None and group.kind == INSTITUTION and "claim" not in said:
        return
    name, kind = (group.name, group.kind) if group else (_unknown(text, left, match.start()), UNKNOWN)
    start = left if match.start() - left <= 110 else match.start()
    if group is not None and scene.at(group)[0] >= left and scene.at(group)[1] <= match.start():
        start = max(start, left if scene.at(group)[0] - left < 60 else scene.at(group)[0])
    _add(scene, CLAIMED, name, kind, _speaker(text, match.start()) or name, start, right, match.start())


def _unknown(text: str, left: int, position: int) -> str:
    part = text[left:position].strip(" ,")
    part = re.sub(r"\s(?:has|have|had|later|also|on \w+day)$", "", part)
    return part[-60:] if part and len(part) < 60 else "unknown"


def _denied(scene: _Scene, match: re.Match[str]) -> None:
    text = scene.sentence.text
    left, right = grammar.clause(text, *match.span())
    group = _resolve(scene, left, match.end()) or (_after(scene, match.end(), right) or [None])[0]
    if group is None or group.kind == UNKNOWN:
        group = next((g for g in scene.groups if g.named), scene.last)
    if group is None:
        return
    _add(scene, DENIED, group.name, group.kind, _speaker(text, match.start()), left, right, match.start())


def _blamed_object(scene: _Scene, match: re.Match[str]) -> None:
    text = scene.sentence.text
    start = match.end()
    head = match.group().lower().split()[0]
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
        and not _VIOLENT.search(text, b, right)
        and not any(g.kind == GROUP for g in named)
    ):
        return
    if _DOING_NOTHING.search(text, b, right) or (head.startswith("point") and not named):
        return
    speaker = _speaker(text, match.start())
    if re.match(r"(?:it|them|the group)\b", text[start : start + 9]) and scene.last is not None:
        _add(scene, BLAMED, scene.last.name, scene.last.kind, speaker, left, right, match.start())
        return
    if not named:
        if _AGENT_WORDS.search(text, a, b) and (_VIOLENT.search(text) or head.startswith("blam")):
            value = re.sub(r"^(?:the|a|an|his|her|their|its|elements in the)\s", "", text[a:b])
            _add(scene, BLAMED, value, UNKNOWN, speaker, match.start(), right, match.start())
        return
    for number, group in enumerate(named):
        if number and scene.at(group)[0] - scene.at(named[number - 1])[1] > 12:
            break
        begin = match.start() if number == 0 else scene.at(group)[0]
        finish = right if len(named) == 1 or number == len(named) - 1 else scene.at(group)[1]
        stance = SUSPECTED if head.startswith("suspect") else BLAMED
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


_AFTER_TRIGGER = re.compile(r"\b(?:on|to|of|by|from|at the hands of|hallmarks? of)$", re.IGNORECASE)


def _passive(scene: _Scene, match: re.Match[str], stance: str) -> None:
    text = scene.sentence.text
    left, right = grammar.clause(text, *match.span())
    said = match.group().lower()
    follows = _AFTER_TRIGGER.search(said) or said.endswith(("from", "of"))
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
            and _VIOLENT.search(text, match.end(), right)
        ):
            people = [
                p
                for p in _PERSON.finditer(text, left, match.start())
                if p.group(1).split()[0] not in _TITLE_WORDS
            ]
            if people:
                _add(scene, SUSPECTED, people[-1].group(1), PERSON, None, left, right, match.start())
            return
    if group is None:
        return
    if not _VIOLENT.search(text) and stance == BLAMED and "blam" not in said:
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
    text = scene.sentence.text
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
    text = scene.sentence.text
    for group in scene.groups:
        start, end = scene.at(group)
        worth = group.named or group.kind == GROUP or group.hedged
        if not worth:
            continue
        if _DID.match(text, _past_head(text, end)) or _BY.search(text, max(0, start - 90), start):
            if (
                group.kind == INSTITUTION
                and not _STATE_DID.match(text, _past_head(text, end))
                and not _BY.search(text, max(0, start - 90), start)
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
    for match in _STATE.finditer(text):
        if any(scene.at(g)[0] < match.end() and match.start() < scene.at(g)[1] for g in scene.groups):
            continue
        did = _STATE_DID.match(text, match.end())
        if did:
            _, right = grammar.clause(text, match.start(), did.end())
            _add(scene, REPORTED, match.group(), INSTITUTION, None, match.start(), right, match.start())


_HEAD_AFTER = re.compile(
    r"(?:['’]s)?\s(?:(?:suspected|armed|rebel|militant|suicide|terrorist|\w+ist)\s)?(?:militants?|rebels?|gunm[ae]n|fighters?|insurgents?|guerrillas?|terrorists?|members?|bombers?|soldiers?|troops|forces|commandos?|jihadists|extremists|militia(?:men)?|units?|men|separatists)\b"
)


def _past_head(text: str, end: int) -> int:
    head = _HEAD_AFTER.match(text, end)
    return head.end() if head else end
