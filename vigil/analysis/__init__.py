"""Figures over many incidents: pure functions on a frame, each with its method, its assumptions and a caution.

It needs the packages of the extra ``analysis``; a record is made, looked at and exported without them.
"""

from __future__ import annotations

from vigil.analysis.accountability import accountability_frame
from vigil.analysis.asked import DEMANDS, RESPONSES, demand_frame, demand_picture, response_frame
from vigil.analysis.attacks import Lethality, Sequences, lethality, sequences
from vigil.analysis.attention import (
    COVERAGE,
    HalfLife,
    Window,
    attention_window,
    coverage_by_day,
    coverage_by_outlet,
    coverage_frame,
    coverage_totals,
    half_life,
    reprints,
)
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
from vigil.analysis.expected import Expected, coverage_cases, expected_coverage
from vigil.analysis.frames import SCHEMA, Document, incident_frame, told_in
from vigil.analysis.hashtags import hashtag_counts, hashtag_frame, hashtags_in
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
from vigil.analysis.rivals import Rivals, rivals
from vigil.analysis.trends import CAUTION, GROUPS, NOT_FINE, Timeline, published, published_in, timeline
from vigil.analysis.undercount import ASSUMPTIONS, TWO_LISTS, Estimate, Model, estimate
from vigil.periods import UNITS, Period, period

__all__ = [
    "ASSUMPTIONS",
    "CAPTURE_RULE",
    "CAUTION",
    "COVERAGE",
    "DEMANDS",
    "GROUPS",
    "NOT_FINE",
    "RESPONSES",
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
    "Expected",
    "Extent",
    "HalfLife",
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
    "Rivals",
    "Scope",
    "Sequences",
    "Side",
    "Timeline",
    "Window",
    "accountability_frame",
    "attention_window",
    "captured_by",
    "captures",
    "change_point",
    "choose",
    "common_scope",
    "compare_lists",
    "comparison_frame",
    "coverage_by_day",
    "coverage_by_outlet",
    "coverage_cases",
    "coverage_frame",
    "coverage_totals",
    "crowded",
    "demand_frame",
    "demand_picture",
    "episode_frame",
    "estimate",
    "expected_coverage",
    "extent",
    "half_life",
    "hashtag_counts",
    "hashtag_frame",
    "hashtags_in",
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
    "reprints",
    "response_frame",
    "rivals",
    "sequences",
    "timeline",
    "told_in",
    "two_sides",
    "verdict",
]
