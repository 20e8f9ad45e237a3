"""The cells and rows that answers of the side index are made of."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import product

from legation.store.rows import Cell, Row, Table

XSD = "http://www.w3.org/2001/XMLSchema#"

Cells = tuple[Cell | None, ...]
"""A part of a row; None stands for a gap."""


def joined(*parts: Iterable[Cells]) -> list[Cells]:
    """Each combination of cells of each part."""
    return [tuple(cell for cells in one for cell in cells) for one in product(*parts)]


def each(cells: Iterable[Cell]) -> list[Cells]:
    """Cells each for itself; a gap where there is none."""
    return [(cell,) for cell in cells] or [(None,)]


def table(columns: tuple[str, ...], rows: Iterable[tuple[Cell | None, ...]]) -> Table:
    """Rows of cells, those that are None left out."""
    return Table(columns, tuple(_row(columns, row) for row in rows))


def _row(columns: tuple[str, ...], cells: tuple[Cell | None, ...]) -> Row:
    return {column: cell for column, cell in zip(columns, cells, strict=True) if cell is not None}


def thing(name: str) -> Cell:
    """An IRI or a blank node by its name."""
    return Cell("bnode", name[2:]) if name.startswith("_:") else Cell("uri", name)


def value(text: str | None, tag: str | None) -> Cell | None:
    """A literal by its text and its tag, None for none."""
    if text is None or tag is None:
        return None
    if tag.startswith("@"):
        return Cell("literal", text, language=tag[1:])
    return Cell("literal", text, "" if tag == XSD + "string" else tag)


def plain(cell: Cell | None) -> str:
    """The text of a cell, empty for a gap, to sort by."""
    return cell.value if cell else ""


def text(text: str) -> Cell:
    """A plain literal."""
    return Cell("literal", text)


def count(number: int) -> Cell:
    """A whole number."""
    return Cell("literal", str(number), XSD + "integer")


def weight(thousandths: int) -> Cell:
    """A weight that is kept in thousandths."""
    return decimal(Fraction(thousandths, 1000))


def decimal(value: Fraction) -> Cell:
    """A number with up to three digits after the point, as engines write it."""
    text = f"{value.numerator * 1000 // value.denominator / 1000:.3f}".rstrip("0").rstrip(".")
    return Cell("literal", "0" if text == "-0" else text, XSD + "decimal")
