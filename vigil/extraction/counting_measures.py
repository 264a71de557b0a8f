"""Numbers that cannot count people: measures, ages, times, dates, streets, ordinals."""

from __future__ import annotations

import re

# What follows when the number measures something else.
_UNIT_AFTER = re.compile(
    r"""\s*(?:%|percent\b|per\ cent\b|per-cent\b|pc\b|°|degrees?\b|a\.?m\b|p\.?m\b|o['’]clock\b|hours?\b|hrs?\b|minutes?\b|mins?\b|seconds?\b|days?\b|nights?\b
    |weeks?\b|months?\b|years?\b|decades?\b|centur(?:y|ies)\b|km\b|kms\b|kilomet(?:er|re)s?\b|met(?:er|re)s?\b|miles?\b|feet\b|foot\b|ft\b|inch(?:es)?\b|yards?\b|blocks?\b
    |acres?\b|hectares?\b|kgs?\b|kilos?\b|kilograms?\b|grams?\b|pounds?\b|lbs?\b|tons?\b|tonnes?\b|lit(?:er|re)s?\b|gallons?\b|mm\b|cm\b|calib(?:er|re)\b|gauge\b|magnum\b
    |dollars?\b|euros?\b|rupees?\b|pesos?\b|afghanis\b|shekels?\b|cents?\b|million\ (?:dollars|rupees|pesos)|lakh|crore|times\b|rounds?\b|shots?\b|bullets?\b|counts?\b|points?\b
    |(?:consecutive|straight|long|more|additional|further)\ (?:days|weeks|months|years|hours|minutes|nights)\b|(?:and\ a\ )?half\ (?:years?|months?|hours?|miles?|days?)
    |storey|story|stories|votes?\b|seats?\b|floors?\b|bags\b|pieces\b|copies\b|\+\s*years)""",
    re.VERBOSE,
)
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|muharram|ramadan|safar|rajab|shaban)"
_BEFORE_BAD = re.compile(
    rf"""(?:\b{_MONTH}\.?\s+|[$€£#]\s*|\b(?:rs|us\$|pkr|usd|eur|inr|rupees)\.?\s*|\b(?:aged?|ages|route|highway|interstate|hwy|no\.|nos\.|number|room|flight|page|article|section|chapter
    |resolution|apartment|apt\.?|unit|level|grade|class|channel|radio|district|precinct|ward|zone|area|sector|block|gate|terminal|platform|bus|line|phase|group\ of|version|windows
    |battalion|brigade|type|model|mark|category|lot|suite|exit|mile|km|pier|psalm|top|bill|measure|proposition|p\.|u\.n\.|flat|degree|is|was|he's|she's|turned|were|are)\s+|\d\s+|\bin\ the\ |\bnight\ of\ )$""",
    re.VERBOSE,
)
_COPULA = re.compile(r"\b(?:is|was|he's|she's|turned|were|are)\s+$")
_AFTER_AGE = re.compile(r"\s*(?:[,.;)]|$|-?years?\b|when\b|at the time\b|and\b)")
_MONTH_AFTER = re.compile(rf"\s*(?:of\s+)?{_MONTH}\b(?!\s+be\b)")
_AGE_BEFORE = re.compile(r"(?:[\w.\"”’')]+,\s+|\(|/)$")
_AGE_AFTER = re.compile(r"\s*(?:[,.;:)(]|$|of\s+[A-Z]|and\s+[A-Z]|years?\b|from\b|was\b|is\b|who\b)")
_STREET = re.compile(
    r"\s+(?:(?:block|hundred block)\s+of|(?:[NSEW]\.?|North|South|East|West|Northeast|Northwest|Southeast|Southwest|NW|NE|SE|SW)\s+\w|(?:[A-Z][\w.'’]*\s+){1,3}(?:Street|St\b|Avenue|Ave\b|Road|Rd\b|Drive|Dr\b|Lane|Ln\b"
    r"|Boulevard|Blvd|Court|Ct\b|Place|Pl\b|Way|Highway|Hwy|Parkway|Circle|Terrace|Trail|Loop|Pike))"
)
_ORDINAL_WORDS = re.compile(r"\s*(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)\b")
_ONE_BAD = re.compile(
    r"(?:\bno|\bany|\bevery|\bsome|\beach|\bthis|\bthat|\bthe|\bwhich|\bnot|\bonly|\bfor|\blast|\bday|\bsquare|\bnumber)\s+$",
)
_ONE_AFTER = re.compile(
    r"\s+(?:another|day|time|thing|point|way|side|hand|such|more\s+(?:time|reason)|can\b|could\b|must\b|should\b|who\b\s+is)",
)
_TOLL_BEFORE = re.compile(r"(?:toll|dead|number)\b[^.]*$")
_YEAR_BEFORE = re.compile(
    r"\b(?:in|since|of|from|by|until|till|to|and|early|late|during|before|after|mid|the|spring|summer|autumn|winter|fall)\s+$|,\s+$|\($"
)
_AFTER_YEAR = frozenset(
    "and in on at the when that a an but to by with for of was were is are had has after before as while shooting attack attacks bombing murder season election elections".split()
)
_AGED = frozenset(
    "man woman boy girl student father mother son daughter victim male female teenager driver brother sister wife husband suspect".split()
)


def may_count_people(text: str, low: str, match: re.Match[str], value: int | None) -> bool:
    """False where a number phrase measures, dates or addresses something.

    ``low`` is ``text`` in lower case; ``match`` is that of ``numbers``, with groups a and b for the numbers.
    """
    core, end, a = match.start("a"), match.end("b") if match["b"] else match.end("a"), match["a"]
    digits = a[0].isdigit()
    if _UNIT_AFTER.match(low, end) or (match["b"] and _UNIT_AFTER.match(low, match.end("a"))):
        return False
    if not digits and (
        _ORDINAL_WORDS.match(low, end)
        or text[end : end + 1] == "-"
        and re.match(r"-(?:\w)", text[end : end + 2])
    ):
        return False
    qualified = match.start() < core
    before, before_low = text[max(0, core - 24) : core], low[max(0, core - 24) : core]
    if digits:
        bad = _BEFORE_BAD.search(before_low)
        if bad and _COPULA.search(before_low):
            if (
                _AFTER_AGE.match(low, end)
                and value is not None
                and value <= 100
                and not _TOLL_BEFORE.search(low[max(0, core - 60) : core])
            ):
                return False
        elif bad and not (bad.group().startswith("in the ") and qualified):
            return False
        if _MONTH_AFTER.match(low, end) and value is not None and value <= 31:
            return False
        if value is not None and 1900 <= value <= 2100 and "," not in a and not qualified and len(a) == 4:
            following = re.match(r"\s+([a-z]+)", text[end : end + 24])
            if not following or following[1] in _AFTER_YEAR or _YEAR_BEFORE.search(before_low):
                return False
        if (
            not qualified
            and value is not None
            and value <= 110
            and _AGE_BEFORE.search(before)
            and _AGE_AFTER.match(text, end)
        ):
            name = re.search(r"([\w.’'”\")]+)[,(/]\s*$", before)
            if (
                name
                and (name[1][0].isupper() or name[1].lower() in _AGED)
                and not re.match(r"\s*(?:were|are)\b", text[end : end + 8])
            ):
                return False
            if before.endswith("("):
                return False
        if _STREET.match(text, end) and not qualified:
            return False
    elif value == 1:
        if _ONE_BAD.search(before_low) or _ONE_AFTER.match(low, end):
            return False
    return True
