"""Fetches one web address within limits of size and time, and only from public hosts."""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from legation.articles.streams import Limits
from legation.errors import BadInput

Resolver = Callable[[str, int], list[str]]
"""The IP addresses of a host. Raises OSError where it has none."""

AGENT = "legation/0.1"

_CHUNK = 1 << 16
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,30})", re.I)
_CARRIER_NAT = ipaddress.ip_network("100.64.0.0/10")
_EMBEDDING = (
    (ipaddress.ip_network("64:ff9b::/96"), 0),
    (ipaddress.ip_network("64:ff9b:1::/48"), 0),
    (ipaddress.ip_network("2002::/16"), 80),
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered: its bytes, the address after redirects, and the declared charset ("" without)."""

    url: str
    body: bytes
    charset: str = ""


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host by the system's resolver."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, the IPv4 address within an IPv6 one included."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        for network, shift in _EMBEDDING:
            if ip in network and not is_public(str(ipaddress.IPv4Address(int(ip) >> shift & 0xFFFFFFFF))):
                return False
    return ip.is_global and not ip.is_multicast and ip not in _CARRIER_NAT


def fetch(
    url: str,
    limits: Limits,
    *,
    resolver: Resolver = resolve,
    public: Callable[[str], bool] = is_public,
) -> Fetched:
    """What an http or https address answers, after redirects.

    Every host on the way must have public addresses only, and the connection goes to the address that was checked.
    Raises BadInput for any other host, an answer other than 200, one too large or too slow, and any fault on the way.
    """
    deadline = time.monotonic() + limits.seconds
    address = url
    for _ in range(limits.redirects + 1):
        parts = _parts(address, url)
        answer = _ask(parts, url, limits, deadline, (resolver, public))
        if isinstance(answer, Fetched):
            return answer
        address = urljoin(address, answer)
    raise BadInput(url, f"is redirected more than {limits.redirects} times", "give the address that it leads to")


def _parts(address: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadInput(url, f"is no web address: {error}") from error
    if parts.scheme.lower() not in {"http", "https"} or not host or port == 0:
        rule = "only http and https addresses are fetched" + (f", not {address!r}" if address != url else "")
        raise BadInput(url, rule, "save the page, and give the file")
    return parts


def _ask(
    parts: SplitResult,
    url: str,
    limits: Limits,
    deadline: float,
    checks: tuple[Resolver, Callable[[str], bool]],
) -> Fetched | str:
    """The answer of one address, or where it redirects to."""
    resolver, public = checks
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme.lower() == "https" else 80)
    try:
        addresses = resolver(host, port)
    except (OSError, UnicodeError) as error:
        raise BadInput(url, f"the host {host!r} is not found: {error}") from error
    if not addresses or not all(map(public, addresses)):
        raise BadInput(url, f"the host {host!r} is not on the public internet", "save the page, and give the file")
    connection = _Connection(host, port, addresses[0], _left(deadline, url), secure=parts.scheme.lower() == "https")
    watch = threading.Timer(_left(deadline, url), connection.abort)
    watch.daemon = True
    watch.start()
    try:
        target = urlunsplit(
            (
                "",
                "",
                quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._"),
                quote(parts.query, safe="%/?:@!$&'()*+,;=~-._"),
                "",
            )
        )
        connection.request("GET", target, headers={"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity"})
        answer = connection.getresponse()
        if answer.status in {301, 302, 303, 307, 308} and (location := answer.getheader("Location")):
            return location
        if answer.status != 200:
            raise BadInput(url, f"answers {answer.status} {answer.reason}")
        body = _body(answer, url, limits, deadline)
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
        _left(deadline, url)
        raise BadInput(url, f"cannot be fetched: {error or type(error).__name__}", "try again later") from error
    finally:
        watch.cancel()
        connection.close()
    match = _CHARSET.search(answer.getheader("Content-Type") or "")
    return Fetched(urlunsplit(parts._replace(fragment="")), body, match[1] if match else "")


def _body(answer: http.client.HTTPResponse, url: str, limits: Limits, deadline: float) -> bytes:
    parts, size = [], 0
    while chunk := answer.read1(_CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if size > limits.download:
            raise BadInput(url, f"answers with more than {limits.download:,} bytes", "download it, and give the file")
        _left(deadline, url)
    _left(deadline, url)
    if answer.length:
        raise BadInput(url, f"breaks off {answer.length:,} bytes before the end", "try again later")
    return b"".join(parts)


def _left(deadline: float, url: str) -> float:
    """The seconds left. Raises BadInput when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise BadInput(url, "takes longer than the time limit", "download it, and give the file")
    return left


class _Connection(http.client.HTTPConnection):
    """A connection to one IP address in the name of a host."""

    def __init__(self, host: str, port: int, address: str, seconds: float, *, secure: bool) -> None:
        super().__init__(host, port, timeout=seconds)
        self._address, self._secure = address, secure

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def abort(self) -> None:
        """Ends whatever waits for this connection."""
        if (sock := self.sock) is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return
