"""What is known of each product that can keep a store: its addresses, and where it leaves the standards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from legation.errors import BadInput

_LOCATION = re.compile(r"(?:([a-z0-9]+)\+)?(https?://[^\s<>\"{}|\\^`]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One product. What is not said holds as SPARQL 1.1 and its protocols have it."""

    name: str
    query: str = ""
    """Where queries go: what follows the address of the store."""
    update: str = ""
    graphs: str | None = None
    """Where the Graph Store Protocol is; None where graphs are written by updates."""
    union: tuple[tuple[str, str], ...] = ()
    """The parameters of a query by which its default graph is the union of all graphs."""
    always_union: bool = False
    """Whether the default graph of a query is that union whatever is asked for."""
    unnamed: str | None = ""
    """The name of the triples in no graph; empty where they are the default graph; None where there are none."""
    keeps_empty: bool = False
    """Whether a graph without triples is there."""
    counts_to_list: bool = False
    """Whether it lists its graphs a thousand times faster when it counts their triples besides."""
    whole: bool = True
    """Whether a write happens as a whole or not at all, and others never see it half done."""
    digest: bool = False
    """Whether who writes shows the digest of a password; reading is open."""
    conflict: str = ""
    """What it says with HTTP 500 where an update does not go with what is there; a regular expression."""
    cut: str = ""
    """The header by which it tells that there are more rows than it gives."""
    hidden: tuple[str, ...] = ()
    """Graphs of its own that are none of ours."""
    preamble: str = ""
    """What stands before a query without GRAPH so that it does not see them; with GRAPH it would see nothing."""
    datasets: bool = True
    """Whether graphs that a request names replace those of the text, and USING does not tell where to write."""
    rows: str = "json"
    """The format of rows that keeps what was stored best."""
    garble: tuple[bytes, bytes] | None = None
    """What stands in rows of that format where another thing should."""


_VIRTUOSO_OWN = (
    "http://www.openlinksw.com/schemas/virtrdf#",
    "http://www.w3.org/ns/ldp#",
    "http://www.w3.org/2002/07/owl#",
    "http://localuriqaserver/sparql",
    "http://localhost:8890/sparql",
    "http://localhost:8890/DAV/",
    "urn:activitystreams-owl:map",
    "urn:core:services:sparql",
)

PRODUCTS: dict[str, Product] = {
    product.name: product
    for product in (
        Product(name="sparql"),
        Product(
            name="legation",
            query="/sparql",
            update="/sparql",
            graphs="/rdf-graph-store",
            always_union=True,
            unnamed=None,
            keeps_empty=True,
        ),
        Product(
            name="oxigraph",
            query="/query",
            update="/update",
            graphs="/store",
            union=(("union-default-graph", "true"),),
            keeps_empty=True,
            conflict="does not exist|already exists",
        ),
        Product(
            name="fuseki",
            query="/query",
            update="/update",
            graphs="/data",
            always_union=True,
            unnamed="urn:x-arq:DefaultGraph",
        ),
        Product(
            name="graphdb",
            update="/statements",
            graphs="/rdf-graphs/service",
            always_union=True,
            unnamed="http://www.openrdf.org/schema/sesame#nil",
        ),
        Product(
            name="qlever",
            graphs="",
            always_union=True,
            unnamed="http://qlever.cs.uni-freiburg.de/builtin-functions/default-graph",
        ),
        Product(
            name="neptune",
            query="/sparql",
            update="/sparql",
            graphs="/sparql/gsp/",
            always_union=True,
            unnamed="http://aws.amazon.com/neptune/vocab/v01/DefaultNamedGraph",
        ),
        Product(
            name="virtuoso",
            query="/sparql",
            update="/sparql-auth",
            graphs="/sparql-graph-crud-auth",
            always_union=True,
            unnamed=None,
            whole=False,
            digest=True,
            conflict="has not been explicitly created|has been explicitly created",
            cut="X-SPARQL-MaxRows",
            hidden=_VIRTUOSO_OWN,
            preamble="".join(f"DEFINE input:default-graph-exclude <{graph}>\n" for graph in _VIRTUOSO_OWN),
            datasets=False,
            counts_to_list=True,
            rows="xml",
            garble=(b"<bnode>nodeID://", b"<bnode>"),
        ),
    )
}
"""Each product by the name that stands before its address, such as `virtuoso+http://...`.

A plain address is `sparql`.
"""


def located(location: str) -> tuple[Product, str]:
    """The product at a location such as `virtuoso+http://host:8890`, and its plain address.

    Raises BadInput for what is none, for a product that is not known, and for an address that holds a password.
    """
    found = _LOCATION.fullmatch(location)
    if found is None:
        raise BadInput("store", "is a folder, memory:, or an address", "write product+http://host:port/path")
    product = PRODUCTS.get(found[1] or "sparql")
    if product is None:
        raise BadInput(f"store {location!r}", f"is of no known product; they are {', '.join(PRODUCTS)}")
    if "@" in urlsplit(found[2]).netloc:
        raise BadInput("store", "is an address with a password in it", "give store_user and store_password in settings")
    return product, found[2].rstrip("/")
