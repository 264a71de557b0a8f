"""An incident as a page in the terminal: claims side by side, each with its words and who says so."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from vigil.cli.console import NARROW, concluded_text, day_text, out, place_text, plain
from vigil.decided import FIELDS
from vigil.decided import plain as values
from vigil.phrases import days_text, figure_text, point_text
from vigil.records import Claim, Decided, Incident, Toll
from vigil.review.queue import shown
from vigil.store import DocumentRow

MEASURES = ("killed", "injured", "abducted", "arrested", "size")
FIGURES = ("killed", "injured", "killed_subset", "injured_subset", "abducted", "arrested", "size")
NAMING = ("perpetrator", "victim", "accountability", "relation")  # claims whose value is a name
SECTIONS = (
    ("perpetrator", "Who is named, and by whom"),
    ("victim", "Victims"),
    ("organiser", "Who called for it"),
    ("participant", "Who took part"),
    ("tactic", "What they did besides"),
    ("duration", "How long"),
    ("intervention", "What was done against it"),
    ("ending", "How it ended"),
    ("demand", "Demands"),
    ("response", "Responses"),
    ("accountability", "Accountability"),
    ("warning", "Warnings before"),
    ("relation", "Relations"),
    ("coverage", "What is said of coverage"),
)


def print_page(
    incident: Incident,
    documents: Mapping[str, DocumentRow],
    linked: Mapping[str, Incident],
) -> None:
    """Print everything that the record holds of an incident."""
    console = out()
    console.print(
        Text(f"{incident.type} · {place_text(incident.place)} · {day_text(incident.date)}", style="bold")
    )
    console.print(Text(f"{incident.kind}, {incident.nature} · confidence {incident.confidence:.2f} · {incident.status}"
                       f" · {incident.id}", style="dim"))  # fmt: skip
    console.print(Padding(Text(f"“{plain(incident.summary)}”", style="italic"), (1, 0, 1, 2), expand=False))
    if point := point_text(incident.place):
        _line(console, Text(point, style="dim"))
    for part in () if incident.places else incident.parts:
        _line(console, Text(f"part: {plain(part)}"))
    _tolls(console, incident)
    _places(console, incident)
    rows = [(report.document, claim) for report in incident.reports for claim in report.claims]
    figures = [(d, c) for d, c in rows if c.attribute in FIGURES]
    _heading(console, "Figures side by side", bool(figures))
    if figures:
        _print_figures(console, figures, documents)
    for attribute, title in SECTIONS:
        some = [(d, c) for d, c in rows if c.attribute == attribute]
        _heading(console, title, bool(some))
        for document, claim in some:
            _line(console, _claim_line(document, claim, documents))
    for name, words in (("Weapons", incident.weapons), ("Targets", incident.targets)):
        _heading(console, name, bool(words))
        if words:
            _line(console, Text(", ".join(plain(word) for word in words)))
    _links(console, incident, linked)
    _decided(console, incident)
    _heading(console, "Why", bool(incident.why or incident.merges))
    for name, sentence in incident.why:
        _line(console, Text(f"{name}: {plain(sentence)}"))
    for merge in incident.merges:
        what = f"{merge.left} and {merge.right} are one incident ({merge.score:.2f})"
        _line(console, Text(f"{what}: {plain(merge.why)}"))
    _documents(console, incident, documents)
    if incident.provenance:
        console.print(Text(f"\n{plain(incident.provenance)}", style="dim"))


def _decided(console: Console, incident: Incident) -> None:
    """What people decided, beside what the machine suggests."""
    _heading(console, "What people decided", bool(incident.decided))
    for one in incident.decided:
        console.print(Padding(Text(plain(decided_text(one))), (0, 0, 0, 2), expand=False))


def decided_text(one: Decided) -> str:
    """A decision as a line: what, the machine's suggestion and the person's word, who, why."""
    who = " and ".join(one.by) + f", {one.at[:10]}" + (f": {one.reason}" if one.reason else "")
    if one.field in FIELDS:
        said, machine = (shown(one.field, values(text)) for text in (one.decided, one.suggested))
        what = f"{one.field}: {said}, where the machine suggests {machine}"
    elif one.field == "reading":
        what = "read" if one.holds else "read, before it changed"
    elif one.field == "claim":
        what = f"claim {one.claim} " + ("rejected" if one.decided is None else f"corrected: {one.decided}")
    else:
        what = one.field if one.decided in (None, "true") else f"{one.field} {one.decided}"
    return f"{what} ({who})" + ("" if one.holds or one.field == "reading" else " – others say otherwise")


def _places(console: Console, incident: Incident) -> None:
    """The places of a wave one by one, each with the words that tell of it."""
    _heading(console, "Places", bool(incident.places))
    for part in incident.places:
        line = Text(place_text(part.place) + ("" if part.held else " (announced)") + "  ")
        line.append(f"“{plain(part.quote)}”", style="italic")
        _line(console, line.append(f"  {plain(part.document)}", style="dim"))


def _line(console: Console, text: Text, indent: int = 2) -> None:
    """A line that stays indented where it wraps."""
    console.print(Padding(text, (0, 0, 0, indent), expand=False))


def _heading(console: Console, title: str, wanted: bool) -> None:
    if wanted:
        console.print(Text(f"\n{title}", style="bold"))


def _tolls(console: Console, incident: Incident) -> None:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 2))
    for measure in MEASURES:
        toll: Toll | None = getattr(incident, measure)
        if toll is None:
            continue
        extra = f"; attackers apart: {toll.attackers}" if toll.attackers is not None else ""
        groups = "".join(f"; {group}: {count}" for group, count in toll.by_group)
        table.add_row(
            Text(measure),
            Text(concluded_text(incident, measure), style="bold"),
            Text(f"{toll.rule}: {toll.why}{extra}{groups}"),
        )
    if table.row_count:
        console.print(table)


def _print_figures(
    console: Console, rows: list[tuple[str, Claim]], documents: Mapping[str, DocumentRow]
) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 2))
    for name in ("of", "figure", "says", "outlet", "published", "in these words"):
        table.add_column(name)
    order = {name: n for n, name in enumerate(FIGURES)}
    rows.sort(
        key=lambda dc: (order[dc[1].attribute], _published(documents, dc[0]) or "9999", dc[0], dc[1].span)
    )
    for document, claim in rows:
        article = documents.get(document)
        of = claim.attribute.replace("_subset", "") + (f": {claim.group}" if claim.group else "")
        figure = figure_text(claim) + (" (earlier count)" if claim.superseded else "")
        says = (claim.speaker or "no source named") + (f", as of {claim.as_of}" if claim.as_of else "")
        outlet = article.outlet if article and article.outlet else document
        published = _published(documents, document)
        style = "dim" if claim.superseded or claim.attribute.endswith("_subset") else ""
        if console.width < NARROW:
            line = Text(plain(f"{of}  {figure}  “{claim.quote}”"), style=style)
            line.append(plain("  " + ", ".join(p for p in (says, outlet, published) if p)), style="dim")
            _line(console, line)
            continue
        cells = (of, figure, says, outlet, published, f"“{claim.quote}”")
        table.add_row(*(Text(plain(c), style=style) for c in cells))
    if table.row_count:
        console.print(table)


def _published(documents: Mapping[str, DocumentRow], document: str) -> str:
    article = documents.get(document)
    return article.published or "" if article else ""


def _claim_line(document: str, claim: Claim, documents: Mapping[str, DocumentRow]) -> Text:
    article = documents.get(document)
    line = Text()
    name = claim.value if isinstance(claim.value, str) and claim.attribute in NAMING else None
    named = () if claim.stance == "unclaimed" else (name,)  # nobody is named there
    against = f"against {claim.addressee}" if claim.attribute == "warning" and claim.addressee else None
    days = days_text(claim) if claim.attribute == "duration" else None
    said = (*named, claim.stance, claim.detail, against, days)
    label = ", ".join(plain(p) for p in said if p and p != "unknown")
    line.append(f"{label}  " if label else "")
    line.append(f"“{plain(claim.quote)}”", style="italic")
    by = claim.speaker or (article.outlet if article and article.outlet else document)
    entered = f" (entered by {plain(claim.entered_by)})" if claim.entered_by else ""
    line.append(f"  {plain(by)}{entered}" + (f", as of {claim.as_of}" if claim.as_of else ""), style="dim")
    return line


def _links(console: Console, incident: Incident, linked: Mapping[str, Incident]) -> None:
    _heading(console, "Links", bool(incident.links))
    for link in incident.links:
        other = linked.get(link.incident)
        what = f"{other.type}, {place_text(other.place)}, {day_text(other.date)}" if other else ""
        _line(console, Text(f"{link.type.replace('_', ' ')} {link.incident}  {what}"))
        _line(console, Text(plain(link.why), style="dim"), 4)


def _documents(console: Console, incident: Incident, documents: Mapping[str, DocumentRow]) -> None:
    console.print(Text("\nDocuments", style="bold"))
    roles: dict[str, list[str]] = {}
    cites: dict[str, str] = {}
    for report in incident.reports:
        if report.row_of is not None:
            cited = "; ".join(report.cites)
            cites[report.document] = "a row of a list" + (f" that cites {cited}" if cited else "")
        known = roles.setdefault(report.document, [])
        if report.role not in known:
            known.append(report.role)
    for key in sorted(roles, key=lambda d: (_published(documents, d) or "9999", d)):
        article = documents.get(key)
        line = Text(f"{plain(key)}  ")
        if article:
            line.append(
                "  ".join(
                    plain(p) for p in (article.published or "no date", article.outlet, article.title) if p
                )
            )
        line.append(f"  {'/'.join(roles[key])}", style="dim")
        if key in cites:
            line.append(f"  {plain(cites[key])}", style="dim")
        if article and article.syndication:
            line.append("  copy of an agency story", style="dim")
        _line(console, line)
        if article and article.url:
            console.print(Text(f"    {plain(article.url)}", style="dim"), soft_wrap=True)  # to be copied
