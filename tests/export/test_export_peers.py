"""PLOVER, GeoJSON, FollowTheMoney and linked data, each checked by its own reader or the words of its manual."""

from __future__ import annotations

import json
from typing import Any

import leaving
import made_up
import rdflib
from followthemoney import model
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.namespace import RDF

from vigil import codebook
from vigil.export.plover import coded
from vigil.records import Actor, DateRange, Incident, Link, PlacedPart, Span, Toll

OUTLETS = (
    leaving.document(
        "n-1",
        "The Sahel Post",
        url="https://news.example/1?a=b c",
        title="Bomb",
        published="2021-03",
        language="en",
    ),
    leaving.document("n-2", "The Daily", published="2021-03-03"),
)
SCHEMA = rdflib.Namespace("https://schema.org/")
TERM = rdflib.Namespace("urn:vigil:term:")
FEW = settings(max_examples=40, deadline=None)


def both() -> list[Incident]:
    return list(made_up.incidents())


# ---------------------------------------------------------------- PLOVER


def plover(*incidents: Incident) -> list[dict[str, Any]]:
    content, _ = leaving.written("plover", incidents, documents=OUTLETS)
    return [json.loads(line) for line in content.splitlines()]


def test_the_crosswalk_speaks_the_words_of_plovers_manual() -> None:
    events = codebook.load("peers")["plover"]
    for name, entry in codebook.load("events")["types"].items():
        said = (entry.get("crosswalk") or {}).get("plover")
        if said and " or " not in said:
            event, _, mode = said.partition(" / ")
            assert event in events, (name, said)
            assert not mode or mode in events[event]["modes"], (name, said)
            assert coded(name) == (event, mode or None)


def test_a_plover_record_has_what_it_must_and_its_words() -> None:
    bomb, sit = plover(*both())
    for row in (bomb, sit):
        assert row["id"] and row["date"] and row["actor"] and row["event"]  # what the manual requires
    assert (bomb["event"], bomb["mode"], bomb["quad_code"]) == (["ASSAULT"], ["explosives"], 4)
    assert [actor["entity_text"] for actor in bomb["actor"]] == ["Red Dawn Front"]
    assert bomb["size"] == {"dead": 15, "injured": 40, "arrested": None}
    assert bomb["vigil"]["tolls"]["killed"]["low"] == 12
    for told in bomb["text_info"]:
        assert made_up.TEXTS[told["document"]][told["start"] : told["end"]] == told["quote"]
    assert bomb["event_loc"]["cc3"] == "NER" and "text" not in bomb
    assert [cited["publication"] for cited in bomb["cite_info"]] == ["The Sahel Post", "The Daily"]
    assert (sit["event"], sit["actor"][0]["sector"]) == (["PROTEST"], "CVL")
    assert (sit["date"], sit["enddate"]) == ("2021-03-02", "2021-03-04")


def test_plover_has_no_row_without_one_event_or_a_day_and_no_actor_is_made_up() -> None:
    found = [
        leaving.bomb(id="a", type="statement"), leaving.bomb(id="b", date=DateRange(None, None, "unknown")),
        leaving.bomb(id="c", nature="accidental"), leaving.bomb(id="d", actors=(), date=DateRange("2021-03-01", "2021-03-31", "month")),
    ]  # fmt: skip
    (row,) = plover(*found)
    assert (row["id"], row["date"]) == ("d", "2021-03")
    assert row["actor"] == [{"code": None, "sector": "UNK", "entity_text": None}]


# ---------------------------------------------------------------- GeoJSON


def geojson(*incidents: Incident) -> dict[str, Any]:
    content, done = leaving.written("geojson", incidents)
    found = json.loads(content)
    assert done.rows == len(found["features"])
    return found


def assert_valid(found: dict[str, Any]) -> None:
    """What RFC 7946 asks of a collection of features."""
    assert found["type"] == "FeatureCollection" and isinstance(found["features"], list)
    assert not {"geometry", "properties", "coordinates", "geometries"} & set(found)  # section 7.1
    for feature in found["features"]:
        assert feature["type"] == "Feature" and isinstance(feature["id"], str)
        assert (
            isinstance(feature["properties"], dict)
            and "coordinates" not in feature
            and "features" not in feature
        )
        geometry = feature["geometry"]
        if geometry is None:
            continue
        assert set(geometry) == {"type", "coordinates"} and geometry["type"] in ("Point", "MultiPoint")
        points = geometry["coordinates"] if geometry["type"] == "MultiPoint" else [geometry["coordinates"]]
        for lon, lat in points:
            assert -180 <= lon <= 180 and -90 <= lat <= 90


@given(
    st.lists(
        leaving.attacks() | st.builds(lambda i: leaving.replace(i, place=None), leaving.attacks()), max_size=4
    )
)
@FEW
def test_any_incidents_are_a_valid_collection_with_their_points(found: list[Incident]) -> None:
    collection = geojson(*found)
    assert_valid(collection)
    for incident, feature in zip(found, collection["features"], strict=True):
        place, geometry = incident.place, feature["geometry"]
        if place is None or place.lat is None:
            assert geometry is None
        else:
            assert geometry["coordinates"] == [place.lon, place.lat]
        assert feature["properties"]["place_precision"] == (place and place.precision)
        killed = incident.killed
        assert killed and [feature["properties"][f"killed_{b}"] for b in ("low", "best", "high")] == [
            killed.low,
            killed.best,
            killed.high,
        ]


def test_a_wave_has_a_point_for_each_place_where_it_was_held() -> None:
    sit = made_up.incidents()[1]
    here = PlacedPart(made_up.TESSAOUA, True, "n-2", Span("text", 0, 6), "Monday")
    there = leaving.replace(here, place=leaving.replace(made_up.TESSAOUA, lat=13.8, lon=8.98))
    planned = leaving.replace(here, held=False, place=leaving.replace(made_up.TESSAOUA, lat=1.0, lon=1.0))
    collection = geojson(leaving.replace(sit, places=(here, there, planned)))
    assert_valid(collection)
    assert collection["features"][0]["geometry"] == {
        "type": "MultiPoint",
        "coordinates": [[7.9874, 13.757], [8.98, 13.8]],
    }


# ---------------------------------------------------------------- FollowTheMoney


def entities(*incidents: Incident) -> list[dict[str, Any]]:
    content, done = leaving.written("ftm", incidents, documents=OUTLETS)
    found = [json.loads(line) for line in content.splitlines()]
    assert done.rows == len(found)
    return found


def assert_loads(found: list[dict[str, Any]]) -> None:
    """Every entity is of FollowTheMoney's model, no value is refused, and every arrow arrives at what it may."""
    schemata = {entity["id"]: entity["schema"] for entity in found}
    assert len(schemata) == len(found)
    for entity in found:
        proxy = model.get_proxy(entity, cleaned=False)
        proxy.schema.validate(entity)
        for name, values in entity["properties"].items():
            prop = proxy.schema.get(name)
            assert prop is not None and len(proxy.get(name)) == len(values), (entity["schema"], name, values)
            for value in values if prop.type.name == "entity" else ():
                assert model[schemata[value]].is_a(prop.range), (name, schemata[value])
        for name in proxy.schema.required:
            assert proxy.get(name), (entity["schema"], name)


def test_entities_load_into_the_model_of_followthemoney() -> None:
    found = entities(*both())
    assert_loads(found)
    kinds = [entity["schema"] for entity in found]
    assert (kinds.count("Event"), kinds.count("Article"), kinds.count("Organization")) == (2, 2, 1)
    claims = [
        e for e in found if e["schema"] == "Documentation" and e["properties"]["role"][0].startswith("claim")
    ]
    assert {claim["properties"]["summary"][0] for claim in claims} >= {
        "At least 12 people were killed",
        "killed 15 people",
    }
    assert not any(entity["schema"] == "Person" for entity in found)


@given(leaving.attacks())
@FEW
def test_any_incident_is_entities_of_the_model(found: Incident) -> None:
    assert_loads(entities(found))


def test_a_body_is_tied_to_an_event_with_its_stance_alone() -> None:
    actors = (
        Actor("Red Dawn Front", "perpetrator", "blamed", "police", "group"), Actor("Red Dawn Front", "perpetrator", "denied", None, "group"),
        Actor("the governor", "responder", "reported", None, "institution"),
    )  # fmt: skip
    found = entities(leaving.bomb(actors=actors))
    assert_loads(found)
    ties = [e["properties"] for e in found if e["schema"] == "UnknownLink"]
    assert [(tie["role"][0], tie["status"][0], tie.get("description")) for tie in ties] == [
        ("perpetrator", "blamed", ["according to police"]), ("perpetrator", "denied", None), ("responder", "reported", None),
    ]  # fmt: skip
    (event,) = [e for e in found if e["schema"] == "Event"]
    assert not {"involved", "organizer"} & set(event["properties"])
    assert [e["properties"]["name"] for e in found if e["schema"] == "LegalEntity"] == [["the governor"]]


def test_a_date_is_as_fine_as_it_is_known() -> None:
    month = leaving.bomb(date=DateRange("2021-03-01", "2021-03-31", "month"))
    (event,) = [e for e in entities(month) if e["schema"] == "Event"]
    assert (event["properties"]["startDate"], event["properties"]["endDate"]) == (["2021-03"], ["2021-03"])


# ---------------------------------------------------------------- linked data


def graph(*incidents: Incident) -> rdflib.Graph:
    content, done = leaving.written("jsonld", incidents, documents=OUTLETS)
    assert "http://" not in json.dumps(json.loads(content)["@context"])  # and so nothing is loaded to read it
    found = rdflib.Graph().parse(data=content, format="json-ld")
    assert done.rows == len(set(found.subjects(RDF.type, SCHEMA.Event)))
    return found


def test_events_claims_and_articles_are_read_as_linked_data() -> None:
    found = graph(*both())
    bomb, sit = (rdflib.URIRef(f"urn:vigil:incident:{key}") for key in ("i-bomb", "i-sit"))
    assert found.value(bomb, SCHEMA.startDate) == rdflib.Literal("2021-03-01", datatype=SCHEMA.Date)
    toll = found.value(bomb, TERM.killed)
    assert [int(found.value(toll, name)) for name in (SCHEMA.minValue, SCHEMA.value, SCHEMA.maxValue)] == [
        12,
        15,
        15,
    ]
    assert (sit, TERM.in_response_to, bomb) in found
    claims = set(found.subjects(SCHEMA.about, bomb))
    assert len(claims) == 5 and all((claim, RDF.type, SCHEMA.Claim) in found for claim in claims)
    assert "killed 15 people" in {str(found.value(claim, SCHEMA.text)) for claim in claims}
    articles = set(found.subjects(RDF.type, SCHEMA.NewsArticle))
    assert (
        set(found.objects(bomb, SCHEMA.subjectOf))
        == articles
        == {rdflib.URIRef(f"urn:vigil:document:n-{n}") for n in (1, 2)}
    )
    assert found.value(rdflib.URIRef("urn:vigil:document:n-1"), SCHEMA.url) == rdflib.URIRef(
        "https://news.example/1?a=b%20c"
    )
    named = [str(found.value(node, TERM.stance)) for node in found.objects(bomb, TERM.named)]
    assert sorted(named) == ["claimed", "suspected"]
    assert not set(found.triples((None, SCHEMA.organizer, None))) and not set(
        found.triples((None, SCHEMA.performer, None))
    )
    site = found.value(bomb, SCHEMA.location)
    assert found.value(site, SCHEMA.sameAs) is None  # GeoNames' number is of the town, not of its market


@given(st.lists(leaving.attacks(), min_size=1, max_size=2, unique_by=lambda i: i.id))
@FEW
def test_any_incidents_are_linked_data(found: list[Incident]) -> None:
    held = graph(*found)
    for incident in found:
        node = rdflib.URIRef(f"urn:vigil:incident:{incident.id}")
        assert (node, RDF.type, SCHEMA.Event) in held
        toll = held.value(node, TERM.killed)
        assert incident.killed is not None
        for name, bound in ((SCHEMA.minValue, incident.killed.low), (SCHEMA.maxValue, incident.killed.high)):
            value = held.value(toll, name)
            assert (None if value is None else int(value)) == bound


def test_a_link_to_what_is_not_there_is_left_out() -> None:
    sit = leaving.replace(
        made_up.incidents()[1],
        links=(Link("in_response_to", "i-none", "It says so."),),
        killed=Toll(1, 1, 1, "r", "w"),
    )
    assert not [e for e in entities(sit) if e["schema"] == "UnknownLink"]
    assert not set(graph(sit).triples((None, TERM.in_response_to, None)))


def test_what_a_person_entered_is_told_as_such_in_every_form_with_claims() -> None:
    first = made_up.reports()[0]
    entered = leaving.replace(first.claims[0], entered_by="Reviewer Anne")
    incident = leaving.bomb(reports=(leaving.replace(first, claims=(entered,)),))
    (row,) = plover(incident)
    assert row["text_info"][0]["entered"] is True
    (claim,) = [e for e in entities(incident) if e["id"] == entered.id("n-1")]
    assert "entered by a person" in " ".join(claim["properties"]["description"])
    assert list(graph(incident).subjects(TERM.entered, rdflib.Literal(True)))
    content, _ = leaving.written("acled", [incident])
    assert b"entered by a person" in content
    for name in ("acled", "ucdp", "plover", "ftm", "jsonld"):
        assert b"Anne" not in leaving.written(name, [incident])[0]
