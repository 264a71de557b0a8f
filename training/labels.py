"""What the model says of words, sentences and texts: the order of its outputs, kept in the shipped file."""

from __future__ import annotations

from training.corpus import LABELS, ROLES

# Roles of the corpus of reports, and of templates (MUC-4); the last two of these are not in the benchmark view.
REPORT_ROLES = tuple(sorted(ROLES))
TEMPLATE_ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon", "VictimDescription", "Location")

SENTENCES = tuple(
    label + (f":{kind}" if kind else "") for label, kinds in LABELS.items() for kind in ("", *sorted(kinds))
)

TYPES = ("attack", "bombing", "kidnapping", "arson", "robbery", "forced work stoppage")
STAGES = ("accomplished", "attempted", "threatened")
HARM = ("death", "injury", "no injury or death", "regained freedom")
DAMAGE = ("destroyed", "some damage", "no damage")
TRUST = ("reported as fact", "claimed or admitted", "suspected or accused", "possible")

LONGEST = 14  # words in a span
JOIN = 48  # numbers that say which incident a word or sentence belongs to

# name of an output -> how many numbers stand for it at each piece; the order is that of the file
OUTPUTS: dict[str, int] = {
    "report_begin": len(REPORT_ROLES), "report_end": len(REPORT_ROLES), "report_inside": len(REPORT_ROLES),
    "template_begin": len(TEMPLATE_ROLES), "template_end": len(TEMPLATE_ROLES), "template_inside": len(TEMPLATE_ROLES),
    "sentence": len(SENTENCES),
    "text_type": len(TYPES),
    "type": len(TYPES), "stage": len(STAGES), "harm": len(HARM), "damage": len(DAMAGE), "trust": len(TRUST),
    "join": JOIN,
}  # fmt: skip

# What the record's own layers say.
RECORD: dict[str, int] = {n: OUTPUTS[n] for n in ("report_begin", "report_end", "report_inside", "sentence")}
RECORD_LAYERS = 3  # half of the encoder's, for half the cost
