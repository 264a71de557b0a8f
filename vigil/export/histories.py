"""Which outlet has which incidents, as capture histories: what R's packages for undercount read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import IO

from vigil.export.outgoing import Written
from vigil.export.peers import write_csv
from vigil.export.schema import Column, Table
from vigil.export.tables import Chosen
from vigil.records import Incident

RULE = (
    "One row a distinct history: a column an outlet, 1 if it has these incidents and 0 if not, and freq, how many incidents have"
    " that history. An outlet has an incident if a document of it tells it as news of the day; near-copies of one story count once,"
    " for the outlet that published first. Incidents that no outlet tells as news are left out. Outlets are columns as they come:"
    " those that copy each other are joined, and a period and collection named, with vigil undercount --histories."
)
FREQUENCY = "freq"


def write(chosen: Chosen, incidents: Iterable[Incident], stream: IO[bytes]) -> Written:
    """CSV, most outlets first; the rows counted are histories.  Memory holds outlets by incident, never incidents."""
    from vigil.analysis import captured_by  # with the extra analysis alone
    from vigil.declared import outlet

    written = Written()
    outlets = sorted({outlet(d.outlet) for d in chosen.documents.values() if d.outlet})
    asked: Counter[None] = Counter()
    found = captured_by(
        _counted(incidents, asked), chosen.documents, {name: [name] for name in outlets}
    ).lists
    told = sorted({name for names in found.values() for name in names})
    counts = Counter(tuple(int(name in names) for name in told) for names in found.values())
    columns = _names(told)
    table = Table("histories", RULE, tuple(Column(name, "integer", "") for name in (*columns, FREQUENCY)), ())
    histories = sorted(counts.items(), key=lambda item: (-sum(item[0]), *(-cell for cell in item[0])))
    rows = (
        dict(zip((*columns, FREQUENCY), (*history, number), strict=True)) for history, number in histories
    )
    written.rows = write_csv(table, rows, stream)
    if missing := asked[None] - len(found):
        written.left_out["that no outlet tells as news"] = missing
    return written


def _counted(incidents: Iterable[Incident], asked: Counter[None]) -> Iterator[Incident]:
    for incident in incidents:
        asked[None] += 1
        yield incident


def _names(outlets: list[str]) -> list[str]:
    """A header for each outlet; none is the header of the frequency."""
    return [f"{name} (outlet)" if name == FREQUENCY else name for name in outlets]
