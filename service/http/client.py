"""Who asks: the address at the other end, or what a proxy that the operator named says of it."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

from service.http.settings import SOCKET, Exposure

Address = IPv4Address | IPv6Address
_HOME = 64  # bits of an IPv6 address that one subscriber holds: counting each address would count nobody


def address_of(scope: Scope, exposure: Exposure) -> Address | None:
    """The client's address; None if it comes through a socket of the file system that nobody said to be a proxy's.

    X-Forwarded-For is read from its end, as long as the one who wrote is a proxy that the operator named: what stands
    before is what the client says of itself.
    """
    peer = scope.get("client")
    found = _parsed(peer[0]) if peer else None
    trusted = exposure.socket if found is None else _named(found, exposure)
    said = [part.strip() for line in Headers(scope=scope).getlist("x-forwarded-for") for part in line.split(",")]
    while trusted and said:
        before = _parsed(said.pop())
        if before is None:
            break
        found, trusted = before, _named(before, exposure)
    return found


def counted_as(address: Address | None) -> str:
    """The name under which an address is counted: itself, or its network of one subscriber in IPv6."""
    if address is None:
        return SOCKET
    return str(ip_network((address, _HOME), strict=False)) if isinstance(address, IPv6Address) else str(address)


def _named(address: Address, exposure: Exposure) -> bool:
    return any(address in network for network in exposure.proxies)


def _parsed(text: str) -> Address | None:
    """An address, with or without a port; an IPv4 one written in IPv6 is itself."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
