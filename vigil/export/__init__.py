"""What leaves the machine: JSON Lines of the contract, and the forms of others.  Names of private persons stay behind."""

from __future__ import annotations

from vigil.export.aftermath import AFTERMATH, accused_row, demand_row, party_row, response_row, threat_row
from vigil.export.contract import aggregate_row, claim_row, document_row, incident_row
from vigil.export.decisions import Decisions
from vigil.export.episodes import episode_row, evidence_row
from vigil.export.formats import FORMATS, Format, export, format_named
from vigil.export.frames import frames
from vigil.export.freeze import Checked, Frozen, freeze
from vigil.export.freeze import check as check_release
from vigil.export.leaflets import About
from vigil.export.masking import masked
from vigil.export.names import WITHHELD, mask, private_names, shorten
from vigil.export.outgoing import Written
from vigil.export.table import COLUMNS, table_row
from vigil.export.withheld import withheld
from vigil.export.writing import atomic_writer, export_lines, incident_rows

__all__ = [
    "AFTERMATH",
    "COLUMNS",
    "FORMATS",
    "WITHHELD",
    "About",
    "Checked",
    "Decisions",
    "Format",
    "Frozen",
    "Written",
    "accused_row",
    "aggregate_row",
    "atomic_writer",
    "check_release",
    "claim_row",
    "demand_row",
    "document_row",
    "episode_row",
    "evidence_row",
    "export",
    "export_lines",
    "format_named",
    "frames",
    "freeze",
    "incident_row",
    "incident_rows",
    "mask",
    "masked",
    "party_row",
    "private_names",
    "response_row",
    "shorten",
    "table_row",
    "threat_row",
    "withheld",
]
