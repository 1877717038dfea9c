"""Which machines may be asked: only public ones, judged by the address that is connected to and never by its name."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable

from osint_iraq.fetch.faults import Trouble

Resolver = Callable[[str, int], list[str]]

# From the IANA registries of special addresses; written out, because what Python calls global differs by its version.
_NOT_PUBLIC_4 = [ipaddress.IPv4Network(n) for n in (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
    "168.63.129.16/32",  # public by number, but a cloud's own service to the machines in it
)]  # fmt: skip
# Public IPv6 is 2000::/3 alone: private, link-local, multicast, mapped IPv4 and NAT64 all lie outside of it.
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = [ipaddress.IPv6Network(n) for n in (
    "2001::/23",  # protocols, among them Teredo, which holds an IPv4 address
    "2001:db8::/32", "3fff::/20",  # documentation
    "2002::/16",  # 6to4, which holds an IPv4 address
    "2620:4f:8000::/48",
)]  # fmt: skip
_LOW_PORTS = (80, 443)
_FIRST_FREE_PORT = 1024


def is_public(address: str) -> bool:
    """True for an IP address that lies on the open internet.

    >>> [is_public(a) for a in ("8.8.8.8", "10.0.0.1", "::ffff:8.8.8.8", "2606:4700::1111", "fe80::1%eth0")]
    [True, False, False, True, False]
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _NOT_PUBLIC_4)
    return not ip.scope_id and ip in _PUBLIC_6 and not any(ip in network for network in _NOT_PUBLIC_6)


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host, as the system names them; it also reads odd forms such as 0x7f.1 or 2130706433."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Guard:
    """Decides where a connection may go. `allow_private` lifts the check, for tests and for sites of one's own."""

    def __init__(self, allow_private: bool = False, resolver: Resolver = resolve) -> None:
        self._free, self._resolver = allow_private, resolver

    def addresses(self, host: str, port: int) -> list[str]:
        """The IP addresses to connect to, each checked; they are used as they are, so no later answer can change them.

        Raises `Trouble` where one of them is not public, the port is not one of the web, or there is none.
        """
        if not self._free and port not in _LOW_PORTS and port < _FIRST_FREE_PORT:
            raise Trouble("refused_address", f"port {port} is none of the web (80, 443, or from {_FIRST_FREE_PORT})")
        try:
            found = self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            lasting = getattr(error, "errno", None) == socket.EAI_NONAME or isinstance(error, UnicodeError)
            raise Trouble("error", f"the host {host} is not known ({error})", again=not lasting) from error
        self.check(host, found)
        return found

    def check(self, host: str, found: Iterable[str]) -> None:
        """Raise `Trouble` unless every address is public and there is one."""
        known = list(found)
        if not known:
            raise Trouble("error", f"the host {host} has no address")
        private = [] if self._free else [address for address in known if not is_public(address)]
        if private:
            raise Trouble(
                "refused_private", f"{host} is at {private[0]}, which is not on the open internet (--allow-private)"
            )
