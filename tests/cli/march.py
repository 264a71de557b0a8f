"""A made-up record for attention: a bombing, the sit-in that answers it, and a long march that is on everybody's front page.

A year of smaller attacks and protests stands around them, so that there is something to learn an expectation from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from made_up import article, raw

from vigil.aftermath import Episode
from vigil.cli import main
from vigil.records import SET_ASIDE, DateRange, Incident, Link, Place, Reading, Report, Span, Toll, Victim
from vigil.store import Outcome, Record

HARWELL = Place("Harwell", "city", "Harwell", "Northshire", "Freeland", "FL", 1.5, -2.25, 99)
CAPITAL = Place("Orley", "city", "Orley", "Southshire", "Freeland", "FL", 1.0, -2.0, 98)
PAPERS = ("harwell-post.example", "orley-times.example", "daily.example", "radio.example")


@dataclass
class Story:
    """What is written down: outcomes, and the reports of each incident."""

    outcomes: list[Outcome] = field(default_factory=list)
    reports: dict[str, list[Report]] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)

    def write(
        self,
        id: str,
        day: str,
        outlet: str,
        told: dict[str, str],
        text: str = "People stood in the street.",
        title: str | None = None,
        group: str | None = None,
    ) -> None:
        """A document that tells incidents in roles; one that tells none was set aside."""
        document = raw(id, f"{text} ({id})", published=day, outlet=outlet, title=title)
        made = article(document)
        if not told:
            made = replace(made, status=SET_ASIDE, reason="off the subject: it reads like sport")
            self.outcomes.append(Outcome(document, made))
        else:
            own = []
            for number, (incident, role) in enumerate(told.items()):
                kind, type, when, place = KINDS[incident]
                own.append(
                    Report(
                        id,
                        number,
                        role,
                        kind,
                        type,
                        "political",
                        when,
                        place,
                        text,
                        (Span("text", 0, len(text)),),
                    )
                )
                self.reports.setdefault(incident, []).append(own[-1])
            self.outcomes.append(Outcome(document, made, Reading(id, tuple(own))))
        if group:
            self.groups[id] = group


KINDS: dict[str, tuple[str, str, DateRange, Place]] = {
    "i-bomb": ("attack", "bombing", DateRange("2021-01-10", "2021-01-10", "day"), HARWELL),
    "i-sit": ("demonstration", "sit-in", DateRange("2021-01-11", "2021-01-14", "days"), HARWELL),
    "i-march": ("demonstration", "march", DateRange("2021-01-13", "2021-01-17", "days"), CAPITAL),
}
TOLLS = {"i-bomb": 80}


def small() -> Iterator[tuple[str, str, date, int, int]]:
    """Smaller incidents of the year: id, kind, day, killed, documents.  More dead, more documents, and some scatter."""
    for number in range(45):
        day = date(2021, 2, 1) + timedelta(days=7 * (number % 44))
        killed = (number * 7) % 13 if number % 3 else 0
        kind = "attack" if number % 3 else "demonstration"
        documents = 1 + (killed * (2 + number % 4)) // 6 + (number % 5 == 0)
        yield f"i-{number:02}", kind, day, killed, documents


def fill(path: Path) -> str:
    """Write the record, with a collection named ``press`` of all its papers and one, ``one``, of a single paper."""
    story = Story()
    bomb = "A bomb killed 80 people in Harwell."
    for number, (day, paper) in enumerate(
        [("2021-01-10", 0), ("2021-01-11", 0), ("2021-01-11", 2), ("2021-01-12", 0), ("2021-01-16", 2)]
    ):
        story.write(f"bomb-{number}", day, PAPERS[paper], {"i-bomb": "main"}, bomb)
    story.write("bomb-copy", "2021-01-12", PAPERS[1], {"i-bomb": "main"}, bomb, group="s1")
    story.groups["bomb-1"] = "s1"
    story.write("bomb-month", "2021-01", PAPERS[3], {"i-bomb": "main"}, bomb)
    tags = "They sat in the cold with the coffins. #WeAreAllHarwell #JusticeForSalma"
    story.write("sit-0", "2021-01-12", PAPERS[0], {"i-sit": "main", "i-bomb": "background"}, tags)
    story.write(
        "sit-1",
        "2021-01-13",
        PAPERS[2],
        {"i-sit": "main", "i-march": "co_main"},
        "A sit-in. #weareallharwell",
    )
    for number in range(24):
        day = f"2021-01-{13 + number % 5}"
        story.write(
            f"march-{number:02}", day, PAPERS[number % 4], {"i-march": "main"}, "Thousands walk to Orley."
        )
    for number in range(5):
        story.write(
            f"cup-{number}", f"2021-01-{12 + number % 3}", PAPERS[number % 4], {}, "The ball rolled on.",
            f"Harwell Rovers win the Lantern Cup, part {number}",
        )  # fmt: skip
    story.write("recipe", "2021-01-12", PAPERS[2], {}, "Boil it.", "Soup for the winter")
    for key, kind, day, killed, documents in small():
        type = "shooting" if kind == "attack" else "protest"
        KINDS[key] = (kind, type, DateRange(str(day), str(day), "day"), HARWELL)
        TOLLS[key] = killed
        for number in range(documents):
            published = str(day + timedelta(days=number % 3))
            story.write(f"{key}-{number}", published, PAPERS[number % 4], {key: "main"})
    with Record.open(path) as record:
        generation = record.begin_run("d")
        record.add_batch(story.outcomes, "d", generation)
        record.set_syndication(story.groups)
        found = [_incident(key, story.reports[key]) for key in sorted(story.reports)]
        episode = Episode("e-1", "bombing, Harwell", ("i-bomb", "i-sit"), "2021-01-10", "2021-01-14")
        record.replace_incidents(found, draw=lambda _: [episode])
        record.finish_run(generation)
    for name, papers in (("press", PAPERS), ("one", PAPERS[:1])):
        sources = [word for paper in papers for word in ("--source", paper)]
        declare = [
            "collection",
            "declare",
            name,
            "--from",
            "2021",
            "--to",
            "2021",
            "--record",
            str(path),
            *sources,
        ]
        assert main(declare) == 0
    return str(path)


def _incident(key: str, reports: list[Report]) -> Incident:
    kind, type, when, place = KINDS[key]
    killed = TOLLS.get(key)
    toll = (
        Toll(killed, killed, killed if key != "i-bomb" else 110, "made up", "made up")
        if killed is not None
        else None
    )
    links = (Link("in_response_to", "i-bomb", "It names the bombing.", 0.8),) if key == "i-sit" else ()
    victims = (Victim("Salma Idrissou"),) if key == "i-bomb" else ()
    return Incident(
        key, kind, type, "political", "", when, place, tuple(reports), killed=toll if kind == "attack" else None,
        links=links, victims=victims, provenance="rules",
    )  # fmt: skip
