"""Which addresses are on the public internet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.ingest.addresses import is_public


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::5db8:d822", True),
        ("2002:5db8:d822::1", True),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b:1::5db8:d822", False),
        ("2002:a00:1::1", False),
        ("2001:0:5db8:d822::1", False),
        ("::10.0.0.1", False),
        ("2606:4700::5efe:10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("fd00:ec2::254", False),
        ("ff02::1", False),
        ("::", False),
        ("169.254.169.254", False),
        ("100.127.255.255", False),
        ("172.31.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("192.0.0.192", False),
        ("nonsense", False),
    ],
)
def test_public_addresses(address, public):
    assert is_public(address) is public


@given(st.ip_addresses())
def test_no_address_that_python_calls_private_is_public(address):
    if is_public(str(address)):
        carried = getattr(address, "ipv4_mapped", None) or address
        nat64 = str(address).startswith("64:ff9b::")
        assert (
            not (carried.is_private or carried.is_loopback or carried.is_link_local or carried.is_multicast)
            or nat64
        )
