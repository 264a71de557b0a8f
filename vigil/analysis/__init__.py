"""Figures over many incidents: pure functions on a frame, each with its method, its assumptions and a caution.

It needs the packages of the extra ``analysis``; a record is made, looked at and exported without them.
"""

from __future__ import annotations

from vigil.analysis.accountability import accountability_frame
from vigil.analysis.attacks import Lethality, Sequences, lethality, sequences
from vigil.analysis.changes import ChangePoint, NotComputed, change_point
from vigil.analysis.choice import Chosen, Question, choose
from vigil.analysis.episodes import episode_frame, link_frame
from vigil.analysis.frames import SCHEMA, Document, incident_frame, told_in
from vigil.analysis.rates import RateChange, Side, rate_change, rate_ratio, two_sides
from vigil.analysis.trends import CAUTION, GROUPS, NOT_FINE, Timeline, published, published_in, timeline
from vigil.periods import UNITS, Period, period

__all__ = [
    "CAUTION",
    "GROUPS",
    "NOT_FINE",
    "SCHEMA",
    "UNITS",
    "ChangePoint",
    "Chosen",
    "Document",
    "Lethality",
    "NotComputed",
    "Period",
    "Question",
    "RateChange",
    "Sequences",
    "Side",
    "Timeline",
    "accountability_frame",
    "change_point",
    "choose",
    "episode_frame",
    "incident_frame",
    "lethality",
    "link_frame",
    "period",
    "published",
    "published_in",
    "rate_change",
    "rate_ratio",
    "sequences",
    "timeline",
    "told_in",
    "two_sides",
]
