"""Who a confidential source is, under a passphrase: nothing else of it is ever written down.

Name, contact and note are encrypted with AES-256-GCM under a key that Argon2id (RFC 9106, second recommended option) makes of
the passphrase; the document that the source speaks in is bound in, and the length is padded.  The record holds the ciphertext
alone.  Whoever loses the passphrase loses the source: there is no other way in.
"""

from __future__ import annotations

import base64
import os
import re
from dataclasses import asdict, dataclass

import orjson

from vigil.errors import UsageError

SPEAKER = "a confidential source"
LEAST = 12  # characters of a passphrase
_PAD = 512  # bytes: what is sealed has a multiple of this length
_TIME, _MEMORY, _LANES = 3, 64 * 1024, 4  # passes, KiB, lanes
_WORD = 3  # letters of a part of a name from which on it gives somebody away

__all__ = ["SPEAKER", "Source", "given_away", "seal", "unseal"]


@dataclass(frozen=True, slots=True)
class Source:
    """Who said it, and how to reach them.  Its text form tells nothing, so that no log or message can."""

    name: str
    contact: str = ""
    note: str = ""

    def __repr__(self) -> str:
        """Nothing of it."""
        return "Source(…)"


def seal(source: Source, passphrase: str, document: str) -> str:
    """The source as ciphertext, JSON.  Raises UsageError where there is no name, or the passphrase is short."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if not source.name.strip():
        raise UsageError("Who is the source? A sealed source has a name, be it one that only you know.")
    if len(passphrase) < LEAST:
        raise UsageError(
            f"The passphrase is short: take {LEAST} characters or more, several words for example."
        )
    salt, nonce = os.urandom(16), os.urandom(12)
    words = orjson.dumps(asdict(source))
    padded = words + b" " * (-len(words) % _PAD)
    found = AESGCM(_key(passphrase, salt, _TIME, _MEMORY, _LANES)).encrypt(nonce, padded, document.encode())
    made = {"kdf": "argon2id", "time": _TIME, "memory": _MEMORY, "lanes": _LANES, "cipher": "aes-256-gcm"}
    kept = {"salt": salt, "nonce": nonce, "data": found}
    return orjson.dumps(
        made | {name: base64.b64encode(part).decode() for name, part in kept.items()}
    ).decode()


def unseal(sealed: str, passphrase: str, document: str) -> Source:
    """The source of a document.  Raises UsageError where the passphrase is another, or what is kept was changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    told = orjson.loads(sealed)
    salt, nonce, data = (base64.b64decode(told[name]) for name in ("salt", "nonce", "data"))
    key = _key(passphrase, salt, told["time"], told["memory"], told["lanes"])
    try:
        return Source(**orjson.loads(AESGCM(key).decrypt(nonce, data, document.encode())))
    except InvalidTag:
        raise UsageError("The passphrase is another one, or what was sealed is not what it was.") from None


def _key(passphrase: str, salt: bytes, time: int, memory: int, lanes: int) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(passphrase.encode(), salt, time, memory, lanes, 32, Type.ID)


def given_away(source: Source, texts: tuple[str, ...]) -> str | None:
    """What of a source's name or contact stands in a text that others will read: None where nothing does."""
    flat = [" ".join(text.casefold().split()) for text in texts]
    contact = " ".join(source.contact.casefold().split())
    if contact and any(contact in text for text in flat):
        return source.contact
    for part in re.findall(r"[^\W\d_][\w’'-]*", source.name):
        if len(part) >= _WORD and any(
            re.search(rf"(?<!\w){re.escape(part.casefold())}(?!\w)", text) for text in flat
        ):
            return part
    return None
