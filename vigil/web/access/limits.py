"""How long a sign-in has to wait after others failed.

Five may fail for free, by name and by address; then each waits twice as long as the one before, up to a quarter of an hour.
It is never more than that, and an address from which the name was signed in to lately is not held up by what others try:
whoever guesses at the owner's password locks out nobody for good.  ``vigil account password`` clears a name at once.
"""

from __future__ import annotations

import ipaddress

FREE = 5
LONGEST = 15 * 60  # seconds
MEMORY = 24 * 3600  # after which failures are forgotten
TRUST = 30 * 24 * 3600  # how long an address is known to a name


def wait(failures: int, since: int) -> float:
    """Seconds still to wait after so many failures, the last of them ``since`` seconds ago."""
    if failures < FREE:
        return 0.0
    return max(0.0, min(LONGEST, 2.0 ** min(failures - FREE + 1, 20)) - since)


def counted_address(address: str) -> str:
    """What counts as one address: an IPv4 address, or the 64 bits that one customer gets of IPv6."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.IPv6Network((parsed, 64), strict=False))
    return str(parsed)
