"""Episodes and links as frames."""

from __future__ import annotations

from datetime import date

import made_up

from vigil.aftermath import Episode
from vigil.analysis import episode_frame, link_frame
from vigil.analysis.episodes import EPISODES, LINKS


def test_an_episode_is_a_row_for_each_incident_in_order() -> None:
    episode = Episode("e1", "bombing", ("i-bomb", "i-sit"), "2021-03-01", "2021-03-04")
    frame = episode_frame([episode], made_up.incidents())
    assert frame.schema == EPISODES
    assert frame.rows() == [
        ("e1", 1, "i-bomb", "attack", "bombing", date(2021, 3, 1), date(2021, 3, 1), 0),
        ("e1", 2, "i-sit", "demonstration", "sit-in", date(2021, 3, 2), date(2021, 3, 4), 1),
    ]
    assert episode_frame([], made_up.incidents()).schema == EPISODES


def test_a_link_is_a_row_with_the_days_between() -> None:
    frame = link_frame(made_up.incidents())
    assert frame.schema == LINKS
    assert frame.rows() == [("i-sit", "in_response_to", "i-bomb", 1, 0.8, [])]
    assert link_frame(made_up.incidents()[1:]).rows() == [
        ("i-sit", "in_response_to", "i-bomb", None, 0.8, [])
    ]
    assert link_frame([]).schema == LINKS
