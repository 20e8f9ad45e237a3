"""Addresses: public hosts only, and limits on size, time and redirects. The servers stand on the loopback."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from legation.articles import Limits
from legation.articles.fetch import Fetched, fetch, is_public
from legation.errors import BadInput
from loopback import serving

LIMITS = Limits(seconds=2.0, download=100_000, redirects=3)


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        match self.path:
            case "/page":
                self._answer(200, b"<p>text</p>", {"Content-Type": 'text/html; charset="EUC-KR"'})
            case "/moved":
                self._answer(302, b"", {"Location": "/page#part"})
            case "/loop":
                self._answer(302, b"", {"Location": "/loop"})
            case "/inside":
                self._answer(302, b"", {"Location": "http://intranet.example/secret"})
            case "/elsewhere":
                self._answer(302, b"", {"Location": "file:///etc/passwd"})
            case "/large":
                self._answer(200, b"x" * 200_000, {})
            case "/short":
                self._answer(200, b"x", {"Content-Length": "100"})
            case "/slow":
                self.send_response(200)
                self.end_headers()
                for _ in range(100):
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    time.sleep(0.1)
            case "/a%20b?q=%C3%A9":
                self._answer(200, b"quoted", {})
            case _:
                self._answer(404, b"", {})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving(Site) as port:
        yield port


def resolver(host: str, port: int) -> list[str]:
    return {
        "outlet.example": ["127.0.0.1"],
        "intranet.example": ["10.0.0.7"],
        "half.example": ["127.0.0.1", "10.0.0.7"],
    }[host]


def ask(url: str, limits: Limits = LIMITS) -> Fetched:
    return fetch(url, limits, resolver=resolver, public=lambda address: address == "127.0.0.1")


def test_an_answer_comes_with_its_charset(port: int) -> None:
    assert ask(f"http://outlet.example:{port}/page") == Fetched(
        url=f"http://outlet.example:{port}/page", body=b"<p>text</p>", charset="EUC-KR"
    )


def test_redirects_are_followed_and_the_last_address_is_kept(port: int) -> None:
    assert ask(f"http://outlet.example:{port}/moved").url == f"http://outlet.example:{port}/page"


def test_signs_that_an_address_may_not_hold_are_quoted(port: int) -> None:
    assert ask(f"http://outlet.example:{port}/a b?q=é").body == b"quoted"


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/loop", "redirected more than 3 times"),
        ("/inside", "'intranet.example' is not on the public internet"),
        ("/elsewhere", "only http and https"),
        ("/large", "more than 100,000 bytes"),
        ("/short", "breaks off 99 bytes before the end"),
        ("/missing", "answers 404"),
    ],
)
def test_what_goes_wrong_on_the_way_is_told(path: str, rule: str, port: int) -> None:
    with pytest.raises(BadInput, match=rule):
        ask(f"http://outlet.example:{port}{path}")


def test_an_answer_that_drips_is_ended_at_the_limit(port: int) -> None:
    start = time.monotonic()
    with pytest.raises(BadInput, match="longer than the time limit"):
        ask(f"http://outlet.example:{port}/slow", Limits(seconds=0.4))
    assert time.monotonic() - start < 3


def test_one_private_address_among_others_is_enough_to_refuse(port: int) -> None:
    with pytest.raises(BadInput, match="not on the public internet"):
        ask(f"http://half.example:{port}/page")


def test_the_address_that_was_looked_at_is_the_one_that_is_called(port: int) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.7"]

    got = fetch(
        f"http://rebound.invalid:{port}/page", LIMITS, resolver=rebinding, public=lambda address: address == "127.0.0.1"
    )
    assert got.body == b"<p>text</p>"
    assert asked == ["rebound.invalid"]


def test_the_loopback_is_refused_by_default(port: int) -> None:
    for host in ("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "127.1"):
        with pytest.raises(BadInput, match=r"not on the public internet|is not found"):
            fetch(f"http://{host}:{port}/page", LIMITS)


@pytest.mark.parametrize("url", ["http://", "http:///a", "http://outlet.example:0/", "http://outlet.example:99999/", "http://[::1",
                                 "gopher://outlet.example/"])  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match=r"no web address|only http and https"):
        ask(url)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.0.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("ff02::1", False),
        ("no address", False),
    ],
)
def test_public_addresses_are_told_from_others(address: str, public: bool) -> None:
    assert is_public(address) is public
