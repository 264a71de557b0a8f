"""What holds for any text: offsets, no failure, the same answer every time, and work that grows with the text."""

import hashlib
import os
import subprocess
import sys
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.config import GeocodingConfig
from vigil.geocoding import find_places, open_gazetteer
from vigil.geocoding.find import find_places_in


@cache
def known():
    """The gazetteer, opened once; strategies and fixtures of a test do not mix well."""
    return open_gazetteer(GeocodingConfig())


WORDS = [
    "in", "near", "of", "the", "The", "from", "and", "said", "province", "district", "area of", "village of", "village", "town", "Zubeqa", "West Africa", "Caribbean",
    "Lahore", "Hyderabad", "Quetta", "Georgia", "Ohio", "Akron", "Ill.", "N.C.", "U.S.", "US", "$", "San", "San Jose",
    "St. Louis", "Port-au-Prince", "Sana'a", "al-Qaeda", "Kabul-based", "Kabul-Kandahar", "Police", "Road", "Colony",
    "Mr", "Ali", "Paris", "Jackson", "De", "la", "24", "Pakistani", "South Korean", "KABUL", "quetta", "São Paulo",
    "İstanbul", "ﬁre", "\ud800", "\x00", "\u200f", "e\u0301", "’s", "'s", "'", "“", "(", ")", ":", "—", "-", ".", ",",
    "\n", "\n\n", "\t", "\u00a0", "  ",
]  # fmt: skip
MADE_UP = st.lists(st.sampled_from(WORDS), max_size=40).flatmap(
    lambda words: st.sampled_from([" ", "", ", ", "\n"]).map(lambda gap: gap.join(words))
)
RUBBISH = st.text(st.characters(), max_size=120)


def checked(fields, country=None):
    """The mentions of some fields, after what must hold for all of them."""
    found = find_places_in(fields, known(), country)
    texts = dict(fields)
    order = [name for name, _ in fields]
    for mention in found:
        span = mention.span
        assert 0 <= span.start < span.end <= len(texts[span.field])
        assert texts[span.field][span.start : span.end] == mention.text
        assert 0.0 <= mention.score <= 1.0
    where = [(order.index(m.span.field), m.span.start, m.span.end) for m in found]
    assert where == sorted(where)
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(where)), "two mentions overlap"
    for place in [m.place for m in found if m.place]:
        assert place.precision in {"site", "neighbourhood", "city", "district", "admin1", "country"}
        assert (place.lat is None) == (place.lon is None)
        assert (place.country is None) == (place.country_code is None)
    return found


@settings(max_examples=300, deadline=None)
@given(title=MADE_UP, text=MADE_UP, country=st.sampled_from([None, "PK", "India", "Atlantis", ""]))
def test_spans_hold_the_words_of_the_mention(title, text, country):
    checked([("title", title), ("text", text)], country)


@settings(max_examples=200, deadline=None)
@given(RUBBISH)
def test_rubbish_is_read_without_failing(text):
    checked([("text", text)])


@settings(max_examples=100, deadline=None)
@given(text=MADE_UP, before=st.sampled_from(["\u2028", "الخبر\n\n", "🙂🙂\n\n", "e\u0301\n\n"]))
def test_offsets_count_code_points(text, before):
    """What stands before, in whatever script, shifts every offset by its length and changes nothing else."""
    found = checked([("text", "x y z.\n\n" + text)])
    shifted = checked([("text", before + "x y z.\n\n" + text)])
    length = len(before)
    assert [(m.span.start + length, m.text) for m in found] == [(m.span.start, m.text) for m in shifted]


@settings(max_examples=50, deadline=None)
@given(MADE_UP)
def test_the_same_text_gives_the_same_answer(text):
    again = open_gazetteer(GeocodingConfig())
    assert find_places(text, known()) == find_places(text, known()) == find_places(text, again)


LONG = [
    "Kabul " * 3000,
    "kabul " * 3000,
    "Paris " + "De " * 3000,
    "A. " * 3000,
    "A-" * 3000,
    "A'" * 3000,
    "A" * 20_000,
    "Ali " * 3000,
    "in the " * 3000 + "Kabul",
    "Kabul, " * 3000,
    "Kabul, Ohio, " * 1500,
    "Kabul Road " * 1500,
    "in Kabul area of " * 1000,
    "village of " * 2000 + "Kabul",
    " " * 20_000 + "Kabul",
    "\n" * 20_000 + "Kabul",
    "San " * 3000,
    "\u0301" * 5000,
]


@pytest.mark.parametrize("text", LONG, ids=lambda t: ascii(t[:14]))
def test_long_runs_are_read(text):
    checked([("title", text[:200]), ("text", text)])


def steps(text):
    """How many lines of the program run while a text is read."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += event == "line"
        return trace

    find_places(text[:50], known())  # patterns and vocabulary are made before it counts
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        find_places(text, known())
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "Kabul ",
        "Paris De ",
        "De ",
        "Kabul, ",
        "Kabul, Ohio, ",
        "Ali ",
        "in Kabul. ",
        "on Kabul Road, ",
        "Kabul area of ",
    ],
)
def test_twice_the_text_takes_twice_the_work(piece):
    steps(piece * 50)
    half, whole = steps(piece * 150), steps(piece * 300)
    assert whole < 2.5 * half


TEXTS = [
    "QUETTA: Ten people were killed on Alamdar Road in Quetta. Pakistani officials blamed men from Kandahar.",
    "Two men were shot in Springfield, Ill., and in Georgia on Monday. Police in Columbus said so.",
    "San Jose, Valencia, Cordoba, Santiago and Hyderabad saw protests. Tripoli and Victoria did not.",
]


def test_another_process_gives_the_same_answer():
    """Whatever order its sets and dictionaries take."""
    program = (
        "import hashlib, sys\n"
        "from vigil.config import GeocodingConfig\n"
        "from vigil.geocoding import find_places, open_gazetteer\n"
        "known = open_gazetteer(GeocodingConfig())\n"
        "found = [find_places(t, known) for t in sys.stdin.read().split('|')]\n"
        "print(hashlib.sha256(repr(found).encode()).hexdigest())\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program], input="|".join(TEXTS), capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        ).stdout.strip()
        for seed in ("1", "2")
    }  # fmt: skip
    here = repr([find_places(text, known()) for text in TEXTS])
    assert told == {hashlib.sha256(here.encode()).hexdigest()}
