"""Filters of a page: what its address asks for, and the form that asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask_babel import lazy_gettext

from legation.model import EventType
from legation.queries import Query
from legation.web.addresses import EVENT_TYPES, ONTOLOGY
from legation.web.labels import term_label
from legation.web.panels import STATUSES
from legation.web.wording import day

_LABELS = {
    "from": lazy_gettext("Took place from"),
    "until": lazy_gettext("Took place until"),
    "reportedFrom": lazy_gettext("Reported from"),
    "reportedUntil": lazy_gettext("Reported until"),
    "known": lazy_gettext("As known on"),
    "what": lazy_gettext("Type"),
    "whether": lazy_gettext("Status"),
    "issue": lazy_gettext("Issue"),
    "outlet": lazy_gettext("Outlet"),
    "surety": lazy_gettext("Confidence from 0 to 1, at least"),
}
_DAYS = frozenset({"from", "until", "reportedFrom", "reportedUntil", "known"})
_CHOICES = {"what": tuple(EventType), "whether": STATUSES}

QUERIES = ("filter/events", "filter/statements")
"""The queries that between them have every filter of a page."""


@dataclass(frozen=True, slots=True)
class Field:
    """A filter in a form: `kind` is that of an input, or "choice" with the options to choose from."""

    name: str
    label: str
    kind: str
    value: str
    options: tuple[tuple[str, str], ...] = ()

    @property
    def told(self) -> str:
        """What it asks for, in words."""
        words = dict(self.options).get(self.value, self.value)
        return f"{self.label}: {day(words) if self.kind == 'date' else words}"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a page is narrowed to, by the names of parameters."""

    values: Mapping[str, str]

    @classmethod
    def read(cls, given: Iterable[tuple[str, str]]) -> Filters:
        """The filters among the parameters of a request. Raises BadInput for a value that is none of its type."""
        values = {name: value.strip() for name, value in given if name in _LABELS and value.strip()}
        for query in map(Query.load, QUERIES):
            query.bind(**_of(query, values))
        return cls(values)

    def of(self, query: Query) -> dict[str, str]:
        """Those that narrow a query."""
        return _of(query, self.values)

    def beyond(self, query: Query) -> tuple[str, ...]:
        """What those are called that say nothing to a query."""
        return tuple(str(_LABELS[name]) for name in self.values.keys() - self.of(query).keys())

    @property
    def address(self) -> str:
        """The query string that asks for the same, with its question mark; empty where nothing is asked."""
        return f"?{urlencode(self.values)}" if self.values else ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every filter, as a form shows it."""
        return tuple(self._field(name, str(label)) for name, label in _LABELS.items())

    @property
    def told(self) -> tuple[str, ...]:
        """What is asked for, in words."""
        return tuple(field.told for field in self.fields if field.value)

    def _field(self, name: str, label: str) -> Field:
        iri = EVENT_TYPES if name == "what" else ONTOLOGY
        kind = "date" if name in _DAYS else "choice" if name in _CHOICES else "text"
        options = tuple((one, term_label(iri + one) or one.lower()) for one in _CHOICES.get(name, ()))
        value = self.values.get(name, "")
        return Field(name, label, kind, value.upper() if name == "what" else value, options)


NONE = Filters({})


def _of(query: Query, values: Mapping[str, str]) -> dict[str, str]:
    known = {parameter.name for parameter in query.narrowing}
    return {name: value for name, value in values.items() if name in known}
