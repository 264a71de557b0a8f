"""The record as a site: pages for people, data for programs, on this machine or on one that serves others.

site       the record, its catalogue in memory, what is kept until the record changes
filters    what an address asks for          catalogue   answers it
pages/     one file for each kind of page     api         the same as REST
charts     small pictures as SVG              rendering   HTML, JSON or CSV by the ending of an address
access/    who may do what
"""

from vigil.web.app import create_app
from vigil.web.site import Settings

__all__ = ["Settings", "create_app"]
