"""Lists of incidents as ACLED and UCDP keep them, for the tests: made up around the bundled reports, notes in our own words.

Tolls differ from what the reports say, one row has a wrong year, and some rows are rubbish.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ACLED = (
    "event_id_cnty", "event_date", "year", "time_precision", "event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1",
    "actor2", "iso", "country", "admin1", "admin2", "location", "latitude", "longitude", "geo_precision", "source", "notes",
    "fatalities",
)  # fmt: skip
BLAST = ("Explosions/Remote violence", "Remote explosive/landmine/IED")
SUICIDE = ("Explosions/Remote violence", "Suicide bomb")
ATTACK = ("Violence against civilians", "Attack")
PEACEFUL = ("Protests", "Peaceful protest")
LEJ = "Lashkar-e-Jhangvi"
NOBODY = "Unidentified Armed Group (Pakistan)"
QUETTA = ("Balochistan", "Quetta", "Quetta", "30.1872", "67.0125")
KABUL = ("Kabul", "Kabul", "Kabul", "34.5167", "69.1833")


def event(
    number: int,
    day: str,
    sort: Sequence[str],
    actor: str,
    dead: object,
    notes: str,
    where: Sequence[str] = QUETTA,
    **more: str,
) -> dict[str, Any]:
    """A row of ACLED's present layout."""
    country = "Afghanistan" if where is KABUL else "Pakistan"
    row = dict.fromkeys(ACLED, "") | {
        "event_id_cnty": f"PAK{number}", "event_date": day, "year": day[-4:], "time_precision": "1", "event_type": sort[0],
        "sub_event_type": sort[1], "actor1": actor, "country": country, "admin1": where[0], "admin2": where[1],
        "location": where[2], "latitude": where[3], "longitude": where[4], "geo_precision": "1", "source": "Made up",
        "notes": notes, "fatalities": dead,
    }  # fmt: skip
    return row | more


EVENTS = (
    event(101, "28 June 2012", SUICIDE, NOBODY, 14, "A bomber struck a bus that brought pilgrims back; Hazar Ganji."),
    event(102, "16 February 2013", BLAST, LEJ, 84, "A bomb in a water tank tore through a market in Hazara Town.\nMany of the dead were women."),
    event(103, "30 June 2013", SUICIDE, LEJ, 28, "A man blew himself up near a mosque, and \"dozens\" were hurt."),
    event(104, "24 October 2016", ATTACK, "Islamic State (Pakistan)", 40, "Gunmen entered a police training college at night."),
    event(105, "12 April 2018", BLAST, NOBODY, 20, "A bomb among the potatoes of the Hazarganji market."),
    event(106, "25 July 2018", SUICIDE, "Islamic State (Pakistan)", 31, "A bomber at a polling station on the day of the vote."),
    event(107, "15 August 2018", SUICIDE, "Islamic State (Afghanistan)", 48, "A bomber in a class of pupils before their exam.", KABUL),
    event(108, "9 April 2012", ATTACK, NOBODY, 6, "Men on motorcycles shot shopkeepers in a shoe shop."),
    event(109, "3 March 2014", ATTACK, NOBODY, 2, "Two men of the Hazara were shot on their way to work."),
    event(110, "5 May 2012", ATTACK, NOBODY, 1, "A tailor, Sajjad Moradi, was shot at his door."),
    event(111, "19 February 2013", PEACEFUL, "Protesters (Pakistan)", 0, "Mourners refused to bury their dead until the army came."),
)  # fmt: skip

RUBBISH = (
    'PAK201,"17 February 2013,2013,1,an unclosed quote',
    "PAK202,31 February 2013,2013,1,Riots,Mob violence,,,,,,Pakistan,,,Quetta,,,,,,1",
    "PAK203,17 February 2013,2013,1,Riots,Mob violence,,,,,,Pakistan,,,Quetta,,,,,,very many",
    "PAK204,17 February 2013,2012,1,Riots,Mob violence,,,,,,Pakistan,,,Quetta,,,,,,1",
    "PAK205,17 February 2013",
    "PAK102,17 February 2013,2013,1,Riots,Mob violence,,,,,,Pakistan,,,Quetta,,,,,,1",
)


def acled(path: Path, rows: Sequence[dict[str, Any]] = EVENTS, rubbish: bool = True) -> Path:
    """A file as ACLED gives it out, with a byte order mark; rubbish stands in its midst."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, ACLED)
        writer.writeheader()
        for n, row in enumerate(rows):
            writer.writerow(row)
            if rubbish and n == 3:
                stream.write("\r\n".join(RUBBISH) + "\r\n")
    return path


UCDP = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id",
    "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office", "source_date", "source_headline",
    "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude",
    "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end",
    "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip


def ged(path: Path) -> Path:
    """A file of UCDP GED's 49 columns: three incidents, one of them dated to a month only."""
    rows = []
    for number, first, last, precise, best, low, high, headline in (
        (7001, "2013-02-16", "2013-02-16", 1, 91, 81, 110, "Bomb kills scores at Quetta market"),
        (7002, "2012-06-28", "2012-06-29", 2, 14, 13, 14, "Bus with pilgrims bombed"),
        (7003, "2013-06-01", "2013-06-30", 4, 40, 30, 45, "Month of killings"),
        (7004, "2013-06-30", "2013-06-30", 1, 30, 28, 30, "Blast near Shia mosque"),
    ):
        rows.append(dict.fromkeys(UCDP, "") | {
            "id": number, "relid": f"PAK-2013-3-{number}", "year": first[:4], "type_of_violence": 3, "conflict_name": "LeJ - Civilians",
            "side_a": LEJ, "side_b": "Civilians", "number_of_sources": 2, "source_article": "Made up,2013-02-17,Bomb kills scores",
            "source_headline": headline, "where_prec": 1, "where_coordinates": "Quetta town", "adm_1": "Baluchistan province",
            "adm_2": "Quetta district", "latitude": 30.187222, "longitude": 67.0125, "country": "Pakistan", "date_prec": precise,
            "date_start": f"{first} 00:00:00.000", "date_end": f"{last} 00:00:00.000", "deaths_civilians": best, "best": best,
            "low": low, "high": high,
        })  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, UCDP)
        writer.writeheader()
        writer.writerows(rows)
    return path
