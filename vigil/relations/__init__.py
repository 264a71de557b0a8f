"""What followed, and who answered for it: links between incidents, and what is drawn from all of them.

relate      links on the incidents of a window of time
groups      incidents that hang together by their links
Chronicle   episodes, demands, responses, accused, threats and parties
"""

from vigil.relations.chronicle import Chronicle
from vigil.relations.episodes import groups
from vigil.relations.links import RULE, relate

__all__ = ["RULE", "Chronicle", "groups", "relate"]
