"""Rules with an encoder as their judge: whatever it says, the numbers stay the rules' and the quotes the text's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from judging import BOMB, MATCH, NAMES, article_of, judged, read, said

from vigil.extraction import casualties
from vigil.extraction.sentences import split
from vigil.records import Claim

REPORTS: tuple[tuple[str | None, str], ...] = (
    (None, BOMB),
    (None, MATCH),
    (
        "Blast at Herat market kills nine",
        "A bomb tore through a market in Herat on Tuesday, killing at least nine people and wounding 20, police said.\n\n"
        "Hospital staff put the dead at 12. Boko Haram claimed responsibility for the attack. Two of the dead were "
        "children.\n\nMore than 300 people have been killed in such attacks since 2015.",
    ),
    (
        None,
        "NAIROBI: Some 4,000 teachers marched through Nairobi on Monday over unpaid wages. Riot police fired tear gas and "
        "five marchers were hurt.\n\nSuspected riders of Boko Haram had shot dead three teachers in Garissa on 3 May. "
        "The government banned rallies for a week, and eleven people were arrested.",
    ),
    (
        "Ferry sinks off Mindoro",
        "A ferry sank off Mindoro on Sunday and 14 people drowned. The coast guard denied that a bomb was on board. "
        "Some feared an attack; two sailors were injured.",
    ),
)  # fmt: skip

_odds = st.sampled_from([0.0, 0.05, 0.3, 0.55, 0.8, 1.0])


def figures(claims: Sequence[Claim]) -> set[tuple[Any, ...]]:
    """Counts of dead and injured: where each stands, and what it comes to."""
    return {
        (c.attribute.removesuffix("_subset"), c.span, c.quote, c.value, c.low, c.high, c.qualifier)
        for c in claims
        if c.attribute.removesuffix("_subset") in ("killed", "injured")
    }


@given(st.sampled_from(REPORTS), st.data())
@settings(max_examples=150, deadline=None)
def test_a_judge_changes_no_number_and_every_quote_stands(report: tuple[str | None, str], data: Any) -> None:
    title, text = report
    sentences = split(title or "", "title") + split(text)
    labels: dict[int, dict[str, float]] = {}
    for n in data.draw(st.sets(st.integers(0, len(sentences) - 1))):
        drawn = data.draw(st.dictionaries(st.sampled_from(NAMES), _odds, max_size=8))
        labels[n] = said() | {"attack": data.draw(_odds), "demonstration": data.draw(_odds)} | drawn
    article = article_of(text, title)
    told = read(text, judged(labels), title)
    counted = casualties.find_all(sentences)
    assert figures([c for r in told.reports for c in r.claims]) <= figures([c.claim for c in counted])
    for one in told.reports:
        assert one.summary in (title, text) or one.summary in text
        for claim in one.claims:
            assert article.field(claim.span.field)[claim.span.start : claim.span.end] == claim.quote
        for span in one.evidence:
            assert 0 <= span.start < span.end <= len(article.field(span.field))
    for total in told.aggregates:
        assert article.field(total.span.field)[total.span.start : total.span.end] == total.quote
    # of who did it, the rules' claims stay, and none is made twice of one stretch
    stretches = [
        (c.span, c.value, c.stance) for r in told.reports for c in r.claims if c.attribute == "perpetrator"
    ]
    assert len(stretches) == len(set(stretches))
    assert told == read(text, judged(labels), title)
