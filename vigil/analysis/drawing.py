"""A chart as bytes, drawn on this machine: no script, font or data is loaded from anywhere."""

from __future__ import annotations

from typing import Any

import vl_convert

from vigil.errors import UsageError

FORMS = ("svg", "png")


def checked_form(form: str) -> str:
    """The same.  Raises UsageError for another form than FORMS."""
    if form not in FORMS:
        raise UsageError(f"A picture is written as {' or '.join(FORMS)}, not {form}.")
    return form


def as_image(spec: dict[str, Any], form: str) -> bytes:
    """A Vega-Lite specification as SVG (UTF-8) or PNG (two pixels a point).  Raises UsageError for another form."""
    if checked_form(form) == "svg":
        return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]).encode()
    return bytes(vl_convert.vegalite_to_png(spec, scale=2, allowed_base_urls=[]))
