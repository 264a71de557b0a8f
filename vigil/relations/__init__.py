"""What followed, and who answered for it: links between incidents, and what is drawn from all of them.

relate      links on the incidents of a window of time
groups      incidents that hang together by their links
STATES      what may be said of a demand
Chronicle   episodes, demands, responses, accused, threats and parties
"""

from vigil.relations.chronicle import Chronicle
from vigil.relations.demands import STATES
from vigil.relations.episodes import groups
from vigil.relations.links import RULE, relate
from vigil.relations.warnings import warned_links

__all__ = ["RULE", "STATES", "Chronicle", "groups", "relate", "warned_links"]
