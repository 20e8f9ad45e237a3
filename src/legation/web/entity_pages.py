"""Pages of states, people, organisations, offices, places, issues, agreements, and of two states together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext

from legation.web.addresses import ONTOLOGY, Addresses, local_name
from legation.web.panels import Panel, Shown, filled, literal, thing
from legation.web.rows import Row, Table, text
from legation.web.wording import heading, number

_ORGANIZATION = (
    "entity/members", "entity/events", "entity/statements", "entity/offices", "entity/people", "entity/agreements",
    "entity/assessments", "entity/statements-about", "entity/indicators", "entity/memberships", "entity/written",
    "entity/articles",
)  # fmt: skip

PANELS: dict[str, tuple[str, ...]] = {
    "State": (
        "entity/relations", "entity/events", "entity/offices", "entity/statements", "entity/assessments",
        "entity/issues", "entity/agreements", "entity/indicators", "entity/people", "entity/places",
        "entity/memberships", "entity/articles",
    ),
    "Person": (
        "entity/tenures", "entity/events", "entity/statements", "entity/statements-about", "entity/holder-reports",
        "entity/written", "entity/articles",
    ),
    "Office": ("entity/holders", "entity/holder-reports", "entity/events", "entity/statements", "entity/articles"),
    "Place": ("entity/events", "entity/articles"),
    "Issue": ("entity/events", "entity/statements-about", "entity/articles"),
    "Agreement": ("entity/parties", "entity/instrument-reports"),
    "Policy": ("entity/parties", "entity/instrument-reports"),
    "Group": ("entity/events", "entity/statements", "entity/statements-about", "entity/articles"),
    **dict.fromkeys(
        ("Organization", "GovernmentBody", "IntergovernmentalOrganization", "ArmedGroup", "PoliticalParty",
         "MediaOrganization", "Company", "CivilSocietyOrganization"),
        _ORGANIZATION,
    ),
}  # fmt: skip
"""The panels of each class of thing, in the order of its page."""

OTHER = ("entity/pointing",)
"""The panels of a thing of any other class."""

DYAD = (
    "dyad/balance", "dyad/years", "dyad/events", "dyad/disagreements", "dyad/copies", "dyad/statements",
    "dyad/assessments", "dyad/agreements", "dyad/sources",
)  # fmt: skip
"""The panels of the page of two states."""

_NAMING = frozenset({"label", "altLabel", "prefLabel", "type"})
_ELSEWHERE = frozenset({"memberOf", "party", "pursuedBy"})
_OTHERS = {"sameAs": lazy_gettext("Same as")}
"""What properties are called that are not of our vocabulary."""
_GENERAL = frozenset({"NamedIndividual", "Concept", "Thing"})
_KINDS = {
    "State": lazy_gettext("Country"),
    "Person": lazy_gettext("Person"),
    "Office": lazy_gettext("Office"),
    "Place": lazy_gettext("Place"),
    "Issue": lazy_gettext("Issue"),
    "Agreement": lazy_gettext("Agreement"),
    "Policy": lazy_gettext("Policy"),
    "Group": lazy_gettext("Group"),
    "Organization": lazy_gettext("Organisation"),
    "GovernmentBody": lazy_gettext("Body of government"),
    "IntergovernmentalOrganization": lazy_gettext("Intergovernmental organisation"),
    "ArmedGroup": lazy_gettext("Armed group"),
    "PoliticalParty": lazy_gettext("Political party"),
    "MediaOrganization": lazy_gettext("Outlet"),
    "Company": lazy_gettext("Company"),
    "CivilSocietyOrganization": lazy_gettext("Civil society organisation"),
    "Article": lazy_gettext("Article"),
    "Event": lazy_gettext("Event"),
    "Correction": lazy_gettext("Correction"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A property of a thing with its values."""

    name: Shown
    values: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class OtherName:
    """A name of a thing in a language; `language` is a BCP 47 tag."""

    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityPage:
    """All that the page of a thing prints."""

    path: str
    iri: str
    label: str
    code: str
    """The two letters of a state, which stand for its flag; empty for all else."""
    kind: str
    facts: tuple[Fact, ...]
    names: tuple[OtherName, ...]
    panels: tuple[Panel, ...]
    missing: tuple[str, ...]
    """The titles of the panels that have nothing to show."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A state to choose: the code that addresses call it by, its name, and whether it is chosen."""

    code: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DyadPage:
    """All that the page of two states prints."""

    path: str
    first: Shown
    second: Shown
    others: tuple[Choice, ...]
    """The third states that the relation can be compared with."""
    comparison: Panel | None
    panels: tuple[Panel, ...]
    missing: tuple[str, ...]

    @property
    def label(self) -> str:
        """Both names."""
        return f"{self.first.text} – {self.second.text}"


def class_of(kinds: Table) -> str:
    """The most telling class of a thing from the rows of `entity/kind`; empty where the graph does not know it."""
    found = [local_name(text(row, "kind")) for row in kinds.rows]
    ours = [local_name(text(row, "kind")) for row in kinds.rows if text(row, "kind").startswith(ONTOLOGY)]
    return next((kind for kind in (*ours, *found) if kind not in _GENERAL), found[0] if found else "")


def label_of(kinds: Table, iri: str) -> str:
    """The label of a thing from the rows of `entity/kind`."""
    return next((text(row, "label") for row in kinds.rows if text(row, "label")), local_name(iri))


def kind_name(kind: str) -> str:
    """What a class of things is called on pages."""
    return str(_KINDS.get(kind) or heading(kind))


def panel_names(kind: str) -> tuple[str, ...]:
    """The queries that make the page of a thing of a class."""
    return PANELS.get(kind, OTHER)


def entity_page(
    iri: str, kinds: Table, *, facts: Table, names: Table, panels: Sequence[Panel], addresses: Addresses
) -> EntityPage:
    """The page of a thing."""
    kind = class_of(kinds)
    label = label_of(kinds, iri)
    return EntityPage(
        path=addresses.path(iri),
        iri=iri,
        label=label,
        code=_code(facts) if kind == "State" else "",
        kind=kind_name(kind),
        facts=_facts(facts, addresses, bool(PANELS.get(kind))),
        names=_names(names, label),
        panels=filled(panels),
        missing=tuple(one.title for one in panels if one.empty),
    )


def choices(table: Table, column: str, chosen: str, addresses: Addresses) -> tuple[Choice, ...]:
    """The states in a column of a table; `chosen` is the code of the one that is chosen."""
    found = [(addresses.code(text(row, column)), text(row, column + "Label")) for row in table.rows]
    return tuple(Choice(code, name, code == chosen) for code, name in found if code)


def dyad_page(
    path: str,
    first: Shown,
    second: Shown,
    panels: Sequence[Panel],
    *,
    others: tuple[Choice, ...] = (),
    comparison: Panel | None = None,
) -> DyadPage:
    """The page of two states."""
    return DyadPage(
        path=path,
        first=first,
        second=second,
        others=others,
        comparison=comparison,
        panels=filled(panels),
        missing=tuple(one.title for one in panels if one.empty),
    )


def _code(facts: Table) -> str:
    """The two letters of a state."""
    code = next((text(row, "value") for row in facts.rows if local_name(text(row, "property")) == "isoAlpha2"), "")
    return code if len(code) == 2 and code.isascii() and code.isupper() else ""


def _facts(table: Table, addresses: Addresses, has_panels: bool) -> tuple[Fact, ...]:
    hidden = _NAMING | (_ELSEWHERE if has_panels else frozenset())
    found: dict[str, tuple[Shown, list[Shown]]] = {}
    position: dict[str, str] = {}
    for row in table.rows:
        name = local_name(text(row, "property"))
        if name in {"lat", "long"}:
            position[name] = text(row, "value")
        elif name not in hidden:
            label = text(row, "propertyLabel")
            shown = Shown(
                label[:1].upper() + label[1:] if label else str(_OTHERS.get(name) or heading(name)),
                addresses.link(text(row, "property")),
            )
            found.setdefault(name, (shown, []))[1].append(_value(row, addresses))
    facts = [Fact(name, tuple(dict.fromkeys(values))) for name, values in found.values()]
    if len(position) == 2:
        facts.append(Fact(Shown(gettext("Position")), (Shown(_position(position["lat"], position["long"])),)))
    return tuple(facts)


def _value(row: Row, addresses: Addresses) -> Shown:
    cell = row["value"]
    if cell.kind != "uri":
        return literal(cell)
    shown = thing(row, "value", addresses)
    elsewhere = shown.href == cell.value and "valueLabel" not in row
    return Shown(cell.value.partition("://")[2].rstrip("/"), shown.href) if elsewhere else shown


def _position(latitude: str, longitude: str) -> str:
    north, east = number(latitude.lstrip("-")), number(longitude.lstrip("-"))
    return ", ".join(
        (
            gettext("%(degrees)s° S", degrees=north)
            if latitude[:1] == "-"
            else gettext("%(degrees)s° N", degrees=north),
            gettext("%(degrees)s° W", degrees=east)
            if longitude[:1] == "-"
            else gettext("%(degrees)s° E", degrees=east),
        )
    )


def _names(table: Table, label: str) -> tuple[OtherName, ...]:
    names = dict.fromkeys(OtherName(text(row, "name"), text(row, "language")) for row in table.rows)
    return tuple(name for name in names if name.text != label)
