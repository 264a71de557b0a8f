"""What is drawn from all incidents: episode by episode, then over the whole record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from vigil.aftermath import Aftermath, Response
from vigil.records import Incident, Judgement
from vigil.relations.accountability import Accountability
from vigil.relations.demands import draw_demands
from vigil.relations.episodes import draw_episode, name_of
from vigil.relations.parties import Parties
from vigil.relations.warnings import Warnings

__all__ = ["Chronicle"]


class Chronicle:
    """Takes groups of incidents that hang together, and gives what is drawn from them.

    ``published``: document -> date of publication, a prefix; ``syndication``: document -> its group of near-copies;
    ``judgements``: what persons decided.
    """

    def __init__(
        self,
        published: Mapping[str, str | None],
        syndication: Mapping[str, str],
        judgements: Sequence[Judgement] = (),
    ) -> None:
        self.published, self.syndication, self.judgements = published, syndication, judgements
        self._warnings = Warnings()
        self._responses: list[Response] = []
        self._accused, self._parties = Accountability(), Parties(judgements)

    def add(self, incidents: Sequence[Incident]) -> Iterator[Aftermath]:
        """What one episode, or one incident that is in none, gives by itself."""
        for incident in incidents:
            self._warnings.add(incident, self.published)
            self._accused.add(incident, self.published)
            self._parties.add(incident, self.published)
        demands, responses = draw_demands(incidents, name_of(incidents), self.published, self.syndication)
        self._responses += responses
        episode = draw_episode(incidents, demands, responses)
        if episode is not None:
            yield episode
        yield from demands
        yield from responses

    def finish(self) -> Iterator[Aftermath]:
        """What all of them give together; to be called once, after the last group."""
        yield from self._warnings.finish(self._responses)
        yield from self._accused.finish()
        yield from self._parties.finish()
