"""How English says who did it: the words that claim, blame, suspect, deny and tell.

Patterns only; ``perpetrators`` says what each is used for.
"""

from __future__ import annotations

import re

from vigil.extraction.phrasebook import Gate

DEED = (
    r"(?:attacks?|bombings?|blasts?|explosions?|killings?|shootings?|assassinations?|murders?"
    r"|abductions?|kidnappings?|ambush(?:es)?|raids?|"
    r"massacres?|assaults?|strikes?|operations?|hijackings?|beheadings?|executions?|incidents?|rockets?"
    r"|bombs?|violence|arson|slayings?|"
    r"hits?|deaths?|burnings?|stabbings?|sabotage|hostage[- ]taking|deed)"
)
ACT = (
    r"(?:attack|kill|bomb|shoot|ambush|abduct|kidnap|raid|storm|behead|execut|massacr|burn|torch"
    r"|detonat|stab|murder|assassinat|shell|hack|target|"
    r"carr(?:y|ied) out|stag|plan|fire|hit|blew|blow|plant|attempt|provok|order|mastermind|orchestrat)"
)
GATE = Gate(
    "claim|responsib|behind|blam|accus|suspect|believed|thought to|hallmark|deny|denied|denies|"
    "carried out|carry out|linked|point|attribut|work of|perpetrat|orchestrat|mastermind|at the hands|"
    "reject|distanc|staged|admit|admission|boast|it had done|done it|identified|named|attack|kill|shot|bomb|"
    "ambush|kidnap|abduct|raid|storm|fire|behead|execut|massacr|burn|stab|murder|assassin|shell|hack|"
    "blew|seiz|hostage|tortur|beat|wound|injur|dynamit|hit |struck|owned up"
)
UNCLAIMED = re.compile(
    r"\b(?:no[\s-]?(?:one|body)|no (?:\w+[\s-]){0,3}(?:group|organi[sz]ation|outfit|party|faction"
    r"|person|individual|militant)s?)\b"
    r"[^.;]{0,60}?\b(?:claim(?:ed|ing|s)?|(?:taken|took|accepted|assumed|admitted) (?:\w+ "
    r")?responsib\w+|owned up|admitted)\b"
    r"|\bno (?:\w+ ){0,2}claims? (?:of responsib\w+|was|were|had|has|for|by|from|yet)"
    r"|\b(?:there (?:was|were|has been|have been|is|had been) )no (?:\w+ ){0,2}claims?\b"
    r"|\b(?:do not|does not|did not|didn't|has not|have not|had not) (?:\w+ )?(?:claim|taken|accept"
    r"|assume|admit)(?:ed)? responsib\w+|\bno mention of (?:any |a )?claim"
    r"|\bwithout (?:a |any )?claim of responsib\w+|\bwent unclaimed\b|\bresponsibility (?:has|had|was) "
    r"not (?:been )?claimed|\bneither\b[^.;]{0,60}\bclaimed responsib\w+",
    re.IGNORECASE,
)
CLAIMED = re.compile(
    rf"\b(?:claim(?:ed|s|ing)?|took|taken|tak(?:es|ing)|accept(?:ed|s|ing)?|assum(?:ed|es)|admitt(?:ed"
    rf"|ing)|acknowledg(?:ed|es))\s(?:(?!and |those )\w+\s){{0,3}}?responsibility"
    rf"|\bclaims? of responsib\w+|\bresponsib\w+ (?:for [^.;,]{{1,60}} )?(?:was|were|has been|had been) claimed"
    rf"|\bclaim(?:ed|s|ing)? (?:credit|it|that|this|them|both|these|those|having|to have)(?=\s|[.,;]"
    rf"|$)(?! (?:the|they|he|she|it|its|their|his|there|\w+ (?:had|has|have|was|were|is|are)) )"
    rf"|\b(?:claim(?:ed|s|ing)?)\s(?:(?!lives|the lives)[\w'’-]+\s){{0,5}}?{DEED}\b"
    rf"|\b(?:has|have|had|later|was|were|been|each|also) claimed(?= (?:by|on|in|through)\b|\s*[.,;]|$)"
    rf"|\bwhich\b[^.,;]{{3,60}} claimed\b|\bthat (?:a|the) [^.,;]{{3,50}} claimed(?=[.,;]|$)"
    rf"|\b(?:said|says|saying|announced|declared|boasted|admitted|confirmed|stated)\s(?:(?:in|on) "
    rf"[^.,;]{{3,50}} )?(?:that )?(?:it|they|he|we|its (?:\w+ ){{1,2}}|their (?:\w+ ){{1,2}}|his (?:\w+ "
    rf"){{1,2}}|the (?:group|organi[sz]ation|movement|front|militants?) )\s?"
    rf"(?:(?:had|have|has|was|were|also|been|itself|themselves)\s)*(?:behind|responsible|carried out"
    rf"|done it|did it|{ACT}\w*)"
    rf"|\b(?:said (?:that )?it (?:was|were|had been) behind|was behind (?:it|the|last|this|that)\b)",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"\b(?:den(?:y|ied|ies|ying)|reject(?:ed|s|ing)?|disavow(?:ed|s)?|dismiss(?:ed"
    r"|es))\s(?:that\s)?(?:(?:it|they|he|she|any|all|the|these|those|such|having|being|its|their|his"
    r"|her|have|had|was|were|either|charges|accusations|allegations|reports?|claims?)\s){0,3}"
    r"(?:of\s)?(?:(?:been\s)?(?:involve\w*|responsib\w+|part\b|role|connection|link\w*|behind|carr\w+ "
    r"out|kill\w*|attack\w*|accus\w+|alleg\w+|charg\w+|complicity|knowledge|blame|fir\w+|shoot\w*"
    r"|target\w*|it\b|planting|abduct\w*|kidnap\w*))"
    r"|\bwrongly (?:blamed|accused)|\bblamed wrongly|\bfalsely accused|\bdistanc(?:ed|ing) (?:itself"
    r"|themselves|himself) from|\bsaid (?:it|they|he) (?:was|were|had) (?:not|no) (?:involved|behind"
    r"|responsible|part|role|involvement|carried)"
    r"|\bhad nothing to do with",
    re.IGNORECASE,
)
BLAME_OBJECT = re.compile(  # the blamed one follows
    r"\b(?:blam(?:ed|es|ing|e)(?:\s(?:it|this|the \w+|them|responsibility) on)?(?! (?:on|for|wrongly"
    r"|by))|accus(?:ed|es|ing)(?! (?:of|in|by)\b)|"
    r"point(?:ed|s|ing)? (?:the |a )?fingers? (?:of (?:blame|suspicion) )?(?:at|to|towards?)|point(?:ed"
    r"|s|ing)? to|"
    r"held|hold(?:s|ing)?|attribut(?:ed|es|ing) (?:it|them|this|(?:the|these|those) [\w' -]{3,40}?) to"
    r"|(?:he|she|they|police|officials|authorities|investigators|residents|families|who|also) "
    r"suspect(?:s|ed)?(?= [\w' -]{3,60} (?:of|behind|in)\b)|"
    r"(?:put|laid|placed|pinned) (?:the )?(?:blame|responsibility) (?:for [^.,;]{3,40} )?on|"
    r"says?[^.,;]{0,10} blames?)\s",
    re.IGNORECASE,
)
BLAME_PASSIVE = re.compile(  # the blamed one came before, or follows "on"
    r"\b(?:(?:was|were|is|are|been|being|widely|also)\s(?:\w+ly\s)?(?:blamed(?: on)?|accused|held responsible"
    r"|implicated)|blamed (?:on|for)|attributed to|"
    r"accused (?:of|in)|the work of|(?:linked|tied) to|bor?e (?:all )?the hallmarks? of|at the hands of|"
    r"(?:perpetrated|orchestrated|masterminded|committed|staged|mounted|launched|carried out|conducted"
    r"|executed|planned|claimed)\s(?:[\w-]+\s){0,2}?by|charged with)\b",
    re.IGNORECASE,
)
SUSPECT_PASSIVE = re.compile(
    r"\b(?:(?:is|are|was|were|been|being)?\s?(?:widely\s|strongly\s)?(?:believed|thought|suspected"
    r"|alleged|said|reported|presumed) (?:to (?:be|have been)|of (?:being|having)|to have) (?:behind"
    r"|from|members? of|linked|responsible|connected|involved|the (?:work|handiwork)|part of|carried "
    r"out|\w*shot|\w*killed|planned|masterminded|militants|affiliated|associated|loyal)"
    r"|(?:is|are|was|were) suspected (?:of|in)|(?:may|might|could) (?:be|have been) behind|suspicion "
    r"(?:fell|has fallen|falls|immediately fell) on|(?:prime|main|chief) suspects?)\b",
    re.IGNORECASE,
)
WORK = re.compile(rf"\b(?:{DEED}|act)\s(?:on [^.,;]{{3,40}} )?by\s", re.IGNORECASE)
DID = re.compile(
    r"\s*(?:(?:(?!was |were |been |is |are |being |be |by |not |to |of |in |from |and |or "
    r")[a-z-]+\s){0,3}?|,\s[^,]{3,60},\s)(?:have |had |has |also |later |then |who |that |reportedly "
    r"|allegedly )*"
    r"(?:attack(?:ed|ing)?|kill(?:ed|ing|s)?|shot|shoot|bomb(?:ed|ing)?|ambush(?:ed|ing)?|kidnap(?:ped"
    r"|ping)?|abduct(?:ed|ing)?|raid(?:ed|ing)?|storm(?:ed|ing)?|opened fire|open fire|fir(?:ed|ing)|"
    r"behead(?:ed|ing)?|execut(?:ed|ing)|massacr(?:ed|ing)|burn(?:ed|t|ing)|torch(?:ed|ing)|blew up"
    r"|detonat(?:ed|ing)|hack(?:ed|ing)|stabb(?:ed|ing)|gunned down|"
    r"murder(?:ed|ing)|assassinat(?:ed|ing)|shell(?:ed|ing)|seiz(?:ed|ing)|overr[au]n|tortur(?:ed|ing)"
    r"|carried out|struck|targeted|clashed|dynamit(?:ed|ing)|blow(?:n|ing)? up|"
    r"looted|lynched|took .{1,30} hostage|set fire|beat(?:en)? |ransacked|killed|launched|planted|threw"
    r"|hurled|lobbed|rammed|wounded)\b"
)
BY = re.compile(
    r"\b(?:attack|kill|shot|shot dead|bomb|ambush|kidnap|abduct|raid|storm|behead|execut|massacr|burn"
    r"|torch|hack|stab|gunned down|murder|assassinat|shell|seiz|"
    r"overrun|tortur|beaten|injured|wounded|taken hostage|hit|fired|struck|destroyed|carried out"
    r"|dynamited|blown up|planted|detonated|lynched|slain|claimed"
    r"|(?:left|hidden|placed|parked|laid) (?=(?:in|on|at|under|near|behind|outside|inside|by)\b))\w*"
    r"(?:\s(?!by\b)[\w'’,-]+){0,7}?\sby\s(?:(?:the|a|an|some|suspected|alleged|members|group|of"
    r"|fighters|militants|from|elements|individuals|men|gunmen|terrorists|guerrillas|rebels|two|three"
    r"|four|\d+|armed|several|banned|outlawed|hooded)\s)*$",
    re.IGNORECASE,
)
STATE = re.compile(
    r"(?<![\w-])(?:(?:(?-i:[A-Z]\w+(?:an|ese|ish|i|ch|ian|ni|go)\s))?(?:riot |military |border |federal "
    r"|state |army |government |paramilitary |plainclothes |anti-riot |local |city |presidential )*"
    r"(?:police(?:m[ae]n)?(?: officers?)?|soldiers|troops|security (?:forces|men|agents|personnel)"
    r"|army(?: (?:troops|soldiers|men|patrol))?|military|armed forces|gendarmes|government forces"
    r"|warplanes|fighter jets|"
    r"air force|border guards|prison guards|paramilitar(?:y|ies) (?:troops|forces)|coalition forces"
    r"|junta forces|regime forces|marines|officers|national guard))(?![\w-])",
    re.IGNORECASE,
)
STATE_DID = re.compile(
    r"\s(?:(?:have|had|has|also|then|reportedly|allegedly|later)\s){0,2}(?:shot (?:dead|and killed|at)"
    r"|opened fire|fired (?:live |on |at |into |rubber |tear )|killed (?!in\b)|gunned down|bombed"
    r"|shelled|"
    r"beat |tortured|massacred|executed)",
    re.IGNORECASE,
)
ATTACKERS = re.compile(
    r"\s?(?:dead\s|and killed\s)?(?:(?:the|all|both|a|an|at least|two|three|four|five|six|\d+|several"
    r"|suspected|other|second|third)\s){0,4}"
    r"(?:attackers?|militants?|gunm[ae]n|suspects?|terrorists?|bombers?|assailants?|rebels?|insurgents?"
    r"|robbers?)\b"
)
# what stands between two groups that did or claimed it together: "X and Y", "X's faction, and later Y"
JOINED = re.compile(
    r"(?:['’]s(?:\s[\w-]+){1,3}|\s(?:faction|group|militants|fighters))?"
    r"(?:,|,?\s(?:and|as well as)(?:\s(?:so|later|then|also))?)\s(?:(?:by|the|from|did|has|later)\s)*"
)
# what may stand before the first of them: "police blamed X and Y claimed it" makes no claimant of X
SUBJECT = re.compile(
    r"(?:(?:both|the|an?|banned|outlawed|later|meanwhile|then|rival|factions?|groups?|of|wing|branch),?\s|[A-Z][\w'’.-]*,?\s)*"
)
TOO = re.compile(r"\b(?:and so (?:did|has|had)|as (?:did|has|had))\s(?:the\s)?$")
A_GROUP = re.compile(
    r"((?:an?|the)\s(?:(?!of\s)[\w-]+\s){0,4}(?:group|organi[sz]ation|outfit|militia|cell|gang|network|cartel))\s?$",
    re.IGNORECASE,
)
ASIDE = re.compile(r",?\s?\b(?:which|who|whose)\s[^,]{3,80},\s(?:has |have |had |also |later )*$")
ANAPHOR = re.compile(
    r"\b(?:(?:the|this|that|his|its|their|same)\s(?:banned |outlawed |militant |terrorist |sunni |shia "
    r"|armed |rebel |extremist |islamist |jihadist |separatist |al-qaeda-linked |same )*(?:group|outfit"
    r"|organi[sz]ation|movement|faction|militia|network|cartel|gang|rebels|militants|insurgents"
    r"|guerrillas|jihadists)|it|they|its|he)\b",
    re.IGNORECASE,
)
AGENT_WORDS = re.compile(
    r"\b(?:agenc(?:y|ies)|government|police|army|military|militants?|extremists?|elements?|gunm[ae]n"
    r"|separatists?|foreign hand|foreign|terrorists?|rebels?|insurgents?|groups?|"
    r"organi[sz]ations?|forces|troops|soldiers|militias?|gangs?|cartels?|guerrillas?|faction|settlers"
    r"|herders|herdsmen|bandits|mafia|regime|state|establishment|junta|party|"
    r"Israel|Iran|Pakistan|India|Russia|Ukraine|Turkey|Rwanda|Saudi Arabia|Syria|authorities|opposition"
    r"|supporters|loyalists|clan|tribe|rival|jihadists?|criminals?|traffickers|paramilitaries"
    r"|intelligence|attackers?|gang)\b",
    re.IGNORECASE,
)
VIOLENT = re.compile(
    rf"\b(?:{DEED}|attacked|killed|shot|bombed|murdered|terroris[mt]\w*|genocide|massacr\w+|crimes"
    rf"|behind|assassin\w*|slaughter\w*|wounded|abducted|kidnapped|dead|carnage|atrocit\w+|bloodshed"
    rf"|tragedy|act|acts)\b",
    re.IGNORECASE,
)
NOT_CLAIM = re.compile(
    r"\bclaim(?:ed|s|ing)? (?:(?:at least |more than |about |over |up to |nearly |almost )?(?:\d|the li"
    r"|(?:\w+ ){0,4}lives\b|victory|asylum|to be\b|self-defen[cs]e|innocence|that (?!it)))",
    re.IGNORECASE,
)
DOING_NOTHING = re.compile(
    r"\b(?:fail\w*|inaction|doing nothing|not doing|negligen\w+|lack of|incompeten\w+|indifferen\w+"
    r"|inability|silence)\b",
    re.IGNORECASE,
)
IDENTIFIED = re.compile(
    r"\b(?:(?:identified|named) the (?:attacker|bomber|gunman|shooter|assailant|suspect|perpetrator"
    r"|suicide bomber|killer|attackers|bombers|gunmen)s? as|"
    r"the (?:alleged |suspected )?(?:attacker|bomber|gunman|shooter|assailant|suspect|suicide bomber"
    r"|killer)(?:, (?:\w+ ){0,2}(?:identified|named) (?:by (?:\w+ ){1,3})?as,?|(?: was| has been) "
    r"(?:\w+ )?(?:identified|named) (?:by (?:\w+ ){1,3})?as))\s",
    re.IGNORECASE,
)
PERSON = re.compile(
    r"(?:(?:\d{1,2}-year-old|one|a man called|a man named|alleged)\s)?((?:[A-Z][\w.’'-]+|al-\w+|bin|ibn"
    r"|de|van|von)(?:\s(?:[A-Z][\w.’'-]+|al-[A-Z]\w+|bin|ibn|de|del|la|van|von|[A-Z]\.)){1,4})"
)
TITLE_WORDS = frozenset(
    [
        "Police",
        "President",
        "Prime",
        "Minister",
        "Chief",
        "Governor",
        "General",
        "Islamic",
        "Sunni",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "The",
        "He",
        "She",
        "They",
        "It",
    ]
)
DESCRIBES = re.compile(
    r"[-–](?:affiliated|linked|backed|aligned|inspired|allied|led|controlled|held|style|based)\b"
)
MAY_DENY = Gate(
    "deny|denied|denies|reject|disavow|dismiss|wrongly|falsely|distanc|said it |said they |said he |nothing to do"
)
MAY_BLAME = Gate(
    "blam|accus|implicat|point|held|hold|attribut|suspect|linked|tied to|hallmark|hands of|work of|charged"
)
MAY_SUSPECT = Gate(
    "believed|thought|suspect|suspicion|alleged|said to|reported to|presumed|may be|may have|might be|might have|could be|could have"
)
AFTER_TRIGGER = re.compile(r"\b(?:on|to|of|by|from|at the hands of|hallmarks? of)$", re.IGNORECASE)
HEAD_AFTER = re.compile(
    r"(?:['’]s)?\s(?:(?:suspected|armed|rebel|militant|suicide|terrorist|\w+ist)\s)?(?:militants?"
    r"|rebels?|gunm[ae]n|fighters?|insurgents?|guerrillas?|terrorists?|members?|bombers?|soldiers?"
    r"|troops|forces|commandos?|jihadists|extremists|militia(?:men)?|units?|men|separatists)\b"
)
