"""What makes two articles one: the canonical form of an address, the normalised form of a text, and their digest."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from legation.model import Article, ArticleId

_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+", re.I)
_TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|yclid|ymclid|igshid|igsh|mc_[ce]id|mkt_tok|_hs\w+|"
    r"hsctatracking|ref|ref_src|ref_url|referer|referrer|cmpid|ns_\w+|at_\w+|ito|icid|ocid|smid|smtyp|sr_share|spm|xtor|"
    r"wt\.\w+|ftag|guccounter|guce_\w+|taid|traffic_source|ncid|partnerid|outputtype",
    re.I,
)
_PORTS = {"http": 80, "https": 443}


def is_address(url: str) -> bool:
    """Whether `url` is an absolute http or https address that needs no repair."""
    if not _ADDRESS.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def canonical_url(url: str) -> str:
    """The form that every address of one article shares.

    Scheme and host are in lower case, the host in ASCII. Default port, user, fragment, tracking parameters and the
    slash at the end of a path are gone, other parameters sorted, `.` and `..` resolved, percent signs used one way.
    Raises ValueError when `url` is no http or https address.

    >>> canonical_url("HTTPS://News.Example:443/a/b/?utm_source=x&id=7#top")
    'https://news.example/a/b?id=7'
    """
    if not is_address(url):
        raise ValueError(f"{url!r} is not an http or https address")
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    port = f":{parts.port}" if parts.port and parts.port != _PORTS[scheme] else ""
    query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(k)))
    return f"{scheme}://{_host(parts)}{port}{_path(parts.path)}" + (f"?{query}" if query else "")


def article_id(article: Article) -> ArticleId:
    """The identifier of an article: of its address where it has one, else of its text."""
    if is_address(article.url):
        return ArticleId(_digest(canonical_url(article.url)))
    return ArticleId(_digest(" ".join(unicodedata.normalize("NFC", article.text).split())))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()[:16]


def _tracks(key: str) -> bool:
    return _TRACKING.fullmatch(key) is not None


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        return f"[{host}]"
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return quote(host)


def _path(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in {"", "."}:
            kept.append(
                quote(unquote(segment, errors="surrogateescape"), safe="!$&'()*+,;=:@~", errors="surrogateescape")
            )
    return "/" + "/".join(kept)
