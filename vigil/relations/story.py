"""One paragraph that says what happened, a sentence for each incident, with the words it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from vigil.aftermath import Line
from vigil.records import Incident


def story(ordered: Sequence[Incident]) -> tuple[Line, ...]:
    """A sentence for each incident, in this order."""
    return ()
