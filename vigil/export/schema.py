"""The tables of a release: name, columns, type, unit and meaning, declared once.

The rows (tables.py), the data dictionary, datapackage.json and the Parquet files all follow this declaration.
"""

from __future__ import annotations

from dataclasses import dataclass

from vigil.aftermath import KINDS


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``kind`` is string, integer, number, boolean or date (a full day, YYYY-MM-DD)."""

    name: str
    kind: str
    about: str
    unit: str = ""
    refers: str = ""  # "table.column" whose values these are


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, and the columns that tell rows apart."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Its columns in order."""
        return tuple(column.name for column in self.columns)


def _s(name: str, about: str, refers: str = "") -> Column:
    return Column(name, "string", about, refers=refers)


def _n(name: str, about: str, unit: str = "") -> Column:
    return Column(name, "integer", about, unit)


MEASURES = {
    "killed": "killed",
    "injured": "injured",
    "abducted": "abducted",
    "arrested": "arrested",
    "size": "taking part",
}
_INCIDENT = "incidents.id"
_DOCUMENT = "documents.id"
_PREFIX = "a day or a prefix of one: 2013, 2013-01, 2013-01-10"


def _tolls() -> tuple[Column, ...]:
    columns: list[Column] = []
    for measure, words in MEASURES.items():
        columns += [
            _n(f"{measure}_low", f"lowest credible stated figure of people {words}; empty: open or nothing reported", "people"),
            _n(f"{measure}_best", f"the figure that the rule chose; empty: nothing reported, 0: a text says none {words}", "people"),
            _n(f"{measure}_high", "highest credible stated figure; empty: open ('at least') or nothing reported", "people"),
            _n(f"{measure}_attackers", "attackers among them, where the text counts them apart", "people"),
            _s(f"{measure}_rule", "the rule that concluded it: see the table rules"),
        ]  # fmt: skip
    return tuple(columns)


def _when(of: str) -> tuple[Column, ...]:
    return (
        Column(
            "date_start", "date", f"first day of {of}, or of the days that it may have been; empty: unknown"
        ),
        Column("date_end", "date", "last day of the same; empty: unknown or open"),
        _s(
            "date_precision",
            "how fine the date is: day, days, week, month, season, year, years, unknown; days says a duration or a doubt",
        ),
    )


def _where() -> tuple[Column, ...]:
    return (
        _s("document", "document that holds the words", _DOCUMENT),
        _s("field", "text or title of the document"),
        _s("quote", "the exact words; cut to the words beside it where a private name stood in them"),
        _n("start", "where the quote begins in that field", "code points from 0"),
        _n("end", "where it ends, not included", "code points"),
        Column(
            "masked", "boolean", "true: the quote was cut because of a private name (then it may be empty)"
        ),
    )


_OF = (
    _s("of_kind", f"what it belongs to: {', '.join(KINDS)}"),
    _s("of", "id of that demand, response ... (tables of the same names)"),
)

TABLES: tuple[Table, ...] = (
    Table("incidents", "One row for each event: reports of any number of documents that tell the same attack, demonstration, response or court step.", (
        _s("id", "id of the incident"), _s("kind", "attack, demonstration, official_response, legal_action, other"),
        _s("type", "word of the codebook", "event_types.type"), _s("nature", "political, criminal, accidental, unclear"),
        _s("summary", "the sentence that tells it, as written; private names covered with blocks"), *_when("the event"),
        _s("place", "finest place, as the text has it"), _s("neighbourhood", "neighbourhood"), _s("city", "city or town"),
        _s("admin1", "first subdivision of the country"), _s("country", "English name"), _s("country_code", "ISO 3166-1 alpha-2"),
        Column("lat", "number", "latitude of the place at its precision, never of the exact spot unless that is a site", "degrees, WGS 84"),
        Column("lon", "number", "longitude", "degrees, WGS 84"),
        _s("place_precision", "site, neighbourhood, city, district, admin1, country"), _n("geonames_id", "id in GeoNames"),
        *_tolls(), _s("weapons", "words of the codebook, joined by '; '"), _s("targets", "words for what was attacked, joined by '; '"),
        _s("parts", "words for its parts ('two blasts'), joined by '; '"), _n("documents", "documents that tell it", "documents"),
        _n("sources", "the same with near-copies of one story and all stories of one outlet counted once", "sources"),
        Column("confidence", "number", "how sure the reading is that a careful reader would record it so", "0 to 1"),
        _s("status", "suggested by the program, or what a person decided"),
        _s("corrected", "columns whose value is a person's and not the program's (or the names of other tables: claims, links, actors), joined by '; '; empty: none. The table decisions has both values"),
        _s("provenance", "reader and rules that made it, with versions"),
    ), ("id",)),
    Table("tolls_by_group", "Parts of a toll that reports count by group (women, police ...).", (
        _s("incident", "incident", _INCIDENT), _s("measure", ", ".join(MEASURES)), _s("group", "group, as reported"),
        _n("count", "how many of the group", "people"),
    ), ("incident", "measure", "group")),
    Table("reports", "One incident as one document tells it.", (
        _s("id", "document and number"), _s("incident", "incident that the report was joined to", _INCIDENT), _s("document", "document", _DOCUMENT),
        _s("role", "main: the document's subject; co_main: told as news beside it; background: told in passing"),
        _s("kind", "kind of event"), _s("type", "word of the codebook", "event_types.type"), *_when("the event as this document tells it"),
        _s("place", "place as this document has it"), Column("confidence", "number", "of the reader", "0 to 1"),
    ), ("id",)),
    Table("merges", "Why two reports were taken for the same incident.", (
        _s("incident", "incident", _INCIDENT), _s("left", "report", "reports.id"), _s("right", "report", "reports.id"),
        Column("score", "number", "how alike they are", "0 to 1"), _s("why", "the reason, a sentence"),
    ), ("incident", "left", "right")),
    Table("reasons", "How kind, date, place and confidence of an incident were chosen.", (
        _s("incident", "incident", _INCIDENT), _n("position", "order, from 1"), _s("field", "what was chosen"), _s("why", "the reason, a sentence"),
    ), ("incident", "position")),
    Table("claims", "What somebody said about one attribute of one incident, with the exact words. Claims are never reconciled.", (
        _s("incident", "incident", _INCIDENT), _s("id", "id of the claim"),
        _s("attribute", "killed, injured, killed_subset, injured_subset, abducted, arrested, size, perpetrator, victim, demand, response, accountability, warning, relation, organiser, participant, duration, intervention, ending, cause"),
        _s("value", "number, name or words as written"), _n("low", "lower bound that the words give; empty: open"), _n("high", "upper bound; empty: open"),
        _s("qualifier", "exact, at least, more than, up to, about, between, dozens, scores, hundreds, thousands"),
        _s("speaker", "who says so, as written; empty: no source named"), _s("speaker_kind", "police, official, hospital, military, group, witness, ngo, media, headline, dataset (a list that others keep), other"),
        _s("stance", "of a perpetrator: claimed, blamed, suspected, denied, unclaimed, reported"), _s("as_of", f"the day it refers to, {_PREFIX}"),
        Column("superseded", "boolean", "true: the text itself calls it an earlier count"), _s("group", "whom a count of a subset is about"),
        _s("detail", "word of the codebook: class of a demand, act of a response, step, relation"),
        _s("addressee", "of whom something is demanded, whom a threat is made against"), _s("until", f"deadline, {_PREFIX}"),
        Column("entered", "boolean", "true: a person entered it, or corrected what the program read"), *_where(),
    ), ("incident", "id")),
    Table("actors", "Who has a part in an incident, as reports say. An accused stands with who accuses.", (
        _s("incident", "incident", _INCIDENT), _n("position", "order, from 1"), _s("id", "the same for the same name everywhere; of a withheld name it tells nothing"),
        _s("name", "name; of a private person [name withheld]"), _s("role", "perpetrator, victim, target, participant, organiser, responder, accused"),
        _s("stance", "claimed, blamed, suspected, denied, reported"), _s("by", "who says so"), _s("kind", "group, person, institution, community, unknown"),
    ), ("incident", "position")),
    Table("decisions", "What persons decided of an incident, beside what the program has: one row a decision, those taken back too. Persons are numbered, not named.", (
        _s("incident", "incident", _INCIDENT), Column("judgement", "integer", "the same decision in the table judgements", refers="judgements.position"),
        _s("verb", "accept, correct, retract, merge, split, link, unlink, reject claim, correct claim, enter claim, undo"),
        _s("field", "what it is about: kind, type, nature, date, place, killed, injured, abducted, arrested, size, perpetrators, summary, claims, documents, links; empty: the whole"),
        _s("claim", "id of the claim that it is about: of the program's reading, or of what was entered"),
        _s("machine", "what the program has; JSON where it has parts; empty: nothing"),
        _s("person", "what the person says, in the same form; empty: nothing, or words that the record does not show and that stay behind"),
        _s("by", "reviewer 1, reviewer 2 ..., the same in all tables"), _s("at", "when"), _s("reason", "why; private names covered"),
        Column("holds", "boolean", "true: the record shows what it says; false: it was taken back, others decided otherwise, or the incident has changed since"),
        Column("undone", "boolean", "true: it was taken back"),
    ), ("incident", "judgement")),
    Table("victims", "Victims by group; of a named victim only that there is one.", (
        _s("incident", "incident", _INCIDENT), _n("position", "order, from 1"), _s("group", "words for who they were"),
        _n("count", "how many; empty: not said", "people"), Column("named", "boolean", "true: a report names this person; the name is withheld"),
    ), ("incident", "position")),
    Table("links", "Typed arrows from the later or dependent incident to the one it answers, follows or is part of.", (
        _s("incident", "the later or dependent incident", _INCIDENT), _n("position", "order, from 1"),
        _s("type", "in_response_to, part_of, follows_up, retaliation_for, concession_to, in_series_with, warned_of"),
        _s("target", "the incident it points to", _INCIDENT), _s("why", "the reason, a sentence"), Column("confidence", "number", "of the rule", "0 to 1"),
    ), ("incident", "position")),
    Table("aggregates", "Totals over years or several incidents ('509 in five years'). Never an incident, never to be added to them.", (
        _s("id", "id"), _s("measure", "killed, injured, incidents, abducted, arrested"), _n("value", "figure as written"), _n("low", "lower bound; empty: open"),
        _n("high", "upper bound; empty: open"), _s("qualifier", "as for claims"), _s("scope", "the words that say over what"),
        Column("period_start", "date", "first day of the period; empty: unknown"), Column("period_end", "date", "last day; empty: unknown or open"),
        _s("speaker", "who says so"), *_where(),
    ), ("id",)),
    Table("documents", "What was read, set aside or cited, without its text. This is what every figure rests on.", (
        _s("id", "id, as the input gave it, or a hash where that spells out a private name"), _n("version", "version of the text, from 1"),
        _s("url", "address; empty: none known, or withheld"), Column("url_withheld", "boolean", "true: the address spells out a private name, and is left out"), _s("canonical_url", "address that the page itself gives"),
        _s("outlet", "who published it"), _s("title", "headline; private names covered"), _s("published", f"date of publication, {_PREFIX}"),
        _s("published_from", "where that date is from"), _s("language", "ISO 639-1"), _s("country", "country given with the input, a prior"),
        _s("status", "read, or set_aside"), _s("reason", "why it was set aside"), _s("syndication", "group of near-copies of one story"),
        _s("sha256", "SHA-256 of the raw bytes as they came in"), Column("in_collection", "boolean", "inside the collection of this release; empty: none was named"),
    ), ("id",)),
    Table("episodes", "Incidents that hang together by their links.", (
        _s("id", "id"), _s("title", "title"), _s("start", f"first day, {_PREFIX}"), _s("end", f"last day, {_PREFIX}"),
    ), ("id",)),
    Table("story", "The account of an episode, a sentence each.", (
        _s("episode", "episode", "episodes.id"), _n("position", "order, from 1"), _s("date", f"day, {_PREFIX}"), _s("incident", "incident", _INCIDENT), _s("text", "the sentence"),
    ), ("episode", "position")),
    Table("demands", "What was demanded, as all reports of an episode have it. 'no evidence' means that nothing more was found in these documents, not that nothing was done.", (
        _s("id", "id"), _s("what", "class of the codebook"), _s("words", "as written, the fullest"), _s("by", "who demands"), _s("of", "of whom"),
        _s("first", f"first seen, {_PREFIX}"), _s("last", f"last seen, {_PREFIX}"), _s("state", "open, refused, promised, partly met, met, withdrawn, no evidence"),
        _s("episode", "episode", "episodes.id"),
    ), ("id",)),
    Table("responses", "What somebody in power did, said, promised or refused because of an incident.", (
        _s("id", "id"), _s("act", "class of the codebook"), _s("words", "as written"), _s("by", "who"), _s("date", f"when it was done, {_PREFIX}"),
        _s("first", f"first seen, {_PREFIX}"), _s("last", f"last seen, {_PREFIX}"), _s("until", f"deadline, if one was given, {_PREFIX}"), _s("episode", "episode", "episodes.id"),
    ), ("id",)),
    Table("answers", "Which demand a response answers.", (
        _s("response", "response", "responses.id"), _s("demand", "demand", "demands.id"),
    ), ("response", "demand")),
    Table("accused", "Accused persons, groups and described sets of people. Being accused is no finding; read it with its steps and outcome.", (
        _s("id", "id"), _s("name", "name of a group, or words ('two masterminds'); of a person [name withheld]"), _s("kind", "person, group, described"),
        _s("outcome", "last step that ends a case (acquittal, conviction ...); empty: none found in these documents"),
    ), ("id",)),
    Table("steps", "Dated turns of a demand, a promise or the case of an accused, each with the sentence why.", (
        *_OF, _n("position", "order, from 1"), _s("what", "word of the codebook: refused, met; arrest, acquittal"), _s("date", f"when it happened, {_PREFIX}"),
        _s("seen", f"when the earliest document that says so was published, {_PREFIX}"), _s("by", "who did it"), _s("incident", "incident whose reports say so", _INCIDENT),
        _s("outcome", "of an accused: how the case ended, repeated on each step so that no accusation stands without it"), _s("why", "a sentence"),
    ), ("of_kind", "of", "position")),
    Table("threats", "Threats and warnings made before. That a later incident matches one is a rule's finding; whether it was heeded is not computed.", (
        _s("id", "id"), _s("words", "as written"), _s("by", "who"), _s("against", "against whom"), _s("date", f"when it was made, {_PREFIX}"),
        _s("seen", f"when it was first reported, {_PREFIX}"), _s("channel", "leaflet, letter, telephone, statement ..., as written"),
    ), ("id",)),
    Table("threat_matches", "Later incidents that match a threat.", (
        _s("threat", "threat", "threats.id"), _n("position", "order, from 1"), _s("incident", "incident", _INCIDENT), _s("why", "why it matches, a sentence"),
    ), ("threat", "position")),
    Table("threat_between", "What officials are reported to have done between a threat and the first incident that matches it.", (
        _s("threat", "threat", "threats.id"), _s("response", "response", "responses.id"),
    ), ("threat", "response")),
    Table("parties", "The register of actors: groups, institutions, communities, persons in public role; private persons without their names.", (
        _s("id", "id"), _s("name", "name; of a private person [name withheld]"), _s("kind", "group, institution, community, person"),
        Column("private", "boolean", "true: a person in no public role"),
    ), ("id",)),
    Table("party_names", "Other names of an actor, and why names were joined.", (
        _s("party", "actor", "parties.id"), _n("position", "order, from 1"), _s("what", "alias, or why"), _s("text", "the name, or the sentence"),
    ), ("party", "position")),
    Table("party_roles", "Parts that an actor has in incidents.", (
        _s("party", "actor", "parties.id"), _s("incident", "incident", _INCIDENT), _s("role", "role"),
    ), ("party", "incident", "role")),
    Table("party_relations", "Dated claims about two actors.", (
        _s("party", "actor", "parties.id"), _n("position", "order, from 1"), _s("kind", "affiliated with, splinter of, banned by, allied with, leader of, member of ..."),
        _s("other", "the other, by name"), _s("date", f"since when, {_PREFIX}"), _s("seen", f"when it was first reported, {_PREFIX}"),
    ), ("party", "position")),
    Table("about", "Which incidents an episode, demand, response, accused, threat is about.", (
        *_OF, _n("position", "order, by date"), _s("incident", "incident", _INCIDENT),
    ), ("of_kind", "of", "position")),
    Table("evidence", "The words on which links, story, demands, responses, steps, threats and relations rest.", (
        Column("of_kind", "string", f"what rests on it: link, {', '.join(KINDS)}"), _s("of", "its id (of a link: the incident it sits on)"),
        _n("part", "position of the link, sentence, step or relation within it; 0: the whole"), _n("position", "order, from 1"),
        _s("claim", "id of the claim, where the words are one"), *_where(),
    ), ("of_kind", "of", "part", "position")),
    Table("collections", "What somebody declared to have collected: the denominator. Only inside one does 'nothing was found' mean something.", (
        _s("name", "name"), _n("version", "version of the declaration, from 1; the latest counts"), _s("sources", "outlets, joined by '; '; empty: all"),
        _s("languages", "ISO 639-1, joined by '; '; empty: all"), Column("start", "date", "first day"), Column("end", "date", "last day"),
        _s("query", "how documents were sought"), _s("note", "note"), _s("by", "who declared it"), _s("at", f"when it was declared, {_PREFIX}"),
    ), ("name", "version")),
    Table("collection_gaps", "Where a collection is known to lack documents.", (
        _s("collection", "collection", "collections.name"), _n("version", "version"), _n("position", "order, from 1"),
        _s("period", "days, as declared; empty: always"), _s("source", "outlet; empty: every source"), _s("reason", "reason"),
    ), ("collection", "version", "position")),
    Table("collection_months", "Documents that the record holds of each collection, by month and source: what a month without incidents rests on.", (
        _s("collection", "collection (its latest declaration)", "collections.name"), _s("month", "YYYY-MM"), _s("source", "outlet"),
        _n("documents", "documents inside the collection", "documents"),
    ), ("collection", "month", "source")),
    Table("judgements", "What persons decided; inputs of the record that are never overwritten. Persons are numbered, not named.", (
        _n("position", "order, from 1"), _s("subject", "what it is about"), _s("decision", "decision"), _s("value", "value"), _s("by", "reviewer 1, reviewer 2 ..."),
        _s("at", "when"), _s("reason", "reason; private names covered"),
    ), ("position",)),
    Table("event_types", "The event codebook: types of incident and their nearest place in other codebooks.", (
        _s("type", "type"), _s("kind", "kind"), _s("acled", "ACLED event or sub-event type"), _s("plover", "PLOVER event"), _s("ucdp", "UCDP type of violence"), _s("gtd", "GTD attack type"),
    ), ("type",)),
    Table("rules", "Rules that made conclusions and links, by name and version.", (
        _s("name", "name and version"), _s("text", "what it does"),
    ), ("name",)),
)  # fmt: skip
