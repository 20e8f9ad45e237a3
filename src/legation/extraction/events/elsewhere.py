"""Whether what seems an act is none of foreign relations: of a game, a market, a stage, nature, or all times."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from legation.extraction.events import slots
from legation.extraction.events.acts import Act, who
from legation.extraction.events.clauses import Clauses
from legation.extraction.lexicon import Lexicon
from legation.extraction.parse import Sentence, Token
from legation.model import BlockKind, EventType, Party, Span, Status

_T = EventType
_WHOLE = frozenset({"sport", "culture"})
"""Topics of whole articles. Weather and markets are the matter of governments too."""
_WORDS = 3
_SHARE = 4
"""An article is about a topic that has so many words in it, in one of so many of its sentences at least."""
_KIN = frozenset(
    "father mother parent grandfather grandmother grandparent ancestor uncle aunt brother sister cousin son daughter "
    "husband wife widow".split()
)
_NAMING = frozenset({"name", "identify", "quote"})
_MEASURED = frozenset(
    "rise fall grow reach total amount drop increase shrink decline double triple stand exceed account".split()
)
_ORDERS = frozenset({"instruct", "advise"})
_KEEPS = frozenset("defend escort guard honour honor keep protect respect support".split())
_TRADERS = frozenset({"BUS", "AGR", "EDU", "MED", "JRN"})


def of_sentence(lexicon: Lexicon, sentence: Sentence) -> bool:
    """Whether a sentence is about a game, the weather, a market or a stage: two words of one such topic tell, or one
    that is of nothing else.
    """
    told = _told(lexicon, sentence)
    return any(word in lexicon.unmistakable for _, word in told) or len(told) > len({topic for topic, _ in told})


def of_article(lexicon: Lexicon, sentences: Iterable[Sentence]) -> str:
    """The game or stage that an article is about as a whole, or empty: its words stand in every fourth sentence."""
    body = [s for s in sentences if s.passage.kind is BlockKind.BODY]
    words: defaultdict[str, set[str]] = defaultdict(set)
    times: Counter[str] = Counter()
    for told in (_told(lexicon, s) for s in body):
        times.update({topic for topic, _ in told})
        for topic, word in told:
            words[topic].add(word)
    topics = (t for t in sorted(_WHOLE) if len(words[t]) >= _WORDS and times[t] * _SHARE >= len(body))
    return next(topics, "")


def of_act(clauses: Clauses, act: Act) -> bool:
    """Whether an act lacks those who deal with states: one of players or artists in an article about these, of nature,
    of money, of somebody's kin, of traders with what only states do, or of whoever it may be, at any time.
    """
    if act.status is Status.DENIED and not act.sources:
        return True
    topic = clauses.scene.cast.topic
    if topic == "sport" or (topic and len({p.code for p in (*act.sources, *act.targets) if p.code}) < 2):
        return True
    classes = clauses.lexicon.noun_classes
    if _unnamed(clauses, act) or _level(clauses, act) or _at_home(clauses, act):
        return True
    if act.type is _T.MOBILIZE and act.sources and not any(p.entity or p.code for p in act.sources):
        return True  # aircraft that are nobody's
    if act.type is _T.AID and not act.sources and not any(p.code for p in act.targets):
        return True
    struck = act.targets if act.type is _T.ASSAULT else ()
    if any(h is not None and h.lemma in classes["MONEY"] for h in _heads(clauses, (*act.sources, *struck))):
        return True
    heads = [h for h in _heads(clauses, act.sources) if h is not None]
    if not heads or len(heads) < len(act.sources):
        return False
    if act.type in {_T.MOBILIZE, _T.SANCTION, _T.COERCE} and {p.sector for p in act.sources} <= _TRADERS:
        return True
    if all(_natural(clauses, h, p) for h, p in zip(heads, act.sources, strict=True)):
        return True
    if all(h.lemma in _KIN and clauses.sentence.child(h.index, "poss") is not None for h in heads):
        return True
    if act.type is not _T.ASSAULT and not any(who(p) or slots.animate(clauses, p) for p in act.sources):
        return True
    return _timeless(clauses, act, heads)


def _told(lexicon: Lexicon, sentence: Sentence) -> set[tuple[str, str]]:
    topics = lexicon.elsewhere
    told = {(topics[t.lemma], t.lemma) for t in sentence.tokens if t.lemma in topics}
    text = " ".join(t.lower for t in sentence.tokens)
    return told | {(topic, phrase) for phrase, topic in lexicon.elsewhere_phrases.items() if phrase in text}


def _heads(clauses: Clauses, parties: Iterable[Party]) -> Iterator[Token | None]:
    """The chief word of each party, None where that was named in another sentence: "lira" in "the Turkish lira"."""
    for span in (p.span for p in parties):
        within = [t for t in clauses.sentence.tokens if span.begin <= t.begin and t.end <= span.end]
        inside = {t.index for t in within}
        yield next((t for t in within if t.head not in inside or t.head == t.index), None)


def _natural(clauses: Clauses, head: Token, party: Party) -> bool:
    """Whether nature acts, and not a weapon of somebody's: "fire destroyed a hall", but not "Israeli fire"."""
    natural = clauses.lexicon.noun_classes["NATURE"]
    bare = party.span == Span(head.begin, head.end) or not party.code
    return bare and (head.lemma in natural or head.lower.removesuffix("s") in natural)  # "Wildfires" begins a sentence


def _unnamed(clauses: Clauses, act: Act) -> bool:
    """Whether all that somebody asks is that his name be left out: "who asked not to be named"."""
    s = clauses.sentence
    return act.type is _T.REQUEST and any(
        c.lemma in _NAMING and s.child(c.index, "auxpass") is not None for c in s.children(act.index, "xcomp")
    )


def _at_home(clauses: Clauses, act: Act) -> bool:
    """Whether somebody advises his own people, or defends what is his."""
    own = {p.code for p in act.sources if p.code}
    if not own or not act.targets or not {p.code for p in act.targets} <= own | {""}:
        return False
    verb = clauses.sentence.tokens[act.index]
    if verb.lemma in _ORDERS:
        return own == {p.code for p in act.targets}
    kept = act.type in {_T.SUPPORT, _T.AID} and verb.lemma in _KEEPS
    heads = _heads(clauses, act.targets)
    return kept and all(h and any(c.tag == "PRP$" for c in clauses.sentence.children(h.index, "poss")) for h in heads)


def _level(clauses: Clauses, act: Act) -> bool:
    """Whether trade is only measured: "trade between the two rose by a tenth"."""
    s = clauses.sentence
    noun = s.tokens[act.index]
    return noun.lemma == "trade" and noun.dep == "nsubj" and s.tokens[noun.head].lemma in _MEASURED


def _timeless(clauses: Clauses, act: Act, heads: list[Token]) -> bool:
    """Whether the present tense of a story tells what some do at any time: "soldiers knock and ask for apples"."""
    s = clauses.sentence
    verb = s.tokens[act.index]
    tells = "VBP" in {verb.tag, s.tokens[verb.head].tag if verb.dep in {"conj", "advcl"} else ""}
    if s.passage.kind is not BlockKind.BODY or not tells or s.children(verb.index, "aux", "auxpass"):
        return False
    anybody = all(h.tag == "NNS" and not s.children(h.index) for h in heads)
    return anybody and not any(map(who, act.targets))
