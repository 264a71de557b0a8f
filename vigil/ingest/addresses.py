"""Which network addresses may be fetched from: the public internet only, whatever form an address is written in."""

from __future__ import annotations

import ipaddress
from ipaddress import IPv4Address, IPv6Address

# Kept here rather than asked of ipaddress.is_global, whose answers differ between Python versions.
_REFUSED_4 = [
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8",  # this network, unspecified
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
]
_GLOBAL_6 = ipaddress.ip_network("2000::/3")  # the only block that is assigned; everything outside is refused
_REFUSED_6 = [
    ipaddress.ip_network(block)
    for block in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarking
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
    )
]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IPv4 or IPv6 address (as ``getaddrinfo`` writes it) is on the public internet.

    IPv6 forms that carry an IPv4 address (mapped, 6to4, NAT64) are as public as what they carry; deprecated and local
    forms are not public.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _public_4(parsed) if isinstance(parsed, IPv4Address) else _public_6(parsed)


def _public_4(address: IPv4Address) -> bool:
    return not any(address in block for block in _REFUSED_4)


def _public_6(address: IPv6Address) -> bool:
    carried = address.ipv4_mapped or address.sixtofour
    if carried is None and address in _NAT64:
        carried = IPv4Address(int(address) & 0xFFFFFFFF)
    if carried is not None:
        return _public_4(carried)
    interface = int(address) & 0xFFFFFFFFFFFFFFFF
    if interface >> 32 in (0x00005EFE, 0x02005EFE):  # ISATAP carries an IPv4 address in the interface part
        return _public_4(IPv4Address(interface & 0xFFFFFFFF)) and address in _GLOBAL_6
    return address in _GLOBAL_6 and not any(address in block for block in _REFUSED_6)
