"""Which addresses are of the internet, and which of this machine or its network."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

_NAT64: Final = IPv6Network("64:ff9b::/96")
"""The last four bytes are an IPv4 address (RFC 6052)."""
_LOCAL_NAT64: Final = IPv6Network("64:ff9b:1::/48")
"""The same for a network's own use (RFC 8215)."""


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the internet, by IANA's registries; so must be every one inside it."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        inner = _inside(parsed)
        if inner is not None:
            return _is_global(inner) and parsed not in _LOCAL_NAT64
    return _is_global(parsed)


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a packet to this one ends at, by mapping, NAT64, 6to4 or Teredo."""
    if address in _NAT64 or address in _LOCAL_NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def is_any(_address: str) -> bool:
    """Every address will do."""
    return True
