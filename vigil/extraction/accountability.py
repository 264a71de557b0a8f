"""Steps taken against the accused, threats made before an attack, and how groups stand to each other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vigil.extraction import grammar
from vigil.extraction.actors import GROUP, GroupMention, find_groups
from vigil.records import Claim, Sentence

# the step and the words for it; the first that fits at a place is taken
_STEPS: tuple[tuple[str, str], ...] = (
    ("acquittal", r"acquitt(?:ed|al)|found not guilty|cleared of|exonerated|conviction (?:was )?(?:overturned|quashed)|charges? (?:\w+ ){0,4}(?:dropped|dismissed|not proved)|charges were not proved"),
    ("bail", r"(?:released|freed|out) on (?:\$?\S+ )?(?:bail|bond)|(?:granted|posted|given|denied|refused) (?:\w+ )?bail|bail (?:was )?(?:set|granted|denied|refused)|held (?:on|without) (?:\$?\S+ )?(?:bail|bond)|bond (?:was )?set"),
    ("sentence", r"sentenced (?:\w+ ){0,4}(?:to|in|for)|(?:jailed|imprisoned) for (?:\w+ ){1,3}(?:years?|months?|month|life)|(?:life|death|prison|jail) sentences?|(?:was|were) (?:hanged|executed by the state)|given (?:a )?life"),
    ("conviction", r"(?:was|were|been|being|never|ever) convicted|convicted (?:of|in|for|on)|found guilty|pleaded guilty|pled guilty|pleads guilty|conviction of"),
    ("trial", r"(?:on|stand|stood|standing|faces?|facing|faced|awaiting|went on|goes on) trial|trial (?:of|began|begins|opened|started|is|was)|arraign(?:ed|ment)|appeared (?:in|before) (?:\w+ ){0,3}(?:court|judge|magistrate)|court-martial\w*|pleaded not guilty|(?:being|to be) tried"),
    ("charge", r"(?:was|were|been|being|is|are|have|has) (?:formally |also |since )?(?:charged|indicted|prosecuted)|(?:charged|indicted) (?:with|for|in|on)|face[sd]? (?:\w+ ){0,4}charges?|facing (?:\w+ ){0,4}charges?|indictment (?:of|against)|charges (?:were )?(?:filed|brought|laid)|booked (?:under|for|on|into)|case (?:was )?(?:registered|filed|lodged) against"),
    ("warrant", r"(?:arrest )?warrants? (?:for|against|was|were|has been|had been|of arrest)|issued (?:\w+ ){0,4}warrants?|wanted (?:by|for|in connection)|red notice|most wanted"),
    ("escape", r"escap(?:ed|es|ing) from|(?:broke|broken) out of|jailbreak|jail break|prison break|escaped (?:custody|prison|jail)|remains? at large|still at large|is on the run|absconded|absconding"),
    ("release", r"(?:was|were|been|being|is|are) (?:later |since )?(?:released|freed)(?! (?:a|the) (?:video|statement))|(?:released|freed) (?:from|without|after|for lack)|pardoned|amnestied|granted amnesty|freed in"),
    ("killed", r"(?:suspect|suspected \w+|mastermind|leader|chief|commander|head|accused|gunman|attacker|founder|fugitive|kingpin|ringleader)s?\b(?:[^.;]{0,60})\b(?:was|were|been) (?:\w+ )?(?:killed|shot dead|gunned down)|killed in (?:an? )?(?:\w+ )?(?:encounter|shoot-?out|gun ?battle|raid|police operation)"),
    ("arrest", r"arrest(?:ed|s|ing)|(?:was|were|been|being) (?:\w+ )?(?:detained|apprehended|captured|seized|caught|picked up|taken in(?:to custody)?|placed in detention|rounded up|remanded|held for)|detained|apprehended|taken into custody|in (?:police )?custody|the (?:arrest|capture|detention) of|under arrest|nabbed|extradit(?:ed|ion)|jailed|behind bars|surrendered to"),
    ("ban", r"(?:was|were|is|are|been|officially|government) (?:\w+ )?(?:banned|outlawed|proscribed|blacklisted)|banned (?:the|it|by|in)|outlawed (?:the|it|by|in)|designated (?:\w+ ){0,5}(?:as )?(?:a )?(?:foreign )?terrorist"),
    ("none", r"(?:no|not a single|nobody|no one|none)\b[^.;]{0,60}\b(?:has|have|had|was|were|been)\b(?:\s\w+){0,2}?\s(?:arrested|prosecuted|charged|convicted|tried|punished|brought to justice|held accountable)|no (?:\w+ )?(?:arrests?|suspects?|charges) (?:have|has|had|were|was|yet|so far|in)|with impunity"),
    ("named suspect", r"(?:identified|named) (?:\w+ ){0,3}as (?:the |a )?(?:\w+ )?(?:suspect|shooter|gunman|attacker|killer|mastermind)|(?:prime|main|chief|key) suspects?|suspects? (?:was|were|has been|have been)? ?(?:identified|named) as|person of interest"),
)
_STEP = re.compile("|".join(f"(?P<s{n}>(?<![\\w-])(?:{words})(?![\\w-]))" for n, (_, words) in enumerate(_STEPS)))
_STEP_GATE = re.compile(
    r"acquit|guilty|clear|exoner|convict|charge|bail|bond|sentenc|jail|imprison|hang|execut|trial|arraign|court|indict|prosecut|book|case|warrant|wanted|notice|escap|broke|at large|on the run|"
    r"abscond|releas|freed|pardon|amnest|killed|arrest|detain|detention|apprehend|captur|seized|caught|picked up|custody|nabbed|extradit|behind bars|surrender|banned|outlaw|proscrib|blacklist|designat|impunity|"
    r"punished|justice|suspect|person of interest|rounded up|remanded"
)
_NAME = re.compile(
    r"(?:[A-Z][\w’'-]+|al-\w+)(?:\s(?:[A-Z][\w’'-]+|[A-Z]\.|al-\w+|bin|ibn|de|del|la|van|von)){1,4}"
)
_NOT_NAME = frozenset(
    "Police Supreme High Court District Attorney County Interior Minister Prime President Chief Justice Islamic Red Notice Counter Department Province City Monday Tuesday Wednesday Thursday Friday "
    "Saturday Sunday January February March April May June July August September October November December United Nations National Security Information State Superior Circuit Street Avenue "
    "Road Hospital School University Federal Bureau Jail Prison Geo News Express General Human Rights".split()
)
_SUSPECT_NP = re.compile(
    r"\b(?:(?:the|a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,4}|several|dozens of|more than \d+|at least \d+|some|another|his|her|their|no|all|both|main|prime|alleged|other|third|second)\s)+"
    r"(?:[\w-]+\s){0,3}?(?:suspects?|men|man|woman|women|people|persons?|teens?|teenagers?|boys?|youths?|operatives?|members?|militants?|gunm[ae]n|leaders?|masterminds?|attackers?|officers?|policem[ae]n|soldiers?|"
    r"brothers?|father|son|husband|students?|driver|shooters?|killers?|assassins?|rebels?|guerrillas?|terrorists?|culprits?|perpetrators?|commanders?|founders?|chief|head|accused|individuals?|juveniles?|protesters?|demonstrators?)\b",
    re.IGNORECASE,
)
_THE_GROUP = re.compile(r"\b(?:it|(?:the|this|that)\s(?:\w+\s){0,2}(?:group|outfit|organi[sz]ation|movement|party|militia))\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|they)\b", re.IGNORECASE)
_PLACE_BEFORE = re.compile(r"\b(?:in|at|near|from|of|on)\s(?:the\s)?$")
_BY_COURT = re.compile(r"\b(?:police|officers|deputies|troopers|authorities|court|judge|jury|prosecutors?|fbi|agents|security forces|army|soldiers|government|minister|officials)\b", re.IGNORECASE)


def find_steps(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``accountability`` in order: value the accused as written, detail the step, speaker who took it.

    Steps: named suspect, warrant, arrest, charge, trial, conviction, sentence, acquittal, bail, release, escape,
    killed, ban, and "none" where the text itself says that nobody was arrested or tried.
    """
    out: list[Claim] = []
    last: str | None = None
    last_group: str | None = None
    for sentence in sentences:
        text = sentence.text
        low = grammar.lower(text)
        named = [g.name for g in find_groups(sentence) if g.named and g.kind == GROUP]
        before, last_group = last_group, (named[-1] if named else last_group)
        if not _STEP_GATE.search(low):
            continue
        used = 0
        groups: list[GroupMention] | None = None
        for match in _STEP.finditer(low):
            if match.start() < used:
                continue
            step = _STEPS[int((match.lastgroup or "s0")[1:])][0]
            if groups is None:
                groups = [g for g in find_groups(sentence) if g.named and g.kind == GROUP]
            left, right = grammar.clause(text, *match.span())
            accused = _accused(text, low, left, right, match, step, groups, sentence, before if step == "ban" else last)
            if accused is None:
                continue
            value, begin = accused
            start = min(max(left, 0), match.start()) if begin is None or begin >= match.start() else min(begin, match.start())
            start, end = grammar.trim(text, start, right)
            if end - start < 4:
                continue
            used = end
            actor = _BY_COURT.search(text, left, match.start())
            out.append(
                grammar.claim(sentence, "accountability", start, end, match.start(), value=value, detail=step, speaker=actor.group() if actor else None)
            )
            if value[:1].isupper():
                last = value
    return out


def _accused(
    text: str, low: str, left: int, right: int, match: re.Match[str], step: str, groups: list[GroupMention], sentence: Sentence, last: str | None
) -> tuple[str, int | None] | None:
    offset = sentence.span.start
    if step == "ban":
        near = [g for g in groups if left <= g.span.start - offset < right] or groups
        if near:
            return near[0].name, near[0].span.start - offset
        return (last, None) if last and _THE_GROUP.search(text, left, match.start()) else None
    if step == "none":
        return match.group(), match.start()
    names = [m for m in _NAME.finditer(text, left, right) if not _NOT_NAME & set(m.group().replace("’s", "").replace("'s", "").split())]
    names = [m for m in names if not _PLACE_BEFORE.search(low, max(0, m.start() - 9), m.start()) or step in ("arrest", "conviction") and "of" in low[m.start() - 4 : m.start()]]
    described = list(_SUSPECT_NP.finditer(text, left, right))
    active = match.group() in ("arrested", "arrests", "arresting", "detained", "apprehended", "nabbed", "jailed") and not low[: match.start()].rstrip().endswith(("was", "were", "been", "being", "is", "are"))
    spots = [(m.start(), m.end(), m.group()) for m in (*names, *described)]
    if active:
        spots = [s for s in spots if s[0] >= match.end()] or [s for s in spots if s[1] <= match.start()]
        key = sorted(spots, key=lambda s: (s[0] < match.end(), abs(s[0] - match.end())))
    else:
        key = sorted(spots, key=lambda s: (s[0] > match.start(), abs(match.start() - s[1])))
    if key:
        return key[0][2].removesuffix("'s").removesuffix("’s"), key[0][0]
    if _PRONOUN.search(text, left, match.start()) and last:
        return last, None
    single = re.search(r"([A-Z][\w’-]+)\s(?:has|had|have|was|were|is|is to|would)\s(?:be |been |also |later )*$", text[left : match.start()])
    if single and single.group(1) not in _NOT_NAME and single.group(1) not in ("The", "He", "She", "They", "It"):
        return single.group(1), left + single.start(1)
    return None


# ---------------------------------------------------------------- warnings

_WARNED = re.compile(
    r"(?:(?:had|has|have|previously|earlier|also|repeatedly|then|recently)\s(?:\w+\s)?(?:warned|threatened|vowed|promised|sworn|pledged)|(?:warned|threatened|vowed|threatens|vows|threatening|vowing|warning|swore)|"
    r"(?:issued|sent|received|made|distributed|left|got|getting|receiving) (?:\w+ ){0,4}(?:threats?|warnings?|ultimatum|threatening (?:letters?|calls?|messages?))|death threats?|ultimatum|"
    r"(?:intelligence|prior|advance|earlier) (?:agencies had )?(?:warning|warnings|warned|reports? (?:of|about) (?:a |an )?(?:possible|planned|impending) attacks?)|declared war on)\s?"
)
_THREAT = re.compile(
    r"\b(?:attacks?|kill\w*|bomb\w*|violence|assault\w*|target\w*|strike|strikes|death|eliminate|wipe|remove|massacre|execut\w+|murder\w*|aveng\w+|revenge|retaliat\w+|more|blow|burn|war|suicide|harm|"
    r"consequences|shoot|behead|terror\w*|leave|threat\w*|blood\w*)\b",
    re.IGNORECASE,
)
_WARN_GATE = re.compile(r"warn|threat|vow|swor|ultimatum|pledg|declared war")
_JUST_WORDS = re.compile(r"\b(?:life-threatening|warning shots?|threatening weather|storm|weather|tsunami|travel warning|not life|police warned (?:the public|motorists|residents))\b", re.IGNORECASE)
_LAWFUL = re.compile(r"\b(?:police|government|minister|president|authorities|officials?|protest\w*|union\w*|workers|parties|families|court|army|mayor|governor|premier|opposition|lawyers|doctors|teachers|students|analysts?)\b", re.IGNORECASE)


def find_warnings(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``warning`` in order: value the words of the threat, speaker who made it (name or words)."""
    out: list[Claim] = []
    last: GroupMention | None = None
    for sentence in sentences:
        low = grammar.lower(sentence.text)
        gate = _WARN_GATE.search(low)
        groups = find_groups(sentence)
        if gate and not _JUST_WORDS.search(sentence.text):
            text = sentence.text
            used = 0
            for match in _WARNED.finditer(low):
                if match.start() < used:
                    continue
                left, right = grammar.clause(text, *match.span())
                if not _THREAT.search(text, match.start(), min(len(text), right)):
                    continue
                offset = sentence.span.start
                who = [g for g in groups if g.span.start - offset < match.start()]
                subject = text[left : match.start()].strip(" ,")
                speaker = who[-1].name if who else None
                if speaker is None and re.search(r"\b(?:it|they|the (?:group|organi[sz]ation|militants|outfit|movement))\b", subject, re.IGNORECASE) and last:
                    speaker = last.name
                lawful = _LAWFUL.search(subject)
                # a threat needs one who could carry it out, or one who received it
                if speaker is None and ("threat" not in match.group() and "warning" not in match.group() or lawful):
                    continue
                if lawful and (not who or who[-1].span.end - offset < left + lawful.start()) and "threat" not in match.group():
                    continue
                start, end = grammar.trim(text, left, right)
                used = end
                out.append(grammar.claim(sentence, "warning", start, end, match.start(), value=text[match.start() : min(end, match.start() + 160)].strip(), speaker=speaker, speaker_kind="group" if speaker else None))
        last = next((g for g in reversed(groups) if g.named and g.kind == GROUP), last)
    return out


# ---------------------------------------------------------------- relations

_RELATIONS: tuple[tuple[str, str], ...] = (
    ("splinter of", r"(?:splinter|breakaway|offshoot|dissident) (?:group |faction |wing )?(?:of|from)|(?:broke|split|splintered) (?:away )?from"),
    ("leader of", r"(?:leader|head|chief|commander|founder|co-founder|emir|spokesman|top man|deputy leader|kingpin|boss) of"),
    ("member of", r"(?:members?|operatives?|fighters?) of|belong(?:s|ed|ing) to"),
    ("banned by", r"(?:banned|outlawed|proscribed) (?:by|in)"),
    ("ally of", r"allied (?:with|to)|all(?:y|ies) of|worked with|working with|joined forces with|in alliance with"),
    ("affiliated with", r"(?:affiliated?|linked|tied|connected|associated|close) (?:with|to)|affiliate of|(?:links?|ties|connections?|contacts) (?:to|with)|loyal to|(?:pledged|swore|sworn) (?:allegiance|loyalty) to|front (?:group |organi[sz]ation )?for|(?:armed|military|political|student|local|regional) (?:wing|branch|arm|affiliate) of|branch of|faction of|backed by|supported by|funded by|inspired by"),
)
_RELATION = re.compile("|".join(f"(?P<r{n}>\\b(?:{words})\\b)" for n, (_, words) in enumerate(_RELATIONS)))
_HYPHEN = re.compile(r"[-–\s](?:affiliated|linked|backed|aligned|inspired|allied)\s", re.IGNORECASE)
_RELATION_GATE = re.compile(r"splinter|breakaway|offshoot|split|broke|leader|head|chief|command|found|emir|spokes|member|operative|fighter|belong|banned|outlaw|proscri|all[iy]|worked|working|joined|affiliat|link|tied|ties|connect|associat|close|loyal|allegiance|front|wing|branch|arm |faction|backed|aligned|supported|funded|inspired|dissident|top man|kingpin|boss|contacts")
_WHERE = re.compile(r"(?:the\s)?(?:government of\s)?((?:[A-Z][\w’'-]+\s?){1,3}|(?:the\s)?(?:government|state|authorities|supreme court)(?: of [A-Z]\w+)?)")


def find_relations(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims ``relation`` in order: value one actor, detail the relation and the other ("affiliated with Al-Qaeda")."""
    out: list[Claim] = []
    last: GroupMention | None = None
    for sentence in sentences:
        groups = [g for g in find_groups(sentence) if g.named]
        text, offset = sentence.text, sentence.span.start
        low = grammar.lower(text)
        before, last = last, next((g for g in reversed(groups) if g.kind == GROUP), last)
        if (groups or before) and _RELATION_GATE.search(low):
            spots = [(g.span.start - offset, g.span.end - offset, g.name) for g in groups]
            seen: set[tuple[str, str]] = set()
            for match in _RELATION.finditer(low):
                kind = _RELATIONS[int((match.lastgroup or "r0")[1:])][0]
                claim = _related(sentence, match.start(), match.end(), kind, spots, before)
                if claim and (str(claim.value), str(claim.detail)) not in seen:
                    seen.add((str(claim.value), str(claim.detail)))
                    out.append(claim)
            for a, b, name in spots:  # "the al-Qaeda-affiliated Lashkar-e-Jhangvi"
                hyphen = _HYPHEN.match(text, b)
                after = [s for s in spots if hyphen and 0 <= s[0] - hyphen.end() < 60 and s[2] != name]
                if after and (after[0][2], "affiliated with " + name) not in seen:
                    seen.add((after[0][2], "affiliated with " + name))
                    out.append(grammar.claim(sentence, "relation", a, after[0][1], a, value=after[0][2], detail="affiliated with " + name))
    return out


def _related(sentence: Sentence, start: int, end: int, kind: str, spots: list[tuple[int, int, str]], last: GroupMention | None) -> Claim | None:
    text = sentence.text
    before = [s for s in spots if s[1] <= start and start - s[1] < 80]
    after = [s for s in spots if s[0] >= end and s[0] - end < 60]
    if kind == "banned by":
        where = _WHERE.match(text, end + 1)
        if before and where:
            name = where.group(1).strip()
            return grammar.claim(sentence, "relation", before[-1][0], where.end(), start, value=before[-1][2], detail=f"banned by {name}" if text[end - 2 : end] == "by" else f"banned in {name}")
        if where and last is not None and _THE_GROUP.search(text, 0, start):
            subject = _THE_GROUP.search(text, 0, start)
            begin = subject.start() if subject else 0
            return grammar.claim(sentence, "relation", begin, where.end(), start, value=last.name, detail=f"banned by {where.group(1).strip()}")
        return None
    if not after:
        return None
    other = after[0]
    if kind in ("leader of", "member of"):
        left, _ = grammar.clause(text, start, end)
        people = [m for m in _NAME.finditer(text, max(0, start - 70), start) if not _NOT_NAME & set(m.group().split())]
        follows = re.match(r",?\s(" + _NAME.pattern + r")", text[other[1] :])
        if people and start - people[-1].end() < 25:
            return grammar.claim(sentence, "relation", people[-1].start(), other[1], start, value=people[-1].group(), detail=f"{kind} {other[2]}")
        if follows and not _NOT_NAME & set(follows.group(1).split()):
            return grammar.claim(sentence, "relation", max(left, start), other[1] + follows.end(), start, value=follows.group(1), detail=f"{kind} {other[2]}")
        return None
    subject = before[-1] if before else None
    if subject is None and last is not None and last.name != other[2] and re.search(r"\b(?:it|the group|the (?:outfit|organi[sz]ation|movement|militia)|its)\b", text[:start], re.IGNORECASE):
        return grammar.claim(sentence, "relation", max(0, start - 60) if start > 60 else 0, other[1], start, value=last.name, detail=f"{kind} {other[2]}")
    if subject is None or subject[2] == other[2]:
        return None
    return grammar.claim(sentence, "relation", subject[0], other[1], start, value=subject[2], detail=f"{kind} {other[2]}")
