"""The terms of the graph as constants: Legation's own, and those of other vocabularies that the graph uses."""

# Terms keep the spelling of their IRIs, so that the code reads like the graph.
# ruff: noqa: N815

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from legation.model import BlockKind, EntityKind, EventType, Status, Trend

if TYPE_CHECKING:
    from collections.abc import Mapping

LEG_NS = "https://w3id.org/legation/ns#"
PLOVER_NS = "https://w3id.org/legation/event-types#"
LEGSH_NS = "https://w3id.org/legation/shapes#"
ONTOLOGY = NamedNode("https://w3id.org/legation/ns")
"""The ontology itself, and the graph that holds it."""


def _leg(name: str) -> NamedNode:
    return NamedNode(LEG_NS + name)


class LEG:
    """The terms of `ontology/core.ttl`."""

    # classes
    Actor = _leg("Actor")
    Agreement = _leg("Agreement")
    Appearance = _leg("Appearance")
    ArmedGroup = _leg("ArmedGroup")
    Article = _leg("Article")
    CivilSocietyOrganization = _leg("CivilSocietyOrganization")
    Company = _leg("Company")
    Correction = _leg("Correction")
    CorrectionAct = _leg("CorrectionAct")
    Event = _leg("Event")
    EventReport = _leg("EventReport")
    Extraction = _leg("Extraction")
    Finding = _leg("Finding")
    GovernmentBody = _leg("GovernmentBody")
    Group = _leg("Group")
    Indicator = _leg("Indicator")
    InstrumentReport = _leg("InstrumentReport")
    IntergovernmentalOrganization = _leg("IntergovernmentalOrganization")
    Issue = _leg("Issue")
    MediaOrganization = _leg("MediaOrganization")
    Mention = _leg("Mention")
    Office = _leg("Office")
    Organization = _leg("Organization")
    Passage = _leg("Passage")
    PassageKind = _leg("PassageKind")
    Person = _leg("Person")
    Place = _leg("Place")
    Policy = _leg("Policy")
    PoliticalParty = _leg("PoliticalParty")
    Reading = _leg("Reading")
    RelationAssessment = _leg("RelationAssessment")
    State = _leg("State")
    Statement = _leg("Statement")
    Status = _leg("Status")
    Tenure = _leg("Tenure")
    TenureReport = _leg("TenureReport")
    Trend = _leg("Trend")

    # properties
    about = _leg("about")
    act = _leg("act")
    actorClass = _leg("actorClass")
    aim = _leg("aim")
    apartFrom = _leg("apartFrom")
    approximate = _leg("approximate")
    assessedBy = _leg("assessedBy")
    attributedTo = _leg("attributedTo")
    author = _leg("author")
    begin = _leg("begin")
    capital = _leg("capital")
    confidence = _leg("confidence")
    contentHash = _leg("contentHash")
    context = _leg("context")
    corrects = _leg("corrects")
    counterpart = _leg("counterpart")
    date = _leg("date")
    dateline = _leg("dateline")
    day = _leg("day")
    demonym = _leg("demonym")
    describes = _leg("describes")
    earliest = _leg("earliest")
    end = _leg("end")
    eventType = _leg("eventType")
    evidence = _leg("evidence")
    exact = _leg("exact")
    extraction = _leg("extraction")
    former = _leg("former")
    foundAs = _leg("foundAs")
    holder = _leg("holder")
    inArticle = _leg("inArticle")
    initiator = _leg("initiator")
    initiatorText = _leg("initiatorText")
    inOffice = _leg("inOffice")
    inState = _leg("inState")
    isoAlpha2 = _leg("isoAlpha2")
    isoAlpha3 = _leg("isoAlpha3")
    isPerson = _leg("isPerson")
    issue = _leg("issue")
    language = _leg("language")
    latest = _leg("latest")
    measure = _leg("measure")
    memberOf = _leg("memberOf")
    mentions = _leg("mentions")
    mergeScore = _leg("mergeScore")
    mode = _leg("mode")
    model = _leg("model")
    modified = _leg("modified")
    name = _leg("name")
    ofBody = _leg("ofBody")
    office = _leg("office")
    ofState = _leg("ofState")
    onBehalfOf = _leg("onBehalfOf")
    paraphrase = _leg("paraphrase")
    participant = _leg("participant")
    party = _leg("party")
    passageKind = _leg("passageKind")
    person = _leg("person")
    place = _leg("place")
    published = _leg("published")
    publisher = _leg("publisher")
    pursuedBy = _leg("pursuedBy")
    quadClass = _leg("quadClass")
    quotation = _leg("quotation")
    readBegin = _leg("readBegin")
    readEarliest = _leg("readEarliest")
    readEnd = _leg("readEnd")
    readIn = _leg("readIn")
    readInitiator = _leg("readInitiator")
    readLatest = _leg("readLatest")
    readRecipient = _leg("readRecipient")
    readStatus = _leg("readStatus")
    readTrigger = _leg("readTrigger")
    readType = _leg("readType")
    reason = _leg("reason")
    recipient = _leg("recipient")
    recipientRequired = _leg("recipientRequired")
    recipientText = _leg("recipientText")
    reciprocal = _leg("reciprocal")
    reportCount = _leg("reportCount")
    reportedBody = _leg("reportedBody")
    reportedContext = _leg("reportedContext")
    reportedEarliest = _leg("reportedEarliest")
    reportedHolder = _leg("reportedHolder")
    reportedInitiator = _leg("reportedInitiator")
    reportedIssue = _leg("reportedIssue")
    reportedLatest = _leg("reportedLatest")
    reportedMode = _leg("reportedMode")
    reportedOffice = _leg("reportedOffice")
    reportedPlace = _leg("reportedPlace")
    reportedRecipient = _leg("reportedRecipient")
    reportedState = _leg("reportedState")
    reportedStatus = _leg("reportedStatus")
    reportedType = _leg("reportedType")
    reports = _leg("reports")
    revises = _leg("revises")
    sector = _leg("sector")
    seenFrom = _leg("seenFrom")
    seenUntil = _leg("seenUntil")
    sentenceHash = _leg("sentenceHash")
    settingsDigest = _leg("settingsDigest")
    software = _leg("software")
    speaker = _leg("speaker")
    speakerText = _leg("speakerText")
    state = _leg("state")
    status = _leg("status")
    subject = _leg("subject")
    surface = _leg("surface")
    textHash = _leg("textHash")
    trend = _leg("trend")
    trigger = _leg("trigger")
    triggerBegin = _leg("triggerBegin")
    triggerEnd = _leg("triggerEnd")
    unit = _leg("unit")
    url = _leg("url")
    value = _leg("value")
    weight = _leg("weight")
    withdraws = _leg("withdraws")

    # acts of correction, statuses, trends and kinds of passage
    caption = _leg("caption")
    denied = _leg("denied")
    headline = _leg("headline")
    hypothetical = _leg("hypothetical")
    identify = _leg("identify")
    improving = _leg("improving")
    join = _leg("join")
    occurred = _leg("occurred")
    ongoing = _leg("ongoing")
    part = _leg("part")
    planned = _leg("planned")
    pledged = _leg("pledged")
    proposed = _leg("proposed")
    reject = _leg("reject")
    revise = _leg("revise")
    sentence = _leg("sentence")
    steady = _leg("steady")
    strained = _leg("strained")
    withdraw = _leg("withdraw")
    worsening = _leg("worsening")


def _in(namespace: str, name: str) -> NamedNode:
    return NamedNode(namespace + name)


_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_PROV = "http://www.w3.org/ns/prov#"
_GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"


class RDF:
    """Terms of RDF."""

    type = _in(_RDF, "type")


class RDFS:
    """Terms of RDF Schema."""

    comment = _in(_RDFS, "comment")
    isDefinedBy = _in(_RDFS, "isDefinedBy")
    label = _in(_RDFS, "label")
    subClassOf = _in(_RDFS, "subClassOf")
    subPropertyOf = _in(_RDFS, "subPropertyOf")


class OWL:
    """Terms of OWL."""

    sameAs = _in(_OWL, "sameAs")
    versionInfo = _in(_OWL, "versionInfo")


class SKOS:
    """Terms of SKOS."""

    Concept = _in(_SKOS, "Concept")
    ConceptScheme = _in(_SKOS, "ConceptScheme")
    altLabel = _in(_SKOS, "altLabel")
    broader = _in(_SKOS, "broader")
    definition = _in(_SKOS, "definition")
    hasTopConcept = _in(_SKOS, "hasTopConcept")
    inScheme = _in(_SKOS, "inScheme")
    notation = _in(_SKOS, "notation")
    prefLabel = _in(_SKOS, "prefLabel")
    topConceptOf = _in(_SKOS, "topConceptOf")


class DCTERMS:
    """Terms of Dublin Core."""

    isReplacedBy = _in("http://purl.org/dc/terms/", "isReplacedBy")
    title = _in("http://purl.org/dc/terms/", "title")


class PROV:
    """Terms of PROV-O."""

    Activity = _in(_PROV, "Activity")
    Agent = _in(_PROV, "Agent")
    generatedAtTime = _in(_PROV, "generatedAtTime")
    used = _in(_PROV, "used")
    wasAttributedTo = _in(_PROV, "wasAttributedTo")


class FOAF:
    """Terms of Friend of a Friend."""

    name = _in("http://xmlns.com/foaf/0.1/", "name")


class GEO:
    """Terms of the W3C geographic vocabulary."""

    lat = _in(_GEO, "lat")
    long = _in(_GEO, "long")


class XSD:
    """Datatypes."""

    anyURI = _in(_XSD, "anyURI")
    boolean = _in(_XSD, "boolean")
    date = _in(_XSD, "date")
    dateTime = _in(_XSD, "dateTime")
    decimal = _in(_XSD, "decimal")
    integer = _in(_XSD, "integer")
    string = _in(_XSD, "string")


KIND: Mapping[EntityKind, NamedNode] = MappingProxyType({kind: _leg(kind.value) for kind in EntityKind})
"""The class of each kind of entity."""

STATUS: Mapping[Status, NamedNode] = MappingProxyType({status: _leg(status.value) for status in Status})
"""The individual of each status."""

TREND: Mapping[Trend, NamedNode] = MappingProxyType({trend: _leg(trend.value) for trend in Trend})
"""The individual of each trend."""

ACT: Mapping[str, NamedNode] = MappingProxyType(
    {name: _leg(name) for name in ("identify", "join", "part", "reject", "revise", "withdraw")}
)
"""What a correction can do, by the name of the act."""

PASSAGE_KIND: Mapping[BlockKind, NamedNode] = MappingProxyType(
    {BlockKind.BODY: LEG.sentence, BlockKind.HEADLINE: LEG.headline, BlockKind.CAPTION: LEG.caption}
)
"""The kind of a passage by the block that it stands in; other blocks hold no passages."""

EVENT_TYPE: Mapping[EventType, NamedNode] = MappingProxyType({kind: _in(PLOVER_NS, kind.value) for kind in EventType})
"""The concept of each event type."""


@cache
def mode(event_type: EventType, name: str) -> NamedNode:
    """Return the concept of a mode of an event type, such as `CONSULT-visit` for "visit"."""
    return _in(PLOVER_NS, f"{event_type.value}-{name}")


@cache
def context(name: str) -> NamedNode:
    """Return the concept of a context, such as `context-military` for "military"."""
    return _in(PLOVER_NS, f"context-{name}")
