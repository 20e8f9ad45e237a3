"""Agreements and policies that a text names: "the Taipei Declaration", "a defence pact between X and Y", "Act East"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from legation.extraction import instrument_names, sides
from legation.extraction.actors import Scene
from legation.extraction.instrument_names import InstrumentKind, InstrumentNames
from legation.extraction.names import NameMatch
from legation.extraction.parse import Token
from legation.gazetteer import Role
from legation.graph.identifiers import instrument_id
from legation.model import EntityId, Instrument, Span

_MODIFYING = frozenset({"amod", "compound", "nmod", "advmod"})
_UNNAMING = frozenset({"own", "new", "such", "other", "same"})
_JOINING = frozenset({"of", "and", "on", "the", "for", "to", "in", "against", "-", "&", "concerning", "with"})
_AFTER_HEAD = frozenset({"of", "on", "for", "against", "concerning"})
_NAMING = frozenset({"call", "dub", "know", "name", "term", "label", "title", "entitle"})
_DETERMINERS = frozenset(
    {"the", "a", "an", "this", "that", "its", "their", "his", "her", "our", "under", "both", "new"}
)
_QUOTES = {'"': '"', "«": "»", "'": "'"}


def find(scene: Scene, text: str) -> tuple[Instrument, ...]:
    """The agreements and policies that a sentence names, in order of the text. `text` is that of the document.

    An agreement that is called by its sort only ("a fisheries accord") is named when two or more parties tell it apart.
    """
    known = instrument_names.load()
    tokens = scene.sentence.tokens
    heads, first_words = known.heads, known.known
    for token in tokens:
        if token.lemma in heads or token.text in first_words or token.lower in heads:
            break
    else:
        if not any(_is_instrument(m) for m in scene.names):
            return ()
    marked = tuple(t for t in tokens if t.lemma in heads or t.lower in heads)
    reader = _Reader(scene, text, known, marked)
    found = sorted(reader.read(), key=lambda i: i.span)
    return tuple(found)


@dataclass(slots=True)
class _Reader:
    scene: Scene
    text: str
    known: InstrumentNames
    marked: tuple[Token, ...]
    """The tokens that may be the head of a name."""

    def read(self) -> Iterator[Instrument]:
        used: set[int] = set()
        for made in (self._listed, self._quoted, self._capitalised, self._sorts, self._pursued):
            if not self.marked and made != self._listed:
                break
            for first, last, instrument in made(used):
                if used.isdisjoint(range(first, last + 1)):
                    used.update(range(first, last + 1))
                    yield instrument

    # --- names --------------------------------------------------------------------------------------------------------

    def _listed(self, used: set[int]) -> Iterator[tuple[int, int, Instrument]]:
        """The names of the table."""
        tokens = self.scene.sentence.tokens
        for match in self.scene.names:
            if _is_instrument(match):
                held = self.known.held[match.forms[0].entity]
                first, last = match.first, match.last
                found = self._instrument(held.kind, held.names[0], first, last, self._head(first, last), 0.9)
                if held.parties and found.parties and not set(held.parties) & set(found.parties):
                    # Another of that name: "the Declaration of Principles" of other states.
                    label = self._slice(first, last)
                    other = instrument_id(held.kind, self._told_apart(label, found.parties))
                    found = replace(found, label=label, entity=other, confidence=0.7)
                yield first, last, found
        free = 0
        for token in tokens:
            at = token.index
            if at < free or token.text not in self.known.known:
                continue
            for parts, kind, label in self.known.known[token.text]:
                end = at + len(parts)
                if end <= len(tokens) and all(t.text == p for t, p in zip(tokens[at:end], parts, strict=True)):
                    if self._organisation(at) and self._organisation(end - 1):
                        break
                    head = self._head(at, end - 1)
                    yield at, end - 1, self._instrument(kind, label, at, end - 1, head, 0.9)
                    free = end
                    break

    def _capitalised(self, used: set[int]) -> Iterator[tuple[int, int, Instrument]]:
        """Capitalised words around a head: "the National Security Strategy", "Treaty on Maritime Boundaries"."""
        tokens = self.scene.sentence.tokens
        for token in self.marked:
            kind = self.known.heads.get(token.lower) or self.known.heads.get(token.lemma)
            if (
                kind is None
                or not token.text[0].isupper()
                or token.index in used
                or (token.text.isupper() and len(token.text) > 3)
            ):
                continue
            if self._organisation(token.index):
                continue
            first, last = self._capitals(token.index, used)
            after = tokens[last + 1] if last + 1 < len(tokens) and last == token.index else None
            if first == last or (after is not None and after.text[0].isupper() and after.pos == "PROPN"):
                continue
            label = self._slice(first, last)
            instrument = self._instrument(kind, label, first, last, token.index, 0.8)
            if all(w in self.known.words["generic"] for w in label.lower().replace("-", " - ").split()):
                if len(instrument.parties) < (2 if kind == "Agreement" else 1) or self._unmade(token.index):
                    continue
                instrument = self._instrument(
                    kind, self._told_apart(label, instrument.parties), first, last, token.index, 0.75
                )
            yield first, last, instrument

    def _organisation(self, i: int) -> bool:
        """Whether a token is part of a name that the gazetteer holds: "Partnership for Peace" is a body."""
        return any(m.first <= i <= m.last and not _is_instrument(m) for m in self.scene.names)

    def _capitals(self, head: int, used: set[int]) -> tuple[int, int]:
        """The first and the last of the capitalised words that a head stands among."""
        tokens = self.scene.sentence.tokens
        first = head
        while first > 0:
            before = tokens[first - 1]
            if before.index in used or before.lower in {"'s", "'", '"'}:
                break
            further = tokens[first - 2] if first > 1 and tokens[first - 2].text[0].isupper() else None
            if before.text[0].isupper() or (before.text[0].isdigit() and len(before.text) == 4):
                first -= 1
            elif further is not None and (
                before.text == "-" or (before.lower in {"of", "and"} and further.lower not in self.known.heads)
            ):
                first -= 2
            else:
                break
        while first < head and self._leading(tokens[first], head - first):
            first += 1
        last = head
        if last + 1 < len(tokens) and tokens[last + 1].lower in _AFTER_HEAD:
            at, end = last + 1, last
            while at < len(tokens) and (tokens[at].lower in _JOINING or tokens[at].text[0].isupper()):
                if tokens[at].lower == "with":
                    break
                if tokens[at].text[0].isupper():
                    end = at
                at += 1
            # "Treaty of Rome", not "Agreement of France": a state that follows is a party.
            if end > last and not (end - last <= 3 and self._is_state(end) and tokens[last + 1].lower != "of"):
                last = end
        return first, last

    def _leading(self, token: Token, left: int) -> bool:
        """Whether the first of the capitalised words is not of the name: "The", "Chinese" before a long one."""
        if token.lower in _DETERMINERS and (token.lower != "new" or token.index == 0):
            return True
        if token.pos in {"ADP", "SCONJ", "ADV", "PRON", "VERB", "AUX", "CCONJ"} and token.index == 0:
            return True
        if left < 2:
            return False
        match = next((m for m in self.scene.names if m.first == token.index and m.last == token.index), None)
        following = self.scene.sentence.tokens[token.index + 1].text
        return (
            match is not None
            and following != "-"
            and all(f.role in {Role.ADJECTIVE, Role.DEMONYM} for f in match.forms)
        )

    def _is_state(self, i: int) -> bool:
        entity = sides.named(self.scene, i)
        return entity is not None

    # --- sorts --------------------------------------------------------------------------------------------------------

    def _sorts(self, used: set[int]) -> Iterator[tuple[int, int, Instrument]]:
        """Reads "a free trade agreement between X and Y": a sort with its parties."""
        s = self.scene.sentence
        for token in self.marked:
            if (
                token.index in used
                or self.known.heads.get(token.lemma) != "Agreement"
                or token.text[0].isupper()
                or token.tag == "NNS"
            ):
                continue
            before = [c for c in s.children(token.index, "amod", "compound", "nmod") if c.index < token.index]
            words = s.tokens[max(0, token.index - 5) : token.index]
            kind = self._sort([w.lower for w in words])
            if (
                not kind
                and token.lemma == "memorandum"
                and [t.lower for t in s.tokens[token.index + 1 : token.index + 3]] == ["of", "understanding"]
            ):
                continue
            if not kind or not before or self._unmade(token.index):
                continue
            parties = self._parties(token.index)
            if len(parties) < 2:
                continue
            first = token.index - len(kind)
            label = self._told_apart(f"{' '.join(kind)} {token.lemma}".replace(" - ", "-").capitalize(), parties)
            yield first, token.index, self._instrument("Agreement", label, first, token.index, token.index, 0.75)

    def _sort(self, before: list[str]) -> list[str]:
        """The longest sort of the table that ends right before the head."""
        for n in range(len(before), 0, -1):
            words = before[-n:]
            if " ".join(w for w in words if w != "-") in self.known.types:
                return words
        return []

    def _unmade(self, i: int) -> bool:
        """Whether an agreement is only talked about."""
        s = self.scene.sentence
        if any(
            c.lower in {"proposed", "possible", "potential", "planned", "future", "draft", "no"}
            for c in s.children(i, "amod", "compound", "det")
        ):
            return True
        for above in s.ancestors(i):
            if above.lemma in self.known.words["unmade"]:
                return True
            if above.pos in {"VERB", "AUX"} and above.dep not in {"xcomp", "advcl", "acl", "conj"}:
                return False
        return False

    # --- policies -----------------------------------------------------------------------------------------------------

    def _quoted(self, used: set[int]) -> Iterator[tuple[int, int, Instrument]]:
        """'"Act East" policy', 'a policy of "strategic patience"', 'pursue "practical diplomacy ..."'."""
        s = self.scene.sentence
        tokens = s.tokens
        for opening, closing in self._pairs():
            inside = range(opening + 1, closing)
            if len(inside) > 12 or not inside:
                continue
            after = tokens[closing + 1] if closing + 1 < len(tokens) else None
            if (
                after is not None
                and self._policy_noun(after)
                and len(inside) <= 5
                and after.begin - tokens[closing].end <= 1
            ):
                label = f"{self._slice(inside[0], inside[-1])} {after.text}"
                yield opening, after.index, self._instrument("Policy", label, inside[0], after.index, after.index, 0.85)
                continue
            top = next((i for i in inside if tokens[i].head not in inside), inside[0])
            above = tokens[tokens[top].head]
            noun = above
            if above.lower == "of" or above.lemma in _NAMING:
                noun = tokens[above.head]
            if self._policy_noun(noun) and noun.index < opening and opening - noun.index <= 4 and len(inside) <= 6:
                label = self._slice(inside[0], inside[-1])
                yield noun.index, closing, self._instrument("Policy", label, inside[0], inside[-1], noun.index, 0.8)
                continue
            if self._policy_noun(tokens[top]) and above.lemma in self.known.words["pursuing"] and above.pos == "VERB":
                first = self._phrase(top, inside[0])
                if top > first:
                    yield first, top, self._instrument("Policy", self._slice(first, top), first, top, top, 0.85)

    def _pursued(self, used: set[int]) -> Iterator[tuple[int, int, Instrument]]:
        """Reads "pursues a policy of strategic patience", "vows practical diplomacy": without marks."""
        s = self.scene.sentence
        for token in self.marked:
            if (
                token.index in used
                or not self._policy_noun(token)
                or token.text[0].isupper()
                or token.dep not in {"dobj", "nsubjpass"}
            ):
                continue
            verb = s.tokens[token.head]
            if verb.lemma not in self.known.words["proclaiming"] or any(
                c.dep == "neg" for c in s.children(verb.index, "neg")
            ):
                continue
            of = next((h for h in self.scene.objects_of(token.index, "of") if s.tokens[h].pos == "NOUN"), None)
            if of is not None and token.lemma != "diplomacy":
                first = self._phrase(of, token.index + 2)
                if first < of or s.tokens[of].text.endswith(("ism", "ment", "ity", "lity")):
                    yield first, of, self._instrument("Policy", self._slice(first, of), first, of, token.index, 0.7)
                continue
            first = self._phrase(token.index, 0)
            modifiers = [t.lower for t in s.tokens[first : token.index] if t.text != "-"]
            if (
                modifiers
                and token.lemma in {"diplomacy", "policy", "doctrine"}
                and not all(m in self.known.words["plain"] for m in modifiers)
            ):
                yield (
                    first,
                    token.index,
                    self._instrument("Policy", self._slice(first, token.index), first, token.index, token.index, 0.7),
                )

    def _policy_noun(self, token: Token) -> bool:
        return token.pos in {"NOUN", "PROPN"} and self.known.heads.get(token.lemma) == "Policy"

    def _phrase(self, head: int, least: int) -> int:
        """Where the words begin that modify a noun: "practical" of "a practical diplomacy"."""
        s = self.scene.sentence
        first = head
        while first > least:
            before = s.tokens[first - 1]
            glued = before.text == "-" and first > 1
            if not glued and (
                before.dep not in _MODIFYING or before.lower in _UNNAMING or self._is_state(before.index)
            ):
                break
            first -= 2 if glued else 1
        return first

    def _pairs(self) -> Iterator[tuple[int, int]]:
        """The tokens that open and close quotation marks within the sentence."""
        tokens = self.scene.sentence.tokens
        opening: int | None = None
        for token in tokens:
            if token.text not in _QUOTES and token.text not in _QUOTES.values():
                continue
            if opening is None:
                follows = token.index + 1 < len(tokens) and tokens[token.index + 1].begin == token.end
                before = (
                    token.index == 0 or tokens[token.index - 1].end < token.begin or tokens[token.index - 1].text == "("
                )
                if token.text in _QUOTES and follows and before:
                    opening = token.index
            elif token.text == _QUOTES[tokens[opening].text]:
                yield opening, token.index
                opening = None

    # --- what is told of them -----------------------------------------------------------------------------------------

    def _instrument(
        self, kind: InstrumentKind, label: str, first: int, last: int, head: int, confidence: float
    ) -> Instrument:
        s = self.scene.sentence
        parties = self._parties(head) if kind == "Agreement" else self._pursuers(head, first)
        return Instrument(
            entity=self.known.entities.get(label) or instrument_id(kind, label), kind=kind, label=label,
            passage=s.passage.number, span=Span(s.tokens[first].begin, s.tokens[last].end),
            parties=parties, aim=self._aim(head, last), confidence=confidence,
        )  # fmt: skip

    def _parties(self, head: int) -> tuple[EntityId, ...]:
        """The parties of an agreement: "between X and Y", "X-Y", "X's ... with Y", "X signed ... with Y"."""
        s, scene = self.scene.sentence, self.scene
        found: list[EntityId] = []
        for preposition in ("between", "among"):
            for below in scene.objects_of(head, preposition):
                found += sides.sides(scene, below)
        if len(found) > 1:
            return _unique(found)
        for child in s.children(head, "poss", "compound", "nmod", "amod"):
            for i in s.subtree(child.index):
                if not self._seat(i) and (state := sides.named(scene, i)) is not None:
                    found.append(state)
            if child.dep == "poss" and not found:
                found += sides.sides(scene, child.index)
        for below in scene.objects_of(head, "with"):
            found += sides.sides(scene, below)
        verb = next((a for a in s.ancestors(head) if a.pos in {"VERB", "AUX"}), None)
        made = s.child(head, "acl")
        for v in (verb, made):
            if v is None or v.lemma not in self.known.words["signing"]:
                continue
            who = sides.agent(s, v.index)
            if who is not None and who != head:
                found = [*sides.sides(scene, who), *found]
            elif v.lemma == "bind" and (bound := s.child(v.index, "nsubjpass")) is not None:
                found += sides.sides(scene, bound.index if bound.tag != "WDT" else v.head)
            for preposition in ("with", "between", "by", "to") if v.lemma == "bind" else ("with", "between", "by"):
                for below in scene.objects_of(v.index, preposition):
                    if below != head:
                        found += sides.sides(scene, below)
        return _unique(found)

    def _seat(self, i: int) -> bool:
        """Whether a token names a capital: where an agreement was made, not who made it ("the Minsk agreements")."""
        match = next((m for m in self.scene.names if m.first <= i <= m.last), None)
        return match is not None and match.forms[0].role in {Role.CAPITAL, Role.SEAT}

    def _pursuers(self, head: int, first: int) -> tuple[EntityId, ...]:
        """Who pursues a policy: its possessor, else the subject of the verb of pursuit."""
        s, scene = self.scene.sentence, self.scene
        found: list[EntityId] = []
        for child in s.children(head, "poss"):
            found += sides.sides(scene, child.index)
        if not found and first:
            before = first - 1
            while before > 0 and s.tokens[before].lower in {"'s", "'", '"', "new", "own"}:
                before -= 1
            if (
                s.tokens[before].dep in {"poss", "amod", "compound", "nmod"}
                and (state := sides.named(scene, before)) is not None
            ):
                found.append(state)
        if not found:
            for preposition in ("of", "by"):
                for below in scene.objects_of(head, preposition):
                    found += sides.sides(scene, below)
        if not found:
            verb = s.tokens[s.tokens[head].head]
            pursued = s.tokens[head].dep in {"dobj", "nsubjpass"} and verb.lemma in self.known.words["pursuing"]
            who = sides.agent(s, verb.index) if pursued else None
            if who is not None and who != head:
                found += sides.sides(scene, who)
        return _unique(found)

    def _aim(self, head: int, last: int) -> str:
        """What an instrument is for: "to improve relations with X", told of it or of the verb above it."""
        s = self.scene.sentence
        for made in s.children(head, "acl", "relcl"):
            if made.index > last and made.tag == "VB" and self._infinitive(made):
                return self._purpose(made)
            if made.lemma in {"aim", "design", "intend", "mean"}:
                for below in s.children(made.index, "xcomp", "prep", "advcl"):
                    if below.tag == "VB" and self._infinitive(below):
                        return self._purpose(below)
                    if below.lower == "at":
                        return self._from(made.index, s.subtree(below.index)[-1])
        verb = s.tokens[s.tokens[head].head]
        if verb.pos == "VERB" and s.tokens[head].dep in {"dobj", "nsubjpass"}:
            for below in s.children(verb.index, "advcl", "xcomp"):
                if below.index > last and below.tag == "VB" and self._infinitive(below):
                    return self._purpose(below)
        return ""

    def _infinitive(self, token: Token) -> bool:
        return any(c.lower == "to" for c in self.scene.sentence.children(token.index, "aux"))

    def _purpose(self, token: Token) -> str:
        s = self.scene.sentence
        first = next(c.index for c in s.children(token.index, "aux") if c.lower == "to")
        return self._from(first, s.subtree(token.index)[-1])

    def _from(self, first: int, last: int) -> str:
        tokens = self.scene.sentence.tokens
        while last > first and tokens[last].pos == "PUNCT":
            last -= 1
        return self._slice(first, last)

    def _slice(self, first: int, last: int) -> str:
        tokens = self.scene.sentence.tokens
        return " ".join(Span(tokens[first].begin, tokens[last].end).of(self.text).split()).rstrip(".,;")

    def _head(self, first: int, last: int) -> int:
        """The token of a name that the parse ties to the rest of the sentence."""
        tokens = self.scene.sentence.tokens
        for i in range(last, first - 1, -1):
            if not first <= tokens[i].head <= last or tokens[i].head == i:
                following = tokens[i].head
                # "the New START treaty": the name modifies its noun.
                if tokens[i].dep in {"compound", "nmod", "amod"} and tokens[following].lemma in self.known.heads:
                    return following
                return i
        return last

    def _told_apart(self, label: str, parties: tuple[EntityId, ...]) -> str:
        """A label that other agreements of the same sort do not have."""
        known = self.scene.cast.gazetteer
        labels = sorted(known.entity(p).label if p in known else p.partition("/")[2] for p in parties)
        if len(labels) == 1:
            return f"{label} of {labels[0]}"
        return f"{label} between {', '.join(labels[:-1])} and {labels[-1]}"


def _is_instrument(match: NameMatch) -> bool:
    return match.forms[0].entity.startswith(("agreement/", "policy/"))


def _unique(values: Iterable[EntityId]) -> tuple[EntityId, ...]:
    return tuple(dict.fromkeys(values))
