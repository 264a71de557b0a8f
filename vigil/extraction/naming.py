"""Names of persons as far as capitals tell, and words that stand for a group named before."""

from __future__ import annotations

import re

PERSON_NAME = re.compile(
    r"(?:(?!The |A |An |In |On |At |He |She |They |Two |Three |Police )[A-Z][\w’'-]+"
    r"|al-\w+)(?:\s(?:[A-Z][\w’'-]+|[A-Z]\.|al-\w+|(?:bin|ibn|de|del|la|van|von)\b)){1,4}"
)
NOT_PERSON = frozenset(
    "Police Supreme High Court District Attorney County Interior Minister Prime President Chief Justice "
    "Islamic Red Notice Counter Department Province City Monday Tuesday Wednesday Thursday Friday "
    "Saturday Sunday January February March April May June July August September October November "
    "December United Nations National Security Information State Superior Circuit Street Avenue "
    "Road Hospital School University Federal Bureau Jail Prison Geo News Express General Human Rights".split()
)
THE_GROUP = re.compile(
    r"\b(?:it|(?:the|this|that)\s(?:\w+\s){0,2}(?:group|outfit|organi[sz]ation|movement|party|militia"
    r"|cartel|gang|faction|front|network))\b",
    re.IGNORECASE,
)
