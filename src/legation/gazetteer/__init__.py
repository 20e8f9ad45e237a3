"""Who and what exists under which names: states, organisations, offices, places, outlets, issues, leaders."""

from legation.gazetteer.entries import Form, Issue, Leader, NamedInstrument, OfficeForm, OfficeKind, Outlet, Role, State
from legation.gazetteer.lookup import IGO, Gazetteer
from legation.gazetteer.tables import load

__all__ = [
    "IGO",
    "Form",
    "Gazetteer",
    "Issue",
    "Leader",
    "NamedInstrument",
    "OfficeForm",
    "OfficeKind",
    "Outlet",
    "Role",
    "State",
    "load",
]
