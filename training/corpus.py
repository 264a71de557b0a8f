"""Reads the annotated corpus in ``training/corpus``; its form is described in ``training/corpus/GUIDE.md``.

    python -m training.corpus            # errors of form, and what the corpus holds

Nothing in the product uses it: it teaches and measures readers.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "corpus"

_ATTACKS = frozenset(
    "bombing suicide-bombing shooting armed-clash shelling air-strike abduction assassination massacre stabbing lynching beating"
    " arson sabotage robbery hijacking sexual-violence grenade-attack vehicle-ramming chemical-attack killing attack".split()
)
_DEMONSTRATIONS = frozenset("sit-in hunger-strike strike march rally vigil blockade riot protest".split())
_STEPS = frozenset(
    "arrest charge trial conviction sentence acquittal release bail escape ban extradition warrant execution killing none".split()
)
_OLD = frozenset("attack demonstration legal response".split())
# label -> what may follow its colon
LABELS: dict[str, frozenset[str]] = {
    "attack": _ATTACKS, "demonstration": _DEMONSTRATIONS, "legal": _STEPS, "background": _OLD,
    **dict.fromkeys("response demand warning aggregate negated hypothetical planned foiled claim media none".split(), frozenset()),
}  # fmt: skip
ROLES = frozenset(
    "perp_ind perp_org victim_name victim_group target weapon place date killed injured abducted arrested size killed_part"
    " injured_part speaker demand demander responder accused organiser participants".split()
)
_HEAD = re.compile(
    r"# (?P<id>[a-z]\d{4}) style=(?P<style>[\w-]+) region=(?P<region>[\w-]+)"
    r" published=(?P<published>\d{4}(?:-\d\d(?:-\d\d)?)?) country=(?P<country>[A-Z]{2}|-)"
)
_LINE = re.compile(r"(?P<kind>title: |- )\{(?P<labels>[^{}]+)\} (?P<words>.+)")
_SPAN = re.compile(r"\[([^\[\]]+)\]\(([^()]*)\)")
_LABEL = re.compile(r"([a-z]+)(?::([a-z-]+))?(?:@(\d+))?")
_ROLE = re.compile(r"([a-z_]+)(?:@(\d+))?")


@dataclass(frozen=True, slots=True)
class Tag:
    """A label or role, with its type after the colon (labels only) and the number of its incident, if any."""

    name: str
    type: str | None
    incident: int | None


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of a sentence and its roles; offsets are code points of the plain sentence."""

    start: int
    end: int
    roles: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One annotated sentence, without its marks."""

    title: bool
    labels: tuple[Tag, ...]
    text: str
    spans: tuple[Marked, ...]


@dataclass(frozen=True, slots=True)
class AnnotatedReport:
    """One report of the corpus."""

    id: str
    style: str
    region: str
    published: str
    country: str | None
    lines: tuple[Line, ...]


def read(paths: Sequence[Path] | None = None) -> Iterator[AnnotatedReport]:
    """The reports of ``paths`` (default: the whole corpus, files by name).

    Raises ValueError, naming file and line, where a line has not the form of the guide.
    """
    seen: set[str] = set()
    for path in paths or sorted(FOLDER.glob("*.txt")):
        head: re.Match[str] | None = None
        lines: list[Line] = []
        for number, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
            if raw.startswith("# "):
                if head is not None:
                    yield _report(head, lines)
                head, lines = _HEAD.fullmatch(raw), []
                if head is None or head["id"] in seen:
                    raise ValueError(f"{path.name}:{number}: no head line, or an id used before: {raw[:80]}")
                seen.add(head["id"])
            elif raw.strip():
                try:
                    lines.append(_line(raw))
                except ValueError as error:
                    raise ValueError(f"{path.name}:{number}: {error}") from None
        if head is not None:
            yield _report(head, lines)


def _report(head: re.Match[str], lines: Sequence[Line]) -> AnnotatedReport:
    country = None if head["country"] == "-" else head["country"]
    return AnnotatedReport(
        head["id"], head["style"], head["region"], head["published"], country, tuple(lines)
    )


def _line(raw: str) -> Line:
    match = _LINE.fullmatch(raw)
    if match is None:
        raise ValueError(f"no sentence line: {raw[:80]}")
    labels = tuple(_label(word) for word in match["labels"].split())
    text, spans, last = "", [], 0
    for span in _SPAN.finditer(match["words"]):
        text += match["words"][last : span.start()]
        roles = tuple(_role(word) for word in span[2].split())
        spans.append(Marked(len(text), len(text) + len(span[1]), roles))
        text, last = text + span[1], span.end()
    text += match["words"][last:]
    if "[" in text or "]" in text:
        raise ValueError(f"a bracket that marks no span: {raw[:80]}")
    return Line(match["kind"].startswith("title"), labels, text, tuple(spans))


def _label(word: str) -> Tag:
    match = _LABEL.fullmatch(word)
    if match is None or match[1] not in LABELS or (match[2] and match[2] not in LABELS[match[1]]):
        raise ValueError(f"unknown label {word}")
    return Tag(match[1], match[2], int(match[3]) if match[3] else None)


def _role(word: str) -> Tag:
    match = _ROLE.fullmatch(word)
    if match is None or match[1] not in ROLES:
        raise ValueError(f"unknown role {word}")
    return Tag(match[1], None, int(match[2]) if match[2] else None)


def counts(reports: Sequence[AnnotatedReport]) -> Counter[str]:
    """How many reports, sentences, labels and roles there are, and reports without any incident."""
    found: Counter[str] = Counter()
    for report in reports:
        found["reports"] += 1
        found["reports without an incident"] += not any(
            label.incident for line in report.lines for label in line.labels
        )
        for line in report.lines:
            found["sentences"] += 1
            found.update(f"label {label.name}" for label in line.labels)
            found.update(f"role {role.name}" for span in line.spans for role in span.roles)
    return found


if __name__ == "__main__":
    try:
        for name, count in sorted(counts(list(read())).items()):
            print(f"{count:7,} {name}")
    except ValueError as error:
        sys.exit(str(error))
