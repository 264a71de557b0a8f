"""Figures over many incidents: pure functions on a frame, each with its method, its assumptions and a caution.

It needs the packages of the extra ``analysis``; a record is made, looked at and exported without them.
"""

from __future__ import annotations

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
from vigil.analysis.changes import ChangePoint, NotComputed, change_point
from vigil.analysis.choice import Chosen, Question, choose
from vigil.analysis.episodes import episode_frame, link_frame
from vigil.analysis.expected import Expected, coverage_cases, expected_coverage
from vigil.analysis.frames import SCHEMA, Document, incident_frame, told_in
from vigil.analysis.hashtags import hashtag_counts, hashtag_frame, hashtags_in
from vigil.analysis.rates import RateChange, Side, rate_change, rate_ratio, two_sides
from vigil.analysis.rivals import Rivals, rivals
from vigil.analysis.trends import CAUTION, GROUPS, NOT_FINE, Timeline, published, published_in, timeline
from vigil.periods import UNITS, Period, period

__all__ = [
    "CAUTION",
    "COVERAGE",
    "DEMANDS",
    "GROUPS",
    "NOT_FINE",
    "RESPONSES",
    "SCHEMA",
    "UNITS",
    "ChangePoint",
    "Chosen",
    "Document",
    "Expected",
    "HalfLife",
    "Lethality",
    "NotComputed",
    "Period",
    "Question",
    "RateChange",
    "Rivals",
    "Sequences",
    "Side",
    "Timeline",
    "Window",
    "attention_window",
    "change_point",
    "choose",
    "coverage_by_day",
    "coverage_by_outlet",
    "coverage_cases",
    "coverage_frame",
    "coverage_totals",
    "demand_frame",
    "demand_picture",
    "episode_frame",
    "expected_coverage",
    "half_life",
    "hashtag_counts",
    "hashtag_frame",
    "hashtags_in",
    "incident_frame",
    "lethality",
    "link_frame",
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
]
