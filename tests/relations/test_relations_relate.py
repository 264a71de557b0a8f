"""Links between incidents need a document that tells of both."""

from vigil.records import DateRange, Incident, Place, Report, Span
from vigil.relations import relate

PLACE = Place("Tunis", "city", "Tunis", "Tunis", "Tunisia", "TN", 36.8, 10.18)


def incident(name, kind, type_, day, **roles):
    when = DateRange(day, day, "day")
    reports = tuple(
        Report(d, n, role, kind, type_, "political", when, PLACE, "…", (Span("text", 0, 1),))
        for n, (d, role) in enumerate(roles.items())
    )
    return Incident(name, kind, type_, "political", "…", when, PLACE, reports)


def links(*incidents):
    return {(i.id, x.type, x.incident) for i in relate(incidents) for x in i.links}


def test_protest_after_an_attack_told_together_responds_to_it():
    attack = incident("att", "attack", "shooting", "2014-05-02", a="main", b="background")
    protest = incident("pro", "demonstration", "march", "2014-05-04", b="main")
    assert links(attack, protest) == {("pro", "in_response_to", "att")}
    (link,) = relate([attack, protest])[1].links
    assert "b" in link.why


def test_no_link_without_a_common_document_or_against_time():
    attack = incident("att", "attack", "shooting", "2014-05-02", a="main")
    other = incident("pro", "demonstration", "march", "2014-05-04", b="main")
    earlier = incident("ear", "demonstration", "march", "2014-04-20", a="co_main")
    assert links(attack, other, earlier) == set()


def test_what_is_only_listed_in_passing_is_not_linked():
    attack = incident("att", "attack", "shooting", "2014-05-02", a="background")
    protest = incident("pro", "demonstration", "march", "2014-05-04", a="background")
    assert links(attack, protest) == set()


def test_an_attack_responds_to_nothing_by_this_rule():
    first = incident("one", "attack", "shooting", "2014-05-02", a="main")
    second = incident("two", "attack", "bombing", "2014-05-03", a="co_main")
    assert links(first, second) == set()
