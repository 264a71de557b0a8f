"""Telling an address that the user gave, with a POST, and nothing else: no redirect is followed, no proxy used.

It may well be on this machine or a private network: that is what webhooks are for.
"""

from __future__ import annotations

import hashlib
import hmac

import httpx

from vigil.errors import FetchRefused
from vigil.ingest.fetch import USER_AGENT
from vigil.ingest.streams import clean_name

SIGNATURE = "X-Vigil-Signature"
TIMEOUT = 10.0  # seconds


def post(url: str, body: bytes, secret: str | None = None, timeout: float = TIMEOUT) -> None:
    """Send JSON.  With a secret it is signed: ``X-Vigil-Signature: sha256=HEX``, the HMAC-SHA256 of the body.

    Raises FetchRefused where it is not taken (any answer but 2xx), with the status and Retry-After of the answer.
    """
    headers = {"content-type": "application/json", "user-agent": USER_AGENT}
    if secret:
        headers[SIGNATURE] = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    try:
        with (
            httpx.Client(trust_env=False, follow_redirects=False, timeout=timeout) as client,
            client.stream("POST", url, content=body, headers=headers) as answer,  # its body does not matter
        ):
            status, later = answer.status_code, answer.headers.get("retry-after")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
        what = clean_name(str(error)) or type(error).__name__
        raise FetchRefused(
            f"The webhook {clean_name(url)} cannot be reached: {what}.", "unreachable"
        ) from error
    if not 200 <= status < 300:
        raise FetchRefused(
            f"The webhook {clean_name(url)} answered with status {status}; 2xx means that it took the alert.",
            "http_status",
            status,
            later,
        )
