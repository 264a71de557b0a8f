"""What people decide of the machine's suggestions, and what the record shows for it.

decisions   what may be decided, checked, and kept as a judgement
values      the values that a field may be given; written: as a person writes them
groups      which reports are one incident after merges, splits and entries
readers     what several readers decided of one incident, and where they disagree
apply       both put together: the machine's incidents as people left them
history     what was decided on one incident
queue       what is worth a person's look first
told        decisions and changes in words
sealed      who a confidential source is, under a passphrase
"""

from vigil.review.apply import Settled, settle
from vigil.review.decisions import (
    Accept,
    Amend,
    Correct,
    Decision,
    Enter,
    Judged,
    Merge,
    Reject,
    Retract,
    Split,
    Tie,
    Undo,
    Untie,
    active,
    checked,
    decoded,
    id_of,
    incidents_of,
    judged,
    judgement,
)
from vigil.review.groups import entered_report
from vigil.review.history import Entry, History, history
from vigil.review.readers import RULE, STATUSES, accepted
from vigil.review.values import value_of

__all__ = [
    "RULE",
    "STATUSES",
    "Accept",
    "Amend",
    "Correct",
    "Decision",
    "Enter",
    "Entry",
    "History",
    "Judged",
    "Merge",
    "Reject",
    "Retract",
    "Settled",
    "Split",
    "Tie",
    "Undo",
    "Untie",
    "accepted",
    "active",
    "checked",
    "decoded",
    "entered_report",
    "history",
    "id_of",
    "incidents_of",
    "judged",
    "judgement",
    "settle",
    "value_of",
]
