"""The released part of a record as a static site: pages that carry quotes and links, and never an article.

released   what may be published of a record, names of private persons covered
pages      the pages, through the templates of the served site
links      addresses of the served site into relative ones
changes    what a publication changed against the one before it in the same folder
folder     a folder that is there whole or not at all
publish    all of it together
"""

from __future__ import annotations

from vigil.web.publishing.publish import Published, publish
from vigil.web.publishing.released import STATUSES, Wanted

__all__ = ["STATUSES", "Published", "Wanted", "publish"]
