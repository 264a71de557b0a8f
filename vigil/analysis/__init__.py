"""Figures over many incidents: pure functions on a frame, each with its method, its assumptions and a caution.

It needs the packages of the extra ``analysis``; a record is made, looked at and exported without them.
"""

from __future__ import annotations

from vigil.analysis.attacks import Lethality, Sequences, lethality, sequences
from vigil.analysis.captured import CAPTURE_RULE, Captured, captured_by
from vigil.analysis.changes import ChangePoint, NotComputed, change_point
from vigil.analysis.choice import Chosen, Question, choose
from vigil.analysis.comparing import (
    VERDICTS,
    Comparison,
    Near,
    compare_lists,
    comparison_frame,
    verdict,
)
from vigil.analysis.episodes import episode_frame, link_frame
from vigil.analysis.frames import SCHEMA, Document, incident_frame, told_in
from vigil.analysis.likeness import RULE, likeness
from vigil.analysis.matching import Matching, Pair, crowded, match
from vigil.analysis.overlap import (
    Extent,
    Joined,
    Scope,
    captures,
    common_scope,
    extent,
    join,
    overlaps,
)
from vigil.analysis.rates import RateChange, Side, rate_change, rate_ratio, two_sides
from vigil.analysis.trends import CAUTION, GROUPS, NOT_FINE, Timeline, published, published_in, timeline
from vigil.analysis.undercount import ASSUMPTIONS, TWO_LISTS, Estimate, Model, estimate
from vigil.periods import UNITS, Period, period

__all__ = [
    "ASSUMPTIONS",
    "CAPTURE_RULE",
    "CAUTION",
    "GROUPS",
    "NOT_FINE",
    "RULE",
    "SCHEMA",
    "TWO_LISTS",
    "UNITS",
    "VERDICTS",
    "Captured",
    "ChangePoint",
    "Chosen",
    "Comparison",
    "Document",
    "Estimate",
    "Extent",
    "Joined",
    "Lethality",
    "Matching",
    "Model",
    "Near",
    "NotComputed",
    "Pair",
    "Period",
    "Question",
    "RateChange",
    "Scope",
    "Sequences",
    "Side",
    "Timeline",
    "captured_by",
    "captures",
    "change_point",
    "choose",
    "common_scope",
    "compare_lists",
    "comparison_frame",
    "crowded",
    "episode_frame",
    "estimate",
    "extent",
    "incident_frame",
    "join",
    "lethality",
    "likeness",
    "link_frame",
    "match",
    "overlaps",
    "period",
    "published",
    "published_in",
    "rate_change",
    "rate_ratio",
    "sequences",
    "timeline",
    "told_in",
    "two_sides",
    "verdict",
]
