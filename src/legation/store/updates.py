"""Updates: what they may be, the text of those that Legation makes, and how an open engine runs them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple

from legation.errors import BadInput, Conflict, Forbidden, StoreUnavailable
from legation.store.evaluation import is_damage
from legation.store.guard import after_prologue, refuse_calls
from legation.store.side import journal
from legation.store.side.journal import Changed
from legation.store.using import with_dataset

POURING = 2_000_000
"""From so many bytes on quads are added in bulk, which costs files a time and then less for each quad."""


def prepared(text: str, using: Sequence[str], using_named: Sequence[str], base: str | None) -> str:
    """The text of an update that calls no other address and names its graphs itself."""
    refuse_calling_update(text, base)
    if using or using_named:
        return with_dataset(text, [graph_name(g) for g in using], [graph_name(g) for g in using_named])
    return text


def refuse_calling_update(text: str, base: str | None) -> None:
    """Raise Forbidden where an update would fetch from another address, BadInput where it is none at all."""
    try:
        refuse_calls(text)
    except Forbidden:
        # An update is parsed as a whole before its first operation runs, and here that one fails. With escapes in it
        # the text may begin elsewhere than it seems to, and is not looked at any further.
        if "\\" in text:
            raise
        place = after_prologue(text)
        try:
            pyoxigraph.Store().update(f"{text[:place]} DROP GRAPH <x:none> ; {text[place:]}", base_iri=base)
        except SyntaxError as error:
            raise BadInput("the update", "is not SPARQL") from error
        except (ValueError, RuntimeError):
            pass
        raise


def updated(engine: pyoxigraph.Store, text: str, base: str | None = None) -> None:
    """Run an update on an engine, with the errors that `Store.update` raises."""
    try:
        engine.update(text, base_iri=base)
    except SyntaxError as error:
        raise BadInput("the update", f"is not SPARQL: {error}") from error
    except RuntimeError as error:
        if is_damage(error):
            raise StoreUnavailable(f"the update was not written: {error}") from error
        raise Conflict("the update", f"cannot be done: {error}") from error
    except ValueError as error:
        raise BadInput("the update", str(error)) from error
    except OSError as error:
        raise StoreUnavailable(f"the update was not written: {error}") from error


def graph_name(graph: str) -> NamedNode:
    """The name of a graph as a term. Raises BadInput."""
    try:
        return NamedNode(graph)
    except ValueError as error:
        raise BadInput(f"graph {graph!r}", f"a graph is named by an IRI: {error}") from error


def put_text(graph: str | None, triples: Iterable[Triple], keep: bool) -> str:
    """The update that writes triples to a graph; blank nodes in them are never those of the graph."""
    name = None if graph is None else graph_name(graph)
    target = "DEFAULT" if name is None else f"GRAPH {name}"
    data = "\n".join(f"{t.subject} {t.predicate} {t.object} ." for t in triples)
    steps = [] if keep else [f"CLEAR SILENT {target}"]
    if name is not None:
        steps.append(f"CREATE SILENT {target}")
    if data:
        steps.append(f"INSERT DATA {{ {data} }}" if name is None else f"INSERT DATA {{ {target} {{ {data} }} }}")
    return " ;\n".join(steps)


def change_text(graph: str, removed: bytes, added: bytes) -> str:
    """The update that takes quads out of a graph and puts others in. Raises BadInput where it cannot be one."""
    steps = []
    for verb, data in (("DELETE", removed), ("INSERT", added)):
        if data.strip():
            check_graph(graph, data)
            triples = data.decode().replace(f" <{graph}> .\n", " .\n")
            steps.append(f"{verb} DATA {{ GRAPH {graph_name(graph)} {{\n{triples}}} }}")
    return " ;\n".join(steps)


def replaced(
    engine: pyoxigraph.Store, graphs: Iterable[tuple[str, bytes]], mark: Callable[[Changed | None], None]
) -> None:
    """Write graphs that are there as differences, in one transaction each; new ones in bulk where they are many.

    Each of the calls used is all or nothing, so that no graph is ever seen in part. `mark` is told before each write of
    which subjects it is.
    """
    fresh: dict[str, bytes] = {}
    try:
        for graph, data in graphs:
            if engine.contains_named_graph(graph_name(graph)):
                _change(engine, graph, data, mark)
            else:
                check_graph(graph, data)
                fresh[graph] = data
        if added := b"".join(fresh.values()).strip():
            mark(Changed(graphs=frozenset(fresh)))
            poured(engine, added)
    except SyntaxError as error:
        raise BadInput("the quads to be written", f"are not N-Quads: {error}") from error
    except (OSError, RuntimeError) as error:
        raise StoreUnavailable(f"the quads were not written: {error}") from error


def poured(engine: pyoxigraph.Store, nquads: bytes) -> None:
    """Add quads, in bulk where they are many; all of them or none."""
    load = engine.bulk_load if len(nquads) >= POURING else engine.load
    load(nquads, RdfFormat.N_QUADS)


_LINE_GRAPH = re.compile(rb" <([^<>]*)> \.\s*$", re.MULTILINE)


def check_graph(graph: str, data: bytes) -> None:
    """Raise BadInput unless each line ends in the name of the graph; no literal holds an end of line."""
    if data.count(f" <{graph}> .\n".encode()) == data.count(b"\n") and data.endswith(b"\n"):
        return
    lines = data.count(b" .\n") + (not data.endswith(b"\n") and bool(data.strip()))
    names = _LINE_GRAPH.findall(data)
    if set(names) - {graph.encode()} or len(names) < lines:
        raise BadInput("the quads to be written", f"are not all in the graph <{graph}>")


def _change(engine: pyoxigraph.Store, graph: str, data: bytes, mark: Callable[[Changed | None], None]) -> None:
    """Bring a graph to a new state by one update, if that is another state."""
    name = graph_name(graph)
    new = set(pyoxigraph.parse(data, format=RdfFormat.N_QUADS))
    if any(quad.graph_name != name for quad in new):
        raise BadInput("the quads to be written", f"are not all in the graph <{graph}>")
    old = set(engine.quads_for_pattern(None, None, None, name))
    if not new:
        mark(journal.of_quads(old))
        engine.remove_graph(name)
        return
    changed = journal.of_quads(old ^ new)
    if any(isinstance(t, BlankNode) for quad in old for t in (quad.subject, quad.object)):
        text = f"CLEAR GRAPH {name} ;\n{_data('INSERT', name, new)}"
        mark(Changed(graphs=frozenset({graph})))
    else:
        added = as_stored(new - old)
        steps = (_data("DELETE", name, old - new - added), _data("INSERT", name, added - old))
        text = " ;\n".join(filter(None, steps))
    if text:
        mark(changed)
        engine.update(text)


def as_stored(quads: set[Quad]) -> set[Quad]:
    """The quads as the engine gives them back: it keeps numbers and times as values, not as they were written."""
    engine = pyoxigraph.Store()
    engine.extend(quads)
    return set(engine)


def _data(verb: str, graph: NamedNode, quads: set[Quad]) -> str:
    if not quads:
        return ""
    lines = "\n".join(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads)
    return f"{verb} DATA {{ GRAPH {graph} {{\n{lines}\n}} }}"
